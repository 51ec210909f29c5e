import type { BankMatchInput } from '../../../shared/billing/bank.schemas.ts'
import { AppError, fieldError } from '../../../shared/errors.ts'
import { recordAudit } from '../../evidence/index.ts'
import { type Context, organisationOf } from '../../platform/context.ts'
import type { Transaction } from '../../platform/db/transaction.ts'
import { invoicesByIds } from '../invoices.queries.ts'
import { lockPairs } from '../misdirected.queries.ts'
import { confirmMisdirected } from '../misdirected-money.ts'
import { confirmPayment, recordPayment } from '../pay-invoice.ts'
import { confirmRefund } from '../refund-payment.ts'
import {
  type BankDocumentRow,
  documentsOf,
  isBack,
  kindOfMatch,
  lockDocuments,
  lockOrdersOf,
  matchOf,
} from './bank-documents.ts'
import {
  type BankLineRow,
  latestUndecided,
  lockBankLines,
  type NewBankMatch,
  shownDocuments,
  updateBankLine,
} from './bank-lines.queries.ts'
import { findMatches, statementOwner, writeMatches } from './find-matches.ts'
import { type HeldLine, holdLine, ownBankLine } from './hold-bank-line.ts'
import { requireStillOpen } from './require-still-open.ts'
import { takeBack } from './take-back.ts'

/**
 * A person says what a line carried out. Its documents are locked first, then the line: of two
 * persons who decide about one line, the second finds it decided.
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

/** Money leaves a unit by a payment and comes back to it; a cooperative's the other way. */
function requireDirection(context: Context, line: BankLineRow, isReturning: boolean): void {
  const { side } = statementOwner(context.actor)
  const isPaying = line.amountCents > 0 === (side === 'cooperative')
  if (isPaying === isReturning) throw fieldError(['match'], 'wrong_direction')
}

async function matchDocuments(
  tx: Transaction,
  context: Context,
  {
    line,
    ids,
    kind,
  }: { line: BankLineRow; ids: readonly string[]; kind: ReturnType<typeof kindOfMatch> },
): Promise<void> {
  const owner = statementOwner(context.actor)
  const isOwn = (row: { unitId: string; cooperativeId: string }) =>
    [row.unitId, row.cooperativeId].includes(owner.organisationId)
  const known = await documentsOf(tx, ids)
  const isOfKind = [...known.values()].every((row) => kindOfMatch(row) === kind)
  if (known.size < new Set(ids).size || ![...known.values()].every(isOwn) || !isOfKind)
    throw fieldError(['match'], 'not_found')
  for (const row of known.values()) requireDirection(context, line, isBack(row))
  await lockDocuments(tx, [...known.values()])
  const { restCents } = await holdLine(tx, line)
  const rows = [...(await documentsOf(tx, ids)).values()]
  const shown = await shownDocuments(tx, owner.organisationId, ids)
  if (
    rows.some((row) => {
      const isOnline = 'method' in row && row.method === 'online'
      const isDecided = owner.side === 'unit' && row.state === 'confirmed'
      return shown.has(row.id) || row.state === 'rejected' || (isOnline && !isDecided)
    })
  )
    throw new AppError('illegal_transition')
  const sumCents = rows.reduce((sum, { amountCents }) => sum + amountCents, 0)
  if (sumCents > restCents) throw fieldError(['match'], 'above_line', { restCents })
  for (const row of rows) if (row.state === 'recorded') await confirm(tx, context, row)
  const matches = rows.map((document) => matchOf(context, { owner, lineId: line.id, document }))
  await finish(tx, context, { line, restCents, matches })
}

/** Confirms what the other side recorded; of one's own nothing is to be decided. */
async function confirm(tx: Transaction, context: Context, row: BankDocumentRow): Promise<void> {
  const { side } = statementOwner(context.actor)
  if (side === ('recordedSide' in row ? row.recordedSide : 'cooperative')) return
  if ('movedOn' in row) await confirmMisdirected(tx, context, { misdirectedId: row.id })
  else if ('paidOn' in row) await confirmPayment(tx, context, { paymentId: row.id })
  else await confirmRefund(tx, context, { refundId: row.id })
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
  const invoices = await invoicesByIds(
    tx,
    parts.map(({ invoiceId }) => invoiceId),
  )
  await lockPairs(tx, [...invoices.values()])
  const { restCents, proposals } = await holdLine(tx, line)
  const sumCents = parts.reduce((sum, { amountCents }) => sum + amountCents, 0)
  if (sumCents > restCents) throw fieldError(['match'], 'above_line', { restCents })
  await requireStillOpen(tx, parts, proposals)
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
