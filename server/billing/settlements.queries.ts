import { eq, type SQL, sql } from 'drizzle-orm'
import { alias } from 'drizzle-orm/pg-core'
import type { CursorPage } from '../../shared/pagination.ts'
import { purchaseOrders } from '../deliveries/index.ts'
import { isOnPage, keysetOf, type ListSource, totalOf } from '../platform/db/keyset.ts'
import { allOf, equals, insertRows, isAnyOf } from '../platform/db/rows.ts'
import type { Reader, Transaction } from '../platform/db/transaction.ts'
import { divisionsPublished } from '../villages/index.ts'
import { settlements } from './billing.tables.ts'

export type SettlementRow = typeof settlements.$inferSelect

const reversals = alias(settlements, 'reversals')

/** Settlements by their ids, with the names that stand beside them, in no order. */
export function selectSettlements(reader: Reader, ids: readonly string[]) {
  return settlementsWithNames(reader).where(isAnyOf(settlements.id, ids))
}
export type SettlementDetails = Awaited<ReturnType<typeof selectSettlements>>[number]

/** A page of the visible settlements, latest first. */
export async function selectSettlementPage(
  reader: Reader,
  visible: ListSource,
  filter: CursorPage & { purchaseOrderId?: string | undefined },
) {
  const columns = [
    { column: sql`settlements.settled_on`, type: 'date' as const },
    { column: sql`settlements.id`, type: 'uuid' as const },
  ]
  const keyset = keysetOf({ name: '-settled_on', columns, descending: true }, filter)
  const ofOrder = equals(settlements.purchaseOrderId, filter.purchaseOrderId)
  const source = { ...visible, condition: allOf([visible.condition, ofOrder]) }
  const rows = await settlementsWithNames(reader, keyset.cursor)
    .where(isOnPage(source, keyset))
    .orderBy(keyset.order)
  return { rows, total: await totalOf(reader, filter, source) }
}

function settlementsWithNames(reader: Reader, cursor: SQL<string> = sql<string>`''`) {
  return reader
    .select({
      settlement: settlements,
      villageName: divisionsPublished.pathName,
      purchaseOrderNumber: purchaseOrders.number,
      reversedBy: reversals.id,
      cursor,
    })
    .from(settlements)
    .innerJoin(divisionsPublished, eq(divisionsPublished.code, settlements.villageCode))
    .leftJoin(purchaseOrders, eq(purchaseOrders.id, settlements.purchaseOrderId))
    .leftJoin(reversals, eq(reversals.reversesId, settlements.id))
}

/** Locks a settlement, so that two reversals of it wait for each other. */
export async function lockSettlement(
  tx: Transaction,
  id: string,
): Promise<SettlementRow | undefined> {
  const [row] = await tx
    .select()
    .from(settlements)
    .where(eq(settlements.id, id))
    .for('no key update')
  return row
}

export async function isReversed(tx: Transaction, id: string): Promise<boolean> {
  const rows = await tx
    .select({ id: settlements.id })
    .from(settlements)
    .where(eq(settlements.reversesId, id))
  return rows.length > 0
}

export async function insertSettlements(
  tx: Transaction,
  rows: (typeof settlements.$inferInsert)[],
): Promise<void> {
  await insertRows(tx, settlements, rows)
}

/** What was settled for an order, by village, in 分. */
export async function settledByVillage(
  reader: Reader,
  purchaseOrderId: string,
): Promise<Map<string, number>> {
  const rows = await reader
    .select({
      villageCode: settlements.villageCode,
      cents: sql`sum(${settlements.amountCents})`.mapWith(Number),
    })
    .from(settlements)
    .where(eq(settlements.purchaseOrderId, purchaseOrderId))
    .groupBy(settlements.villageCode)
  return new Map(rows.map((row) => [row.villageCode, row.cents]))
}
