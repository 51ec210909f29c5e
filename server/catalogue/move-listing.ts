import {
  type ProductMove,
  type ProductState,
  stateAfter,
} from '../../shared/catalogue/product-states.ts'
import { AppError } from '../../shared/errors.ts'
import { recordAudit } from '../evidence/index.ts'
import type { Context } from '../platform/context.ts'
import type { Transaction } from '../platform/db/transaction.ts'
import { publishEvent } from '../platform/jobs/outbox.ts'
import { type LockedProduct, updateProduct } from './listing-writes.queries.ts'
import { refreshMedians } from './refresh-listing.ts'

export interface MovedListing {
  productId: string
  version: number
  state: ProductState
  stateReason: string
}

/**
 * Brings a locked listing into another state by the transition table, remembers who did it and
 * tells whoever wants to know. `illegal_transition` where the table does not allow it.
 */
export async function moveListing(
  tx: Transaction,
  context: Context,
  listing: LockedProduct,
  by: { move: ProductMove; reason?: string; to?: ProductState; duplicateOf?: string | null },
): Promise<MovedListing> {
  const before = listing.state as ProductState
  const next = stateAfter(before, by.move)
  if (next === null)
    throw new AppError('illegal_transition', { values: { state: before, move: by.move } })
  const state = by.to ?? next
  const change = {
    state,
    stateReason: by.reason ?? '',
    updatedAt: context.now,
    ...(by.duplicateOf !== undefined && { duplicateOf: by.duplicateOf }),
    ...(by.move === 'submit' && { submittedAt: context.now }),
    ...(['approve', 'hold', 'reject'].includes(by.move) && {
      reviewedBy: context.actor.personId,
      reviewedAt: context.now,
    }),
  }
  await updateProduct(tx, listing.id, change)
  if (before === 'approved' || state === 'approved')
    await refreshMedians(tx, [{ category: listing.category, key: listing.produceKey }])
  await recordAudit(tx, context, {
    action: `catalogue.${by.move}-listing`,
    subjectType: 'product',
    subjectId: listing.id,
    before: { state: before, reason: listing.stateReason },
    after: { state, reason: change.stateReason },
  })
  await publishEvent(tx, context, {
    topic: 'catalogue.listing-moved',
    subjectType: 'product',
    subjectId: listing.id,
    payload: { from: before, to: state, cooperativeId: listing.cooperativeId },
  })
  const version = listing.version + 1
  return { productId: listing.id, version, state, stateReason: change.stateReason }
}
