import { sql } from 'drizzle-orm'
import { z } from 'zod'
import type { Side } from '../../../shared/deliveries/two-sided-record.ts'
import { cents } from '../../../shared/money.ts'
import { allOf, arrayOf, execute, queryRows } from '../../platform/db/rows.ts'
import type { Reader, Transaction } from '../../platform/db/transaction.ts'
import type { ProviderDispute } from '../../platform/stripe/provider.ts'

/** Keeps a dispute as the provider has it now. */
export async function keepDispute(
  tx: Transaction,
  onlinePaymentId: string,
  dispute: ProviderDispute,
): Promise<void> {
  const { id, amountCents, reason, state, respondBy, openedAt } = dispute
  await execute(
    tx,
    sql`
    insert into billing.payment_disputes
      (id, online_payment_id, amount_cents, reason, state, respond_by, opened_at)
    values (${id}, ${onlinePaymentId}, ${amountCents}, ${reason}, ${state},
      ${respondBy?.toISOString() ?? null}::timestamptz, ${openedAt.toISOString()})
    on conflict (id) do update set state = excluded.state, amount_cents = excluded.amount_cents,
      reason = excluded.reason, respond_by = excluded.respond_by`,
  )
}

const takenRow = z.object({ invoiceId: z.uuid(), leftCents: cents })

/**
 * What was taken back of invoices under one of these references, less what was given back under
 * one of them, by invoice.
 */
export function refundedBySource(
  reader: Reader,
  { references, invoiceIds }: { references: readonly string[]; invoiceIds: readonly string[] },
): Promise<z.output<typeof takenRow>[]> {
  const [names, ids] = [arrayOf('text', references), arrayOf('uuid', invoiceIds)]
  return queryRows(
    reader,
    takenRow,
    sql`
    select r.invoice_id, (sum(r.amount_cents) - coalesce((
      select sum(p.amount_cents) from billing.payments p
      where p.invoice_id = r.invoice_id and p.method = 'online'
        and p.bank_reference = any(${names})), 0))::bigint as left_cents
    from billing.refunds r
    where r.invoice_id = any(${ids}) and r.bank_reference = any(${names})
      and r.state = 'confirmed' and r.method = 'online'
    group by r.invoice_id order by r.invoice_id`,
  )
}

const chargebackRow = z.object({
  id: z.string(),
  onlinePaymentId: z.uuid(),
  unitId: z.uuid(),
  unitName: z.string(),
  amountCents: cents,
  reason: z.string(),
  state: z.string(),
  respondBy: z.date().nullable(),
  openedAt: z.date(),
  /** The invoices that were paid, with what of each. */
  parts: z.array(
    z.object({
      id: z.uuid(),
      number: z.string(),
      seller: z.uuid(),
      cents,
      orders: z.array(z.string()),
    }),
  ),
})
export type ChargebackDetails = z.output<typeof chargebackRow>

/** The latest disputes of an organisation's online payments, or of those of one invoice. */
export function selectChargebacks(
  reader: Reader,
  question: { organisationId: string; side: Side; invoiceId?: string | undefined },
): Promise<ChargebackDetails[]> {
  const { organisationId, side, invoiceId } = question
  const ofSeller = sql`exists (select from billing.online_payment_parts
    where online_payment_id = p.id and cooperative_id = ${organisationId})`
  const isMeant = allOf([
    side === 'unit' ? sql`p.unit_id = ${organisationId}` : ofSeller,
    invoiceId &&
      sql`p.id in (select online_payment_id from billing.online_payment_parts
        where invoice_id = ${invoiceId})`,
  ])
  return queryRows(
    reader,
    chargebackRow,
    sql`
    select d.id, d.online_payment_id, p.unit_id, o.name as unit_name, d.amount_cents, d.reason,
      d.state, d.respond_by, d.opened_at, paid.parts
    from billing.payment_disputes d
    join billing.online_payments p on p.id = d.online_payment_id
    join organisations.organisations_published o on o.id = p.unit_id
    cross join lateral (
      select json_agg(json_build_object('id', i.id, 'number', i.number,
        'seller', part.cooperative_id, 'cents', part.amount_cents, 'orders', (
          select json_agg(ordered.number) from billing.invoice_orders billed
          join orders.purchase_orders_published ordered on ordered.id = billed.purchase_order_id
          where billed.invoice_id = i.id and billed.credit_note_id is null)) order by i.id) as parts
      from billing.online_payment_parts part join billing.invoices i on i.id = part.invoice_id
      where part.online_payment_id = p.id) paid
    where ${isMeant} order by d.opened_at desc, d.id desc limit 50`,
  )
}
