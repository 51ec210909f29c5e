import type { Figure } from './figure.ts'

/** One part's claim in a split: `weight` is any non-negative integer measure of its size. */
export interface Claim {
  key: string
  weight: Figure
}

/**
 * Splits an integer total over claims by the largest remainder, so that the parts sum to the
 * whole to the last unit (domain.md §2.3). Ties go to the lower key. A negative total is split
 * as its absolute value, then negated. Keys must be distinct and one weight must be positive.
 */
export function splitByLargestRemainder(
  total: number,
  claims: readonly Claim[],
): Map<string, number> {
  assertSafeInteger(total)
  const weightSum = claims.reduce((sum, claim) => sum + checkedWeight(claim), 0n)
  if (weightSum === 0n) throw new RangeError('a split needs at least one positive weight')
  const sign = total < 0 ? -1n : 1n
  const absoluteTotal = BigInt(total) * sign
  const parts = claims.map((claim) => {
    const product = absoluteTotal * BigInt(claim.weight)
    return { key: claim.key, part: product / weightSum, remainder: product % weightSum }
  })
  const undistributed = Number(absoluteTotal - parts.reduce((sum, part) => sum + part.part, 0n))
  const ranked = [...parts].sort(byRemainderThenKey)
  for (const part of ranked.slice(0, undistributed)) part.part += 1n
  const result = new Map(parts.map((part) => [part.key, Number(part.part * sign)]))
  if (result.size !== claims.length) throw new RangeError('the keys of a split must be distinct')
  return result
}

/**
 * value × numerator ÷ denominator in integers, rounded half up (away from zero for negatives).
 */
export function proportion(value: number, numerator: number, denominator: number): number {
  assertSafeInteger(value)
  assertSafeInteger(numerator)
  assertSafeInteger(denominator)
  if (denominator <= 0) throw new RangeError('the denominator must be positive')
  return halfUp(BigInt(value) * BigInt(numerator), BigInt(denominator))
}

/**
 * dividend ÷ divisor, rounded half up (away from zero for negatives): for what is added and
 * multiplied exactly before it is divided once. A quotient that is no safe integer is refused.
 */
export function halfUp(dividend: bigint, divisor: bigint): number {
  const quotient = Number(roundedHalfUp(dividend, divisor))
  assertSafeInteger(quotient)
  return quotient
}

/** The same for sums of any size. */
export function roundedHalfUp(dividend: bigint, divisor: bigint): bigint {
  const sign = dividend < 0n ? -1n : 1n
  return sign * ((dividend * sign * 2n + divisor) / (divisor * 2n))
}

function byRemainderThenKey(
  a: { key: string; remainder: bigint },
  b: { key: string; remainder: bigint },
): number {
  if (a.remainder !== b.remainder) return a.remainder > b.remainder ? -1 : 1
  return a.key < b.key ? -1 : 1
}

function checkedWeight(claim: Claim): bigint {
  if (typeof claim.weight === 'number') assertSafeInteger(claim.weight)
  const weight = BigInt(claim.weight)
  if (weight < 0n) throw new RangeError(`the weight of ${claim.key} is negative`)
  return weight
}

function assertSafeInteger(value: number): void {
  if (!Number.isSafeInteger(value)) throw new RangeError(`${value} is not a safe integer`)
}
