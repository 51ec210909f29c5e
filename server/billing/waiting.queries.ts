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
  // What is paid or sent back online waits for the provider, and not for the other side.
  // What the other side recorded is confirmed by this one; a refund is recorded by the seller.
  const otherSide = organisationKind === 'unit' ? 'cooperative' : 'unit'
  const ofOtherSide = (own: SQL) => sql`select 1 from billing.payments where ${own}
    and state = 'recorded' and recorded_side = ${otherSide}`
  if (organisationKind === 'cooperative') {
    const payments = ofOtherSide(
      sql`cooperative_id = ${organisationId} and method = 'bank_transfer'`,
    )
    return [waitingRow('payments', sql`from (${payments}) as undecided`)]
  }
  const own = sql`unit_id = ${organisationId}`
  return [
    waitingRow(
      'payments',
      sql`from (${ofOtherSide(own)} union all
        select 1 from billing.refunds where ${own} and state = 'recorded'
          and method = 'bank_transfer') as undecided`,
    ),
    waitingRow('invoices', sql`from billing.open_invoices where ${own}`),
  ]
}
