import type { z } from 'zod'
import type { paymentRun } from '../../../shared/billing/payment-runs.api.ts'
import { AppError } from '../../../shared/errors.ts'
import type { CursorPage } from '../../../shared/pagination.ts'
import { dayOf } from '../../../shared/scalars.ts'
import { visibleOrders } from '../../orders/index.ts'
import { bankAccountsOf } from '../../organisations/index.ts'
import type { Context } from '../../platform/context.ts'
import { pageOf } from '../../platform/db/keyset.ts'
import type { Reader } from '../../platform/db/transaction.ts'
import {
  type RunSummaryRow,
  runInvoices,
  runPayees,
  selectPayable,
  selectRuns,
} from './payment-runs.queries.ts'
import { paymentRules } from './payment-terms.queries.ts'
import { isAnotherAccount, referenceOf } from './release-run.ts'

type RunView = z.input<typeof paymentRun>

/** More than a finance office chooses among at once. */
const payableLimit = 1_000

/** What a unit has to pay until a day, by payee: open, less credit notes and what waits (§7.2). */
export async function readPayable(
  reader: Reader,
  { actor, now }: Context,
  { dueUntil = dayOf(now) }: { dueUntil?: string | undefined },
) {
  const onDay = dayOf(now)
  const rules = await paymentRules(reader)
  const question = { visible: visibleOrders(actor, onDay), onDay, rules, dueUntil }
  const rows = await selectPayable(reader, { ...question, limit: payableLimit })
  const shown = rows.slice(0, payableLimit)
  const byPayee = Map.groupBy(shown, (row) => row.cooperativeId)
  const accounts = await bankAccountsOf(reader, [...byPayee.keys()])
  const payees = accounts
    .toSorted((one, other) => (one.name < other.name ? -1 : 1))
    .map(({ cooperativeId, name, ...account }) => ({
      ...account,
      cooperative: { id: cooperativeId, name },
      invoices: (byPayee.get(cooperativeId) ?? []).map(
        ({ invoiceId, invoiceNumber, dueOn, openCents, isMatched }) => {
          return { invoiceId, number: invoiceNumber, dueOn, openCents, isMatched }
        },
      ),
    }))
  return { dueUntil, payees, isCut: rows.length > payableLimit }
}

/** A page of a unit's runs, latest first. */
export async function listPaymentRuns(reader: Reader, { actor }: Context, filter: CursorPage) {
  const unitId = actor.organisationId ?? ''
  const { rows, total } = await selectRuns(reader, { unitId }, filter)
  return pageOf(rows, filter, summaryView, { total })
}

/** One run of one's own unit with its payees and invoices. Throws `not_found`. */
export async function readPaymentRun(
  reader: Reader,
  { actor }: Context,
  runId: string,
): Promise<RunView> {
  const unitId = actor.organisationId ?? ''
  const [row] = (await selectRuns(reader, { unitId, runId })).rows
  if (row === undefined) throw new AppError('not_found')
  return {
    ...summaryView(row),
    unit: { id: row.unitId, name: row.unitName },
    mayRelease: row.state === 'prepared' && row.preparedBy !== actor.personId,
    payees: await payeeViews(reader, row),
  }
}

async function payeeViews(reader: Reader, { id, state }: RunSummaryRow) {
  const payees = await runPayees(reader, id)
  const byPayee = Map.groupBy(await runInvoices(reader, id), (row) => row.cooperativeId)
  const accounts = await bankAccountsOf(
    reader,
    payees.map((payee) => payee.cooperativeId),
  )
  const now = new Map(accounts.map((account) => [account.cooperativeId, account]))
  return payees.map((payee) => {
    const { position, name, bankName, bankAccount, amountCents, returnedReason } = payee
    const invoices = byPayee.get(payee.cooperativeId) ?? []
    return {
      ...{ position, bankName, bankAccount, amountCents, returnedReason },
      cooperative: { id: payee.cooperativeId, name },
      isAccountChanged:
        state === 'prepared' && isAnotherAccount(payee, now.get(payee.cooperativeId)),
      confirmedCents: invoices
        .filter((invoice) => invoice.isConfirmed)
        .reduce((sum, invoice) => sum + invoice.amountCents, 0),
      invoices: invoices.map((invoice) => ({
        invoiceId: invoice.invoiceId,
        number: invoice.number,
        amountCents: invoice.amountCents,
        isVoid: invoice.isVoid,
        elsewhere: invoice.elsewhere,
      })),
    }
  })
}

/** A transfer as the bank's list says it; its account is the one that was confirmed (§11.5). */
export interface Transfer {
  position: number
  name: string
  bankName: string
  bankAccount: string
  amountCents: number
  reference: string
}

/** A released run's transfers, in the order of its list. Throws `illegal_transition` before. */
export async function transfersOf(
  reader: Reader,
  { actor }: Context,
  runId: string,
): Promise<{ number: string; transfers: Transfer[] }> {
  const unitId = actor.organisationId ?? ''
  const [run] = (await selectRuns(reader, { unitId, runId })).rows
  if (run === undefined) throw new AppError('not_found')
  if (run.state !== 'released')
    throw new AppError('illegal_transition', { values: { state: run.state } })
  const transfers = (await runPayees(reader, runId)).map((payee) => {
    const { position, name, bankName, bankAccount, amountCents } = payee
    const reference = referenceOf(run, position)
    return { position, name, bankName, bankAccount, amountCents, reference }
  })
  return { number: run.number, transfers }
}

function summaryView(row: RunSummaryRow) {
  const { id, number, dueUntil, amountCents, payeeCount, state, stateReason } = row
  return {
    ...{ id, number, dueUntil, amountCents, payeeCount, state, stateReason },
    preparedByName: row.preparedByName,
    preparedAt: row.preparedAt.toISOString(),
    decidedByName: row.decidedByName,
    decidedAt: row.decidedAt?.toISOString() ?? null,
  }
}
