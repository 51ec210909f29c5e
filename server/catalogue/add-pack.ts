import type { PackInput } from '../../shared/catalogue/catalogue.schemas.ts'
import { isOfAnotherClass, type PackReview } from '../../shared/catalogue/product-states.ts'
import { recordAudit } from '../evidence/index.ts'
import type { Context } from '../platform/context.ts'
import type { Transaction } from '../platform/db/transaction.ts'
import { requireOwn } from './catalogue.policy.ts'
import { packFaults, refuseFaults } from './listing-faults.ts'
import {
  insertPack,
  insertPrice,
  lockProduct,
  nextPackPosition,
  replaceTiers,
  reviewedGrams,
  updateProduct,
} from './listing-writes.queries.ts'
import { refreshListing } from './refresh-listing.ts'

/**
 * Offers goods in a further pack; one of another weight class than those that were reviewed is not
 * on sale before a reviewer has accepted it (§5.9). Of a listing that is not on sale all packs are
 * reviewed with it.
 */
export async function addPack(
  tx: Transaction,
  context: Context,
  input: PackInput & { productId: string },
): Promise<{ packId: string; review: PackReview }> {
  const { productId, ...pack } = input
  const listing = requireOwn(context.actor, await lockProduct(tx, productId))
  refuseFaults(packFaults(pack, []))
  const isOdd = isOfAnotherClass(pack.netGrams, await reviewedGrams(tx, productId))
  const review = listing.state === 'approved' && isOdd ? 'waiting' : 'none'
  const position = await nextPackPosition(tx, productId)
  const packId = await insertNewPack(tx, context, { productId, position, pack, review })
  if (review === 'waiting' && listing.packsWaiting === 0)
    await updateProduct(tx, productId, { submittedAt: context.now })
  await refreshListing(tx, productId)
  await recordAudit(tx, context, {
    action: 'catalogue.add-pack',
    subjectType: 'product',
    subjectId: productId,
    after: { packId, review, ...pack },
  })
  return { packId, review }
}

/** The rows of a checked pack: itself, its tiers, the first entry of its prices. */
export async function insertNewPack(
  tx: Transaction,
  context: Context,
  input: { productId: string; position: number; pack: PackInput; review?: PackReview },
): Promise<string> {
  const packId = context.newId()
  const { tiers, ...pack } = input.pack
  await insertPack(tx, {
    id: packId,
    productId: input.productId,
    position: input.position,
    review: input.review ?? 'none',
    ...pack,
  })
  await replaceTiers(tx, packId, tiers)
  await insertPrice(tx, { packId, fromAt: context.now, priceCents: pack.priceCents })
  return packId
}
