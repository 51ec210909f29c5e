/** What a target is on a day, or is to be from a day on: 分 for money, grams for weight. */
export type TargetAmount = number | null

/**
 * The day for which the target of a year is asked (§3.9): the day that is looked at, or the first
 * or last one of the year where that lies before or after it.
 */
export function targetDay(year: number, day: string): string {
  const [first, last] = [`${year}-01-01`, `${year}-12-31`]
  if (day < first) return first
  return day > last ? last : day
}

/**
 * Whether a change waits for the side above (§3.9): one that lowers what is in force on its first
 * day or takes it back, and one that holds from a day that is over, which moves past figures. The
 * first value of a year changes nothing.
 */
export function needsConfirmation(
  change: { amount: TargetAmount; validFrom: string },
  { before, isFirst, today }: { before: TargetAmount; isFirst: boolean; today: string },
): boolean {
  if (isFirst) return false
  const { amount, validFrom } = change
  return isLower(amount, before) || validFrom < today
}

/** Whether less is undertaken than before; where there was nothing, no amount is less. */
export function isLower(amount: TargetAmount, before: TargetAmount): boolean {
  return before !== null && (amount === null || amount < before)
}
