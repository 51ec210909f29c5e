import { dayOf } from '../../../shared/scalars.ts'
import { lockOrganisation, platformOperator } from '../../organisations/index.ts'
import { insertRows } from '../../platform/db/rows.ts'
import { transaction } from '../../platform/db/transaction.ts'
import type { ListedMovement } from '../../platform/stripe/provider.ts'
import { type OwnKind, platformMovements } from '../online.tables.ts'
import { postEntries } from '../post-entries.ts'
import { settleWaiting } from './calls.queries.ts'
import { actingNow, type OnlineDependencies } from './online-deps.ts'
import { knownMovements } from './platform-movements.queries.ts'
import { byProvider } from './provider-decides.ts'

const ownKinds: Record<string, OwnKind> = {
  topup: 'topup',
  topup_reversal: 'topup',
  payout: 'payout',
  payout_cancel: 'payout',
  payout_failure: 'payout',
  stripe_fee: 'fee',
}

/**
 * Writes and posts what the platform paid in and took out at the provider for itself, once. It
 * stands in the name of an administrator; without one it stays a difference.
 */
export async function keepOwnMovements(
  deps: OnlineDependencies,
  missed: readonly ListedMovement[],
): Promise<void> {
  const own = missed.flatMap(({ type, ...movement }) => {
    const kind = ownKinds[type]
    return kind === undefined || movement.amountCents === 0 ? [] : [{ ...movement, kind }]
  })
  const operator = own.length === 0 ? null : await platformOperator(deps.db)
  if (operator === null || operator.administratorId === null) return
  const { id: platformId, administratorId } = operator
  const context = byProvider(actingNow(deps), administratorId)
  const rows = own.map(({ id: providerId, kind, amountCents, feeCents, at }) => ({
    ...{ id: context.newId(), providerId, platformId, kind, amountCents, feeCents },
    ...{ movedAt: at, movedOn: dayOf(at), postedBy: administratorId, postedAt: context.now },
  }))
  await transaction(deps.db, async (tx) => {
    await lockOrganisation(tx, platformId)
    const known = await knownMovements(
      tx,
      rows.map((row) => row.providerId),
    )
    const added = rows.filter((row) => !known.has(row.providerId))
    await insertRows(tx, platformMovements, added)
    await postEntries(tx, context, added.map(entryOf))
    await settleWaiting(tx, context.now)
  })
}

function entryOf(row: typeof platformMovements.$inferSelect) {
  const { id, platformId, kind, amountCents, feeCents, movedOn } = row
  const against = kind === 'fee' ? ('fees' as const) : ('bank_clearing' as const)
  const cents = new Map<'stripe_clearing' | 'bank_clearing' | 'fees', number>([
    ['stripe_clearing', amountCents - feeCents],
    ['fees', feeCents],
  ])
  cents.set(against, (cents.get(against) ?? 0) - amountCents)
  return {
    organisationId: platformId,
    counterpartyId: null,
    cause: { kind: 'stripe_event' as const, id },
    invoiceId: null,
    occurredOn: movedOn,
    postings: [...cents]
      .filter(([, amount]) => amount !== 0)
      .map(([account, amount]) => ({ account, cents: amount })),
  }
}
