import { type Figure, figureOf, less } from '../figure.ts'
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
