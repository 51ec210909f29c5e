import { type Column, count, eq, type SQL, sql } from 'drizzle-orm'
import { alias } from 'drizzle-orm/pg-core'
import { people } from '../accounts/accounts.tables.ts'
import { purchaseOrders } from '../orders/orders.tables.ts'
import { organisations } from '../organisations/organisations.tables.ts'
import type { Reader } from '../platform/db/transaction.ts'
import { invoices, type payments, type refunds } from './billing.tables.ts'

// Payments and refunds alike are recorded by one side for an invoice and decided by the other.

export const unitOrganisations = alias(organisations, 'unit_organisations')
export const deciders = alias(people, 'deciders')

/** The names that stand beside a payment or a refund; `organisations` is the cooperative. */
export const namesBeside = {
  invoiceNumber: invoices.number,
  purchaseOrderId: invoices.purchaseOrderId,
  purchaseOrderNumber: purchaseOrders.number,
  cooperativeName: organisations.name,
  unitName: unitOrganisations.name,
  recordedByName: people.name,
  decidedByName: deciders.name,
}

/** How many there are; `condition` may speak of purchase orders. */
export async function countDecided(
  reader: Reader,
  table: typeof payments | typeof refunds,
  condition: SQL | undefined,
): Promise<number> {
  const [row] = await reader
    .select({ total: count() })
    .from(table)
    .innerJoin(invoices, eq(invoices.id, table.invoiceId))
    .innerJoin(purchaseOrders, eq(purchaseOrders.id, invoices.purchaseOrderId))
    .where(condition)
  return row?.total ?? 0
}

/** The 分 of the rows that meet a condition; 0 where none does. */
export function sumWhere(cents: Column, condition: SQL | undefined): SQL<number> {
  return sql<number>`coalesce(sum(${cents}) filter (where ${condition}), 0)`.mapWith(Number)
}
