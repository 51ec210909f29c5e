import assert from 'node:assert/strict'
import { asc, eq, or, sql } from 'drizzle-orm'
import { z } from 'zod'
import { type CreditSnapshot, creditSnapshot } from '../../shared/attribution/credit.ts'
import { document, isAnyOf, queryRow, queryRows } from '../platform/db/rows.ts'
import type { Reader, Transaction } from '../platform/db/transaction.ts'
import { outsidePurchases } from './review.tables.ts'

export type OutsideRow = typeof outsidePurchases.$inferSelect
export type NewOutsideRow = typeof outsidePurchases.$inferInsert

export async function insertOutside(tx: Transaction, rows: readonly NewOutsideRow[]) {
  if (rows.length > 0) await tx.insert(outsidePurchases).values([...rows])
}

/** The lines of these ids; those that are none are left out. */
export function outsideByIds(reader: Reader, ids: readonly string[]): Promise<OutsideRow[]> {
  return reader.select().from(outsidePurchases).where(isAnyOf(outsidePurchases.id, ids))
}

/** The purchases of a file. */
export function outsideOfFile(reader: Reader, fileId: string): Promise<OutsideRow[]> {
  const { invoiceFileId, paymentFileId, weighFileId } = outsidePurchases
  return reader
    .select()
    .from(outsidePurchases)
    .where(or(eq(invoiceFileId, fileId), eq(paymentFileId, fileId), eq(weighFileId, fileId)))
}

/** All lines of purchases, locked in the order of their ids: whoever decides on one holds them. */
export function lockPurchases(
  tx: Transaction,
  purchaseIds: readonly string[],
): Promise<OutsideRow[]> {
  return tx
    .select()
    .from(outsidePurchases)
    .where(isAnyOf(outsidePurchases.purchaseId, purchaseIds))
    .orderBy(asc(outsidePurchases.id))
    .for('no key update')
}

export async function updateOutside(
  tx: Transaction,
  ids: readonly string[],
  change: Partial<NewOutsideRow>,
): Promise<void> {
  await tx.update(outsidePurchases).set(change).where(isAnyOf(outsidePurchases.id, ids))
}

const numberedPurchase = z.object({
  unitId: z.uuid(),
  sellerId: z.uuid(),
  number: z.string(),
  purchaseId: z.uuid(),
})

type PurchaseKey = Pick<OutsideRow, 'unitId' | 'sellerId' | 'number'>

export const keyOfPurchase = ({ unitId, sellerId, number }: PurchaseKey) =>
  `${unitId} ${sellerId} ${number}`

/** The purchases that further lines of a unit, seller and number belong to, by `keyOfPurchase`. */
export async function purchasesNumbered(
  reader: Reader,
  keys: readonly PurchaseKey[],
): Promise<Map<string, string>> {
  const numbered = keys.filter(({ number }) => number !== '')
  if (numbered.length === 0) return new Map()
  const rows = await queryRows(
    reader,
    numberedPurchase,
    sql`
    select distinct on (o.unit_id, o.seller_id, o.number)
      o.unit_id, o.seller_id, o.number, o.purchase_id
    from jsonb_to_recordset(${JSON.stringify(numbered)}::jsonb)
        as k("unitId" uuid, "sellerId" uuid, number text)
      join review.outside_purchases o on o.number = k.number and o.number <> ''
        and o.unit_id = k."unitId" and o.seller_id = k."sellerId" and o.state <> 'withdrawn'
    order by 1, 2, 3, o.entered_at, o.id`,
  )
  return new Map(rows.map((row) => [keyOfPurchase(row), row.purchaseId]))
}

/** What was entered already just as it stands, and not withdrawn: its id by the row's number. */
export async function enteredAlready(
  reader: Reader,
  rows: readonly (Pick<
    OutsideRow,
    'unitId' | 'sellerId' | 'villageCode' | 'goodsId' | 'grams' | 'cents' | 'purchasedOn'
  > & { number: string; row: number })[],
): Promise<Map<number, string>> {
  const found = await queryRows(
    reader,
    z.object({ row: z.int(), id: z.uuid() }),
    sql`
    select distinct on (k.row) k.row, o.id
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as k(row int, "unitId" uuid,
        "sellerId" uuid, "villageCode" text, "goodsId" uuid, grams bigint, cents bigint,
        "purchasedOn" date, number text)
      join review.outside_purchases o on o.unit_id = k."unitId"
        and o.purchased_on = k."purchasedOn" and o.seller_id = k."sellerId"
        and o.village_code = k."villageCode" and o.goods_id = k."goodsId" and o.grams = k.grams
        and o.cents = k.cents and o.number = k.number and o.state <> 'withdrawn'
    order by k.row, o.id`,
  )
  return new Map(found.map(({ row, id }) => [row, id]))
}

const otherLines = z.object({ lines: z.int() })

/** How many further lines of a purchase, entered by the same side, wait for documents. */
export async function countOpenLines(reader: Reader, { id, purchaseId, enteredFor }: OutsideRow) {
  const row = await queryRow(
    reader,
    otherLines,
    sql`select count(*)::int as lines from review.outside_purchases
      where purchase_id = ${purchaseId} and id <> ${id} and state in ('draft', 'returned')
        and entered_for = ${enteredFor}`,
  )
  return row?.lines ?? 0
}

const creditRow = z.object({ credit: document(creditSnapshot) })

/** Who was credited with a line when it was posted. */
export async function creditOfOutside(reader: Reader, id: string): Promise<CreditSnapshot> {
  const row = await queryRow(
    reader,
    creditRow,
    sql`select credit from attribution.recognition_lines_published where order_line_id = ${id}`,
  )
  assert(row !== undefined, `purchase ${id} was posted`)
  return row.credit
}

const ledgerKey = z.object({ countyCode: z.string(), number: z.int() })

/** What the ledger holds of a line, in the order in which it was posted. */
export function entriesOfOutside(reader: Reader, { id, purchaseId }: OutsideRow) {
  return queryRows(
    reader,
    ledgerKey,
    sql`select county_code, number from attribution.ledger_entries_published
      where purchase_order_id = ${purchaseId} and order_line_id = ${id} order by number`,
  )
}
