import { and, asc, eq, sql } from 'drizzle-orm'
import { z } from 'zod'
import type { RowOutcome } from '../../shared/exchange/imports.schemas.ts'
import type { CursorPage } from '../../shared/pagination.ts'
import { keysetOf, latestFirst } from '../platform/db/keyset.ts'
import { totalOf } from '../platform/db/list-source.ts'
import { allOf, arrayOf, execute, insertRows, queryRows, updateRows } from '../platform/db/rows.ts'
import type { Reader, Transaction } from '../platform/db/transaction.ts'
import { importRows, imports } from './exchange.tables.ts'

export type ImportRecord = typeof imports.$inferSelect
export type RowRecord = typeof importRows.$inferSelect

export async function selectImport(reader: Reader, id: string): Promise<ImportRecord | undefined> {
  const [row] = await reader.select().from(imports).where(eq(imports.id, id))
  return row
}

/** The import, held until the transaction ends: one worker has it, or one person. */
export async function lockImport(tx: Transaction, id: string): Promise<ImportRecord | undefined> {
  const [row] = await tx.select().from(imports).where(eq(imports.id, id)).for('no key update')
  return row
}

/** An import that goes on by itself, the one that was worked on longest ago, unless it is held. */
export async function lockNextImport(tx: Transaction): Promise<ImportRecord | undefined> {
  const [row] = await tx
    .select()
    .from(imports)
    .where(sql`imports.state in ('checking', 'applying', 'undoing')`)
    .orderBy(asc(imports.workedAt), asc(imports.id))
    .limit(1)
    .for('no key update', { skipLocked: true })
  return row
}

export async function insertImport(
  tx: Transaction,
  row: typeof imports.$inferInsert,
  rows: readonly { number: number; cells: string[] }[],
): Promise<void> {
  await tx.insert(imports).values(row)
  await insertRows(
    tx,
    importRows,
    rows.map((each) => ({ ...each, importId: row.id })),
  )
}

export async function updateImport(
  tx: Transaction,
  id: string,
  change: Partial<ImportRecord>,
): Promise<void> {
  await tx.update(imports).set(change).where(eq(imports.id, id))
}

/** A page of the imports of an organisation, the latest first. */
export async function selectImportPage(
  reader: Reader,
  page: CursorPage & { organisationId: string },
) {
  const keyset = keysetOf(latestFirst('requested_at', 'imports'), page)
  const isOwn = eq(imports.organisationId, page.organisationId)
  const source = { table: imports, condition: sql`${isOwn}`, parts: null }
  const rows = await reader
    .select({ record: imports, cursor: keyset.cursor })
    .from(imports)
    .where(allOf([isOwn, keyset.after]))
    .orderBy(keyset.order)
    .limit(page.pageSize + 1)
  return { rows, total: await totalOf(reader, page, source) }
}

/** A page of rows in the order of the sheet. */
export async function selectRowPage(
  reader: Reader,
  page: CursorPage & { importId: string; which: 'all' | 'faults' | 'changes' },
) {
  const columns = [{ column: sql`import_rows.number`, type: 'bigint' as const }]
  const keyset = keysetOf({ name: 'number', columns }, page)
  const outcomes = {
    all: null,
    // Those as well that keep the import from being undone.
    faults: sql`(import_rows.outcome = 'fault' or import_rows.faults <> '[]')`,
    changes: sql`import_rows.outcome in ('create', 'change')`,
  }
  const condition = allOf([eq(importRows.importId, page.importId), outcomes[page.which]])
  const source = { table: importRows, condition, parts: null }
  const rows = await reader
    .select({ row: importRows, cursor: keyset.cursor })
    .from(importRows)
    .where(allOf([condition, keyset.after]))
    .orderBy(keyset.order)
    .limit(page.pageSize + 1)
  return { rows, total: await totalOf(reader, page, source) }
}

/** The first rows, for showing what stands in each column. */
export function selectFirstRows(reader: Reader, importId: string, limit: number) {
  return reader
    .select()
    .from(importRows)
    .where(eq(importRows.importId, importId))
    .orderBy(asc(importRows.number))
    .limit(limit)
}

export type RowCells = Pick<RowRecord, 'number' | 'cells'>

/** The next unchecked rows, with all others that have one text with them in a column, if any. */
export function selectUnchecked(
  reader: Reader,
  { importId, limit, column }: { importId: string; limit: number; column: number },
): Promise<RowCells[]> {
  const isOpen = sql`import_id = ${importId} and outcome is null`
  const text = sql`cells ->> ${column}::integer`
  return queryRows(
    reader,
    z.object({ number: z.int(), cells: z.array(z.string()) }),
    sql`with batch as (select number, cells from exchange.import_rows
        where ${isOpen} order by number limit ${limit})
      select number, cells from batch
      union all select number, cells from exchange.import_rows
      where ${isOpen} and ${column} >= 0 and number > (select max(number) from batch)
        and ${text} in (select ${text} from batch where ${text} <> '')
      order by number`,
  )
}

/** What all rows that are to be applied would do, in the order of the sheet. */
export function selectPlans(reader: Reader, importId: string) {
  const { number, plan, notes } = importRows
  return reader
    .select({ number, plan, notes })
    .from(importRows)
    .where(
      and(
        eq(importRows.importId, importId),
        sql`import_rows.outcome in ('create', 'change') and not import_rows.is_applied`,
      ),
    )
    .orderBy(asc(importRows.number))
}

/** The next rows to be applied, those that others depend on first; of one rank. */
export async function selectPending(reader: Reader, importId: string, limit: number) {
  const { number, outcome, plan, dependsOn, rank, notes } = importRows
  const rows = await reader
    .select({ number, outcome, plan, dependsOn, rank, notes })
    .from(importRows)
    .where(
      and(
        eq(importRows.importId, importId),
        sql`import_rows.outcome in ('create', 'change') and not import_rows.is_applied`,
      ),
    )
    .orderBy(asc(importRows.rank), asc(importRows.number))
    .limit(limit)
  return rows.filter((row) => row.rank === rows[0]?.rank)
}

/** A page of the rows that were applied, in the order of the sheet. */
export async function selectAppliedPage(reader: Reader, page: CursorPage & { importId: string }) {
  const columns = [{ column: sql`import_rows.number`, type: 'bigint' as const }]
  const keyset = keysetOf({ name: 'number', columns }, page)
  return reader
    .select({ subjectId: importRows.subjectId, cursor: keyset.cursor })
    .from(importRows)
    .where(
      allOf([eq(importRows.importId, page.importId), sql`import_rows.is_applied`, keyset.after]),
    )
    .orderBy(keyset.order)
    .limit(page.pageSize + 1)
}

/** All rows that were applied; those that came last first. */
export function selectApplied(reader: Reader, importId: string) {
  return reader
    .select()
    .from(importRows)
    .where(and(eq(importRows.importId, importId), sql`import_rows.is_applied`))
    .orderBy(sql`import_rows.rank desc, import_rows.number desc`)
}

export function selectFaulty(reader: Reader, importId: string) {
  return reader
    .select()
    .from(importRows)
    .where(and(eq(importRows.importId, importId), eq(importRows.outcome, 'fault')))
    .orderBy(asc(importRows.number))
}

export function selectSubjects(reader: Reader, importId: string, numbers: readonly number[]) {
  return queryRows(
    reader,
    z.object({ number: z.int(), subjectId: z.uuid() }),
    sql`select number, subject_id from exchange.import_rows
      where import_id = ${importId} and number = any(${arrayOf('bigint', numbers)})
        and subject_id is not null`,
  )
}

type RowChange = Partial<typeof importRows.$inferInsert> & { number: number }

/** What became of many rows, in one statement: all of them with the same keys. */
export function changeRows(
  tx: Transaction,
  importId: string,
  changes: readonly RowChange[],
): Promise<void> {
  return updateRows(
    tx,
    importRows,
    ['importId', 'number'],
    changes.map((change) => ({ ...change, importId })),
  )
}

/** Puts all rows back to where nothing was checked. */
export async function resetRows(tx: Transaction, importId: string): Promise<void> {
  await execute(
    tx,
    sql`update exchange.import_rows set outcome = null, key = null, depends_on = null, rank = 0,
        understood = '{}', faults = '[]', notes = '[]', plan = null
      where import_id = ${importId}`,
  )
}

/** Rows with the key of an earlier one, each with that row's number. */
export function selectDuplicates(reader: Reader, importId: string) {
  return queryRows(
    reader,
    z.object({ number: z.int(), first: z.int() }),
    sql`
    select number, first from (
      select number, min(number) over (partition by key) as first
      from exchange.import_rows
      where import_id = ${importId} and key is not null and outcome in ('create', 'change', 'same')
    ) twin
    where first < number order by number`,
  )
}

/** Rows that depend on others of their sheet, and every row that is not going to be there. */
export function selectDependencies(reader: Reader, importId: string) {
  return queryRows(
    reader,
    z.object({ number: z.int(), dependsOn: z.int(), isReady: z.boolean() }),
    sql`
    select r.number, r.depends_on, coalesce(other.outcome in ('create', 'change', 'same'), false)
      as is_ready
    from exchange.import_rows r left join exchange.import_rows other
      on other.import_id = r.import_id and other.number = r.depends_on
    where r.import_id = ${importId} and r.depends_on is not null
      and r.outcome in ('create', 'change')`,
  )
}

/** How many rows were applied and can't be taken back: something hangs on them. */
export async function countHindered(reader: Reader, importId: string): Promise<number> {
  const [row] = await queryRows(
    reader,
    z.object({ count: z.int() }),
    sql`select count(*)::integer as count from exchange.import_rows
      where import_id = ${importId} and is_applied and faults <> '[]'`,
  )
  return row?.count ?? 0
}

export async function countOutcomes(
  reader: Reader,
  importId: string,
): Promise<Partial<Record<RowOutcome, number>>> {
  const rows = await queryRows(
    reader,
    z.object({ outcome: z.string(), count: z.int() }),
    sql`select outcome, count(*)::integer as count from exchange.import_rows
      where import_id = ${importId} and outcome is not null group by outcome`,
  )
  return Object.fromEntries(rows.map(({ outcome, count }) => [outcome, count]))
}

/** The rows that hold one of the texts in a column. */
export function selectRowsWith(
  reader: Reader,
  { importId, column, texts }: { importId: string; column: number; texts: readonly string[] },
) {
  return queryRows(
    reader,
    z.object({ number: z.int(), text: z.string() }),
    sql`select number, cells ->> ${column}::integer as text from exchange.import_rows
      where import_id = ${importId}
        and cells ->> ${column}::integer = any(${arrayOf('text', texts)})
      order by number`,
  )
}
