import type { RowRemark } from '../../../../shared/exchange/imports.schemas.ts'
import {
  addPacks,
  changePrices,
  createListings,
  listingStates,
  lockProducts,
  packsOfProducts,
  restorePrices,
  withdrawListings,
  withdrawPacks,
} from '../../../catalogue/index.ts'
import { type Context, organisationOf } from '../../../platform/context.ts'
import type { Reader, Transaction } from '../../../platform/db/transaction.ts'
import type { Applied, AppliedRow, PlannedRow } from '../kind.ts'
import { listingKey, listingsNamed, type ProductPlan } from './check-products.ts'

type Row = PlannedRow<ProductPlan>

/**
 * Rows of one new product are one listing with their packs, wherever they stand in the sheet: the
 * first of them makes it, and whichever come in a later batch find it there.
 */
export async function applyProducts(
  tx: Transaction,
  context: Context,
  { rows }: { rows: Row[] },
): Promise<Applied<ProductPlan>[]> {
  const cooperativeId = organisationOf(context.actor)
  const ofPacks = rows.filter(({ plan }) => plan.price === null)
  const names = ofPacks.map(({ plan }) => plan.goods.name)
  // Whoever lists the same goods by hand at this moment comes before or after.
  await lockProducts(tx, { cooperativeId, productIds: [] })
  const listed = await listingsNamed(tx, { cooperativeId, names })
  const made = new Map<string, { id: string; rows: Row[] }>()
  const added: { row: Row; productId: string }[] = []
  const results = new Map<number, Applied<ProductPlan>>()
  for (const row of ofPacks) {
    const key = listingKey(row.plan.goods)
    const listing = listed(row.plan.goods)
    if (listing === undefined) {
      const own = made.get(key) ?? { id: context.newId(), rows: [] }
      made.set(key, { ...own, rows: [...own.rows, row] })
    } else if (
      listing === 'several' ||
      listing.category !== row.plan.goods.category ||
      listing.originCode !== row.plan.goods.originCode
    )
      results.set(row.number, { number: row.number, faults: [remark('listing_differs')] })
    else added.push({ row, productId: listing.productId })
  }
  for (const [number, result] of await listAll(tx, context, [...made.values()]))
    results.set(number, result)
  const refused = await addPacks(
    tx,
    context,
    added.map(({ row, productId }) => ({ productId, pack: row.plan.pack })),
  )
  for (const { row, productId } of added)
    results.set(row.number, resultOf(row, productId, refused.has(row.plan.pack.id)))
  const priced = rows.flatMap(({ plan }) => plan.price ?? [])
  const stale = await changePrices(tx, context, priced)
  return rows.map((row) => {
    const { price } = row.plan
    const result = price ? resultOf(row, price.productId, stale.has(price.packId)) : null
    return result ?? results.get(row.number) ?? { number: row.number, faults: [remark('in_use')] }
  })
}

function remark(code: RowRemark['code']): RowRemark {
  return { field: null, code }
}

function resultOf(row: Row, productId: string, isRefused: boolean): Applied<ProductPlan> {
  const { number, plan } = row
  if (isRefused) return { number, faults: [remark('changed_since')] }
  return { number, subject: { type: 'product', id: productId }, plan: { ...plan, productId } }
}

async function listAll(
  tx: Transaction,
  context: Context,
  listings: readonly { id: string; rows: Row[] }[],
): Promise<[number, Applied<ProductPlan>][]> {
  const held = await createListings(
    tx,
    context,
    listings.flatMap(({ id, rows }) =>
      rows[0] === undefined
        ? []
        : [{ id, goods: rows[0].plan.goods, packs: rows.map(({ plan }) => plan.pack) }],
    ),
  )
  return listings.flatMap(({ id, rows }) =>
    rows.map((row): [number, Applied<ProductPlan>] => [
      row.number,
      {
        ...{ number: row.number, subject: { type: 'product', id } },
        plan: { ...row.plan, productId: id, isMade: true },
        ...(held.has(id) && { notes: [remark('held_as_duplicate')] }),
      },
    ]),
  )
}

/** What a reviewer has decided about, or somebody has changed or added to since, stays. */
export async function productHinders(
  reader: Reader,
  rows: AppliedRow<ProductPlan>[],
): Promise<Map<number, RowRemark[]>> {
  const ids = [...new Set(rows.map(({ subjectId }) => subjectId))]
  const states = new Map((await listingStates(reader, ids)).map((each) => [each.id, each]))
  const packs = await packsOfProducts(reader, ids)
  const open = Map.groupBy(
    packs.filter(({ isWithdrawn }) => !isWithdrawn),
    ({ productId }) => productId,
  )
  const byId = new Map(packs.map((pack) => [pack.id, pack]))
  const ownPacks = new Set(rows.filter(({ plan }) => !plan.price).map(({ plan }) => plan.pack.id))
  return new Map(
    rows.flatMap(({ number, subjectId, plan }): [number, RowRemark[]][] => {
      const listing = states.get(subjectId)
      const pack = byId.get(plan.price?.packId ?? plan.pack.id)
      const meant = plan.price?.after ?? plan.pack
      const others = (open.get(subjectId) ?? []).filter(({ id }) => !ownPacks.has(id))
      const reasons: RowRemark[] = []
      if (plan.isMade && listing?.isReviewed) reasons.push(remark('listing_reviewed'))
      if (plan.isMade && (others.length > 0 || listing?.hasLots)) reasons.push(remark('in_use'))
      if (!plan.isMade && !plan.price && others.length === 0) reasons.push(remark('in_use'))
      const isChanged =
        pack === undefined ||
        pack.isWithdrawn ||
        pack.priceCents !== meant.priceCents ||
        pack.minimumQuantity !== meant.minimumQuantity
      if (isChanged) reasons.push(remark('changed_since'))
      return reasons.length === 0 ? [] : [[number, reasons]]
    }),
  )
}

export async function undoProducts(
  tx: Transaction,
  context: Context,
  rows: AppliedRow<ProductPlan>[],
): Promise<void> {
  const made = rows.filter(({ plan }) => plan.isMade).map(({ subjectId }) => subjectId)
  await withdrawListings(tx, context, [...new Set(made)])
  await withdrawPacks(
    tx,
    context,
    rows.flatMap(({ plan: { isMade, price, pack }, subjectId }) =>
      isMade || price ? [] : [{ packId: pack.id, productId: subjectId }],
    ),
  )
  await restorePrices(
    tx,
    context,
    rows.flatMap(({ plan: { price } }) =>
      price ? [{ ...price, before: price.after, after: price.before }] : [],
    ),
  )
}
