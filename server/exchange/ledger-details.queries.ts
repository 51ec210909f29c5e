import { sql } from 'drizzle-orm'
import { z } from 'zod'
import { figure } from '../../shared/figure.ts'
import { arrayOf, queryRows } from '../platform/db/rows.ts'
import type { Reader } from '../platform/db/transaction.ts'

const lineDetails = z.object({
  orderLineId: z.uuid(),
  packName: z.string().nullable(),
  quantity: z.int().nullable(),
  unitPriceCents: z.int().nullable(),
  acceptedCents: z.int(),
  paidCents: z.int(),
  paidOn: z.iso.date().nullable(),
  invoiceNumbers: z.string().nullable(),
  certificateNumbers: z.string().nullable(),
  sellerCreditCode: z.string().nullable(),
  households: z.int(),
  collectiveCents: figure,
})

/**
 * What a ledger file tells of an order line beside its entry; households and money to collectives
 * are those of the whole purchase order.
 */
export type LineDetails = z.output<typeof lineDetails>

/** The details of many lines in one statement. */
export async function selectLineDetails(
  reader: Reader,
  orderLineIds: readonly string[],
): Promise<Map<string, LineDetails>> {
  const rows = await queryRows(
    reader,
    lineDetails,
    sql`
    select r.order_line_id, l.pack_name, l.quantity, l.unit_price_cents, r.accepted_cents,
      r.paid_cents,
      (select max(f.occurred_on) from attribution.recognition_facts_published f
        where f.order_line_id = r.order_line_id and f.kind = 'payment') as paid_on,
      outside.seller_credit_code,
      coalesce(outside.number, (select string_agg(i.number, ' ' order by i.number)
        from billing.invoice_lines_published il
        join billing.invoices_published i on i.id = il.invoice_id
        where il.order_line_id = r.order_line_id)) as invoice_numbers,
      (select string_agg(distinct lots.certificate_number, ' ')
        from deliveries.shipment_lines_published sl
        join catalogue.lots_published lots on lots.id = sl.lot_id
        where sl.order_line_id = r.order_line_id) as certificate_numbers,
      (select count(*) from (
        select from billing.settlements_published s where s.purchase_order_id = r.purchase_order_id
          and s.recipient_kind = 'household'
        group by s.village_code, s.household_number having sum(s.amount_cents) > 0) settled)
        as households,
      (select coalesce(sum(s.amount_cents), 0)::text from billing.settlements_published s
        where s.purchase_order_id = r.purchase_order_id and s.recipient_kind = 'collective')
        as collective_cents
    from attribution.recognition_lines_published r left join orders.order_lines_published l
      on l.id = r.order_line_id
      left join review.outside_purchases_published outside on outside.id = r.order_line_id
    where r.order_line_id = any(${arrayOf('uuid', [...new Set(orderLineIds)])})`,
  )
  return new Map(rows.map((row) => [row.orderLineId, row]))
}

const partyDetails = z.object({
  id: z.uuid(),
  creditCode: z.string().nullable(),
  supervisorName: z.string().nullable(),
})

/** What a ledger file tells of an organisation. */
export type PartyDetails = z.output<typeof partyDetails>

/** Credit codes and supervising units (主管单位) of organisations. */
export async function selectParties(
  reader: Reader,
  ids: readonly string[],
): Promise<Map<string, PartyDetails>> {
  const rows = await queryRows(
    reader,
    partyDetails,
    sql`
    select o.id, o.credit_code, parent.name as supervisor_name
    from organisations.organisations_published o left join organisations.units_published u
      on u.organisation_id = o.id
      left join organisations.organisations_published parent on parent.id = u.parent_id
    where o.id = any(${arrayOf('uuid', [...new Set(ids)])})`,
  )
  return new Map(rows.map((row) => [row.id, row]))
}
