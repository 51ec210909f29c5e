import { dayOf } from '../../shared/scalars.ts'
import { requireAdmittedCooperative } from '../organisations/index.ts'
import type { Context } from '../platform/context.ts'
import type { Transaction } from '../platform/db/transaction.ts'
import { requireOwn } from './catalogue.policy.ts'
import { findRivals } from './find-rivals.ts'
import { type LockedProduct, lockProduct } from './listing-writes.queries.ts'
import { type MovedListing, moveListing } from './move-listing.ts'

/** Hands a listing in for review; what looks like a duplicate is held instead (§5.7). */
export async function submitListing(
  tx: Transaction,
  context: Context,
  input: { productId: string },
): Promise<MovedListing> {
  const listing = requireOwn(context.actor, await lockProduct(tx, input.productId))
  return submitLocked(tx, context, listing)
}

/** Submits a listing that the caller has locked and whose search data is up to date. */
export async function submitLocked(
  tx: Transaction,
  context: Context,
  listing: LockedProduct,
): Promise<MovedListing> {
  await requireAdmittedCooperative(tx, listing.cooperativeId, dayOf(context.now))
  const [rival] = await findRivals(tx, listing.id)
  if (rival === undefined)
    return moveListing(tx, context, listing, { move: 'submit', duplicateOf: null })
  return moveListing(tx, context, listing, {
    move: 'submit',
    to: 'held',
    reason: 'possible_duplicate',
    duplicateOf: rival.productId,
  })
}
