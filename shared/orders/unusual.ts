/** What about a line an approver looks at twice. */
export type Unusual = 'more' | 'less' | 'dearer' | 'above_median'

/** So often the product was asked for before its usual amount says anything. */
const leastTimes = 3

/**
 * What is unusual about a line: more than twice, or less than half, of what the unit usually asks
 * of the product; a tenth dearer than the last time; above 1.3 × the median of comparable offers
 * (§8). Grams and 分; nothing is compared with what is not known.
 */
export function unusualOf(
  line: { quantity: number; packGrams: number; unitPriceCents: number },
  custom: {
    times: number
    usualGrams: number | null
    lastUnitPriceCents: number | null
    medianCentsPerJin: number | null
  },
): Unusual[] {
  const { quantity, packGrams, unitPriceCents } = line
  const { times, usualGrams, lastUnitPriceCents, medianCentsPerJin } = custom
  const grams = quantity * packGrams
  const isKnown = usualGrams !== null && times >= leastTimes
  const found: [Unusual, boolean][] = [
    ['more', isKnown && grams > 2 * usualGrams],
    ['less', isKnown && 2 * grams < usualGrams],
    ['dearer', lastUnitPriceCents !== null && unitPriceCents * 10 > lastUnitPriceCents * 11],
    [
      'above_median',
      medianCentsPerJin !== null && unitPriceCents * 5_000 > medianCentsPerJin * 13 * packGrams,
    ],
  ]
  return found.flatMap(([kind, holds]) => (holds ? [kind] : []))
}
