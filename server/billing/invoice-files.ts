import { eq } from 'drizzle-orm'
import { dayOf } from '../../shared/scalars.ts'
import { visible } from '../deliveries/index.ts'
import type { FileGrant } from '../evidence/index.ts'
import { purchaseOrders } from '../orders/orders.tables.ts'
import { invoices } from './billing.tables.ts'

/** The file of an invoice shows itself to whoever may see the order it bills. */
export const mayReadInvoiceFile: FileGrant = async (reader, { actor, now }, file) => {
  const rows = await reader
    .select({ id: invoices.id })
    .from(invoices)
    .innerJoin(purchaseOrders, eq(purchaseOrders.id, invoices.purchaseOrderId))
    .where(visible(actor, dayOf(now), eq(invoices.fileId, file.id)))
    .limit(1)
  return rows.length > 0
}
