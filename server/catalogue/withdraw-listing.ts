import type { Context } from '../platform/context.ts'
import type { Transaction } from '../platform/db/transaction.ts'
import { requireOwn } from './catalogue.policy.ts'
import { lockProduct } from './listing-writes.queries.ts'
import { type MovedListing, moveListing } from './move-listing.ts'

/** Takes a listing off sale; what was ordered of it stays ordered. */
export async function withdrawListing(
  tx: Transaction,
  context: Context,
  input: { productId: string },
): Promise<MovedListing> {
  const listing = requireOwn(context.actor, await lockProduct(tx, input.productId))
  return moveListing(tx, context, listing, { move: 'withdraw' })
}
