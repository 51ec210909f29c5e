import type { GoodsInput } from '../../shared/catalogue/catalogue.schemas.ts'
import type { ProductState } from '../../shared/catalogue/product-states.ts'
import { AppError } from '../../shared/errors.ts'
import { recordAudit } from '../evidence/index.ts'
import type { Context } from '../platform/context.ts'
import type { Transaction } from '../platform/db/transaction.ts'
import { requireVillage } from '../villages/index.ts'
import { requireOwn } from './catalogue.policy.ts'
import {
  type LockedProduct,
  lockProduct,
  replacePhotos,
  replaceWindows,
  updateProduct,
} from './listing-writes.queries.ts'
import type { MovedListing } from './move-listing.ts'
import { refreshListing, refreshMedians } from './refresh-listing.ts'
import { requirePhotos } from './require-files.ts'
import { submitLocked } from './submit-listing.ts'

/**
 * Changes what is said of goods. Another name, variety, category or origin is another claim than
 * the one that was approved: such a listing goes back to review.
 */
export async function reviseListing(
  tx: Transaction,
  context: Context,
  input: GoodsInput & { productId: string; version: number },
): Promise<MovedListing> {
  const { productId, version, photoFileIds, seasonWindows, ...goods } = input
  const listing = requireOwn(context.actor, await lockProduct(tx, productId))
  if (listing.version !== version) throw new AppError('stale_version')
  if (goods.originCode !== listing.originCode)
    await requireVillage(tx, goods.originCode, ['originCode'])
  await requirePhotos(tx, listing.cooperativeId, photoFileIds)
  await updateProduct(tx, productId, { ...goods, updatedAt: context.now })
  await replacePhotos(tx, productId, photoFileIds)
  await replaceWindows(tx, productId, seasonWindows)
  await refreshListing(tx, productId)
  if (goods.category !== listing.category)
    await refreshMedians(tx, [{ category: listing.category, key: listing.produceKey }])
  await recordAudit(tx, context, {
    action: 'catalogue.revise-listing',
    subjectType: 'product',
    subjectId: productId,
    before: goodsOf(listing),
    after: { ...goods, photoFileIds, seasonWindows },
  })
  const { stateReason } = listing
  const state = listing.state as ProductState
  if (!(state === 'approved' && claimsChanged(listing, goods)))
    return { productId, version: version + 1, state, stateReason }
  return submitLocked(tx, context, requireOwn(context.actor, await lockProduct(tx, productId)))
}

function goodsOf(listing: LockedProduct) {
  const { name, variety, category, originCode, description, storage, shelfLifeDays } = listing
  return { name, variety, category, originCode, description, storage, shelfLifeDays }
}

function claimsChanged(
  before: LockedProduct,
  after: Pick<GoodsInput, 'name' | 'variety' | 'category' | 'originCode'>,
): boolean {
  return (['name', 'variety', 'category', 'originCode'] as const).some(
    (claim) => before[claim] !== after[claim],
  )
}
