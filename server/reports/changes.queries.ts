import { type SQL, sql } from 'drizzle-orm'
import { z } from 'zod'
import { figure } from '../../shared/figure.ts'
import { monthAfter } from '../../shared/months.ts'
import { queryRow, queryRows } from '../platform/db/rows.ts'
import type { Reader } from '../platform/db/transaction.ts'
import type { MonthKey } from './closing.queries.ts'
import { type EntryTotal, entryTotal } from './entry-totals.queries.ts'
import { type LedgerCursor, type LedgerLine, ledgerLine, namedEntries } from './ledger.queries.ts'
import { rowsInScope } from './scope.queries.ts'

/** A statement: its month, and the last entry of its county when it was closed. */
export interface SinceStatement extends MonthKey {
  lastNumber: number
}

/** Entries behind a statement that adjust its month or one before it. */
function changedSince({ countyCode, month, lastNumber }: SinceStatement): SQL {
  const rows = rowsInScope(
    { view: sql`attribution.ledger_entries_published`, columns: sql`r.*` },
    { units: null, node: countyCode },
    { first: monthAfter(month), last: '9999-12' },
  )
  return sql`(${rows}) entries
    where is_adjustment and number > ${lastNumber}::bigint and adjusts_month <= ${month}`
}

/** A page of what changed since a statement, the newest first. */
export function selectChanges(
  reader: Reader,
  since: SinceStatement,
  { cursor, limit }: { cursor: LedgerCursor | null; limit: number },
): Promise<LedgerLine[]> {
  const after =
    cursor === null ? sql`true` : sql`(month, number) < (${cursor.month}, ${cursor.number}::bigint)`
  return queryRows(
    reader,
    ledgerLine,
    sql`
    with page as (
      select * from ${changedSince(since)} and ${after}
      order by month desc, number desc limit ${limit}
    )
    ${namedEntries}
    order by e.month desc, e.number desc`,
  )
}

const sums = sql`coalesce(sum(cents) filter (where counted), 0)::text as cents,
  coalesce(sum(grams) filter (where counted), 0)::text as grams, count(*) as entries`

export async function selectChangeTotal(
  reader: Reader,
  since: SinceStatement,
): Promise<EntryTotal> {
  const total = await queryRow(reader, entryTotal, sql`select ${sums} from ${changedSince(since)}`)
  return total ?? { cents: 0, grams: 0, entries: 0 }
}

const changedVillage = z.object({
  code: z.string(),
  name: z.string(),
  cents: figure,
  grams: figure,
  entries: z.int(),
})

/** By village; '' is the unknown one, which stands last. */
export function selectChangedVillages(
  reader: Reader,
  since: SinceStatement,
): Promise<z.output<typeof changedVillage>[]> {
  return queryRows(
    reader,
    changedVillage,
    sql`
    with changed as (
      select village_code as code, ${sums} from ${changedSince(since)} group by village_code
    )
    select changed.*, coalesce(v.path_name, '') as name
    from changed left join villages.divisions_published v using (code)
    order by code = '', code`,
  )
}

const changedUnit = z.object({
  id: z.uuid(),
  name: z.string(),
  cents: figure,
  grams: figure,
  entries: z.int(),
})

/** By unit that bought or helped; what two units share stands with both (§3.8). */
export function selectChangedUnits(
  reader: Reader,
  since: SinceStatement,
): Promise<z.output<typeof changedUnit>[]> {
  return queryRows(
    reader,
    changedUnit,
    sql`
    with changed as (select * from ${changedSince(since)}), credited as (
      select direct_unit_id as id, counted, cents, grams from changed where has_direct_unit
      union all
      select help_unit_id, counted, cents, grams from changed
      where has_help_unit and help_unit_id is distinct from direct_unit_id
    )
    select id, coalesce(o.name, '') as name, ${sums}
    from credited left join organisations.organisations_published o using (id)
    group by id, o.name order by o.name, id`,
  )
}
