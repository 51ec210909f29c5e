import type { PriceTier } from '../../shared/catalogue/price.ts'
import { AppError } from '../../shared/errors.ts'
import { recordAudit } from '../evidence/index.ts'
import type { Context } from '../platform/context.ts'
import type { Transaction } from '../platform/db/transaction.ts'
import { requireOwn } from './catalogue.policy.ts'
import { refuseFaults, tierFaults } from './listing-faults.ts'
import {
  insertPrice,
  lockProduct,
  packById,
  replaceTiers,
  tiersOfPack,
  updatePack,
} from './listing-writes.queries.ts'
import { refreshListing } from './refresh-listing.ts'

export interface PriceInput {
  packId: string
  version: number
  priceCents: number
  minimumQuantity: number
  tiers: PriceTier[]
}

/** Sets price, tiers and minimum quantity of a pack; every base price is kept (§5.1). */
export async function changePrice(
  tx: Transaction,
  context: Context,
  input: PriceInput,
): Promise<{ packId: string; version: number }> {
  const { packId, priceCents, minimumQuantity, tiers } = input
  const packRow = await packById(tx, packId)
  if (packRow === null) throw new AppError('not_found')
  requireOwn(context.actor, await lockProduct(tx, packRow.productId))
  const pack = (await packById(tx, packId)) ?? packRow
  if (pack.version !== input.version) throw new AppError('stale_version')
  refuseFaults(tierFaults(priceCents, tiers, []))
  const before = {
    priceCents: pack.priceCents,
    minimumQuantity: pack.minimumQuantity,
    tiers: await tiersOfPack(tx, packId),
  }
  await updatePack(tx, packId, { priceCents, minimumQuantity })
  await replaceTiers(tx, packId, tiers)
  if (pack.priceCents !== priceCents)
    await insertPrice(tx, { packId, fromAt: context.now, priceCents })
  await refreshListing(tx, pack.productId)
  await recordAudit(tx, context, {
    action: 'catalogue.change-price',
    subjectType: 'pack',
    subjectId: packId,
    before,
    after: { priceCents, minimumQuantity, tiers },
  })
  return { packId, version: pack.version + 1 }
}
