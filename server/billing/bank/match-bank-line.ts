import type { BankMatchInput, BankProposal } from '../../../shared/billing/bank.schemas.ts'
import { AppError, fieldError } from '../../../shared/errors.ts'
import { decide } from '../../deliveries/index.ts'
import { recordAudit } from '../../evidence/index.ts'
import { type Context, organisationOf } from '../../platform/context.ts'
import type { Reader, Transaction } from '../../platform/db/transaction.ts'
import { invoicesByIds } from '../invoices.queries.ts'
import { lockPairs } from '../misdirected.queries.ts'
import { confirmPayment, payments, recordPayment } from '../pay-invoice.ts'
import { type PaymentRow, updatePayment } from '../payments.queries.ts'
import { confirmRefund } from '../refund-payment.ts'
import {
  type BankLineRow,
  type BankLineStateRow,
  findBankLine,
  latestUndecided,
  lockBankLines,
  matchesOfLines,
  type NewBankMatch,
  shownDocuments,
  updateBankLine,
} from './bank-lines.queries.ts'
import {
  documentsOf,
  findMatches,
  lockOrdersOf,
  matchOf,
  statementOwner,
  writeMatches,
} from './find-matches.ts'
import { requireStillOpen } from './require-still-open.ts'

/** A line under its lock, with what no document is found for yet. */
interface HeldLine {
  line: BankLineRow
  restCents: number
}

/** The line of one's own organisation; another's is not there. */
export async function ownBankLine(
  reader: Reader,
  context: Context,
  lineId: string,
): Promise<BankLineRow> {
  const line = await findBankLine(reader, lineId)
  if (line?.organisationId !== organisationOf(context.actor)) throw new AppError('not_found')
  return line
}

/**
 * A person says what a line carried out. The orders of its documents are locked first, then the
 * line: of two persons who decide about one line, the second finds it decided.
 */
export async function matchBankLine(
  tx: Transaction,
  context: Context,
  { lineId, match }: { lineId: string; match: BankMatchInput },
): Promise<void> {
  const line = await ownBankLine(tx, context, lineId)
  if (match.kind === 'pair') await takeBack(tx, context, { line, otherId: match.lineId })
  else if (match.kind === 'invoices') await recordParts(tx, context, { line, parts: match.parts })
  else await matchDocuments(tx, context, { line, ids: match.ids, kind: match.kind })
  await recordAudit(tx, context, {
    action: 'billing.match-bank-line',
    subjectType: 'bank_line',
    subjectId: lineId,
    after: match,
  })
}

async function holdLine(
  tx: Transaction,
  line: BankLineRow,
): Promise<HeldLine & { proposals: BankProposal[] }> {
  const [state] = await lockBankLines(tx, [line.id])
  requireUndecided(state)
  const matches = await matchesOfLines(tx, [line.id])
  const taken = matches.reduce((sum, { amountCents }) => sum + amountCents, 0)
  return { line, proposals: state.proposals, restCents: Math.abs(line.amountCents) - taken }
}

function requireUndecided(row: BankLineStateRow | undefined): asserts row is BankLineStateRow {
  if (row?.state !== 'open' && row?.state !== 'suggested')
    throw new AppError('illegal_transition', { values: { state: row?.state } })
}

/** Money leaves a unit by a payment and comes back by a refund; a cooperative's the other way. */
function requireDirection(context: Context, line: BankLineRow, isRefund: boolean): void {
  const { side } = statementOwner(context.actor)
  const isPaying = line.amountCents > 0 === (side === 'cooperative')
  if (isPaying === isRefund) throw fieldError(['match'], 'wrong_direction')
}

async function matchDocuments(
  tx: Transaction,
  context: Context,
  { line, ids, kind }: { line: BankLineRow; ids: readonly string[]; kind: 'payments' | 'refunds' },
): Promise<void> {
  const owner = statementOwner(context.actor)
  requireDirection(context, line, kind === 'refunds')
  const isOwn = (row: { unitId: string; cooperativeId: string }) =>
    [row.unitId, row.cooperativeId].includes(owner.organisationId)
  const known = await documentsOf(tx, ids)
  const isOfKind = [...known.values()].every((row) => 'paidOn' in row === (kind === 'payments'))
  if (known.size < new Set(ids).size || ![...known.values()].every(isOwn) || !isOfKind)
    throw fieldError(['match'], 'not_found')
  await lockOrdersOf(tx, [...known.values()])
  const { restCents } = await holdLine(tx, line)
  const rows = [...(await documentsOf(tx, ids)).values()]
  const shown = await shownDocuments(tx, owner.organisationId, ids)
  if (
    rows.some(({ id, state, method }) => {
      const isOnline = method === 'online' && (owner.side !== 'unit' || state !== 'confirmed')
      return shown.has(id) || state === 'rejected' || isOnline
    })
  )
    throw new AppError('illegal_transition')
  const sumCents = rows.reduce((sum, { amountCents }) => sum + amountCents, 0)
  if (sumCents > restCents) throw fieldError(['match'], 'above_line', { restCents })
  for (const row of rows) {
    if (row.state !== 'recorded') continue
    if ('paidOn' in row && row.recordedSide !== owner.side)
      await confirmPayment(tx, context, { paymentId: row.id })
    if (!('paidOn' in row) && owner.side === 'unit')
      await confirmRefund(tx, context, { refundId: row.id })
  }
  const matches = rows.map((document) => matchOf(context, { owner, lineId: line.id, document }))
  await finish(tx, context, { line, restCents, matches })
}

/** Records what the line paid of each invoice, for the other side to confirm (§7.5). */
async function recordParts(
  tx: Transaction,
  context: Context,
  { line, parts }: { line: BankLineRow; parts: { invoiceId: string; amountCents: number }[] },
): Promise<void> {
  const owner = statementOwner(context.actor)
  requireDirection(context, line, false)
  await lockOrdersOf(tx, parts)
  const { restCents, proposals } = await holdLine(tx, line)
  const sumCents = parts.reduce((sum, { amountCents }) => sum + amountCents, 0)
  if (sumCents > restCents) throw fieldError(['match'], 'above_line', { restCents })
  await requireStillOpen(tx, parts, proposals)
  const invoices = await invoicesByIds(
    tx,
    parts.map(({ invoiceId }) => invoiceId),
  )
  await lockPairs(tx, [...invoices.values()])
  const bankReference = line.serial || `${line.bookedOn} ${line.id.slice(-8)}`
  const ids: string[] = []
  for (const { invoiceId, amountCents } of parts)
    ids.push(
      await recordPayment(tx, context, {
        ...{ invoiceId, amountCents, bankReference, paidOn: line.bookedOn },
        isAboveOpen: true,
      }),
    )
  const documents = await documentsOf(tx, ids)
  const matches = ids.map((id) =>
    matchOf(context, { owner, lineId: line.id, document: documents.get(id) }),
  )
  await finish(tx, context, { line, restCents, matches })
}

async function finish(
  tx: Transaction,
  context: Context,
  { line, restCents, matches }: HeldLine & { matches: readonly NewBankMatch[] },
): Promise<void> {
  const sumCents = matches.reduce((sum, { amountCents }) => sum + amountCents, 0)
  const isWhole = sumCents === restCents
  await writeMatches(tx, context, {
    ...{ lineIds: isWhole ? [line.id] : [], matches },
    decidedBy: context.actor.personId,
  })
  // What is left of it is looked at again.
  if (!isWhole) await findMatches(tx, context, [line.id])
}

/**
 * A transfer came back: the two lines are each other's. What one's own side recorded by the first
 * was never received and is refused by the bank's word; what the other side confirmed is not.
 */
async function takeBack(
  tx: Transaction,
  context: Context,
  { line, otherId }: { line: BankLineRow; otherId: string },
): Promise<void> {
  const other = await ownBankLine(tx, context, otherId)
  if (other.amountCents !== -line.amountCents) throw fieldError(['match'], 'above_line')
  const ids = (await matchesOfLines(tx, [otherId])).flatMap(
    ({ paymentId, refundId }) => paymentId ?? refundId ?? [],
  )
  await lockOrdersOf(tx, [...(await documentsOf(tx, ids)).values()])
  const states = await lockBankLines(tx, [line.id, otherId])
  requireUndecided(states.find(({ lineId }) => lineId === line.id))
  const isIgnored = states.some((row) => row.lineId === otherId && row.state === 'ignored')
  if (isIgnored || (await matchesOfLines(tx, [line.id])).length > 0)
    throw new AppError('illegal_transition')
  const { side } = statementOwner(context.actor)
  const documents = await documentsOf(tx, ids)
  for (const { paymentId } of await matchesOfLines(tx, [otherId])) {
    const row = documents.get(paymentId ?? '')
    if (!row || !('paidOn' in row) || row.state !== 'recorded' || row.recordedSide !== side)
      throw new AppError('illegal_transition', { values: { state: row?.state } })
    const byBank = { ...payments, update: updateReturned(line.id) }
    const decision = {
      state: 'rejected' as const,
      reason: line.purpose.slice(0, 500) || '银行退汇',
    }
    await decide(tx, context, byBank, { row, decision })
  }
  const match = { id: context.newId(), lineId: line.id, organisationId: line.organisationId }
  await writeMatches(tx, context, {
    lineIds: [line.id, otherId],
    matches: [
      {
        ...match,
        ...{ paymentId: null, refundId: null, otherLineId: otherId },
        amountCents: Math.abs(line.amountCents),
      },
    ],
    decidedBy: context.actor.personId,
  })
}

const updateReturned =
  (returnedLineId: string) => (tx: Transaction, id: string, decision: Partial<PaymentRow>) =>
    updatePayment(tx, id, { ...decision, decidedBy: null, returnedLineId })

/** Sets a line aside that no document of the platform is behind. */
export async function ignoreBankLine(
  tx: Transaction,
  context: Context,
  { lineId, reason }: { lineId: string; reason: string },
): Promise<void> {
  const line = await ownBankLine(tx, context, lineId)
  await holdLine(tx, line)
  const { personId } = context.actor
  await updateBankLine(tx, lineId, {
    ...{ state: 'ignored', reason, proposals: [] },
    ...{ decidedBy: personId, decidedAt: context.now },
  })
  await recordAudit(tx, context, {
    action: 'billing.ignore-bank-line',
    subjectType: 'bank_line',
    subjectId: lineId,
    after: { reason },
  })
}

/** Takes a line up again that was set aside. */
export async function reopenBankLine(
  tx: Transaction,
  context: Context,
  { lineId }: { lineId: string },
): Promise<void> {
  await ownBankLine(tx, context, lineId)
  const [row] = await lockBankLines(tx, [lineId])
  if (row?.state !== 'ignored')
    throw new AppError('illegal_transition', { values: { state: row?.state } })
  await updateBankLine(tx, lineId, {
    ...{ state: 'open', reason: '', decidedBy: null, decidedAt: null },
  })
  await recordAudit(tx, context, {
    action: 'billing.reopen-bank-line',
    subjectType: 'bank_line',
    subjectId: lineId,
    before: { state: 'ignored', reason: row.reason },
  })
  await findMatches(tx, context, [lineId])
}

/** So many lines are looked at anew at once. */
const mostSuggested = 2_000

/** Looks anew for what the latest undecided lines may be. */
export async function suggestBankMatches(tx: Transaction, context: Context) {
  const lineIds = await latestUndecided(tx, organisationOf(context.actor), mostSuggested)
  const found = await findMatches(tx, context, lineIds)
  await recordAudit(tx, context, {
    action: 'billing.suggest-bank-matches',
    subjectType: 'organisation',
    subjectId: organisationOf(context.actor),
    after: found,
  })
  return found
}
