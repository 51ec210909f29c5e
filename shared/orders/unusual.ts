/** What about a line an approver looks at twice. */
export type Unusual = 'more' | 'less' | 'dearer' | 'above_median'

/** From where on a line is unusual, in basis points of what it is compared with (§3.12). */
export interface UnusualThresholds {
  /** So often the product was asked for before its usual amount says anything. */
  leastTimes: number
  /** Of the usual amount. */
  moreThan: number
  lessThan: number
  /** Of the last price. */
  dearerThan: number
  /** Of the median of comparable offers (§8). */
  aboveMedian: number
}

/**
 * What is unusual about a line: far more, or far less, than the unit usually asks of the product;
 * dearer than the last time; above the median of comparable offers. Grams and 分; nothing is
 * compared with what is not known.
 */
export function unusualOf(
  line: { quantity: number; packGrams: number; unitPriceCents: number },
  custom: {
    times: number
    usualGrams: number | null
    lastUnitPriceCents: number | null
    medianCentsPerJin: number | null
  },
  thresholds: UnusualThresholds,
): Unusual[] {
  const { quantity, packGrams, unitPriceCents } = line
  const { times, usualGrams, lastUnitPriceCents, medianCentsPerJin } = custom
  const grams = quantity * packGrams
  const { leastTimes, moreThan, lessThan, dearerThan, aboveMedian } = thresholds
  const isKnown = usualGrams !== null && times >= leastTimes
  const beyond = (value: number, part: number, whole: number) => value * 10_000 > part * whole
  const found: [Unusual, boolean][] = [
    ['more', isKnown && beyond(grams, moreThan, usualGrams)],
    ['less', isKnown && grams * 10_000 < lessThan * usualGrams],
    [
      'dearer',
      lastUnitPriceCents !== null && beyond(unitPriceCents, dearerThan, lastUnitPriceCents),
    ],
    [
      'above_median',
      medianCentsPerJin !== null &&
        beyond(unitPriceCents * 500, aboveMedian, medianCentsPerJin * packGrams),
    ],
  ]
  return found.flatMap(([kind, holds]) => (holds ? [kind] : []))
}
