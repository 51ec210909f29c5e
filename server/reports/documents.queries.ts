import { sql } from 'drizzle-orm'
import { z } from 'zod'
import { entryDocuments } from '../../shared/reports/entry.schemas.ts'
import { arrayOf, queryRows } from '../platform/db/rows.ts'
import type { Reader } from '../platform/db/transaction.ts'

/** A document with the line behind which it stands. */
const ofLine = { orderLineId: z.uuid() }
const purchaseOrder = entryDocuments.shape.purchaseOrder.unwrap().extend(ofLine)
const receipt = entryDocuments.shape.receipts.element.extend(ofLine)
const invoice = entryDocuments.shape.invoices.element.extend(ofLine)
const outside = entryDocuments.shape.outside.unwrap().extend(ofLine)
const payment = entryDocuments.shape.payments.element.extend(ofLine)

/** The purchase orders of lines, with what of them the lines are, of those that have one. */
export function selectPurchaseOrders(
  reader: Reader,
  orderLineIds: readonly string[],
): Promise<z.output<typeof purchaseOrder>[]> {
  return queryRows(
    reader,
    purchaseOrder,
    sql`
    select l.id as order_line_id, o.id, o.number, o.ordered_on, l.pack_name, l.quantity,
      l.pack_grams, l.unit_price_cents, l.amount_cents
    from orders.order_lines_published l join orders.purchase_orders_published o
      on o.id = l.purchase_order_id
    where l.id = any(${arrayOf('uuid', orderLineIds)})`,
  )
}

/** What was bought outside and stands behind lines of grade B; any other is left out. */
export function selectOutside(
  reader: Reader,
  orderLineIds: readonly string[],
): Promise<z.output<typeof outside>[]> {
  return queryRows(
    reader,
    outside,
    sql`
    select id as order_line_id, id, number, seller_name, product_name, grams, cents,
      purchased_on, paid_on
    from review.outside_purchases_published where id = any(${arrayOf('uuid', orderLineIds)})`,
  )
}

/** The weigh slips of lines, each with its shipment, lot and origin villages. */
export function selectReceipts(
  reader: Reader,
  orderLineIds: readonly string[],
): Promise<z.output<typeof receipt>[]> {
  return queryRows(
    reader,
    receipt,
    sql`
    select l.order_line_id, r.id, l.id as line_id, r.number, r.received_on, s.id as shipment_id,
      s.number as shipment_number, lot.number as lot_number, lot.certificate_number,
      sl.grams as shipped_grams, l.weighed_grams, l.accepted_grams, l.accepted_cents,
      l.deduction_cents, l.reason, l.remark, l.photo_file_id,
      (select coalesce(jsonb_agg(jsonb_build_object('name', coalesce(d.path_name, ''),
          'share_basis_points', v.share_basis_points) order by v.position), '[]')
        from deliveries.shipment_line_villages_published v left join villages.divisions_published d
          on d.code = v.village_code
        where v.shipment_line_id = sl.id) as villages
    from deliveries.goods_receipt_lines_published l
      join deliveries.goods_receipts_published r on r.id = l.receipt_id
      join deliveries.shipment_lines_published sl on sl.id = l.shipment_line_id
      join deliveries.shipments_published s on s.id = sl.shipment_id
      join catalogue.lots_published lot on lot.id = sl.lot_id
    where l.order_line_id = any(${arrayOf('uuid', orderLineIds)})
    order by r.received_at, l.id`,
  )
}

/** The invoices of lines, with what of them the line is. */
export function selectInvoices(
  reader: Reader,
  orderLineIds: readonly string[],
): Promise<z.output<typeof invoice>[]> {
  return queryRows(
    reader,
    invoice,
    sql`
    select l.order_line_id, i.id, i.number, i.issued_on, l.amount_cents, i.file_id
    from billing.invoice_lines_published l join billing.invoices_published i on i.id = l.invoice_id
    where l.order_line_id = any(${arrayOf('uuid', orderLineIds)}) order by i.issued_on, i.number`,
  )
}

/** Money that the other side confirmed; what is only recorded proves nothing yet (§7.5). */
export function selectPayments(
  reader: Reader,
  orderLineIds: readonly string[],
): Promise<z.output<typeof payment>[]> {
  return queryRows(
    reader,
    payment,
    sql`
    select l.order_line_id, p.id, 'payment' as kind, p.bank_reference, p.paid_on, p.amount_cents,
      i.number as invoice_number
    from billing.invoice_lines_published l join billing.invoices_published i on i.id = l.invoice_id
      join billing.payments_published p on p.invoice_id = i.id and p.state = 'confirmed'
    where l.order_line_id = any(${arrayOf('uuid', orderLineIds)})
    union all
    select l.order_line_id, m.id, 'payment_move', m.bank_reference, m.moved_on,
      m.amount_cents, i.number
    from billing.invoice_lines_published l join billing.invoices_published i on i.id = l.invoice_id
      join billing.payment_moves_published m on m.invoice_id = i.id
    where l.order_line_id = any(${arrayOf('uuid', orderLineIds)})
    union all
    select rl.order_line_id, r.id, 'refund', r.bank_reference, r.refunded_on,
      -rl.amount_cents, i.number
    from billing.refund_lines_published rl join billing.refunds_published r on r.id = rl.refund_id
      and r.state = 'confirmed'
      join billing.invoices_published i on i.id = r.invoice_id
    where rl.order_line_id = any(${arrayOf('uuid', orderLineIds)})
    order by 5, 2`,
  )
}
