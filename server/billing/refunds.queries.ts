import { and, asc, desc, eq, type SQL, sql } from 'drizzle-orm'
import { cooperatives, deciders, makers, units } from '../deliveries/index.ts'
import { orderLinesPublished } from '../orders/index.ts'
import { isOnPage, type ListSource, withinScanLimit } from '../platform/db/list-source.ts'
import { insertRows, isAnyOf } from '../platform/db/rows.ts'
import type { Reader, Transaction } from '../platform/db/transaction.ts'
import { invoices, refundLines, refunds } from './billing.tables.ts'
import {
  conditionOf,
  type DecidedMoneyFilter,
  type DecidedMoneyQuestion,
  isDeciderOf,
  latestMoney,
  namesBeside,
} from './decided-money.queries.ts'

export type RefundRow = typeof refunds.$inferSelect

/** The refunds meant, with the names that stand beside them, latest first. */
export function selectRefunds(reader: Reader, question: DecidedMoneyQuestion) {
  return refundsWithNames(reader)
    .where(conditionOf(refunds, question))
    .orderBy(desc(refunds.recordedAt), desc(refunds.id))
    .limit(500)
}
export type RefundDetails = Awaited<ReturnType<typeof selectRefunds>>[number]

/** A page of the visible refunds, latest first. */
export async function selectRefundPage(
  reader: Reader,
  visible: ListSource,
  filter: DecidedMoneyFilter,
) {
  const { source, keyset: whole } = latestMoney(refunds, visible, filter)
  const { keyset, ...rest } = await withinScanLimit(reader, filter, source, whole)
  const rows = await refundsWithNames(reader, keyset.cursor)
    .where(isOnPage(source, keyset))
    .orderBy(keyset.order)
  return { rows, ...rest }
}

function refundsWithNames(reader: Reader, cursor: SQL<string> = sql<string>`''`) {
  return reader
    .select({ refund: refunds, ...namesBeside, cursor })
    .from(refunds)
    .innerJoin(invoices, eq(invoices.id, refunds.invoiceId))
    .innerJoin(cooperatives, eq(cooperatives.id, refunds.cooperativeId))
    .innerJoin(units, eq(units.id, refunds.unitId))
    .innerJoin(makers, eq(makers.id, refunds.recordedBy))
    .leftJoin(deciders, isDeciderOf(refunds))
}

export function selectRefundLines(reader: Reader, refundIds: readonly string[]) {
  return reader
    .select({ line: refundLines, productName: orderLinesPublished.productName })
    .from(refundLines)
    .innerJoin(orderLinesPublished, eq(orderLinesPublished.id, refundLines.orderLineId))
    .where(isAnyOf(refundLines.refundId, refundIds))
    .orderBy(asc(orderLinesPublished.lineNumber))
}
export type RefundLineDetails = Awaited<ReturnType<typeof selectRefundLines>>[number]

export async function refundById(reader: Reader, id: string): Promise<RefundRow | null> {
  const [row] = await reader.select().from(refunds).where(eq(refunds.id, id))
  return row ?? null
}

export async function refundsByIds(reader: Reader, ids: readonly string[]): Promise<RefundRow[]> {
  return reader.select().from(refunds).where(isAnyOf(refunds.id, ids)).orderBy(refunds.id)
}

/** Null when this invoice has a refund of the same bank reference that was not rejected. */
export async function insertRefund(
  tx: Transaction,
  row: typeof refunds.$inferInsert,
  lines: (typeof refundLines.$inferInsert)[],
): Promise<RefundRow | null> {
  const [inserted] = await tx
    .insert(refunds)
    .values(row)
    .onConflictDoNothing({
      target: [refunds.invoiceId, refunds.bankReference],
      where: sql`state <> 'rejected'`,
    })
    .returning()
  if (inserted === undefined) return null
  await insertRows(tx, refundLines, lines)
  return inserted
}

/** Decides on a refund that waits for it; returns how many rows that were. */
export async function updateRefund(
  tx: Transaction,
  id: string,
  change: Partial<RefundRow>,
): Promise<number> {
  const { count } = await tx
    .update(refunds)
    .set(change)
    .where(and(eq(refunds.id, id), eq(refunds.state, 'recorded')))
  return count
}
