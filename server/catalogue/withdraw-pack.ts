import { AppError } from '../../shared/errors.ts'
import { recordAudit } from '../evidence/index.ts'
import type { Context } from '../platform/context.ts'
import type { Transaction } from '../platform/db/transaction.ts'
import { requireOwn } from './catalogue.policy.ts'
import { lockProduct, packById, packsOfProduct, updatePack } from './listing-writes.queries.ts'
import { refreshListing } from './refresh-listing.ts'

/** Stops offering a pack; a product keeps at least one. Done twice it is done once. */
export async function withdrawPack(
  tx: Transaction,
  context: Context,
  input: { packId: string },
): Promise<{ packId: string }> {
  const { packId } = input
  const pack = await packById(tx, packId)
  if (pack === null) throw new AppError('not_found')
  requireOwn(context.actor, await lockProduct(tx, pack.productId))
  const onSale = await packsOfProduct(tx, pack.productId)
  if (!onSale.some((other) => other.id === packId)) return { packId }
  const others = onSale.filter((other) => other.id !== packId)
  // Of a pack that is not on sale, others that are need not be left.
  if (!others.some((other) => other.isOffered || !pack.isOffered)) throw new AppError('last_pack')
  await updatePack(tx, packId, { withdrawnAt: context.now })
  await refreshListing(tx, pack.productId)
  await recordAudit(tx, context, {
    action: 'catalogue.withdraw-pack',
    subjectType: 'pack',
    subjectId: packId,
  })
  return { packId }
}
