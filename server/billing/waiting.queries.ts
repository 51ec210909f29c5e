import { type SQL, sql } from 'drizzle-orm'
import type { Actor } from '../platform/context.ts'
import { liesWithin, waitingRow } from '../platform/db/waiting.ts'

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
  const open = sql`from billing.open_invoices where unit_id = ${organisationId}`
  return [payments, waitingRow('invoices', open)]
}

/**
 * Payments and refunds that a unit or a cooperative has to confirm, a row each. What is paid or
 * sent back online waits for the provider, and not for the other side; a refund is recorded by the
 * seller.
 */
export function moneyToConfirm({ organisationKind, organisationId }: Actor): SQL {
  if (organisationKind === 'cooperative')
    return sql`select 1 from billing.payments where cooperative_id = ${organisationId}
      and method = 'bank_transfer' and state = 'recorded' and recorded_side = 'unit'`
  const own = sql`unit_id = ${organisationId} and state = 'recorded'`
  return sql`
    select 1 from billing.payments where ${own} and recorded_side = 'cooperative' union all
    select 1 from billing.refunds where ${own} and method = 'bank_transfer'`
}
