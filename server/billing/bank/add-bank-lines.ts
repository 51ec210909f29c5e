import { bankAccountKey } from '../../../shared/billing/bank-statement.ts'
import { recordAudit } from '../../evidence/index.ts'
import { bankAccountOf } from '../../organisations/index.ts'
import { type Actor, type Context, organisationOf } from '../../platform/context.ts'
import type { Reader, Transaction } from '../../platform/db/transaction.ts'
import { insertBankLines, onlyAccountOfLines } from './bank-lines.queries.ts'
import { findMatches } from './find-matches.ts'

/** A line of an organisation's own bank statement. */
export interface BankLineInput {
  id: string
  account: string
  bookedOn: string
  serial: string
  /** Received above 0, sent below. */
  amountCents: number
  balanceCents: number | null
  counterpartyName: string
  counterpartyAccount: string
  purpose: string
}

/**
 * What tells lines of an account apart: the bank's serial number with the amount, for a fee bears
 * the number of its transfer; without one the day, amount, counterparty and balance.
 */
export function bankLineKey(line: Omit<BankLineInput, 'id'>): string {
  const { account, serial, bookedOn, amountCents, balanceCents } = line
  if (serial !== '') return [account, serial, amountCents].join(' ')
  const counterparty = line.counterpartyAccount || line.counterpartyName
  return [account, bookedOn, amountCents, balanceCents ?? '', counterparty].join(' ')
}

/** The account that a sheet is of which names none; null where it can't be told. */
export async function ownBankAccount(reader: Reader, actor: Actor): Promise<string | null> {
  const organisationId = organisationOf(actor)
  const stated =
    actor.organisationKind === 'cooperative' ? await bankAccountOf(reader, organisationId) : null
  const account = bankAccountKey(stated?.bankAccount ?? '')
  return account || (await onlyAccountOfLines(reader, organisationId))
}

/**
 * Keeps the lines that are new and finds what they are of: what is certain is decided at once, the
 * rest waits with suggestions. The same lines again change nothing.
 */
export async function addBankLines(
  tx: Transaction,
  context: Context,
  lines: readonly BankLineInput[],
): Promise<void> {
  const organisationId = organisationOf(context.actor)
  const rows = lines
    .map((line) => ({
      ...line,
      ...{ organisationId, naturalKey: bankLineKey(line) },
      ...{ importedBy: context.actor.personId, importedAt: context.now },
    }))
    .sort((a, b) => (a.naturalKey < b.naturalKey ? -1 : 1))
  const added = await insertBankLines(tx, rows)
  if (added.length === 0) return
  const found = await findMatches(tx, context, added)
  await recordAudit(tx, context, {
    action: 'billing.add-bank-lines',
    subjectType: 'organisation',
    subjectId: organisationId,
    after: { lines: added.length, ...found },
  })
}
