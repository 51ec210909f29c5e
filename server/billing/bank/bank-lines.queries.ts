import { and, eq, or, sql } from 'drizzle-orm'
import { z } from 'zod'
import { mostDaysApart } from '../../../shared/billing/bank-line-likeness.ts'
import { addDays, day } from '../../../shared/scalars.ts'
import { arrayOf, execute, insertRows, isAnyOf, queryRows } from '../../platform/db/rows.ts'
import type { Reader, Transaction } from '../../platform/db/transaction.ts'
import { bankLineStates, bankLines, bankMatches } from '../bank.tables.ts'

export type BankLineRow = typeof bankLines.$inferSelect
export type BankLineStateRow = typeof bankLineStates.$inferSelect
export type NewBankMatch = typeof bankMatches.$inferInsert

const stored = z.object({
  id: z.uuid(),
  account: z.string(),
  bookedOn: day,
  serial: z.string(),
  amountCents: z.int(),
  balanceCents: z.int().nullable(),
  counterpartyName: z.string(),
  counterpartyAccount: z.string(),
  purpose: z.string(),
})
export type StoredLine = z.output<typeof stored>

interface LineToFind {
  amountCents: number
  bookedOn: string
  naturalKey: string
}

/** The lines of an organisation of given ones' amounts and days, or of their natural keys. */
export async function storedAlike(
  reader: Reader,
  organisationId: string,
  lines: readonly LineToFind[],
): Promise<StoredLine[]> {
  const days = lines.map(({ bookedOn }) => bookedOn).sort()
  const [first, last] = [days[0], days.at(-1)]
  if (first === undefined || last === undefined) return []
  const amounts = [...new Set(lines.map(({ amountCents }) => amountCents))]
  const keys = lines.map(({ naturalKey }) => naturalKey)
  return queryRows(
    reader,
    stored,
    sql`
    select id, account, booked_on, serial, amount_cents, balance_cents, counterparty_name,
      counterparty_account, purpose
    from billing.bank_lines
    where organisation_id = ${organisationId}
      and ((amount_cents = any(${arrayOf('bigint', amounts)})
        and booked_on between ${addDays(first, -mostDaysApart)} and ${addDays(last, mostDaysApart)})
      or natural_key = any(${arrayOf('text', keys)}))
    order by booked_on, id`,
  )
}

/** Whoever brings in lines of an organisation waits for whoever is at it. */
export async function lockBankLinesOf(tx: Transaction, organisationId: string): Promise<void> {
  const key = `billing.bank_lines ${organisationId}`
  await execute(tx, sql`select pg_advisory_xact_lock(hashtextextended(${key}, 0))`)
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

/** Keeps new lines, each open; another line's natural key gets the line's own id. */
export async function insertBankLines(
  tx: Transaction,
  organisationId: string,
  rows: readonly (typeof bankLines.$inferInsert)[],
): Promise<void> {
  const keys = rows.map(({ naturalKey }) => naturalKey)
  const there = await queryRows(
    tx,
    z.object({ naturalKey: z.string() }),
    sql`select natural_key from billing.bank_lines
      where organisation_id = ${organisationId} and natural_key = any(${arrayOf('text', keys)})`,
  )
  const used = new Set(there.map(({ naturalKey }) => naturalKey))
  const keyed = rows.map((row) => {
    const naturalKey = used.has(row.naturalKey) ? `${row.naturalKey} ${row.id}` : row.naturalKey
    used.add(naturalKey)
    return { ...row, naturalKey }
  })
  await insertRows(tx, bankLines, keyed)
  await insertRows(
    tx,
    bankLineStates,
    rows.map(({ id, bookedOn }) => ({
      ...{ lineId: id, organisationId, bookedOn, state: 'open' as const },
    })),
  )
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
    .select()
    .from(bankMatches)
    .where(
      and(
        eq(bankMatches.organisationId, organisationId),
        or(
          isAnyOf(bankMatches.paymentId, ids),
          isAnyOf(bankMatches.refundId, ids),
          isAnyOf(bankMatches.misdirectedId, ids),
        ),
      ),
    )
  return new Set(rows.flatMap((row) => documentOf(row) ?? []))
}

/** The document that a line is matched with by a match; null where it took back another line. */
export function documentOf(match: Omit<typeof bankMatches.$inferSelect, 'id'>): string | null {
  return match.paymentId ?? match.refundId ?? match.misdirectedId
}
