import { and, desc, eq, sql } from 'drizzle-orm'
import { alias } from 'drizzle-orm/pg-core'
import { z } from 'zod'
import { peoplePublished } from '../accounts/index.ts'
import { lotsPublished } from '../catalogue/index.ts'
import { keysetOf } from '../platform/db/keyset.ts'
import { isOnPage, type ListSource, totalOf } from '../platform/db/list-source.ts'
import {
  allOf,
  arrayOf,
  equals,
  execute,
  insertOf,
  insertRows,
  isAnyOf,
  queryRow,
} from '../platform/db/rows.ts'
import type { Reader, Transaction } from '../platform/db/transaction.ts'
import { books, entries, households, pooledLots } from './points.tables.ts'

export type EntryRow = typeof entries.$inferSelect

const reversals = alias(entries, 'reversals')
const reversed = alias(entries, 'reversed')

/** What the households have now, by their keys; those without a row are left out. */
export async function balancesOf(
  reader: Reader,
  bookId: string,
  householdKeys: readonly string[],
): Promise<Map<string, number>> {
  const rows = await reader
    .select({ key: households.householdKey, points: households.points })
    .from(households)
    .where(and(eq(households.bookId, bookId), isAnyOf(households.householdKey, householdKeys)))
  return new Map(rows.map(({ key, points }) => [key, points]))
}

/** Writes what households have from now on; their book is locked by the caller. */
export async function saveBalances(
  tx: Transaction,
  rows: readonly (typeof households.$inferInsert)[],
): Promise<void> {
  await execute(
    tx,
    sql`${insertOf(households, rows)}
      on conflict (book_id, household_key) do update set points = excluded.points`,
  )
}

export async function insertEntries(
  tx: Transaction,
  rows: readonly (typeof entries.$inferInsert)[],
): Promise<void> {
  await insertRows(tx, entries, rows)
}

export async function saveBookSums(
  tx: Transaction,
  bookId: string,
  sums: { entries: number; households: number; points: number },
): Promise<void> {
  await tx.update(books).set(sums).where(eq(books.id, bookId))
}

/** Which of the households a rule's award of a day stands for, unless it was reversed. */
export async function awardedOn(
  reader: Reader,
  {
    ruleId,
    occurredOn,
    householdKeys,
  }: {
    ruleId: string
    occurredOn: string
    householdKeys: readonly string[]
  },
): Promise<string[]> {
  const rows = await reader
    .select({ key: entries.household })
    .from(entries)
    .leftJoin(reversals, eq(reversals.reversesId, entries.id))
    .where(
      sql`${entries.kind} = 'award' and ${entries.ruleId} = ${ruleId}
        and ${entries.occurredOn} = ${occurredOn} and ${reversals.id} is null
        and ${entries.household} = any(${arrayOf('text', householdKeys)})`,
    )
  return rows.map(({ key }) => key)
}

const pooled = z.object({ grams: z.int() })

/** Holds what was brought to a lot, whatever villages it comes from; in grams. */
export async function lockPooledLot(tx: Transaction, lotId: string): Promise<number> {
  await execute(tx, sql`${insertOf(pooledLots, [{ lotId, grams: 0 }])} on conflict do nothing`)
  const row = await queryRow(
    tx,
    pooled,
    sql`select grams from points.pooled_lots where lot_id = ${lotId} for no key update`,
  )
  return row?.grams ?? 0
}

export async function savePooledLot(tx: Transaction, lotId: string, grams: number): Promise<void> {
  await tx.update(pooledLots).set({ grams }).where(eq(pooledLots.lotId, lotId))
}

export async function entryOf(
  reader: Reader,
  key: { bookId: string; entryId: string },
): Promise<{ entry: EntryRow; reversedBy: string | null } | undefined> {
  const [row] = await reader
    .select({ entry: entries, reversedBy: reversals.id })
    .from(entries)
    .leftJoin(reversals, eq(reversals.reversesId, entries.id))
    .where(and(eq(entries.id, key.entryId), eq(entries.bookId, key.bookId)))
  return row
}

/** A page of the entries of a book, or of one household in it, latest first. */
export async function selectEntryPage(
  reader: Reader,
  bookId: string,
  filter: Parameters<typeof keysetOf>[1] &
    Parameters<typeof totalOf>[1] & { household?: string | undefined },
) {
  const source: ListSource = {
    table: entries,
    condition: allOf([eq(entries.bookId, bookId), equals(entries.household, filter.household)]),
  }
  const columns = [{ column: sql`entries.number`, type: 'bigint' as const }]
  const keyset = keysetOf({ name: '-number', columns, descending: true }, filter)
  const rows = await entriesWithNames(reader, keyset.cursor)
    .where(isOnPage(source, keyset))
    .orderBy(keyset.order)
  return { rows, total: await totalOf(reader, filter, source) }
}

/** The latest entries of a household. */
export function latestEntriesOf(
  reader: Reader,
  { bookId, householdKey }: { bookId: string; householdKey: string },
  limit: number,
) {
  return entriesWithNames(reader)
    .where(and(eq(entries.bookId, bookId), eq(entries.household, householdKey)))
    .orderBy(desc(entries.number))
    .limit(limit)
}

export type EntryDetails = Awaited<ReturnType<typeof latestEntriesOf>>[number]

function entriesWithNames(reader: Reader, cursor = sql<string>`''`) {
  return reader
    .select({
      entry: entries,
      reversedBy: reversals.id,
      reverses: reversed.number,
      lotNumber: lotsPublished.number,
      recordedBy: peoplePublished.name,
      cursor,
    })
    .from(entries)
    .leftJoin(reversals, eq(reversals.reversesId, entries.id))
    .leftJoin(reversed, eq(reversed.id, entries.reversesId))
    .leftJoin(lotsPublished, eq(lotsPublished.id, entries.lotId))
    .innerJoin(peoplePublished, eq(peoplePublished.id, entries.recordedBy))
}
