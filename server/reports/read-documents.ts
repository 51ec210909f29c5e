import type { z } from 'zod'
import type { entryDocuments } from '../../shared/reports/entry.schemas.ts'
import type { Reader } from '../platform/db/transaction.ts'
import {
  selectInvoices,
  selectOutside,
  selectPayments,
  selectPurchaseOrders,
  selectReceipts,
} from './documents.queries.ts'

export type LineDocuments = z.input<typeof entryDocuments>

/** Of a line that nothing stands behind. */
export const noDocuments: LineDocuments = {
  ...{ purchaseOrder: null, receipts: [], invoices: [], payments: [], outside: null },
}

/** Everything that proves each of many lines: order, weigh slips, invoices and money (§4.3). */
export async function documentsOfLines(
  reader: Reader,
  orderLineIds: readonly string[],
): Promise<Map<string, LineDocuments>> {
  const orders = byLine(await selectPurchaseOrders(reader, orderLineIds))
  const receipts = byLine(await selectReceipts(reader, orderLineIds))
  const invoices = byLine(await selectInvoices(reader, orderLineIds))
  const payments = byLine(await selectPayments(reader, orderLineIds))
  const outside = byLine(await selectOutside(reader, orderLineIds))
  return new Map(
    orderLineIds.map((id) => [
      id,
      {
        purchaseOrder: orders.get(id)?.[0] ?? null,
        receipts: receipts.get(id) ?? [],
        invoices: invoices.get(id) ?? [],
        payments: payments.get(id) ?? [],
        outside: outside.get(id)?.[0] ?? null,
      },
    ]),
  )
}

/** Documents by their lines, in their order. */
function byLine<Row extends { orderLineId: string }>(rows: readonly Row[]) {
  const lines = new Map<string, Omit<Row, 'orderLineId'>[]>()
  for (const { orderLineId, ...document } of rows) {
    const own = lines.get(orderLineId) ?? []
    own.push(document)
    lines.set(orderLineId, own)
  }
  return lines
}
