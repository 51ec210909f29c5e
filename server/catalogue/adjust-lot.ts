import { AppError, fieldError } from '../../shared/errors.ts'
import { recordAudit } from '../evidence/index.ts'
import type { Context } from '../platform/context.ts'
import type { Transaction } from '../platform/db/transaction.ts'
import { requireOwn } from './catalogue.policy.ts'
import {
  insertAdjustment,
  lockProduct,
  lockStock,
  lotById,
  markLotClosed,
  setStock,
} from './listing-writes.queries.ts'
import { refreshListing } from './refresh-listing.ts'

/** Declares a loss or what a count found; never below what orders have left (§5.3). */
export async function adjustLot(
  tx: Transaction,
  context: Context,
  input: { lotId: string; changeGrams: number; reason: string },
): Promise<{ lotId: string; availableGrams: number }> {
  const { lotId, changeGrams, reason } = input
  await openOwnLot(tx, context, lotId)
  if (changeGrams === 0) throw fieldError(['changeGrams'], 'required')
  const available = await lockStock(tx, lotId)
  if (available + changeGrams < 0)
    throw fieldError(['changeGrams'], 'less_than_nothing_left', { available })
  await adjustStock(tx, context, { lotId, available, changeGrams, reason })
  return { lotId, availableGrams: available + changeGrams }
}

/** Takes what is left of a lot off sale for good. */
export async function closeLot(
  tx: Transaction,
  context: Context,
  input: { lotId: string },
): Promise<{ lotId: string; availableGrams: number }> {
  const { lotId } = input
  const lot = await openOwnLot(tx, context, lotId)
  const available = await lockStock(tx, lotId)
  if (available > 0)
    await adjustStock(tx, context, { lotId, available, changeGrams: -available, reason: 'closed' })
  await markLotClosed(tx, lotId, context.now)
  await refreshListing(tx, lot.productId)
  await recordAudit(tx, context, {
    action: 'catalogue.close-lot',
    subjectType: 'lot',
    subjectId: lotId,
    before: { availableGrams: available },
  })
  return { lotId, availableGrams: 0 }
}

/** The product is locked before the stock, as when a lot is declared. */
async function openOwnLot(tx: Transaction, context: Context, lotId: string) {
  const lot = await lotById(tx, lotId)
  if (lot === null) throw new AppError('not_found')
  requireOwn(context.actor, await lockProduct(tx, lot.productId))
  if ((await lotById(tx, lotId))?.closedAt !== null) throw new AppError('lot_closed')
  return lot
}

async function adjustStock(
  tx: Transaction,
  context: Context,
  change: { lotId: string; available: number; changeGrams: number; reason: string },
) {
  const { lotId, available, changeGrams, reason } = change
  await setStock(tx, lotId, available + changeGrams)
  await insertAdjustment(tx, {
    id: context.newId(),
    lotId,
    changeGrams,
    reason,
    createdBy: context.actor.personId,
    createdAt: context.now,
  })
  await recordAudit(tx, context, {
    action: 'catalogue.adjust-lot',
    subjectType: 'lot',
    subjectId: lotId,
    before: { availableGrams: available },
    after: { availableGrams: available + changeGrams, reason },
  })
}
