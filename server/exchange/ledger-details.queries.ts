import { sql } from 'drizzle-orm'
import type { Reader } from '../platform/db/transaction.ts'

/** What a ledger file tells of an order line beside its entry. */
export type LineDetails = {
  orderLineId: string
  packName: string | null
  quantity: number | null
  unitPriceCents: number | null
  acceptedCents: number
  paidCents: number
  paidOn: string | null
  invoiceNumbers: string | null
  certificateNumbers: string | null
  /** Distinct households and money to collectives, of the whole purchase order. */
  households: number
  collectiveCents: number
}

/** The details of many lines in one statement. */
export async function selectLineDetails(
  reader: Reader,
  orderLineIds: readonly string[],
): Promise<Map<string, LineDetails>> {
  const rows = await reader.execute<LineDetails>(sql`
    select r.order_line_id as "orderLineId", l.pack_name as "packName", l.quantity,
      l.unit_price_cents as "unitPriceCents", r.accepted_cents as "acceptedCents",
      r.paid_cents as "paidCents",
      (select max(f.occurred_on) from attribution.recognition_facts_published f
        where f.order_line_id = r.order_line_id and f.kind = 'payment') as "paidOn",
      (select string_agg(i.number, ' ' order by i.number) from billing.invoice_lines_published il
        join billing.invoices_published i on i.id = il.invoice_id
        where il.order_line_id = r.order_line_id) as "invoiceNumbers",
      (select string_agg(distinct lots.certificate_number, ' ')
        from deliveries.shipment_lines_published sl
        join catalogue.lots_published lots on lots.id = sl.lot_id
        where sl.order_line_id = r.order_line_id) as "certificateNumbers",
      (select count(*) from (
        select from billing.settlements_published s where s.purchase_order_id = r.purchase_order_id
          and s.recipient_kind = 'household'
        group by s.village_code, s.household_number having sum(s.amount_cents) > 0) settled)
        as households,
      (select coalesce(sum(s.amount_cents), 0)::bigint from billing.settlements_published s
        where s.purchase_order_id = r.purchase_order_id and s.recipient_kind = 'collective')
        as "collectiveCents"
    from attribution.recognition_lines_published r left join orders.order_lines_published l
      on l.id = r.order_line_id
    where r.order_line_id in (select jsonb_array_elements_text(
      ${JSON.stringify([...new Set(orderLineIds)])}::text::jsonb)::uuid)`)
  return new Map(rows.map((row) => [row.orderLineId, row]))
}

/** What a ledger file tells of an organisation. */
export type PartyDetails = {
  id: string
  creditCode: string | null
  supervisorName: string | null
}

/** Credit codes and supervising units (主管单位) of organisations. */
export async function selectParties(
  reader: Reader,
  ids: readonly string[],
): Promise<Map<string, PartyDetails>> {
  const rows = await reader.execute<PartyDetails>(sql`
    select o.id, o.credit_code as "creditCode", parent.name as "supervisorName"
    from organisations.organisations_published o left join organisations.units_published u
      on u.organisation_id = o.id
      left join organisations.organisations_published parent on parent.id = u.parent_id
    where o.id in (select jsonb_array_elements_text(
      ${JSON.stringify([...new Set(ids)])}::text::jsonb)::uuid)`)
  return new Map(rows.map((row) => [row.id, row]))
}
