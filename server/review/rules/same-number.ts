import { sql } from 'drizzle-orm'
import { z } from 'zod'
import { monthOfDay } from '../../../shared/months.ts'
import type { EvidenceSide } from '../../../shared/review/evidence.ts'
import { arrayOf, queryRows } from '../../platform/db/rows.ts'
import type { Rule } from '../finding.ts'

const sameNumber = z.object({
  number: z.string(),
  purchaseOrderId: z.uuid(),
  lineIds: z.array(z.uuid()),
  invoiceId: z.uuid(),
  issuedOn: z.string(),
  goodsCents: z.int(),
  sellerName: z.string(),
  buyerName: z.string(),
  otherId: z.uuid(),
  otherIssuedOn: z.string(),
  otherGoodsCents: z.int(),
  otherSellerName: z.string(),
  otherBuyerName: z.string(),
})

/** §7.4, §8: one invoice number that two sellers entered; those that were voided do not count. */
export const sameInvoiceNumber: Rule = async (reader, { orders }) => {
  const rows = await queryRows(
    reader,
    sameNumber,
    sql`
    with own as (
      select l.invoice_id, min(o.purchase_order_id::text)::uuid as purchase_order_id,
        array_agg(o.id) as line_ids
      from orders.order_lines_published o
        join billing.invoice_lines_published l on l.order_line_id = o.id
      where o.purchase_order_id = any(${arrayOf(
        'uuid',
        orders.map(({ id }) => id),
      )})
      group by 1
    )
    select i.number, own.purchase_order_id, own.line_ids, i.id as invoice_id, i.issued_on,
      i.goods_cents, seller.name as seller_name, buyer.name as buyer_name, other.id as other_id,
      other.issued_on as other_issued_on, other.goods_cents as other_goods_cents,
      other_seller.name as other_seller_name, other_buyer.name as other_buyer_name
    from own join billing.invoices_published i on i.id = own.invoice_id
      join billing.invoices_published other
        on other.number = i.number and other.cooperative_id <> i.cooperative_id
      join organisations.organisations_published seller on seller.id = i.cooperative_id
      join organisations.organisations_published buyer on buyer.id = i.unit_id
      join organisations.organisations_published other_seller
        on other_seller.id = other.cooperative_id
      join organisations.organisations_published other_buyer on other_buyer.id = other.unit_id
    where exists (select from billing.invoice_lines_published l where l.invoice_id = other.id)`,
  )
  const called = new Map(orders.map((order) => [order.id, order]))
  return rows.flatMap((row) => {
    const order = called.get(row.purchaseOrderId)
    if (order === undefined) return []
    return [
      {
        ...{ rule: 'same_number' as const, matter: `${row.invoiceId} ${row.otherId}`, order },
        ...{ measure: null, month: monthOfDay(row.issuedOn), cents: row.goodsCents },
        lines: row.lineIds.map((orderLineId) => ({
          orderLineId,
          purchaseOrderId: row.purchaseOrderId,
        })),
        evidence: {
          threshold: null,
          sides: [
            sideOf('invoice_here', {
              ...{ id: row.invoiceId, number: row.number, issuedOn: row.issuedOn },
              ...{ cents: row.goodsCents, seller: row.sellerName, buyer: row.buyerName },
            }),
            sideOf('invoice_other', {
              ...{ id: row.otherId, number: row.number, issuedOn: row.otherIssuedOn },
              ...{ cents: row.otherGoodsCents, seller: row.otherSellerName },
              buyer: row.otherBuyerName,
            }),
          ],
        },
      },
    ]
  })
}

interface Invoice {
  id: string
  number: string
  issuedOn: string
  cents: number
  seller: string
  buyer: string
}

function sideOf(name: 'invoice_here' | 'invoice_other', invoice: Invoice): EvidenceSide {
  const { id, number, issuedOn, cents, seller, buyer } = invoice
  return {
    ...{ name, isOfOthers: name === 'invoice_other' },
    documents: [{ type: 'invoice', id, name: number }],
    facts: [
      { name: 'seller', kind: 'text', value: seller },
      { name: 'buyer', kind: 'text', value: buyer },
      { name: 'issued_on', kind: 'day', value: issuedOn },
      { name: 'amount', kind: 'money', value: cents },
    ],
  }
}
