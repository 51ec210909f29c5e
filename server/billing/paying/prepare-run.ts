import type { RunState } from '../../../shared/billing/payment-runs.api.ts'
import { AppError, fieldError } from '../../../shared/errors.ts'
import { requireSide } from '../../deliveries/index.ts'
import { recordAudit } from '../../evidence/index.ts'
import { bankAccountsOf } from '../../organisations/index.ts'
import type { Context } from '../../platform/context.ts'
import type { Transaction } from '../../platform/db/transaction.ts'
import { publishEvent } from '../../platform/jobs/outbox.ts'
import { lockInvoices, openCentsOf, requireDistinct } from '../pay-invoice.ts'
import { insertRun, selectHeld } from './payment-runs.queries.ts'

/**
 * Prepares a run (§7.2): all that is open of each invoice, one transfer per payee, to the account
 * that is confirmed now. Nothing is paid by it. Returns the run's id.
 */
export async function preparePaymentRun(
  tx: Transaction,
  context: Context,
  { dueUntil, invoiceIds }: { dueUntil: string; invoiceIds: readonly string[] },
): Promise<string> {
  requireDistinct(invoiceIds)
  const invoices = await lockInvoices(tx, invoiceIds)
  for (const invoice of invoices) requireSide(context.actor, invoice, 'unit')
  await requireNotHeld(tx, invoiceIds)
  const openOf = await openCentsOf(tx, invoiceIds)
  const runId = context.newId()
  const rows = invoices.map((invoice) => ({
    ...{ runId, cooperativeId: invoice.cooperativeId, invoiceId: invoice.id },
    amountCents: openOf.get(invoice.id) ?? 0,
    paymentId: null,
  }))
  const payees = await payeesOf(tx, runId, rows)
  const amountCents = sumOf(rows)
  const unitId = context.actor.organisationId ?? ''
  const { personId } = context.actor
  const prepared = { state: 'prepared' as const, preparedBy: personId, preparedAt: context.now }
  const run = { id: runId, unitId, dueUntil, amountCents, ...prepared }
  await insertRun(tx, run, { payees, invoices: rows })
  const after = { dueUntil, amountCents, payees: payees.length, invoices: rows.length }
  await publishRun(tx, context, run, after)
  return runId
}

/** A payee once, with all it gets; refused where no account of its was confirmed. */
async function payeesOf(
  tx: Transaction,
  runId: string,
  rows: readonly { cooperativeId: string; amountCents: number }[],
) {
  const byPayee = Map.groupBy(rows, (row) => row.cooperativeId)
  const accounts = await bankAccountsOf(tx, [...byPayee.keys()])
  const without = accounts.find((account) => account.bankAccount === '')
  if (without) throw new AppError('payee_without_account', { values: { name: without.name } })
  return accounts
    .toSorted((one, other) => (one.name < other.name ? -1 : 1))
    .map((account, index) => ({
      ...{ runId, ...account, position: index + 1 },
      amountCents: sumOf(byPayee.get(account.cooperativeId) ?? []),
    }))
}

async function requireNotHeld(tx: Transaction, invoiceIds: readonly string[]): Promise<void> {
  const [held] = await selectHeld(tx, invoiceIds)
  if (held === undefined) return
  throw fieldError(['invoiceIds', invoiceIds.indexOf(held.invoiceId)], 'in_another_run')
}

function sumOf(rows: readonly { amountCents: number }[]): number {
  return rows.reduce((sum, row) => sum + row.amountCents, 0)
}

const verbs = { prepared: 'prepare', released: 'release', cancelled: 'cancel' } as const

/** Audits and publishes what became of a run: who may release one is told of it. */
export async function publishRun(
  tx: Transaction,
  context: Context,
  run: { id: string; unitId: string; amountCents: number; state: RunState },
  after: Record<string, unknown>,
): Promise<void> {
  const { id, unitId, amountCents, state } = run
  const subject = { subjectType: 'payment_run', subjectId: id }
  await recordAudit(tx, context, {
    ...{ action: `billing.${verbs[state]}-payment-run`, ...subject, after },
  })
  await publishEvent(tx, context, {
    ...{ topic: `billing.payment-run-${state}`, ...subject, payload: { unitId, amountCents } },
  })
}
