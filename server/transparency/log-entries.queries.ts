import { type SQL, sql } from 'drizzle-orm'
import { z } from 'zod'
import { hashedEntry } from '../../shared/attribution/ledger-hash.ts'
import { arrayOf, insertRows, queryRow, queryRows } from '../platform/db/rows.ts'
import type { Reader, Transaction } from '../platform/db/transaction.ts'
import { runs } from './transparency.tables.ts'

const logName = z.object({ origin: z.string() })

/** Locks the log until the transaction ends and names it; undefined where it was never begun. */
export async function lockLog(tx: Transaction): Promise<string | undefined> {
  const row = await queryRow(tx, logName, sql`${originOfLog} for no key update`)
  return row?.origin
}

/** The same, but undefined as well where another worker has it now. */
export async function lockFreeLog(tx: Transaction): Promise<string | undefined> {
  const row = await queryRow(tx, logName, sql`${originOfLog} for no key update skip locked`)
  return row?.origin
}

/** The log's name, which its checkpoints begin with; undefined before the first start. */
export async function logOrigin(reader: Reader): Promise<string | undefined> {
  return (await queryRow(reader, logName, originOfLog))?.origin
}

const originOfLog = sql`select origin from transparency.logs`

/** How many entries the log holds, signed or not. */
export async function logSize(reader: Reader): Promise<number> {
  const row = await queryRow(
    reader,
    z.object({ size: z.int() }),
    sql`select first_index + entries as size from transparency.runs
      order by first_index desc limit 1`,
  )
  return row?.size ?? 0
}

const entryRange = z.object({ countyCode: z.string(), firstNumber: z.int(), entries: z.int() })

/** Entries of one county that follow one another. */
export type EntryRange = z.output<typeof entryRange>

/** What each county's ledger holds beyond the log, in the order of the counties. */
export function selectUnlogged(reader: Reader, atMost: number): Promise<EntryRange[]> {
  return queryRows(
    reader,
    entryRange,
    sql`
    select h.county_code, coalesce(r.last_number, 0) + 1 as first_number,
      h.last_number - coalesce(r.last_number, 0) as entries
    from attribution.ledger_heads_published h
      left join lateral (
        select first_number + entries - 1 as last_number from transparency.runs
        where county_code = h.county_code order by first_number desc limit 1) r on true
    where h.last_number > coalesce(r.last_number, 0)
    order by h.county_code limit ${atMost}`,
  )
}

const run = entryRange.extend({ firstIndex: z.int(), hasSm3: z.boolean() })

/** Leaves of one county that follow one another, in the log as in its chain. */
export type Run = z.output<typeof run>

/** The leaves from `first` up to `end` as runs, the outermost ones cut. */
export async function selectRuns(reader: Reader, first: number, end: number): Promise<Run[]> {
  const rows = await queryRows(
    reader,
    run,
    sql`
    select first_index, county_code, first_number, entries, has_sm3 from transparency.runs
    where first_index < ${end}::bigint and first_index >= coalesce(
      (select max(first_index) from transparency.runs where first_index <= ${first}::bigint), 0)
    order by first_index`,
  )
  return rows.flatMap((row) => {
    const skipped = Math.max(first - row.firstIndex, 0)
    const entries = Math.min(row.firstIndex + row.entries, end) - row.firstIndex - skipped
    if (entries <= 0) return []
    const { firstIndex, firstNumber } = row
    return {
      ...row,
      firstIndex: firstIndex + skipped,
      firstNumber: firstNumber + skipped,
      entries,
    }
  })
}

/** The runs that hold entries, by `county number`; those that the log has not yet are left out. */
export async function findRuns(
  reader: Reader,
  keys: readonly { countyCode: string; number: number }[],
): Promise<Map<string, Run>> {
  const counties = keys.map(({ countyCode }) => countyCode)
  const numbers = keys.map(({ number }) => number)
  const rows = await queryRows(
    reader,
    run.extend({ number: z.int() }),
    sql`
    select e.number, r.first_index, r.county_code, r.first_number, r.entries, r.has_sm3
    from unnest(${arrayOf('text', counties)}, ${arrayOf('bigint', numbers)})
        as e(county_code, number)
      cross join lateral (select * from transparency.runs
        where county_code = e.county_code and first_number <= e.number
        order by first_number desc limit 1) r
    where e.number < r.first_number + r.entries`,
  )
  return new Map(rows.map(({ number, ...found }) => [`${found.countyCode} ${number}`, found]))
}

export async function insertRuns(tx: Transaction, rows: readonly Run[]): Promise<void> {
  await insertRows(tx, runs, rows)
}

const hashOnly = z.object({ countyCode: z.string(), number: z.int(), hash: z.string() })
const wholeEntry = hashedEntry.extend({ previousHash: z.string(), hash: z.string() })

/** An entry that a leaf is made of; with its content only where the leaf holds its digest. */
export interface EntryToLog extends z.output<typeof hashOnly> {
  content: z.output<typeof wholeEntry> | null
}

/** The entries of ranges, in their order. What the ledger does not hold is left out. */
export async function selectEntriesToLog(
  reader: Reader,
  ranges: readonly EntryRange[],
  { withContent }: { withContent: boolean },
): Promise<EntryToLog[]> {
  if (withContent) {
    const columns = sql`e.*`
    const rows = await queryRows(reader, wholeEntry, ofRanges(ranges, columns))
    return rows.map((entry) => ({ ...entry, content: entry }))
  }
  const columns = sql`e.county_code, e.number, e.hash`
  const rows = await queryRows(reader, hashOnly, ofRanges(ranges, columns))
  return rows.map((entry) => ({ ...entry, content: null }))
}

function ofRanges(ranges: readonly EntryRange[], columns: SQL): SQL {
  const list = <K extends keyof EntryRange>(key: K) => ranges.map((range) => range[key])
  return sql`
    select ${columns}
    from unnest(${arrayOf('text', list('countyCode'))}, ${arrayOf('bigint', list('firstNumber'))},
        ${arrayOf('bigint', list('entries'))})
        with ordinality as r(county_code, first_number, entries, position)
      -- the limit keeps it a walk along the chain's index, however large the ledger is
      cross join lateral (
        select * from attribution.chained_entries_published
        where county_code = r.county_code and number >= r.first_number
          and number < r.first_number + r.entries
        order by number limit r.entries) e
    order by r.position, e.number`
}
