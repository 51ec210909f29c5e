import type { BankProposal } from '../../../shared/billing/bank.schemas.ts'
import { AppError } from '../../../shared/errors.ts'
import { type Context, organisationOf } from '../../platform/context.ts'
import type { Reader, Transaction } from '../../platform/db/transaction.ts'
import {
  type BankLineRow,
  type BankLineStateRow,
  findBankLine,
  lockBankLines,
  matchesOfLines,
} from './bank-lines.queries.ts'

/** A line under its lock, with what no document is found for yet. */
export interface HeldLine {
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

export async function holdLine(
  tx: Transaction,
  line: BankLineRow,
): Promise<HeldLine & { proposals: BankProposal[] }> {
  const [state] = await lockBankLines(tx, [line.id])
  requireUndecided(state)
  const matches = await matchesOfLines(tx, [line.id])
  const taken = matches.reduce((sum, { amountCents }) => sum + amountCents, 0)
  return { line, proposals: state.proposals, restCents: Math.abs(line.amountCents) - taken }
}

export function requireUndecided(
  row: BankLineStateRow | undefined,
): asserts row is BankLineStateRow {
  if (row?.state !== 'open' && row?.state !== 'suggested')
    throw new AppError('illegal_transition', { values: { state: row?.state } })
}
