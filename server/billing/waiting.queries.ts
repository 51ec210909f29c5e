import { type SQL, sql } from 'drizzle-orm'
import type { Actor } from '../platform/context.ts'
import { liesWithin, openRow, waitingRow } from '../platform/db/waiting.ts'

/** What waits for an actor in billing: a row of kind and number each. */
export function waitingInBilling(actor: Actor): SQL[] {
  const { organisationKind, organisationId, divisionCode } = actor
  if (organisationKind === 'authority')
    return [
      waitingRow(
        'settlements',
        sql`from billing.settlement_confirmations
          where state = 'waiting' and ${liesWithin(sql`county_code`, divisionCode)}`,
      ),
    ]
  if (organisationKind !== 'unit' && organisationKind !== 'cooperative') return []
  const payments = waitingRow('payments', sql`from (${moneyToConfirm(actor)}) as undecided`)
  if (organisationKind === 'cooperative') return [payments]
  return [payments, waitingRow('invoices', invoicesToPay(organisationId))]
}

/** Open invoices of a unit of which payments that wait for somebody else leave something to pay. */
function invoicesToPay(unitId: string | null): SQL {
  return sql`from billing.open_invoices open where unit_id = ${unitId}
    and (not exists (select from billing.payments
          where invoice_id = open.invoice_id and state = 'recorded')
        and not exists (select from billing.payment_moves
          where invoice_id = open.invoice_id and state = 'recorded')
      or (select balance_cents > waiting_cents from billing.invoice_money
        where invoice_id = open.invoice_id))`
}

/**
 * Payments, refunds and moves of payments that one side has to confirm, a row each. What is paid or
 * sent back online waits for the provider, and not for the other side; a refund is recorded by the
 * seller.
 */
export function moneyToConfirm({ organisationKind, organisationId }: Actor): SQL {
  if (organisationKind === 'cooperative')
    return sql`select 1 from billing.payments where cooperative_id = ${organisationId}
        and method = 'bank_transfer' and state = 'recorded' and recorded_side = 'unit'
      union all
      select 1 from billing.payment_moves where cooperative_id = ${organisationId}
        and state = 'recorded' and recorded_side = 'unit'`
  const own = sql`unit_id = ${organisationId} and state = 'recorded'`
  return sql`
    select 1 from billing.payments where ${own} and recorded_side = 'cooperative' union all
    select 1 from billing.payment_moves where ${own} and recorded_side = 'cooperative' union all
    select 1 from billing.refunds where ${own} and method = 'bank_transfer'`
}

/**
 * What is open of a county's money at the end of a day: goods accepted until then without an
 * invoice, and what the other side has not confirmed; a row for each kind (§4.2).
 */
export function mattersInBilling({
  countyCode,
  until,
}: {
  countyCode: string
  until: string
}): SQL[] {
  const invoiceOf = (table: SQL) => sql`select i.id, i.number as label
    from ${table} r join billing.invoices i on i.id = r.invoice_id
    where r.state = 'recorded' and i.supervising_county_code = ${countyCode}`
  return [
    openRow(
      'notInvoiced',
      sql`select o.id, o.number as label
      from deliveries.order_acceptances_published a
        join orders.purchase_orders_published o on o.id = a.purchase_order_id
      where a.supervising_county_code = ${countyCode} and a.accepted_cents > a.invoiced_cents
        and a.last_received_on <= ${until}::date`,
    ),
    openRow('payments', invoiceOf(sql`billing.payments`)),
    openRow('paymentMoves', invoiceOf(sql`billing.payment_moves`)),
    openRow('refunds', invoiceOf(sql`billing.refunds`)),
    openRow('waivers', invoiceOf(sql`billing.waivers`)),
    openRow(
      'settlements',
      sql`select c.settlement_id as id, '' as label from billing.settlement_confirmations c
      where c.state = 'waiting' and c.county_code = ${countyCode}`,
    ),
  ]
}
