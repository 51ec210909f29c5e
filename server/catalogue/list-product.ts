import type { GoodsInput } from '../../shared/catalogue/catalogue.schemas.ts'
import type { ListProduct } from '../../shared/catalogue/listings.api.ts'
import type { ProductState } from '../../shared/catalogue/product-states.ts'
import { dayOf } from '../../shared/scalars.ts'
import { recordAudit } from '../evidence/index.ts'
import { requireAdmittedCooperative } from '../organisations/index.ts'
import { type Context, organisationOf } from '../platform/context.ts'
import type { Transaction } from '../platform/db/transaction.ts'
import { requireVillage } from '../villages/index.ts'
import { insertNewPack } from './add-pack.ts'
import { requireOwn } from './catalogue.policy.ts'
import { insertDeclaredLot } from './declare-lot.ts'
import { lotFaults, packFaults, refuseFaults } from './listing-faults.ts'
import {
  insertProduct,
  lockProduct,
  replacePhotos,
  replaceWindows,
} from './listing-writes.queries.ts'
import { refreshListing } from './refresh-listing.ts'
import { requirePhotos } from './require-files.ts'
import { submitLocked } from './submit-listing.ts'

export interface ListedProduct {
  productId: string
  packIds: string[]
  lotId: string | null
  state: ProductState
  stateReason: string
}

/** Lists a product with its packs and, at once, a first lot; handed in for review if wished. */
export async function listProduct(
  tx: Transaction,
  context: Context,
  input: ListProduct,
): Promise<ListedProduct> {
  const cooperativeId = organisationOf(context.actor)
  await requireAdmittedCooperative(tx, cooperativeId, dayOf(context.now))
  refuseFaults(faultsOf(input, dayOf(context.now)))
  await requireVillage(tx, input.originCode, ['originCode'])
  await requirePhotos(tx, cooperativeId, input.photoFileIds)
  const productId = context.newId()
  const of = { productId, cooperativeId }
  await insertGoods(tx, context, { ...of, goods: input })
  const packIds: string[] = []
  for (const [position, pack] of input.packs.entries())
    packIds.push(await insertNewPack(tx, context, { productId, position, pack }))
  const lot =
    input.lot === null
      ? null
      : await insertDeclaredLot(tx, context, { ...of, lot: input.lot, path: ['lot'] })
  await refreshListing(tx, productId)
  await recordAudit(tx, context, {
    action: 'catalogue.list-product',
    subjectType: 'product',
    subjectId: productId,
    after: input,
  })
  const ids = { productId, packIds, lotId: lot?.lotId ?? null }
  if (!input.submit) return { ...ids, state: 'draft', stateReason: '' }
  const listing = requireOwn(context.actor, await lockProduct(tx, productId))
  const { state, stateReason } = await submitLocked(tx, context, listing)
  return { ...ids, state, stateReason }
}

function faultsOf(input: ListProduct, today: string) {
  const smallestPackGrams = Math.min(...input.packs.map((pack) => pack.netGrams))
  const of = { category: input.category, today, smallestPackGrams }
  return [
    ...input.packs.flatMap((pack, index) => packFaults(pack, ['packs', index])),
    ...(input.lot === null ? [] : lotFaults(input.lot, of, ['lot'])),
  ]
}

async function insertGoods(
  tx: Transaction,
  context: Context,
  input: { productId: string; cooperativeId: string; goods: GoodsInput },
) {
  const { productId, cooperativeId, goods } = input
  await insertProduct(tx, {
    id: productId,
    cooperativeId,
    name: goods.name,
    variety: goods.variety,
    category: goods.category,
    originCode: goods.originCode,
    description: goods.description,
    storage: goods.storage,
    shelfLifeDays: goods.shelfLifeDays,
    state: 'draft',
    produceKey: goods.name,
    createdAt: context.now,
    updatedAt: context.now,
  })
  await replacePhotos(tx, productId, goods.photoFileIds)
  await replaceWindows(tx, productId, goods.seasonWindows)
}
