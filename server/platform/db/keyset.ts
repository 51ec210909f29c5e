import { type SQL, type SQLWrapper, sql } from 'drizzle-orm'
import { z } from 'zod'
import { fieldError } from '../../../shared/errors.ts'
import type { CursorPage } from '../../../shared/pagination.ts'
import { allOf } from './rows.ts'

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
  /** The columns of the order, without its direction. */
  place: SQL
  /** Whether a row comes after the cursor; undefined for the first page. */
  after: SQL | undefined
  /** The place of a row, to be selected as its column `cursor`. */
  cursor: SQL<string>
  /** For `limit`: one row more than the page shows tells whether there are more. */
  limit: SQL
  /** The same page, of rows up to a place only. */
  upTo: (cursor: string) => Keyset
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
  const place = sql.join(names, sql`, `)
  const direction = descending ? sql` desc` : sql``
  const values = names.map((column) => sql`(${column})::text`)
  const keyset: Omit<Keyset, 'upTo'> = {
    order: sql.join(
      names.map((column) => sql`${column}${direction}`),
      sql`, `,
    ),
    place,
    after:
      cursor === undefined ? undefined : compared(descending ? sql`<` : sql`>`, textOf(cursor)),
    cursor: sql<string>`jsonb_build_array(${name}::text, ${sql.join(values, sql`, `)})::text`,
    limit: limitOf(pageSize + 1),
  }
  const upTo = (last: string): Keyset => {
    const isBefore = compared(descending ? sql`>=` : sql`<=`, last)
    return { ...keyset, upTo, after: allOf([keyset.after, isBefore]) }
  }
  return { ...keyset, upTo }

  function compared(sign: SQL, text: string): SQL {
    const place = placeOf(name, columns, text)
    const parameters = columns.map(({ type }, i) => sql`${place[i]}::text::${sql.raw(type)}`)
    return sql`(${sql.join(names, sql`, `)}) ${sign} (${sql.join(parameters, sql`, `)})`
  }
}

/** Sizes of pages that screens ask for; PostgreSQL plans well only for a limit that it can see. */
const usualSizes = [1, 8, 20, 24, 50, 100]

function limitOf(rows: number): SQL {
  return usualSizes.includes(rows - 1) ? sql.raw(String(rows)) : sql`${rows}`
}

const textOf = (cursor: string) => Buffer.from(cursor, 'base64url').toString()

/** The values of a cursor's text, proved to be of the order's types. */
function placeOf(name: string, columns: readonly SortColumn[], text: string): string[] {
  const [of, ...values] = parsed(text)
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

/**
 * The page of the contract, out of the rows of a statement that a keyset limited. Where it looked
 * no further than the end of its scan, and is not full, the next page begins there.
 */
export function pageOf<Row extends { cursor: string }, View>(
  rows: readonly Row[],
  { pageSize }: Pick<CursorPage, 'pageSize'>,
  view: (row: Row) => View,
  { total = null, scanEnd }: { total?: number | null; scanEnd?: string | undefined } = {},
): { items: View[]; nextCursor: string | null; total: number | null } {
  const pageRows = rows.slice(0, pageSize)
  const next = rows.length > pageSize ? pageRows.at(-1)?.cursor : scanEnd
  const nextCursor = next === undefined ? null : Buffer.from(next).toString('base64url')
  return { items: pageRows.map(view), nextCursor, total }
}
