import { transaction } from '../../platform/db/transaction.ts'
import type { EventSubject } from '../../platform/stripe/provider.ts'
import { applyPayment } from './apply-payment.ts'
import {
  claimChecks,
  claimEvents,
  endEvents,
  postponeEvents,
  type WaitingEvent,
} from './events.queries.ts'
import { findOnlinePayment, paymentIdOfIntent } from './online.queries.ts'
import { actingNow, type OnlineDependencies } from './online-deps.ts'
import { refreshAccount, refreshPayout } from './payee-accounts.ts'

/**
 * Handles the reports that wait. A report says no more than what to look at: its subject is read
 * from the provider as it is now, so order, copies and losses of reports change nothing. One act
 * there makes several reports: what they are about is read once.
 */
export async function handleEvents(deps: OnlineDependencies): Promise<boolean> {
  const events = await claimEvents(deps.db, deps.clock())
  const read = new Set<string>()
  for (const same of Map.groupBy(events, ({ subject }) => JSON.stringify(subject)).values())
    await handleSame(deps, same, read)
  return events.length > 0
}

/** Reports about the same; `read` are the payments that were read since the reports came. */
async function handleSame(
  deps: OnlineDependencies,
  events: readonly WaitingEvent[],
  read: Set<string>,
): Promise<void> {
  const ids = events.map((event) => event.id)
  try {
    await refresh(deps, events[0]?.subject ?? { kind: 'other' }, read)
    await endEvents(deps.db, ids, deps.clock())
  } catch (error) {
    deps.log.error({ err: error, events: ids }, 'a report of the provider was not handled')
    await postponeEvents(deps.db, ids, String((error as Error).message))
  }
}

/** Reads what a report is about from the provider, and brings the records to it. */
async function refresh(
  deps: OnlineDependencies,
  subject: EventSubject,
  read: Set<string>,
): Promise<void> {
  if (subject.kind === 'account') return refreshAccount(deps, subject.accountId)
  if (subject.kind === 'payout') return refreshPayout(deps, subject)
  if (subject.kind === 'other') return
  const id = await paymentOf(deps, subject)
  if (id === null || read.has(id)) return
  await refreshPayment(deps, id)
  read.add(id)
}

/** Our payment that a report is about; null where it is none of ours. */
export async function paymentOf(
  deps: OnlineDependencies,
  subject: Extract<EventSubject, { kind: 'payment' }>,
): Promise<string | null> {
  const { intentId } = subject
  const isId = (text: string | null): text is string => /^[0-9a-f-]{36}$/.test(text ?? '')
  if (isId(subject.paymentId)) return subject.paymentId
  if (intentId === null) return null
  const known = await paymentIdOfIntent(deps.db, intentId)
  if (known !== null) return known
  const named = await deps.provider.findPaymentOf(intentId)
  return isId(named) ? named : null
}

/** Asks the provider about a payment, and brings it to the answer. */
export async function refreshPayment(deps: OnlineDependencies, id: string): Promise<void> {
  const row = await findOnlinePayment(deps.db, id)
  // Without a session nobody can have paid: the call that opens it is still under way.
  if (row === null || row.sessionId === null) return
  const current = await deps.provider.readPayment(row.sessionId)
  await transaction(deps.db, (tx) => applyPayment(tx, actingNow(deps), id, current))
}

/** Asks about payments by itself: reports may come late or never. */
export async function checkPayments(deps: OnlineDependencies): Promise<boolean> {
  const due = await claimChecks(deps.db, deps.clock())
  for (const { id } of due)
    await refreshPayment(deps, id).catch((error: unknown) =>
      deps.log.error({ err: error, payment: id }, 'the provider could not be asked'),
    )
  return due.length > 0
}
