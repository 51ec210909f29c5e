import type { PackInput } from '../../shared/catalogue/catalogue.schemas.ts'
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
} from './listing-writes.queries.ts'
import { refreshListing } from './refresh-listing.ts'

/** Offers goods in a further pack. */
export async function addPack(
  tx: Transaction,
  context: Context,
  input: PackInput & { productId: string },
): Promise<{ packId: string }> {
  const { productId, ...pack } = input
  requireOwn(context.actor, await lockProduct(tx, productId))
  refuseFaults(packFaults(pack, []))
  const position = await nextPackPosition(tx, productId)
  const packId = await insertNewPack(tx, context, { productId, position, pack })
  await refreshListing(tx, productId)
  await recordAudit(tx, context, {
    action: 'catalogue.add-pack',
    subjectType: 'product',
    subjectId: productId,
    after: { packId, ...pack },
  })
  return { packId }
}

/** The rows of a checked pack: itself, its tiers, the first entry of its prices. */
export async function insertNewPack(
  tx: Transaction,
  context: Context,
  input: { productId: string; position: number; pack: PackInput },
): Promise<string> {
  const packId = context.newId()
  const { tiers, ...pack } = input.pack
  await insertPack(tx, {
    id: packId,
    productId: input.productId,
    position: input.position,
    ...pack,
  })
  await replaceTiers(tx, packId, tiers)
  await insertPrice(tx, { packId, fromAt: context.now, priceCents: pack.priceCents })
  return packId
}
