import type { z } from 'zod'
import type { chargeback } from '../../../shared/billing/online.schemas.ts'
import { splitByLargestRemainder } from '../../../shared/split.ts'
import { type Context, organisationOf } from '../../platform/context.ts'
import type { Reader } from '../../platform/db/transaction.ts'
import { type ChargebackDetails, selectChargebacks } from './disputes.queries.ts'

/** States in which the provider has closed a dispute without taking the money. */
const wonStates = ['won', 'warning_closed', 'prevented']

/**
 * The disputes of the actor's own online payments, latest first. Of a payment that served several
 * cooperatives each sees its invoices, and of the amount its share, as it is taken back (§7.3).
 */
export async function readChargebacks(
  reader: Reader,
  { actor }: Context,
  { invoiceId }: { invoiceId?: string | undefined },
) {
  const own = organisationOf(actor)
  const side = actor.organisationKind === 'unit' ? ('unit' as const) : ('cooperative' as const)
  const rows = await selectChargebacks(reader, { organisationId: own, side, invoiceId })
  const cooperativeId = side === 'cooperative' ? own : null
  return { items: rows.map((row) => viewOf(row, cooperativeId)) }
}

function viewOf(
  { parts, respondBy, ...row }: ChargebackDetails,
  cooperativeId: string | null,
): z.input<typeof chargeback> {
  const claims = parts.map(({ id, cents }) => ({ key: id, weight: cents }))
  const shares = splitByLargestRemainder(row.amountCents, claims)
  const own = parts.filter((part) => cooperativeId === null || part.seller === cooperativeId)
  const { id, onlinePaymentId, reason, state } = row
  return {
    ...{ id, onlinePaymentId, reason, state },
    unit: { id: row.unitId, name: row.unitName },
    invoices: own.map(({ id, number }) => ({ id, number })),
    orderNumbers: [...new Set(own.flatMap(({ orders }) => orders))].sort(),
    amountCents: own.reduce((sum, part) => sum + (shares.get(part.id) ?? 0), 0),
    outcome: state === 'lost' ? 'lost' : wonStates.includes(state) ? 'won' : 'open',
    respondBy: respondBy?.toISOString() ?? null,
    openedAt: row.openedAt.toISOString(),
  }
}
