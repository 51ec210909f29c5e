import { type Figure, figureOf, less, plus } from '../figure.ts'
import { roundedHalfUp } from '../split.ts'

/**
 * `part` of `base` in basis points, rounded half up and not capped; null, shown as "—", when there
 * is no base (§3.13).
 */
export function ratioBasisPoints(part: Figure, base: Figure | null): Figure | null {
  if (base === null || BigInt(base) <= 0n) return null
  return figureOf(roundedHalfUp(BigInt(part) * 10_000n, BigInt(base)))
}

/** Growth on a base in basis points; null when the base is nothing (§3.13). */
export function growthBasisPoints(now: Figure, before: Figure): Figure | null {
  return ratioBasisPoints(less(now, before), before)
}

/**
 * Growth where there are opening figures (§3.11), which are of whole years: those of both years are
 * part of it, and of anything but whole years there is none against them.
 */
export function growthWithOpening(figures: {
  now: Figure
  before: Figure
  opening: Figure
  openingBefore: Figure
  areWholeYears: boolean
}): Figure | null {
  const { now, before, opening, openingBefore, areWholeYears } = figures
  if (!areWholeYears && BigInt(openingBefore) !== 0n) return null
  return growthBasisPoints(plus(now, opening), plus(before, openingBefore))
}
