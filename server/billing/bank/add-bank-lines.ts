import { bankAccountKey } from '../../../shared/billing/bank-statement.ts'
import { recordAudit } from '../../evidence/index.ts'
import { bankAccountOf } from '../../organisations/index.ts'
import { type Actor, type Context, organisationOf } from '../../platform/context.ts'
import type { Reader, Transaction } from '../../platform/db/transaction.ts'
import {
  insertBankLines,
  lockBankLinesOf,
  onlyAccountOfLines,
  type StoredLine,
} from './bank-lines.queries.ts'
import { findMatches } from './find-matches.ts'
import { type BankLineInput, bankLineKey, knownLines } from './known-lines.ts'

/** A line that is to be kept. */
export interface NewBankLine extends BankLineInput {
  /** Those there already that a person said it is not. */
  otherThan?: readonly string[]
}

/** The account that a sheet is of which names none; null where it can't be told. */
export async function ownBankAccount(reader: Reader, actor: Actor): Promise<string | null> {
  const organisationId = organisationOf(actor)
  const stated =
    actor.organisationKind === 'cooperative' ? await bankAccountOf(reader, organisationId) : null
  const account = bankAccountKey(stated?.bankAccount ?? '')
  return account || (await onlyAccountOfLines(reader, organisationId))
}

/** What became of a line that was not kept: it is there already, or it may be. */
export type UnkeptLine = { sameAs: string } | { like: StoredLine }

/**
 * Keeps the lines that are new and finds what they are of: what is certain is decided at once, the
 * rest waits with suggestions. The same lines again change nothing, whatever form they have; one
 * that may be there, unless a person said that it is another, is not kept. Returns, by their ids,
 * those that were not kept.
 */
export async function addBankLines(
  tx: Transaction,
  context: Context,
  lines: readonly NewBankLine[],
): Promise<Map<string, UnkeptLine>> {
  const organisationId = organisationOf(context.actor)
  await lockBankLinesOf(tx, organisationId)
  const unkept = await findUnkept(tx, organisationId, lines)
  const added = lines.filter(({ id }) => !unkept.has(id))
  if (added.length === 0) return unkept
  const rows = added.map(({ otherThan: _, ...line }) => ({
    ...line,
    ...{ organisationId, naturalKey: bankLineKey(line) },
    ...{ importedBy: context.actor.personId, importedAt: context.now },
  }))
  await insertBankLines(tx, organisationId, rows)
  const found = await findMatches(
    tx,
    context,
    added.map(({ id }) => id),
  )
  await recordAudit(tx, context, {
    action: 'billing.add-bank-lines',
    subjectType: 'organisation',
    subjectId: organisationId,
    after: { lines: added.length, ...found },
  })
  return unkept
}

/** Somebody else may have brought them in since they were checked. */
async function findUnkept(
  tx: Transaction,
  organisationId: string,
  lines: readonly NewBankLine[],
): Promise<Map<string, UnkeptLine>> {
  const others = new Set(lines.flatMap(({ otherThan = [] }) => otherThan))
  const known = await knownLines(tx, organisationId, { lines, others })
  return new Map(
    [...known].flatMap(([id, one]): [string, UnkeptLine][] => {
      if (one.is === 'same') return [[id, { sameAs: one.line.id }]]
      return one.is === 'unclear' && one.isGiven === false ? [[id, { like: one.line }]] : []
    }),
  )
}
