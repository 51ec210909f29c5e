import type { PackReview } from '../../shared/catalogue/product-states.ts'
import { AppError, fieldError } from '../../shared/errors.ts'
import { recordAudit } from '../evidence/index.ts'
import type { Context } from '../platform/context.ts'
import type { Transaction } from '../platform/db/transaction.ts'
import { publishEvent } from '../platform/jobs/outbox.ts'
import { mayReview } from './catalogue.policy.ts'
import { acceptPacks, lockProduct, packById, updatePack } from './listing-writes.queries.ts'
import { type MovedListing, moveListing } from './move-listing.ts'
import { villagesOutside } from './outside-county.queries.ts'
import { refreshListing } from './refresh-listing.ts'

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
  if (input.decision === 'approve') await requireInCounty(tx, context, input)
  const moved = await moveListing(tx, context, listing, {
    move: input.decision,
    reason: input.reason,
    ...(input.decision === 'approve' && { duplicateOf: null }),
  })
  if (input.decision === 'approve') {
    await acceptPacks(tx, listing.id)
    await refreshListing(tx, listing.id)
  }
  return moved
}

/** Goods of another county than the seller's: the platform approves them and says why (§3.15). */
async function requireInCounty(
  tx: Transaction,
  { actor }: Context,
  { productId, reason }: ReviewInput,
): Promise<void> {
  if ((await villagesOutside(tx, productId)).length === 0) return
  if (!actor.roles.includes('platform_admin')) throw new AppError('outside_county')
  if (reason === '') throw fieldError(['reason'], 'required')
}

export interface PackReviewInput {
  productId: string
  packId: string
  version: number
  decision: 'accept' | 'reject'
  reason: string
}

/** Decides about a pack that waits, once (§5.9); its listing and the other packs stay as is. */
export async function reviewPack(
  tx: Transaction,
  context: Context,
  input: PackReviewInput,
): Promise<{ packId: string; review: PackReview; version: number }> {
  const { productId, packId, decision, reason } = input
  const listing = await lockProduct(tx, productId)
  if (listing === null || !mayReview(context.actor, listing.countyCode))
    throw new AppError('not_found')
  const pack = await packById(tx, packId)
  if (pack?.productId !== productId || pack.withdrawnAt !== null) throw new AppError('not_found')
  if (pack.version !== input.version) throw new AppError('stale_version')
  if (pack.review !== 'waiting')
    throw new AppError('illegal_transition', { values: { state: pack.review, move: decision } })
  if (decision === 'reject' && reason === '') throw fieldError(['reason'], 'required')
  const review = decision === 'accept' ? 'accepted' : 'rejected'
  await updatePack(tx, packId, { review, reviewReason: reason })
  await refreshListing(tx, productId)
  await recordAudit(tx, context, {
    action: `catalogue.${decision}-pack`,
    subjectType: 'pack',
    subjectId: packId,
    before: { review: pack.review },
    after: { review, reason },
  })
  const { cooperativeId } = listing
  await publishEvent(tx, context, {
    topic: 'catalogue.pack-reviewed',
    subjectType: 'product',
    subjectId: productId,
    payload: { review, name: pack.name, cooperativeId },
  })
  return { packId, review, version: pack.version + 1 }
}
