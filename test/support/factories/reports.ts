import { eq } from 'drizzle-orm'
import { invoices } from '../../../server/billing/billing.tables.ts'
import type { TestDatabase } from '../database.ts'
import { aConfirmedPayment, anInvoice } from './billing.ts'
import { aReceivedOrder } from './deliveries.ts'

/** An order that went the whole way: placed, shipped, weighed, invoiced and paid in full. */
export async function aPaidOrder(
  database: TestDatabase,
  attributes: Parameters<typeof aReceivedOrder>[1] = {},
) {
  const order = await aReceivedOrder(database, attributes)
  const { purchaseOrderId, manager, finance } = order
  const { invoiceId } = await anInvoice(database, { purchaseOrderId, manager })
  const [invoice] = await database.db.select().from(invoices).where(eq(invoices.id, invoiceId))
  const amountCents = invoice?.goodsCents ?? 0
  const { paymentId } = await aConfirmedPayment(database, {
    invoiceId,
    amountCents,
    finance,
    manager,
  })
  return { ...order, invoiceId, paymentId, amountCents }
}
