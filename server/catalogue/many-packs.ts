import { firstWrongTier } from '../../shared/catalogue/price.ts'
import { isOfAnotherClass } from '../../shared/catalogue/product-states.ts'
import { recordAudits } from '../evidence/index.ts'
import { type Context, organisationOf } from '../platform/context.ts'
import type { Transaction } from '../platform/db/transaction.ts'
import {
  insertPrices,
  lockProducts,
  markPacksSubmitted,
  markPacksWithdrawn,
  packsOfProducts,
  tiersOfPacks,
  updatePrices,
} from './many-listings.queries.ts'
import { insertPacks, type NewPack, type PackOfProduct, requireSelling } from './many-listings.ts'
import { refreshListings } from './refresh-listing.ts'

/**
 * Offers many products in further packs, each as by `addPack`; returns the ids of those packs whose
 * product is not there, or has a pack of that name already.
 */
export async function addPacks(
  tx: Transaction,
  context: Context,
  added: readonly { productId: string; pack: NewPack }[],
): Promise<Set<string>> {
  const cooperativeId = await requireSelling(tx, context)
  const productIds = [...new Set(added.map(({ productId }) => productId))]
  const refused = new Set<string>()
  if (productIds.length === 0) return refused
  const listings = await lockProducts(tx, { cooperativeId, productIds })
  const byId = new Map(listings.map((listing) => [listing.id, listing]))
  const known = Map.groupBy(await packsOfProducts(tx, productIds), ({ productId }) => productId)
  const rows: PackOfProduct[] = []
  for (const { productId, pack } of added) {
    const listing = byId.get(productId)
    const own = known.get(productId) ?? []
    const isTaken = own.some(({ name, isWithdrawn }) => name === pack.name && !isWithdrawn)
    if (listing === undefined || listing.state === 'withdrawn' || isTaken) {
      refused.add(pack.id)
      continue
    }
    const accepted = own.filter(({ review }) => review === 'accepted')
    const measure = (accepted.length > 0 ? accepted : own).map(({ netGrams }) => netGrams)
    const isOdd = listing.state === 'approved' && isOfAnotherClass(pack.netGrams, measure)
    const position = Math.max(-1, ...own.map((each) => each.position)) + 1
    const row = { ...pack, productId, position, review: isOdd ? 'waiting' : 'none' } as const
    rows.push(row)
    known.set(productId, [...own, { ...row, isWithdrawn: false }])
  }
  await insertPacks(tx, context, rows)
  const waiting = rows.filter(({ review }) => review === 'waiting')
  const begun = waiting.filter(({ productId }) => byId.get(productId)?.packsWaiting === 0)
  if (begun.length > 0)
    await markPacksSubmitted(
      tx,
      begun.map(({ productId }) => productId),
      context.now,
    )
  await refreshListings(
    tx,
    rows.map(({ productId }) => productId),
  )
  await recordAudits(
    tx,
    context,
    rows.map(({ id: packId, productId, position: _, ...after }) => ({
      ...{ action: 'catalogue.add-pack', subjectType: 'product', subjectId: productId },
      after: { packId, ...after },
    })),
  )
  return refused
}

/** A pack's price and minimum quantity as they were seen, and as they are to be. */
export interface PriceChange {
  productId: string
  packId: string
  before: { priceCents: number; minimumQuantity: number }
  after: { priceCents: number; minimumQuantity: number }
}

/**
 * Sets prices and minimum quantities of many packs, each as by `changePrice`, their tiers kept;
 * returns the ids of those packs that are not as they were seen, or whose tiers would not fit.
 */
export async function changePrices(
  tx: Transaction,
  context: Context,
  changes: readonly PriceChange[],
): Promise<Set<string>> {
  const cooperativeId = await requireSelling(tx, context)
  return setPrices(tx, context, { cooperativeId, changes })
}

/** Sets prices back that were changed by mistake; that is no new price (§11.4). */
export function restorePrices(
  tx: Transaction,
  context: Context,
  changes: readonly PriceChange[],
): Promise<Set<string>> {
  return setPrices(tx, context, { cooperativeId: organisationOf(context.actor), changes })
}

async function setPrices(
  tx: Transaction,
  context: Context,
  { cooperativeId, changes }: { cooperativeId: string; changes: readonly PriceChange[] },
): Promise<Set<string>> {
  if (changes.length === 0) return new Set()
  const productIds = [...new Set(changes.map(({ productId }) => productId))]
  await lockProducts(tx, { cooperativeId, productIds })
  const known = new Map((await packsOfProducts(tx, productIds)).map((pack) => [pack.id, pack]))
  const tiers = await tiersOfPacks(
    tx,
    changes.map(({ packId }) => packId),
  )
  const fitting = changes.filter(({ packId, before, after }) => {
    const pack = known.get(packId)
    const isSeen =
      pack?.priceCents === before.priceCents && pack.minimumQuantity === before.minimumQuantity
    const own = tiers.get(packId) ?? []
    return isSeen && !pack.isWithdrawn && firstWrongTier(after.priceCents, own) === null
  })
  await updatePrices(
    tx,
    fitting.map(({ packId, after }) => ({ packId, ...after })),
  )
  await insertPrices(
    tx,
    context.now,
    fitting
      .filter(({ before, after }) => before.priceCents !== after.priceCents)
      .map(({ packId, after }) => ({ packId, priceCents: after.priceCents })),
  )
  await refreshListings(
    tx,
    fitting.map(({ productId }) => productId),
  )
  await recordAudits(
    tx,
    context,
    fitting.map(({ packId: subjectId, before, after }) => ({
      ...{ action: 'catalogue.change-price', subjectType: 'pack', subjectId, before, after },
    })),
  )
  const done = new Set(fitting.map(({ packId }) => packId))
  return new Set(changes.map(({ packId }) => packId).filter((packId) => !done.has(packId)))
}

/** Stops offering many packs, each as by `withdrawPack`. */
export async function withdrawPacks(
  tx: Transaction,
  context: Context,
  withdrawn: readonly { packId: string; productId: string }[],
): Promise<void> {
  if (withdrawn.length === 0) return
  const productIds = [...new Set(withdrawn.map(({ productId }) => productId))]
  await lockProducts(tx, { cooperativeId: organisationOf(context.actor), productIds })
  await markPacksWithdrawn(
    tx,
    withdrawn.map(({ packId }) => packId),
    context.now,
  )
  await refreshListings(tx, productIds)
  await recordAudits(
    tx,
    context,
    withdrawn.map(({ packId, productId }) => ({
      ...{ action: 'catalogue.withdraw-pack', subjectType: 'pack', subjectId: packId },
      after: { productId },
    })),
  )
}
