import { sql } from 'drizzle-orm'
import { z } from 'zod'
import { monthOfDay } from '../../../shared/months.ts'
import type { EvidenceSide } from '../../../shared/review/evidence.ts'
import { arrayOf, queryRows } from '../../platform/db/rows.ts'
import type { Rule } from '../finding.ts'

/** Of so many invoices of others with the number the evidence tells. */
const told = 5

const sameNumber = z.object({
  number: z.string(),
  lines: z.array(z.object({ orderLineId: z.uuid(), purchaseOrderId: z.uuid() })),
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
  others: z.int(),
})

/**
 * §7.4, §8: one invoice number that several sellers entered; those that were voided do not count.
 * An invoice is one matter, with all its lines, whichever of its orders is checked and however many
 * others have its number: how many these are is measured.
 */
export const sameInvoiceNumber: Rule = async (reader, { orders }) => {
  const rows = await queryRows(
    reader,
    sameNumber,
    sql`
    with own as (
      select distinct l.invoice_id
      from orders.order_lines_published o
        join billing.invoice_lines_published l on l.order_line_id = o.id
      where o.purchase_order_id = any(${arrayOf(
        'uuid',
        orders.map(({ id }) => id),
      )})
    )
    select i.number, billed.lines, i.id as invoice_id, i.issued_on, i.goods_cents,
      seller.name as seller_name, buyer.name as buyer_name, other.id as other_id,
      other.issued_on as other_issued_on, other.goods_cents as other_goods_cents,
      other_seller.name as other_seller_name, other_buyer.name as other_buyer_name, other.others
    from own join billing.invoices_published i on i.id = own.invoice_id
      cross join lateral (
        select same.*, count(*) over () as others
        from billing.invoices_published same
        where same.number = i.number and same.cooperative_id <> i.cooperative_id
          and exists (select from billing.invoice_lines_published l where l.invoice_id = same.id)
        order by same.issued_on, same.id limit ${told}) other
      cross join lateral (
        select json_agg(json_build_object('order_line_id', o.id,
          'purchase_order_id', o.purchase_order_id)) as lines
        from orders.order_lines_published o where o.id in (
          select l.order_line_id from billing.invoice_lines_published l
          where l.invoice_id = i.id)) billed
      join organisations.organisations_published seller on seller.id = i.cooperative_id
      join organisations.organisations_published buyer on buyer.id = i.unit_id
      join organisations.organisations_published other_seller
        on other_seller.id = other.cooperative_id
      join organisations.organisations_published other_buyer on other_buyer.id = other.unit_id
    order by i.id, other.issued_on, other.id`,
  )
  return [...Map.groupBy(rows, ({ invoiceId }) => invoiceId).values()].flatMap((same) => {
    const [row] = same as [z.output<typeof sameNumber>]
    const order = orders.find(({ id }) => row.lines.some((line) => line.purchaseOrderId === id))
    if (order === undefined) return []
    const own = sideOf('invoice_here', {
      ...{ id: row.invoiceId, number: row.number, issuedOn: row.issuedOn },
      ...{ cents: row.goodsCents, seller: row.sellerName, buyer: row.buyerName },
    })
    const count = { name: 'other_invoices', kind: 'count' as const, value: row.others }
    const others = same.map((other) =>
      sideOf('invoice_other', {
        ...{ id: other.otherId, number: row.number, issuedOn: other.otherIssuedOn },
        ...{ cents: other.otherGoodsCents, seller: other.otherSellerName },
        buyer: other.otherBuyerName,
      }),
    )
    return [
      {
        ...{ rule: 'same_number' as const, matter: row.invoiceId, measure: row.others, order },
        ...{ month: monthOfDay(row.issuedOn), cents: row.goodsCents, lines: row.lines },
        evidence: {
          threshold: null,
          sides: [{ ...own, facts: [...own.facts, count] }, ...others],
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
