import { splitByLargestRemainder } from '../split.ts'

interface SharePart {
  unitId: string
  shareBasisPoints: number
}

/** All shares of a whole, in basis points. */
export const allShares = 10_000

/** Above every unit's id: of equal remainders the members' are filled first. */
const unassignedKey = '~'

/**
 * What of a group's target each member's share is, in 分 or grams, and what no share takes up
 * (未分配): all together are the whole to the last one (§2.3, §3.9). The shares sum to 10,000 at
 * most.
 */
export function splitByShares(
  whole: number,
  parts: readonly SharePart[],
): { amounts: Map<string, number>; unassigned: number } {
  const rest = allShares - sumOfShares(parts)
  const amounts = splitByLargestRemainder(whole, [
    ...parts.map(({ unitId, shareBasisPoints }) => ({ key: unitId, weight: shareBasisPoints })),
    { key: unassignedKey, weight: rest },
  ])
  const unassigned = amounts.get(unassignedKey) ?? 0
  amounts.delete(unassignedKey)
  return { amounts, unassigned }
}

/** The shares together, in basis points. */
export function sumOfShares(parts: readonly SharePart[]): number {
  return parts.reduce((sum, { shareBasisPoints }) => sum + shareBasisPoints, 0)
}
