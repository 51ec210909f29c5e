import { AppError } from '../../../shared/errors.ts'
import { dayOf } from '../../../shared/scalars.ts'
import { recordAudit } from '../../evidence/index.ts'
import { type Context, organisationOf } from '../../platform/context.ts'
import { type Transaction, transaction } from '../../platform/db/transaction.ts'
import type { ProviderPayout } from '../../platform/stripe/provider.ts'
import { postEntries } from '../post-entries.ts'
import {
  findPayout,
  insertPayeeAccount,
  keepAccount,
  keepForm,
  keepPayout,
  latestAccountCall,
} from './accounts.queries.ts'
import { cooperativeOfAccount, lockPayeeAccount, requestCall } from './online.queries.ts'
import { actingNow, type OnlineDependencies } from './online-deps.ts'

/**
 * A cooperative opens its account at the provider, or asks for a new link into the provider's
 * form, which asks for identity and bank account and never shows them to the platform.
 */
export async function openPayeeAccount(tx: Transaction, context: Context): Promise<void> {
  const cooperativeId = organisationOf(context.actor)
  const isNew = await insertPayeeAccount(tx, {
    cooperativeId,
    openedBy: context.actor.personId,
    openedAt: context.now,
  })
  const account = await lockPayeeAccount(tx, cooperativeId)
  if (account === null) throw new AppError('not_found')
  const latest = await latestAccountCall(tx, cooperativeId)
  if (!isNew && latest?.state === 'pending') return
  await keepForm(tx, cooperativeId, null)
  const kind = account.providerId === null ? 'open_account' : 'open_form'
  await requestCall(tx, context, { kind, cooperativeId })
  await recordAudit(tx, context, {
    action: isNew ? 'billing.open-payee-account' : 'billing.request-payee-form',
    subjectType: 'cooperative',
    subjectId: cooperativeId,
  })
}

/** Brings an account to what the provider says of it now. */
export async function refreshAccount(deps: OnlineDependencies, accountId: string): Promise<void> {
  const cooperativeId = await cooperativeOfAccount(deps.db, accountId)
  if (cooperativeId === null) return
  const account = await deps.provider.readAccount(accountId)
  const { now } = actingNow(deps)
  await transaction(deps.db, async (tx) => {
    await lockPayeeAccount(tx, cooperativeId)
    await keepAccount(tx, cooperativeId, account, now)
  })
}

/** Brings a payout to what the provider says of it now. */
export async function refreshPayout(
  deps: OnlineDependencies,
  { accountId, payoutId }: { accountId: string; payoutId: string },
): Promise<void> {
  await applyPayouts(deps, accountId, [await deps.provider.readPayout(accountId, payoutId)])
}

/** Writes payouts, and posts each once it is paid, and once more should it come back (§7.5). */
export async function applyPayouts(
  deps: OnlineDependencies,
  accountId: string,
  payouts: readonly ProviderPayout[],
): Promise<void> {
  const cooperativeId = await cooperativeOfAccount(deps.db, accountId)
  if (cooperativeId === null) return
  for (const payout of payouts)
    await transaction(deps.db, (tx) => applyPayout(tx, actingNow(deps), cooperativeId, payout))
}

async function applyPayout(
  tx: Transaction,
  context: Context,
  cooperativeId: string,
  payout: ProviderPayout,
): Promise<void> {
  const account = await lockPayeeAccount(tx, cooperativeId)
  if (account === null) return
  const kept = await findPayout(tx, payout.id)
  // An older answer undoes nothing of a later one.
  if (kept?.state === 'failed' || (kept?.state === 'paid' && payout.state !== 'failed')) return
  const id = kept?.id ?? context.newId()
  const today = dayOf(context.now)
  const arrivedOn = dayOf(payout.arrivesAt)
  const isNewlyPaid = payout.state === 'paid'
  const isReturned = payout.state === 'failed' && kept?.paidOn != null
  const { amountCents, failure } = payout
  const paidOn = isNewlyPaid ? (arrivedOn > today ? today : arrivedOn) : null
  const returned = isReturned ? { id: context.newId(), on: today } : null
  await keepPayout(tx, {
    ...{ id, providerId: payout.id, cooperativeId, amountCents, state: payout.state, failure },
    paidOn: kept?.paidOn ?? paidOn,
    createdOn: dayOf(payout.createdAt),
    posted: isNewlyPaid || isReturned ? { by: account.openedBy, at: context.now } : null,
    returned,
  })
  const acting = { ...context, actor: { ...context.actor, personId: account.openedBy } }
  const entry = { organisationId: cooperativeId, counterpartyId: null, invoiceId: null }
  const posted = (causeId: string, occurredOn: string, cents: number) => ({
    ...entry,
    cause: { kind: 'stripe_event' as const, id: causeId },
    occurredOn,
    postings: [
      { account: 'bank_clearing' as const, cents },
      { account: 'stripe_clearing' as const, cents: -cents },
    ],
  })
  if (paidOn !== null) await postEntries(tx, acting, [posted(id, paidOn, amountCents)])
  if (returned !== null)
    await postEntries(tx, acting, [posted(returned.id, returned.on, -amountCents)])
}
