import { getTableName, type SQL, type SQLWrapper, sql } from 'drizzle-orm'
import type { PgTable } from 'drizzle-orm/pg-core'
import { z } from 'zod'
import { fieldError } from '../../../shared/errors.ts'
import { type CursorPage, countedAtMost } from '../../../shared/pagination.ts'
import { queryRow } from './rows.ts'
import type { Reader } from './transaction.ts'

/** How PostgreSQL writes the values that lists are ordered by. */
const texts = {
  timestamptz: z.string().regex(/^(infinity|\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d{1,6})?[+-]\d\d)$/),
  date: z.iso.date(),
  bigint: z.string().regex(/^-?\d{1,18}$/),
  uuid: z.uuid(),
  text: z.string().max(200),
}

/** A column by which a list is ordered. It is never null. */
export interface SortColumn {
  column: SQLWrapper
  type: keyof typeof texts
}

/** The order of a list. Its last column tells all rows apart. */
export interface ListOrder {
  /** Marks the cursors of this order. */
  name: string
  columns: readonly SortColumn[]
  descending?: boolean
}

/** The latest rows of a table first, by one of its instants and its column `id`. */
export function latestFirst(instant: string, table: string): ListOrder {
  const columnOf = (column: string) => sql`${sql.identifier(table)}.${sql.identifier(column)}`
  return {
    name: `-${instant}`,
    columns: [
      { column: columnOf(instant), type: 'timestamptz' },
      { column: columnOf('id'), type: 'uuid' },
    ],
    descending: true,
  }
}

/** The parts of a statement that reads one page of a list. */
export interface Keyset {
  /** For `order by`. */
  order: SQL
  /** Whether a row comes after the cursor; undefined for the first page. */
  after: SQL | undefined
  /** The place of a row, to be selected as its column `cursor`. */
  cursor: SQL<string>
  /** For `limit`: one row more than the page shows tells whether there are more. */
  limit: SQL
}

/**
 * Where a page begins and in which order it goes. The values are compared as one row, which an
 * index over the same columns answers without reading what comes before. Throws
 * `validation_failed` where the cursor is not one of this order.
 */
export function keysetOf(
  { name, columns, descending = false }: ListOrder,
  { cursor, pageSize }: Pick<CursorPage, 'cursor' | 'pageSize'>,
): Keyset {
  const names = columns.map(({ column }) => sql`${column}`)
  const direction = descending ? sql` desc` : sql``
  const values = names.map((column) => sql`(${column})::text`)
  return {
    order: sql.join(
      names.map((column) => sql`${column}${direction}`),
      sql`, `,
    ),
    after: cursor === undefined ? undefined : comparison(),
    cursor: sql<string>`jsonb_build_array(${name}::text, ${sql.join(values, sql`, `)})::text`,
    limit: limitOf(pageSize + 1),
  }

  function comparison(): SQL {
    const place = placeOf(name, columns, cursor ?? '')
    const parameters = columns.map(({ type }, i) => sql`${place[i]}::text::${sql.raw(type)}`)
    const beyond = descending ? sql`<` : sql`>`
    return sql`(${sql.join(names, sql`, `)}) ${beyond} (${sql.join(parameters, sql`, `)})`
  }
}

/** Sizes of pages that screens ask for; PostgreSQL plans well only for a limit that it can see. */
const usualSizes = [1, 8, 20, 24, 50, 100]

function limitOf(rows: number): SQL {
  return usualSizes.includes(rows - 1) ? sql.raw(String(rows)) : sql`${rows}`
}

/** The values of a cursor, proved to be of the order's types. */
function placeOf(name: string, columns: readonly SortColumn[], cursor: string): string[] {
  const [of, ...values] = parsed(Buffer.from(cursor, 'base64url').toString())
  const isOfOrder =
    of === name &&
    values.length === columns.length &&
    columns.every(({ type }, i) => texts[type].safeParse(values[i]).success)
  if (isOfOrder) return values
  throw fieldError(['cursor'], 'wrong_format')
}

function parsed(text: string): string[] {
  try {
    return z.array(z.string()).parse(JSON.parse(text))
  } catch {
    return []
  }
}

/** The page of the contract, out of the rows of a statement that a keyset limited. */
export function pageOf<Row extends { cursor: string }, View>(
  rows: readonly Row[],
  { pageSize }: Pick<CursorPage, 'pageSize'>,
  view: (row: Row) => View,
  total: number | null = null,
): { items: View[]; nextCursor: string | null; total: number | null } {
  const pageRows = rows.slice(0, pageSize)
  const last = pageRows.at(-1)
  const isMore = rows.length > pageSize && last !== undefined
  const nextCursor = isMore ? Buffer.from(last.cursor).toString('base64url') : null
  return { items: pageRows.map(view), nextCursor, total }
}

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
  condition: SQL
  /** Null where the whole list lies in one piece of an index. */
  parts?: Parts | null
}

/**
 * Selects the rows of a page under the table's own name. Of a list of several parts the first rows
 * of each are read along the index and merged, so that what is not shown is not read.
 */
export function pageFrom({ table, condition, parts }: ListSource, keyset: Keyset): SQL {
  const { after = sql`true`, order, limit } = keyset
  const page = sql`order by ${order} limit ${limit}`
  if (!parts) return sql`select * from ${table} where ${condition} and ${after} ${page}`
  const name = sql.identifier(getTableName(table))
  return sql`
    select ${name}.* from (${parts.keys}) as parts(key)
    cross join lateral (select * from ${table}
      where ${parts.column} = parts.key and ${condition} and ${after} ${page}) as ${name}
    ${page}`
}

/** Whether a row, told apart by the column `key`, is on the page: for statements that join more. */
export function isOnPage(source: ListSource, keyset: Keyset, key = 'id'): SQL {
  const [name, column] = [sql.identifier(getTableName(source.table)), sql.identifier(key)]
  return sql`${name}.${column} in (select ${column} from (${pageFrom(source, keyset)}) as page)`
}

/**
 * The values of a column of codes that lie within a node of the division tree, as the keys of
 * parts. PostgreSQL jumps from each to the next along an index of text_pattern_ops and reads none
 * of their rows. `:` comes after every digit.
 */
export function codesWithin(table: PgTable, column: string, nodeCode: string): SQL {
  const code = sql.identifier(column)
  const next = (condition: SQL) => sql`
    select ${code} from ${table} where ${condition} and ${code} ~<~ ${`${nodeCode}:`}
    order by ${code} using ~<~ limit 1`
  return sql`
    with recursive codes(code) as (
      (${next(sql`${code} ~>=~ ${nodeCode}`)})
      union all
      select (${next(sql`${code} ~>~ codes.code`)}) from codes where codes.code is not null
    )
    select code from codes where code is not null`
}

const CountRow = z.object({ total: z.int() })

/** How many rows a list has, where the page asks for it. */
export function totalOf(
  reader: Reader,
  page: Pick<CursorPage, 'count'>,
  { table, condition, parts }: ListSource,
): Promise<number | null> {
  const isOfParts = parts ? sql`${parts.column} in (${parts.keys})` : sql`true`
  return countOf(reader, page, sql`select from ${table} where ${isOfParts} and ${condition}`)
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
