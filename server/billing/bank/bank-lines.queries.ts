import { and, eq, or, sql } from 'drizzle-orm'
import { z } from 'zod'
import { day } from '../../../shared/scalars.ts'
import { arrayOf, insertOf, insertRows, isAnyOf, queryRows } from '../../platform/db/rows.ts'
import type { Reader, Transaction } from '../../platform/db/transaction.ts'
import { bankLineStates, bankLines, bankMatches } from '../bank.tables.ts'

export type BankLineRow = typeof bankLines.$inferSelect
export type BankLineStateRow = typeof bankLineStates.$inferSelect
export type NewBankMatch = typeof bankMatches.$inferInsert

const known = z.object({ id: z.uuid(), naturalKey: z.string() })

/** The lines of an organisation that are there already, by their natural keys. */
export async function knownBankLines(
  reader: Reader,
  { organisationId, keys }: { organisationId: string; keys: readonly string[] },
): Promise<Map<string, string>> {
  const rows = await queryRows(
    reader,
    known,
    sql`select id, natural_key from billing.bank_lines
      where organisation_id = ${organisationId} and natural_key = any(${arrayOf('text', keys)})`,
  )
  return new Map(rows.map((row) => [row.naturalKey, row.id]))
}

const accountRow = z.object({ account: z.string() })

/** The only account that an organisation's lines are of; null where they are of none or several. */
export async function onlyAccountOfLines(
  reader: Reader,
  organisationId: string,
): Promise<string | null> {
  const rows = await queryRows(
    reader,
    accountRow,
    sql`select distinct account from (
      select account from billing.bank_lines where organisation_id = ${organisationId}
      limit 10000) lines limit 2`,
  )
  return rows.length === 1 ? (rows[0]?.account ?? null) : null
}

const inserted = z.object({ id: z.uuid() })

/** Keeps the lines that are not there yet, each open, and returns their ids. */
export async function insertBankLines(
  tx: Transaction,
  rows: readonly (typeof bankLines.$inferInsert)[],
): Promise<string[]> {
  if (rows.length === 0) return []
  const added = await queryRows(
    tx,
    inserted,
    sql`${insertOf(bankLines, rows)}
      on conflict (organisation_id, natural_key) do nothing returning id`,
  )
  const ids = new Set(added.map(({ id }) => id))
  await insertRows(
    tx,
    bankLineStates,
    rows
      .filter(({ id }) => ids.has(id))
      .map(({ id, organisationId, bookedOn }) => ({
        ...{ lineId: id, organisationId, bookedOn, state: 'open' as const },
      })),
  )
  return [...ids]
}

const lineToMatch = z.object({
  id: z.uuid(),
  bookedOn: day,
  amountCents: z.int(),
  restCents: z.int(),
  serial: z.string(),
  counterpartyName: z.string(),
  counterpartyAccount: z.string(),
  purpose: z.string(),
  isSuggested: z.boolean(),
})

/** Lines that nobody has decided about, with what no document is found for yet. */
export function undecidedLines(reader: Reader, lineIds: readonly string[]) {
  return queryRows(
    reader,
    lineToMatch,
    sql`
    select l.id, l.booked_on, l.amount_cents, l.serial, l.counterparty_name,
      l.counterparty_account, l.purpose, s.state = 'suggested' as is_suggested,
      (abs(l.amount_cents) - (select coalesce(sum(amount_cents), 0) from billing.bank_matches
        where line_id = l.id))::bigint as rest_cents
    from billing.bank_lines l join billing.bank_line_states s on s.line_id = l.id
    where l.id = any(${arrayOf('uuid', lineIds)}) and s.state in ('open', 'suggested')
    order by l.booked_on, l.id`,
  )
}

const lineId = z.object({ lineId: z.uuid() })

/** The latest lines of an organisation that nobody has decided about. */
export async function latestUndecided(
  reader: Reader,
  organisationId: string,
  most: number,
): Promise<string[]> {
  const rows = await queryRows(
    reader,
    lineId,
    sql`
    select line_id from billing.bank_line_states
    where organisation_id = ${organisationId} and state in ('open', 'suggested')
    order by booked_on desc, line_id desc limit ${most}`,
  )
  return rows.map((row) => row.lineId)
}

export async function findBankLine(reader: Reader, id: string): Promise<BankLineRow | undefined> {
  const [row] = await reader.select().from(bankLines).where(eq(bankLines.id, id))
  return row
}

/** The states of lines, held in the order of their ids until the transaction ends. */
export function lockBankLines(
  tx: Transaction,
  lineIds: readonly string[],
): Promise<BankLineStateRow[]> {
  return tx
    .select()
    .from(bankLineStates)
    .where(isAnyOf(bankLineStates.lineId, lineIds))
    .orderBy(bankLineStates.lineId)
    .for('no key update')
}

export async function updateBankLine(
  tx: Transaction,
  lineId: string,
  change: Partial<BankLineStateRow>,
): Promise<void> {
  await tx.update(bankLineStates).set(change).where(eq(bankLineStates.lineId, lineId))
}

export async function insertBankMatches(
  tx: Transaction,
  rows: readonly NewBankMatch[],
): Promise<void> {
  await insertRows(tx, bankMatches, [...rows])
}

/** What lines are matched with. */
export function matchesOfLines(reader: Reader, lineIds: readonly string[]) {
  return reader
    .select()
    .from(bankMatches)
    .where(isAnyOf(bankMatches.lineId, lineIds))
    .orderBy(bankMatches.id)
}

/** Of documents, those that a line of an organisation shows already. */
export async function shownDocuments(
  reader: Reader,
  organisationId: string,
  ids: readonly string[],
): Promise<Set<string>> {
  if (ids.length === 0) return new Set()
  const rows = await reader
    .select({ paymentId: bankMatches.paymentId, refundId: bankMatches.refundId })
    .from(bankMatches)
    .where(
      and(
        eq(bankMatches.organisationId, organisationId),
        or(isAnyOf(bankMatches.paymentId, ids), isAnyOf(bankMatches.refundId, ids)),
      ),
    )
  return new Set(rows.map(({ paymentId, refundId }) => paymentId ?? refundId ?? ''))
}
