import type { GoodsInput, PackInput } from '../../shared/catalogue/catalogue.schemas.ts'
import { type ProductState, stateAfter } from '../../shared/catalogue/product-states.ts'
import { dayOf } from '../../shared/scalars.ts'
import { recordAudits } from '../evidence/index.ts'
import { requireAdmittedCooperative } from '../organisations/index.ts'
import { type Context, organisationOf } from '../platform/context.ts'
import { insertRows } from '../platform/db/rows.ts'
import type { Transaction } from '../platform/db/transaction.ts'
import { publishEvents } from '../platform/jobs/outbox.ts'
import { packs, products, seasonWindows } from './catalogue.tables.ts'
import { insertPrices, lockProducts, updateStates } from './many-listings.queries.ts'
import { refreshListings } from './refresh-listing.ts'
import { rivalsOfMany } from './rivals-of-many.ts'

/** The description of goods without pictures, which a sheet has none of, and their first packs. */
export interface NewListing {
  id: string
  goods: Omit<GoodsInput, 'photoFileIds'>
  packs: readonly NewPack[]
}

/** A pack without tiers under an id of its own. */
export type NewPack = Omit<PackInput, 'tiers'> & { id: string }

/** Refuses a cooperative that is not admitted, is suspended, or has no licence (§11.4). */
export async function requireSelling(tx: Transaction, { actor, now }: Context): Promise<string> {
  const cooperativeId = organisationOf(actor)
  await requireAdmittedCooperative(tx, cooperativeId, dayOf(now))
  return cooperativeId
}

/**
 * Lists many products of the actor's cooperative and hands them in for review, each as one by one;
 * returns the ids of those that are held because they look like another one (§5.7). Whoever calls
 * has found their villages in force and their packs without faults.
 */
export async function createListings(
  tx: Transaction,
  context: Context,
  listings: readonly NewListing[],
): Promise<Set<string>> {
  const cooperativeId = await requireSelling(tx, context)
  if (listings.length === 0) return new Set()
  const { now } = context
  await lockProducts(tx, { cooperativeId, productIds: [] })
  await insertRows(
    tx,
    products,
    listings.map(({ id, goods: { seasonWindows: _, ...goods } }) => ({
      ...{ id, cooperativeId, ...goods, state: 'draft', produceKey: goods.name },
      ...{ createdAt: now, updatedAt: now },
    })),
  )
  await insertRows(
    tx,
    seasonWindows,
    listings.flatMap(({ id: productId, goods }) =>
      goods.seasonWindows.map((window, position) => ({ productId, position, ...window })),
    ),
  )
  await insertPacks(
    tx,
    context,
    listings.flatMap(({ id: productId, packs: own }) =>
      own.map((pack, position) => ({ ...pack, productId, position, review: 'none' as const })),
    ),
  )
  const productIds = listings.map(({ id }) => id)
  await refreshListings(tx, productIds)
  await recordAudits(
    tx,
    context,
    listings.map(({ id, goods, packs: own }) => ({
      ...{ action: 'catalogue.list-product', subjectType: 'product', subjectId: id },
      after: { ...goods, packs: own },
    })),
  )
  return submitMany(tx, context, { cooperativeId, productIds })
}

export type PackOfProduct = NewPack & {
  productId: string
  position: number
  review: 'none' | 'waiting'
}

/** The rows of checked packs with the first entry of their prices. */
export async function insertPacks(
  tx: Transaction,
  { now }: Context,
  rows: readonly PackOfProduct[],
) {
  await insertRows(tx, packs, rows)
  await insertPrices(
    tx,
    now,
    rows.map(({ id: packId, priceCents }) => ({ packId, priceCents })),
  )
}

async function submitMany(
  tx: Transaction,
  context: Context,
  of: { cooperativeId: string; productIds: readonly string[] },
): Promise<Set<string>> {
  const rivals = await rivalsOfMany(tx, of)
  await moveMany(
    tx,
    context,
    of.productIds.map((productId) => {
      const duplicateOf = rivals.get(productId) ?? null
      const isHeld = duplicateOf !== null
      return {
        ...{ productId, before: { state: 'draft' as const, reason: '' }, move: 'submit' as const },
        ...{ state: isHeld ? ('held' as const) : ('in_review' as const), duplicateOf },
        reason: isHeld ? 'possible_duplicate' : '',
      }
    }),
    of.cooperativeId,
  )
  return new Set(rivals.keys())
}

interface Move {
  productId: string
  move: 'submit' | 'withdraw'
  before: { state: ProductState; reason: string }
  state: ProductState
  reason: string
  duplicateOf: string | null
}

/** As `moveListing` does for one: remembers who did it and tells whoever wants to know. */
async function moveMany(
  tx: Transaction,
  context: Context,
  moves: readonly Move[],
  cooperativeId: string,
): Promise<void> {
  await updateStates(
    tx,
    context.now,
    moves.map(({ productId: id, move, state, reason: stateReason, duplicateOf }) => ({
      ...{ id, state, stateReason, duplicateOf },
      submittedAt: move === 'submit' ? context.now : null,
    })),
  )
  await recordAudits(
    tx,
    context,
    moves.map(({ productId, move, before, state, reason }) => ({
      ...{ action: `catalogue.${move}-listing`, subjectType: 'product', subjectId: productId },
      ...{ before, after: { state, reason } },
    })),
  )
  await publishEvents(
    tx,
    context,
    moves.map(({ productId, before, state }) => ({
      ...{ topic: 'catalogue.listing-moved', subjectType: 'product', subjectId: productId },
      payload: { from: before.state, to: state, cooperativeId },
    })),
  )
}

/** Takes many listings off sale, each as by `withdrawListing`; what is off sale stays so. */
export async function withdrawListings(
  tx: Transaction,
  context: Context,
  productIds: readonly string[],
): Promise<void> {
  const cooperativeId = organisationOf(context.actor)
  const listings = await lockProducts(tx, { cooperativeId, productIds })
  await moveMany(
    tx,
    context,
    listings.flatMap(({ id: productId, state, stateReason: reason }) => {
      const next = stateAfter(state, 'withdraw')
      return next === null
        ? []
        : [
            {
              ...{ productId, move: 'withdraw' as const, before: { state, reason }, state: next },
              ...{ reason: '', duplicateOf: null },
            },
          ]
    }),
    cooperativeId,
  )
  await refreshListings(
    tx,
    listings.map(({ id }) => id),
  )
}
