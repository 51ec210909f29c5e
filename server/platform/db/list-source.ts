import { getTableName, SQL, type SQLWrapper, sql } from 'drizzle-orm'
import { toSnakeCase } from 'drizzle-orm/casing'
import type { PgColumn, PgTable } from 'drizzle-orm/pg-core'
import { z } from 'zod'
import { type CursorPage, countedAtMost } from '../../../shared/pagination.ts'
import { type Keyset, keysetOf, type ListOrder } from './keyset.ts'
import { allOf, queryRow } from './rows.ts'
import type { Reader } from './transaction.ts'

/** The parts that a list is merged from; an index has each of them in the order of the list. */
export interface Parts {
  /** The column that says of which part a row is. */
  column: SQLWrapper
  /** A select of one column, the parts. */
  keys: SQL
}

/** Rows of one table, out of which a list shows pages. */
export interface ListSource {
  table: PgTable
  /** What stands for the table, under its name and with its columns. */
  from?: SQL
  condition: SQL
  /** What no index finds: rows are looked through for it, see `withinScanLimit`. */
  filter?: SQL | undefined
  /** Null where the whole list lies in one piece of an index. */
  parts?: Parts | null
  /** Whether a row may be in several parts. */
  repeats?: boolean | undefined
}

type Conditions = readonly (SQL | false | null | undefined | '')[]

/**
 * A source narrowed by what an index finds and by filters. Where few rows are found, the filters
 * are no more than conditions on these.
 */
export function filtered(
  source: ListSource,
  {
    found = [],
    filters,
    isFew = false,
  }: { found?: Conditions; filters: Conditions; isFew?: boolean },
): ListSource {
  const condition = [source.condition, ...found]
  const isFiltered = filters.some((filter) => filter instanceof SQL)
  if (isFew || !isFiltered) return { ...source, condition: allOf([...condition, ...filters]) }
  return { ...source, condition: allOf(condition), filter: allOf(filters) }
}

/** How many rows a page looks through for those that a filter wants; of several parts, of each. */
const scanLimits = { alone: 1_000, ofPart: 100 }

const ScanEnd = z.object({ cursor: z.string() })

/**
 * How far a page looks for what a filter wants, so that it costs the same however rare that is: the
 * place of the last row, as a cursor's text; undefined where the list ends before.
 */
async function scanEndOf(
  reader: Reader,
  source: ListSource,
  { after = sql`true`, order, cursor }: Keyset,
): Promise<string | undefined> {
  const { table, condition, filter, parts, from = sql`${table}` } = source
  if (filter === undefined) return undefined
  const { alone, ofPart } = scanLimits
  const place = sql`select ${cursor} as cursor`
  const row = await queryRow(
    reader,
    ScanEnd,
    parts
      ? sql`
        ${place} from (${parts.keys}) as parts(key) cross join lateral (
          select * from ${from} where ${parts.column} = parts.key and ${condition} and ${after}
          order by ${order} offset ${sql.raw(String(ofPart - 1))} limit 1) as ${nameOf(table)}
        order by ${order} limit 1`
      : sql`
        ${place} from ${from} where ${condition} and ${after}
        order by ${order} offset ${sql.raw(String(alone - 1))} limit 1`,
  )
  return row?.cursor
}

/**
 * The keyset of a page that for a filter looks no further than its limit, where the next page
 * begins, and how many rows the list has where the page asks for it; what may lie behind it
 * is not counted.
 */
export async function withinScanLimit(
  reader: Reader,
  page: Pick<CursorPage, 'count'>,
  source: ListSource,
  whole: Keyset,
): Promise<{ keyset: Keyset; scanEnd: string | undefined; total: number | null }> {
  const scanEnd = await scanEndOf(reader, source, whole)
  if (scanEnd !== undefined) return { keyset: whole.upTo(scanEnd), scanEnd, total: null }
  return { keyset: whole, scanEnd, total: await totalOf(reader, page, source) }
}

/**
 * The first rows of a source in its own order as a source themselves, to be shown in another order
 * that no index has: as many as a filter looks through.
 */
export function firstOf(source: ListSource, by: ListOrder): ListSource {
  const { table, condition, filter = sql`true`, parts, from = sql`${table}` } = source
  const { order } = keysetOf(by, { pageSize: 1 })
  const rows = (selected: SQL, most: number) => sql`select * from ${from} where ${selected}
    and ${condition} order by ${order} limit ${sql.raw(String(most))}`
  const name = nameOf(table)
  const first = parts
    ? sql`select ${name}.* from (${parts.keys}) as parts(key) cross join lateral (
        ${rows(sql`${parts.column} = parts.key`, scanLimits.ofPart)}) as ${name}`
    : rows(sql`true`, scanLimits.alone)
  return { table, from: sql`(${first}) as ${name}`, condition: filter, repeats: source.repeats }
}

const nameOf = (table: PgTable) => sql.identifier(getTableName(table))

/**
 * Selects the rows of a page under the table's own name. Of a list of several parts the first rows
 * of each are read along the index and merged, so that what is not shown is not read.
 */
export function pageFrom(source: ListSource, keyset: Keyset): SQL {
  const { table, condition, filter = sql`true`, parts, from = sql`${table}` } = source
  const { after = sql`true`, order, place, limit } = keyset
  const page = sql`order by ${order} limit ${limit}`
  const selected = sql`${condition} and ${filter} and ${after}`
  const once = source.repeats ? sql`distinct on (${place})` : sql``
  if (!parts) return sql`select ${once} * from ${from} where ${selected} ${page}`
  const name = nameOf(table)
  return sql`
    select ${once} ${name}.* from (${parts.keys}) as parts(key)
    cross join lateral (select * from ${from}
      where ${parts.column} = parts.key and ${selected} ${page}) as ${name}
    ${page}`
}

/** Whether a row, told apart by the column `key`, is on the page: for statements that join more. */
export function isOnPage(source: ListSource, keyset: Keyset, key = 'id'): SQL {
  const [name, column] = [nameOf(source.table), sql.identifier(key)]
  return sql`${name}.${column} in (select ${column} from (${pageFrom(source, keyset)}) as page)`
}

/**
 * The values of a column of codes that lie within a node of the division tree, as the keys of
 * parts. PostgreSQL jumps from each to the next along an index of text_pattern_ops and reads none
 * of their rows. `:` comes after every digit. Where the index is partial, its condition is needed.
 */
export function codesWithin(
  table: PgTable,
  column: string,
  nodeCode: string,
  ofIndex: SQL = sql`true`,
): SQL {
  const code = sql.identifier(column)
  const next = (condition: SQL) => sql`
    select ${code} from ${table}
    where ${ofIndex} and ${condition} and ${code} ~<~ ${`${nodeCode}:`}
    order by ${code} using ~<~ limit 1`
  return sql`
    with recursive codes(code) as (
      (${next(sql`${code} ~>=~ ${nodeCode}`)})
      union all
      select (${next(sql`${code} ~>~ codes.code`)}) from codes where codes.code is not null
    )
    select code from codes where code is not null`
}

/**
 * The rows of an official's area, by the column of their county, whose index holds it in the order
 * of the list: of one county a piece of that index, of a wider area merged from its counties.
 */
export function ofCountiesWithin(column: PgColumn, divisionCode: string | null): ListSource {
  const { table, name } = column
  if (divisionCode === null) return { table, condition: sql`false` }
  if (divisionCode.length === 6) return { table, condition: sql`${column} = ${divisionCode}` }
  const keys = codesWithin(table, toSnakeCase(name), divisionCode)
  return { table, condition: sql`true`, parts: { column, keys } }
}

const CountRow = z.object({ total: z.int() })

/** How many rows a list has, where the page asks for it. */
export async function totalOf(
  reader: Reader,
  page: Pick<CursorPage, 'count'>,
  source: ListSource,
): Promise<number | null> {
  const { table, condition, filter = sql`true`, parts, from = sql`${table}`, repeats } = source
  const isOfParts = parts ? sql`${parts.column} in (${parts.keys})` : sql`true`
  const once = repeats ? sql`distinct id` : sql``
  const rows = sql`select ${once} from ${from} where ${isOfParts} and ${condition} and ${filter}`
  return countOf(reader, page, rows)
}

/** How many rows a select has, where the page asks for it; none above the bound are read. */
export async function countOf(
  reader: Reader,
  { count }: Pick<CursorPage, 'count'>,
  rows: SQL,
): Promise<number | null> {
  if (count === 'false') return null
  const row = await queryRow(
    reader,
    CountRow,
    sql`select count(*)::integer as total
      from (${rows} limit ${countedAtMost + 1}) counted_rows`,
  )
  return row?.total ?? 0
}
