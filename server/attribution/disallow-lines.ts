import type { Context } from '../platform/context.ts'
import type { Transaction } from '../platform/db/transaction.ts'
import type { Disallowance } from './facts.ts'
import { addVillageWeights, enterAndLockLines, saveDisallowed } from './lines.queries.ts'
import { postChanges } from './post-entries.ts'

/**
 * Disallows lines of which a flag was upheld (§8): what they counted is reversed by negative
 * entries in the open month, with the flag as cause, and whatever is reported of them later, known
 * to the ledger or not, counts for nothing. Lines that another flag disallowed before stay its. The
 * caller holds the locks of their orders.
 */
export async function disallowLines(
  tx: Transaction,
  context: Context,
  { id, occurredOn, lines }: Disallowance,
): Promise<void> {
  const locked = [...(await enterAndLockLines(tx, lines)).values()]
  const counting = locked.filter(({ disallowedBy }) => disallowedBy === null)
  if (counting.length === 0) return
  const lineIds = counting.map(({ orderLineId }) => orderLineId).sort()
  const villages = await addVillageWeights(tx, lineIds, [])
  const changes = counting
    .map((before) => ({
      before,
      after: { ...before, disallowedBy: id, recognisedCents: 0, recognisedGrams: 0 },
      cause: { type: 'flag' as const, id, lineId: before.orderLineId },
      villages: villages.get(before.orderLineId) ?? [],
      facts: [],
      occurredOn,
    }))
    .sort((a, b) => (a.before.orderLineId < b.before.orderLineId ? -1 : 1))
  await postChanges(tx, context, changes)
  await saveDisallowed(tx, lineIds, id)
}
