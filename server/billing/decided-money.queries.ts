import { and, type Column, count, eq, type SQL, sql } from 'drizzle-orm'
import type { DecisionState, Side } from '../../shared/deliveries/two-sided-record.ts'
import { cooperatives, deciders, makers, purchaseOrders, units } from '../deliveries/index.ts'
import { equals } from '../platform/db/rows.ts'
import type { Reader } from '../platform/db/transaction.ts'
import { invoices, payments, type refunds } from './billing.tables.ts'

// Payments and refunds alike are recorded by one side for an invoice and decided by the other.

/** Which payments or refunds are meant; what is not given does not matter. */
export interface DecidedMoneyQuestion {
  /** The condition of `visibleOrders`. */
  visible?: SQL
  id?: string
  invoiceId?: string
  state?: DecisionState | undefined
  recordedSide?: Side | undefined
  purchaseOrderId?: string | undefined
}

export function conditionOf(
  table: typeof payments | typeof refunds,
  question: DecidedMoneyQuestion,
): SQL | undefined {
  return and(
    question.visible,
    equals(table.id, question.id),
    equals(table.invoiceId, question.invoiceId),
    equals(table.state, question.state),
    table === payments ? equals(payments.recordedSide, question.recordedSide) : undefined,
    equals(invoices.purchaseOrderId, question.purchaseOrderId),
  )
}

/** The names that stand beside a payment or a refund. */
export const namesBeside = {
  invoiceNumber: invoices.number,
  purchaseOrderId: invoices.purchaseOrderId,
  purchaseOrderNumber: purchaseOrders.number,
  cooperativeName: cooperatives.name,
  unitName: units.name,
  recordedByName: makers.name,
  decidedByName: deciders.name,
}

/** How many there are. */
export async function countDecided(
  reader: Reader,
  table: typeof payments | typeof refunds,
  question: DecidedMoneyQuestion,
): Promise<number> {
  const [row] = await reader
    .select({ total: count() })
    .from(table)
    .innerJoin(invoices, eq(invoices.id, table.invoiceId))
    .innerJoin(purchaseOrders, eq(purchaseOrders.id, invoices.purchaseOrderId))
    .where(conditionOf(table, question))
  return row?.total ?? 0
}

/** The 分 of the rows that meet a condition; 0 where none does. */
export function sumWhere(cents: Column, condition: SQL | undefined): SQL<number> {
  return sql<number>`coalesce(sum(${cents}) filter (where ${condition}), 0)`.mapWith(Number)
}
