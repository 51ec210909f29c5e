import { and, getTableName, type SQL, sql } from 'drizzle-orm'
import type { DecisionState, Side } from '../../shared/deliveries/two-sided-record.ts'
import type { CursorPage } from '../../shared/pagination.ts'
import { cooperatives, deciders, makers, units } from '../deliveries/index.ts'
import { keysetOf, latestFirst } from '../platform/db/keyset.ts'
import { filtered, type ListSource } from '../platform/db/list-source.ts'
import { equals } from '../platform/db/rows.ts'
import { invoices, payments, type refunds } from './billing.tables.ts'
import { isInvoiceOf, ordersOf } from './invoice-orders.queries.ts'

// Payments and refunds alike are recorded by one side for an invoice and decided by the other.

/** Which payments or refunds are meant; what is not given does not matter. */
export interface DecidedMoneyQuestion {
  id?: string
  invoiceId?: string
  purchaseOrderId?: string
}

/** Which payments or refunds a list shows; only payments are recorded by either side. */
export interface DecidedMoneyFilter extends CursorPage {
  state?: DecisionState | undefined
  recordedSide?: Side | undefined
  isWithdrawn?: 'true' | 'false' | undefined
  purchaseOrderId?: string | undefined
}

export function conditionOf(
  table: typeof payments | typeof refunds,
  question: DecidedMoneyQuestion,
): SQL | undefined {
  return and(
    equals(table.id, question.id),
    equals(table.invoiceId, question.invoiceId),
    isInvoiceOf(table.invoiceId, question.purchaseOrderId),
  )
}

/** The names that stand beside a payment or a refund. */
export const namesBeside = {
  invoiceNumber: invoices.number,
  purchaseOrders: ordersOf(sql`${invoices.id}`),
  cooperativeName: cooperatives.name,
  unitName: units.name,
  recordedByName: makers.name,
  decidedByName: deciders.name,
}

/** Whoever decided, or of the recording side took it back. */
export function isDeciderOf(table: typeof payments | typeof refunds): SQL {
  return sql`${deciders.id} = coalesce(${table.decidedBy}, ${table.withdrawnBy})`
}

/** What of the visible is listed, latest first. */
export function latestMoney(
  table: typeof payments | typeof refunds,
  visible: ListSource,
  filter: DecidedMoneyFilter,
) {
  const { state, recordedSide, isWithdrawn, purchaseOrderId } = filter
  const isOfOrder = isInvoiceOf(table.invoiceId, purchaseOrderId)
  // Said as a constant, by which PostgreSQL knows the index of what waits.
  const waits = state === 'recorded' && sql`${table.state} = 'recorded'`
  const source = filtered(visible, {
    found: [waits, isOfOrder],
    // An order has few, and so has what waits.
    isFew: Boolean(isOfOrder || waits),
    filters: [
      equals(table.state, state),
      table === payments && equals(payments.recordedSide, recordedSide),
      isWithdrawn && sql`(${table.withdrawnBy} is not null) = ${isWithdrawn === 'true'}::boolean`,
    ],
  })
  return { source, keyset: keysetOf(latestFirst('recorded_at', getTableName(table)), filter) }
}
