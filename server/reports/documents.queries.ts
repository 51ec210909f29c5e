import { sql } from 'drizzle-orm'
import type { z } from 'zod'
import type { entryDocuments } from '../../shared/reports/reports.schemas.ts'
import type { Reader } from '../platform/db/transaction.ts'

export type EntryDocuments = z.input<typeof entryDocuments>

/** Everything that proves a purchase-order line: order, weigh slips, invoices and money. */
export async function selectDocuments(
  reader: Reader,
  orderLineId: string,
): Promise<EntryDocuments> {
  return {
    purchaseOrder: await selectPurchaseOrder(reader, orderLineId),
    receipts: await selectReceipts(reader, orderLineId),
    invoices: await selectInvoices(reader, orderLineId),
    payments: await selectPayments(reader, orderLineId),
  }
}

type PurchaseOrder = NonNullable<EntryDocuments['purchaseOrder']>

async function selectPurchaseOrder(reader: Reader, orderLineId: string) {
  const [row] = await reader.execute<PurchaseOrder>(sql`
    select o.id, o.number, o.ordered_on as "orderedOn", l.pack_name as "packName", l.quantity,
      l.pack_grams as "packGrams", l.unit_price_cents as "unitPriceCents",
      l.amount_cents as "amountCents"
    from orders.order_lines_published l join orders.purchase_orders_published o
      on o.id = l.purchase_order_id
    where l.id = ${orderLineId}`)
  return row ?? null
}

type Receipt = EntryDocuments['receipts'][number]

async function selectReceipts(reader: Reader, orderLineId: string): Promise<Receipt[]> {
  const rows = await reader.execute<Omit<Receipt, 'villages'> & { villages: string }>(sql`
    select r.id, l.id as "lineId", r.number, r.received_on as "receivedOn",
      s.id as "shipmentId", s.number as "shipmentNumber", lot.number as "lotNumber",
      lot.certificate_number as "certificateNumber", sl.grams as "shippedGrams",
      l.weighed_grams as "weighedGrams", l.accepted_grams as "acceptedGrams",
      l.accepted_cents as "acceptedCents", l.deduction_cents as "deductionCents", l.reason,
      l.remark, l.photo_file_id as "photoFileId",
      (select coalesce(jsonb_agg(jsonb_build_object('name', coalesce(d.path_name, ''),
          'shareBasisPoints', v.share_basis_points) order by v.position), '[]')::text
        from deliveries.shipment_line_villages_published v left join villages.divisions_published d
          on d.code = v.village_code
        where v.shipment_line_id = sl.id) as villages
    from deliveries.goods_receipt_lines_published l
      join deliveries.goods_receipts_published r on r.id = l.receipt_id
      join deliveries.shipment_lines_published sl on sl.id = l.shipment_line_id
      join deliveries.shipments_published s on s.id = sl.shipment_id
      join catalogue.lots_published lot on lot.id = sl.lot_id
    where l.order_line_id = ${orderLineId}
    order by r.received_at, l.id`)
  return rows.map((row) => ({ ...row, villages: JSON.parse(row.villages) as Receipt['villages'] }))
}

type Invoice = EntryDocuments['invoices'][number]

async function selectInvoices(reader: Reader, orderLineId: string): Promise<Invoice[]> {
  return reader.execute<Invoice>(sql`
    select i.id, i.number, i.issued_on as "issuedOn", l.amount_cents as "amountCents",
      i.file_id as "fileId"
    from billing.invoice_lines_published l join billing.invoices_published i on i.id = l.invoice_id
    where l.order_line_id = ${orderLineId} order by i.issued_on, i.number`)
}

type PaymentRow = EntryDocuments['payments'][number]

/** Money that the other side confirmed; what is only recorded proves nothing yet (§7.5). */
async function selectPayments(reader: Reader, orderLineId: string): Promise<PaymentRow[]> {
  return reader.execute<PaymentRow>(sql`
    select p.id, 'payment' as kind, p.bank_reference as "bankReference", p.paid_on as "paidOn",
      p.amount_cents as "amountCents", i.number as "invoiceNumber"
    from billing.invoice_lines_published l join billing.invoices_published i on i.id = l.invoice_id
      join billing.payments_published p on p.invoice_id = i.id and p.state = 'confirmed'
    where l.order_line_id = ${orderLineId}
    union all
    select r.id, 'refund', r.bank_reference, r.refunded_on, -rl.amount_cents, i.number
    from billing.refund_lines_published rl join billing.refunds_published r on r.id = rl.refund_id
      and r.state = 'confirmed'
      join billing.invoices_published i on i.id = r.invoice_id
    where rl.order_line_id = ${orderLineId}
    order by 4, 1`)
}
