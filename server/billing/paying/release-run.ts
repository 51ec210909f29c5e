import assert from 'node:assert/strict'
import { AppError, fieldError } from '../../../shared/errors.ts'
import { dayOf } from '../../../shared/scalars.ts'
import { recordedNow } from '../../deliveries/index.ts'
import { recordAudit } from '../../evidence/index.ts'
import { bankAccountsOf, lockOrganisations } from '../../organisations/index.ts'
import type { Context } from '../../platform/context.ts'
import { insertRows } from '../../platform/db/rows.ts'
import type { Transaction } from '../../platform/db/transaction.ts'
import { publishEvents } from '../../platform/jobs/outbox.ts'
import { requireNewReferences } from '../bank-references.ts'
import { payments } from '../billing.tables.ts'
import { moneyOfInvoices } from '../invoice-money.queries.ts'
import { type LockedInvoice, lockInvoices } from '../pay-invoice.ts'
import { rejectPayments } from '../payments.queries.ts'
import {
  changePayee,
  changeRun,
  findRun,
  keepPaymentIds,
  lockRun,
  type PaymentRunRow,
  type RunPayeeRow,
  runInvoices,
  runPayees,
} from './payment-runs.queries.ts'
import { publishRun } from './prepare-run.ts'

/**
 * Another person releases the run (§11.2): a payment of every invoice is recorded as sent by the
 * unit, and waits for the payee or the bank statement as any other does (§7.5). Refused once an
 * account is another (§11.5), or less is open of an invoice than is to be paid.
 */
export async function releasePaymentRun(
  tx: Transaction,
  context: Context,
  { runId }: { runId: string },
): Promise<void> {
  const found = await requireRun(tx, context, runId)
  if (found.preparedBy === context.actor.personId) throw new AppError('same_person')
  const payees = await runPayees(tx, runId)
  const parts = await runInvoices(tx, runId)
  // Accounts are changed under the lock of their organisation, money under that of its orders.
  await lockOrganisations(
    tx,
    payees.map((payee) => payee.cooperativeId),
  )
  const invoices = await lockInvoices(
    tx,
    parts.map((part) => part.invoiceId),
  )
  const run = await requirePrepared(tx, runId)
  await requireSameAccounts(tx, payees)
  await requireStillOpen(tx, parts)
  await decideRun(tx, context, runId, { state: 'released', stateReason: '' })
  await recordRunPayments(tx, context, { run, payees, parts, invoices })
  const { amountCents } = run
  await publishRun(tx, context, { ...run, state: 'released' }, { amountCents })
}

type RunPart = Awaited<ReturnType<typeof runInvoices>>[number]

/** All payments of a run by one statement each, however many; each is told to its payee. */
async function recordRunPayments(
  tx: Transaction,
  context: Context,
  released: {
    run: PaymentRunRow
    payees: readonly RunPayeeRow[]
    parts: readonly RunPart[]
    invoices: readonly LockedInvoice[]
  },
): Promise<void> {
  const { run, payees, parts, invoices } = released
  const paidOn = dayOf(context.now)
  const rows = invoices.map((invoice, index) => {
    const { unitId, cooperativeId, supervisingCountyCode } = invoice
    const payee = payees.find((one) => one.cooperativeId === cooperativeId)
    return {
      id: context.newId(),
      invoiceId: invoice.id,
      ...{ unitId, cooperativeId, supervisingCountyCode },
      method: 'bank_transfer' as const,
      recordedSide: 'unit' as const,
      bankReference: referenceOf(run, payee?.position ?? 0),
      amountCents: parts[index]?.amountCents ?? 0,
      paidOn,
      ...recordedNow(context),
    }
  })
  await requireNewReferences(tx, { isBack: false, references: rows })
  await insertRows(tx, payments, rows)
  const kept = rows.map(({ id, invoiceId }) => ({ runId: run.id, invoiceId, paymentId: id }))
  await keepPaymentIds(tx, kept)
  await publishEvents(
    tx,
    context,
    rows.map(({ id, unitId, cooperativeId, recordedSide, invoiceId, amountCents }) => ({
      topic: 'billing.payment-recorded',
      subjectType: 'payment',
      subjectId: id,
      payload: { unitId, cooperativeId, recordedSide, invoiceId, amountCents },
    })),
  )
}

/** What a transfer says of itself, in the bank's list and beside its payments: `FK000012-03`. */
export function referenceOf({ number }: { number: string }, position: number): string {
  return `${number}-${String(position).padStart(2, '0')}`
}

/** A run that is not released may be given up by whoever may release or prepare one. */
export async function cancelPaymentRun(
  tx: Transaction,
  context: Context,
  { runId, reason }: { runId: string; reason: string },
): Promise<void> {
  await requireRun(tx, context, runId)
  const run = await requirePrepared(tx, runId)
  await decideRun(tx, context, runId, { state: 'cancelled', stateReason: reason })
  await publishRun(tx, context, { ...run, state: 'cancelled' }, { reason })
}

/**
 * The bank sent a payee's transfer back: its payments did not arrive, and their invoices are open
 * again. Refused where the payee has confirmed one of them: money back is a refund then (§3.4).
 */
export async function returnRunPayment(
  tx: Transaction,
  context: Context,
  { runId, cooperativeId, reason }: { runId: string; cooperativeId: string; reason: string },
): Promise<void> {
  const found = await requireRun(tx, context, runId)
  // Who sent the money does not open it again alone: it could be paid twice.
  if (found.decidedBy === context.actor.personId) throw new AppError('same_person')
  const parts = (await runInvoices(tx, runId)).filter((p) => p.cooperativeId === cooperativeId)
  if (parts.length === 0) throw fieldError(['cooperativeId'], 'not_found')
  await lockInvoices(
    tx,
    parts.map((part) => part.invoiceId),
  )
  const run = await lockRun(tx, runId)
  const payee = (await runPayees(tx, runId)).find((one) => one.cooperativeId === cooperativeId)
  if (run?.state !== 'released' || payee?.returnedAt !== null)
    throw new AppError('illegal_transition', { values: { state: run?.state } })
  const current = (await runInvoices(tx, runId)).filter((p) => p.cooperativeId === cooperativeId)
  if (current.some((part) => part.isConfirmed)) throw new AppError('payment_confirmed')
  const decided = { decidedBy: context.actor.personId, decidedAt: context.now }
  const paymentIds = current.map((part) => part.paymentId)
  const rejected = await rejectPayments(tx, paymentIds, { stateReason: reason, ...decided })
  await changePayee(tx, payee, {
    ...{ returnedReason: reason, returnedBy: context.actor.personId, returnedAt: context.now },
  })
  await publishEvents(
    tx,
    context,
    rejected.map(({ id, invoiceId, unitId, amountCents }) => ({
      topic: 'billing.payment-rejected',
      subjectType: 'payment',
      subjectId: id,
      payload: { unitId, cooperativeId, recordedSide: 'unit', invoiceId, amountCents },
    })),
  )
  await recordAudit(tx, context, {
    action: 'billing.return-run-payment',
    subjectType: 'payment_run',
    subjectId: runId,
    after: { cooperativeId, reason },
  })
}

/** A run of one's own unit; others learn nothing of it. */
async function requireRun(
  tx: Transaction,
  { actor }: Context,
  runId: string,
): Promise<PaymentRunRow> {
  const run = await findRun(tx, runId)
  if (run === null || run.unitId !== actor.organisationId) throw new AppError('not_found')
  return run
}

async function requirePrepared(tx: Transaction, runId: string): Promise<PaymentRunRow> {
  const run = await lockRun(tx, runId)
  if (run?.state === 'prepared') return run
  throw new AppError('illegal_transition', { values: { state: run?.state } })
}

async function decideRun(
  tx: Transaction,
  context: Context,
  runId: string,
  change: Pick<PaymentRunRow, 'state' | 'stateReason'>,
): Promise<void> {
  const decided = { decidedBy: context.actor.personId, decidedAt: context.now }
  assert.equal(await changeRun(tx, runId, { ...change, ...decided }), 1, 'a run is decided once')
}

async function requireSameAccounts(tx: Transaction, payees: readonly RunPayeeRow[]): Promise<void> {
  const accounts = await bankAccountsOf(
    tx,
    payees.map((payee) => payee.cooperativeId),
  )
  const now = new Map(accounts.map((account) => [account.cooperativeId, account]))
  const changed = payees.filter((payee) => isAnotherAccount(payee, now.get(payee.cooperativeId)))
  if (changed.length === 0) return
  throw new AppError('payee_changed', { values: { names: changed.map((p) => p.name).join('、') } })
}

/** Whether money would go elsewhere, or to another name, than was prepared. */
export function isAnotherAccount(
  payee: Pick<RunPayeeRow, 'name' | 'bankName' | 'bankAccount'>,
  now: Pick<RunPayeeRow, 'name' | 'bankName' | 'bankAccount'> | undefined,
): boolean {
  return (
    payee.bankAccount !== now?.bankAccount ||
    payee.bankName !== now.bankName ||
    payee.name !== now.name
  )
}

async function requireStillOpen(tx: Transaction, parts: readonly RunPart[]): Promise<void> {
  const money = await moneyOfInvoices(
    tx,
    parts.map((part) => part.invoiceId),
  )
  const short = parts.filter(({ invoiceId, amountCents }) => {
    const { balanceCents = 0, waitingCents = 0 } = money.get(invoiceId) ?? {}
    return balanceCents - waitingCents < amountCents
  })
  if (short.length === 0) return
  const numbers = short.slice(0, 5).map((part) => part.number)
  throw new AppError('run_outdated', { values: { numbers: numbers.join('、') } })
}
