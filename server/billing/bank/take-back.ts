import { AppError, fieldError } from '../../../shared/errors.ts'
import { decide } from '../../deliveries/index.ts'
import type { Context } from '../../platform/context.ts'
import type { Transaction } from '../../platform/db/transaction.ts'
import { updateMisdirected } from '../misdirected.queries.ts'
import { misdirected } from '../misdirected-money.ts'
import { payments } from '../pay-invoice.ts'
import { updatePayment } from '../payments.queries.ts'
import { type BankDocumentRow, documentsOf, lockDocuments } from './bank-documents.ts'
import {
  type BankLineRow,
  documentOf,
  lockBankLines,
  matchesOfLines,
} from './bank-lines.queries.ts'
import { statementOwner, writeMatches } from './find-matches.ts'
import { ownBankLine, requireUndecided } from './hold-bank-line.ts'

/**
 * A transfer came back: the two lines are each other's. What one's own side recorded by the first
 * was never received and is refused by the bank's word; what the other side confirmed is not.
 */
export async function takeBack(
  tx: Transaction,
  context: Context,
  { line, otherId }: { line: BankLineRow; otherId: string },
): Promise<void> {
  const other = await ownBankLine(tx, context, otherId)
  if (other.amountCents !== -line.amountCents) throw fieldError(['match'], 'above_line')
  const before = await matchesOfLines(tx, [otherId])
  const ids = before.flatMap((match) => documentOf(match) ?? [])
  await lockDocuments(tx, [...(await documentsOf(tx, ids)).values()])
  const states = await lockBankLines(tx, [line.id, otherId])
  requireUndecided(states.find(({ lineId }) => lineId === line.id))
  const isIgnored = states.some((row) => row.lineId === otherId && row.state === 'ignored')
  if (isIgnored || (await matchesOfLines(tx, [line.id])).length > 0)
    throw new AppError('illegal_transition')
  const documents = await documentsOf(tx, ids)
  for (const match of await matchesOfLines(tx, [otherId]))
    await refuse(tx, context, { line, document: documents.get(documentOf(match) ?? '') })
  const match = { id: context.newId(), lineId: line.id, organisationId: line.organisationId }
  await writeMatches(tx, context, {
    lineIds: [line.id, otherId],
    matches: [{ ...match, otherLineId: otherId, amountCents: Math.abs(line.amountCents) }],
    decidedBy: context.actor.personId,
  })
}

/** The bank decides, by this line, and nobody else: a refund that was sent is not among it. */
async function refuse(
  tx: Transaction,
  context: Context,
  { line, document: row }: { line: BankLineRow; document: BankDocumentRow | undefined },
): Promise<void> {
  const { side } = statementOwner(context.actor)
  const isOwn = row && 'recordedSide' in row && row.state === 'recorded'
  if (!isOwn || row.recordedSide !== side)
    throw new AppError('illegal_transition', { values: { state: row?.state } })
  const decision = { state: 'rejected' as const, reason: line.purpose.slice(0, 500) || '银行退汇' }
  if ('movedOn' in row) {
    const byBank = (...[, id, change]: Parameters<typeof updateMisdirected>) =>
      updateMisdirected(tx, id, { ...change, decidedBy: null })
    await decide(tx, context, { ...misdirected, update: byBank }, { row, decision })
  } else {
    const byBank = (...[, id, change]: Parameters<typeof updatePayment>) =>
      updatePayment(tx, id, { ...change, decidedBy: null, returnedLineId: line.id })
    await decide(tx, context, { ...payments, update: byBank }, { row, decision })
  }
}
