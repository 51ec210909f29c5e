import { and, asc, eq, getTableColumns, isNull, max, sql } from 'drizzle-orm'
import type { PriceTier } from '../../shared/catalogue/price.ts'
import type { SeasonWindow } from '../../shared/catalogue/season.ts'
import { execute, insertRows, isAnyOf } from '../platform/db/rows.ts'
import type { Transaction } from '../platform/db/transaction.ts'
import {
  lotAdjustments,
  lotStock,
  lots,
  lotVillages,
  packPrices,
  packs,
  priceTiers,
  productPhotos,
  products,
  seasonWindows,
} from './catalogue.tables.ts'

export type ProductRow = typeof products.$inferSelect
export type PackRow = typeof packs.$inferSelect

/**
 * A product with the county that supervises its cooperative, locked until the commit. The
 * cooperative is held before it: PostgreSQL asks for its state whenever a row of products is
 * written twice, and a suspension, which holds that state, waits for the products.
 */
export async function lockProduct(tx: Transaction, productId: string) {
  await execute(
    tx,
    sql`select from organisations.cooperatives_published where organisation_id =
      (select cooperative_id from catalogue.products where id = ${productId}) for share`,
  )
  const [row] = await tx
    .select({
      ...getTableColumns(products),
      countyCode: sql<string>`(select county_code
        from organisations.cooperatives_published cooperatives
        where organisation_id = ${products.cooperativeId})`,
    })
    .from(products)
    .where(eq(products.id, productId))
    .for('no key update')
  return row ?? null
}
export type LockedProduct = NonNullable<Awaited<ReturnType<typeof lockProduct>>>

export async function insertProduct(tx: Transaction, row: typeof products.$inferInsert) {
  await tx.insert(products).values(row)
}

export async function updateProduct(
  tx: Transaction,
  productId: string,
  change: Partial<typeof products.$inferInsert>,
) {
  await tx
    .update(products)
    .set({ ...change, version: sql`${products.version} + 1` })
    .where(eq(products.id, productId))
}

export async function replacePhotos(tx: Transaction, productId: string, fileIds: string[]) {
  await tx.delete(productPhotos).where(eq(productPhotos.productId, productId))
  const rows = fileIds.map((fileId, position) => ({ productId, position, fileId }))
  await insertRows(tx, productPhotos, rows)
}

export async function replaceWindows(tx: Transaction, productId: string, windows: SeasonWindow[]) {
  await tx.delete(seasonWindows).where(eq(seasonWindows.productId, productId))
  const rows = windows.map((window, position) => ({ productId, position, ...window }))
  await insertRows(tx, seasonWindows, rows)
}

/** The packs of a product that are on sale, in their order. */
export function packsOfProduct(tx: Transaction, productId: string): Promise<PackRow[]> {
  return tx
    .select()
    .from(packs)
    .where(and(eq(packs.productId, productId), isNull(packs.withdrawnAt)))
    .orderBy(asc(packs.position))
}

export async function nextPackPosition(tx: Transaction, productId: string): Promise<number> {
  const [row] = await tx
    .select({ last: max(packs.position) })
    .from(packs)
    .where(eq(packs.productId, productId))
  return (row?.last ?? -1) + 1
}

export async function packById(tx: Transaction, packId: string): Promise<PackRow | null> {
  const [row] = await tx.select().from(packs).where(eq(packs.id, packId))
  return row ?? null
}

/** Grams of the packs that a reviewer has accepted, withdrawn ones too; else of all there are. */
export async function reviewedGrams(tx: Transaction, productId: string): Promise<number[]> {
  const rows = await tx
    .select({ netGrams: packs.netGrams, review: packs.review })
    .from(packs)
    .where(eq(packs.productId, productId))
  const accepted = rows.filter((pack) => pack.review === 'accepted')
  return (accepted.length > 0 ? accepted : rows).map((pack) => pack.netGrams)
}

/** A reviewer has seen the listing with all its packs: they are the measure from here on. */
export async function acceptPacks(tx: Transaction, productId: string) {
  await tx
    .update(packs)
    .set({ review: 'accepted' })
    .where(
      and(
        eq(packs.productId, productId),
        isNull(packs.withdrawnAt),
        isAnyOf(packs.review, ['none', 'waiting']),
      ),
    )
}

export async function insertPack(tx: Transaction, row: typeof packs.$inferInsert) {
  await tx.insert(packs).values(row)
}

export async function updatePack(
  tx: Transaction,
  packId: string,
  change: Partial<typeof packs.$inferInsert>,
) {
  await tx
    .update(packs)
    .set({ ...change, version: sql`${packs.version} + 1` })
    .where(eq(packs.id, packId))
}

export function tiersOfPack(tx: Transaction, packId: string): Promise<PriceTier[]> {
  return tx
    .select({ fromQuantity: priceTiers.fromQuantity, priceCents: priceTiers.priceCents })
    .from(priceTiers)
    .where(eq(priceTiers.packId, packId))
    .orderBy(asc(priceTiers.fromQuantity))
}

export async function replaceTiers(tx: Transaction, packId: string, tiers: readonly PriceTier[]) {
  await tx.delete(priceTiers).where(eq(priceTiers.packId, packId))
  await insertRows(
    tx,
    priceTiers,
    tiers.map((tier) => ({ packId, ...tier })),
  )
}

/** A price of the same instant is replaced: two changes in one act leave one entry. */
export async function insertPrice(
  tx: Transaction,
  price: { packId: string; fromAt: Date; priceCents: number },
) {
  await tx
    .insert(packPrices)
    .values(price)
    .onConflictDoUpdate({
      target: [packPrices.packId, packPrices.fromAt],
      set: { priceCents: price.priceCents },
    })
}

export async function countLots(tx: Transaction, productId: string): Promise<number> {
  return tx.$count(lots, eq(lots.productId, productId))
}

export async function lotNumberTaken(tx: Transaction, productId: string, number: string) {
  return (await tx.$count(lots, and(eq(lots.productId, productId), eq(lots.number, number)))) > 0
}

export async function insertLot(
  tx: Transaction,
  row: typeof lots.$inferInsert,
  villages: readonly { villageCode: string | null; shareBasisPoints: number }[],
) {
  await tx.insert(lots).values(row)
  await tx.insert(lotStock).values({ lotId: row.id, availableGrams: row.totalGrams })
  await insertRows(
    tx,
    lotVillages,
    villages.map((village, position) => ({ lotId: row.id, position, ...village })),
  )
}

export async function lotById(tx: Transaction, lotId: string) {
  const [row] = await tx.select().from(lots).where(eq(lots.id, lotId))
  return row ?? null
}

/** The remaining stock of a lot, locked until the commit. */
export async function lockStock(tx: Transaction, lotId: string): Promise<number> {
  const [row] = await tx
    .select()
    .from(lotStock)
    .where(eq(lotStock.lotId, lotId))
    .for('no key update')
  return row?.availableGrams ?? 0
}

export async function setStock(tx: Transaction, lotId: string, availableGrams: number) {
  await tx.update(lotStock).set({ availableGrams }).where(eq(lotStock.lotId, lotId))
}

export async function insertAdjustment(tx: Transaction, row: typeof lotAdjustments.$inferInsert) {
  await tx.insert(lotAdjustments).values(row)
}

export async function markLotClosed(tx: Transaction, lotId: string, closedAt: Date) {
  await tx.update(lots).set({ closedAt }).where(eq(lots.id, lotId))
}
