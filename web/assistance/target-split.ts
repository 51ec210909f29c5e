import { allShares } from '../../shared/assistance/target-shares.ts'
import { less } from '../../shared/figure.ts'
import { splitByLargestRemainder } from '../../shared/split.ts'
import type { TargetShares } from './use-targets.ts'

/** No unit's id. */
const rest = '~'

/**
 * The shares in basis points that a split begins with: those of the last one; where targets were
 * set otherwise, what each is of the whole; where there are none, alike.
 */
export function sharesOfToday(
  whole: number,
  { members, totals }: Pick<TargetShares, 'members' | 'totals'>,
): Map<string, number> {
  const having = members.filter(({ amount }) => amount !== null)
  const areShares = having.every(({ shareBasisPoints }) => shareBasisPoints !== null)
  if (having.length > 0 && areShares)
    return new Map(having.map((row) => [row.unit.id, row.shareBasisPoints ?? 0]))
  const left = Number(less(whole, totals.assigned))
  const claims = members.map(({ unit, amount }) => ({
    key: unit.id,
    weight: having.length === 0 ? 1 : (amount ?? 0),
  }))
  const unassigned = { key: rest, weight: having.length === 0 ? 0 : Math.max(0, left) }
  return splitByLargestRemainder(allShares, [...claims, unassigned])
}
