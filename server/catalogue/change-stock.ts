import { recordAudit } from '../evidence/index.ts'
import type { Context } from '../platform/context.ts'
import type { Transaction } from '../platform/db/transaction.ts'
import { insertAdjustment } from './listing-writes.queries.ts'
import { addToStocks, lockStocks } from './lots.queries.ts'

/** A change of what is left of a lot in grams: negative takes, positive gives back. */
export interface StockChange {
  lotId: string
  changeGrams: number
}

/**
 * Changes what is left of lots: gives reserved goods back, or moves reservations as when goods are
 * packed from another lot. Entries of one lot add up; lots are locked in the order of their ids
 * (§5.3). All of them change or, where some have too little, none; returns those that have too
 * little. What comes back to a closed lot is not offered again: it is written off as `closed`.
 */
export async function changeStock(
  tx: Transaction,
  context: Context,
  changes: readonly StockChange[],
): Promise<string[]> {
  const gramsByLot = new Map<string, number>()
  for (const { lotId, changeGrams } of changes)
    gramsByLot.set(lotId, (gramsByLot.get(lotId) ?? 0) + changeGrams)
  if (gramsByLot.size === 0) return []
  const stocks = await lockStocks(tx, [...gramsByLot.keys()])
  const lacking = stocks.filter((lot) => lot.availableGrams + (gramsByLot.get(lot.lotId) ?? 0) < 0)
  if (lacking.length > 0) return lacking.map((lot) => lot.lotId)
  for (const { lotId } of stocks.filter((lot) => lot.isClosed)) {
    const grams = gramsByLot.get(lotId) ?? 0
    gramsByLot.delete(lotId)
    if (grams > 0) await writeOff(tx, context, lotId, grams)
  }
  await addToStocks(tx, gramsByLot)
  return []
}

async function writeOff(tx: Transaction, context: Context, lotId: string, grams: number) {
  await insertAdjustment(tx, {
    id: context.newId(),
    lotId,
    changeGrams: -grams,
    reason: 'closed',
    createdBy: context.actor.personId,
    createdAt: context.now,
  })
  await recordAudit(tx, context, {
    action: 'catalogue.adjust-lot',
    subjectType: 'lot',
    subjectId: lotId,
    after: { changeGrams: -grams, reason: 'closed' },
  })
}
