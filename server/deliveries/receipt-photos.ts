import { eq } from 'drizzle-orm'
import { dayOf } from '../../shared/scalars.ts'
import type { FileGrant } from '../evidence/index.ts'
import { purchaseOrders } from '../orders/orders.tables.ts'
import { visible } from './deliveries.policy.ts'
import { goodsReceiptLines, goodsReceipts } from './deliveries.tables.ts'

/** The photo of a goods receipt shows itself to whoever may see the receipt. */
export const mayReadReceiptPhoto: FileGrant = async (reader, { actor, now }, file) => {
  const rows = await reader
    .select({ id: goodsReceiptLines.id })
    .from(goodsReceiptLines)
    .innerJoin(goodsReceipts, eq(goodsReceipts.id, goodsReceiptLines.receiptId))
    .innerJoin(purchaseOrders, eq(purchaseOrders.id, goodsReceipts.purchaseOrderId))
    .where(visible(actor, dayOf(now), eq(goodsReceiptLines.photoFileId, file.id)))
    .limit(1)
  return rows.length > 0
}
