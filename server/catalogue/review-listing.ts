import { AppError, fieldError } from '../../shared/errors.ts'
import type { Context } from '../platform/context.ts'
import type { Transaction } from '../platform/db/transaction.ts'
import { mayReview } from './catalogue.policy.ts'
import { lockProduct } from './listing-writes.queries.ts'
import { type MovedListing, moveListing } from './move-listing.ts'

export interface ReviewInput {
  productId: string
  version: number
  decision: 'approve' | 'hold' | 'reject'
  reason: string
}

/** Decides about a listing. Whoever holds or rejects says why; approval clears a suspicion. */
export async function reviewListing(
  tx: Transaction,
  context: Context,
  input: ReviewInput,
): Promise<MovedListing> {
  const listing = await lockProduct(tx, input.productId)
  if (listing === null || !mayReview(context.actor, listing.countyCode))
    throw new AppError('not_found')
  if (listing.version !== input.version) throw new AppError('stale_version')
  if (input.decision !== 'approve' && input.reason === '') throw fieldError(['reason'], 'required')
  return moveListing(tx, context, listing, {
    move: input.decision,
    reason: input.reason,
    ...(input.decision === 'approve' && { duplicateOf: null }),
  })
}
