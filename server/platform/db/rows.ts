import { eq, getTableColumns, SQL, sql } from 'drizzle-orm'
import { toSnakeCase } from 'drizzle-orm/casing'
import type { PgColumn, PgTable } from 'drizzle-orm/pg-core'
import { z } from 'zod'
import { figure, figureOf } from '../../../shared/figure.ts'
import type { Reader, Transaction } from './transaction.ts'

/**
 * The shape of a written statement's row. Keys are camelCase and stand for the snake_case columns
 * of the statement; nested objects stand for JSON that PostgreSQL built with snake_case keys. A
 * stored document, whose keys are its own, is given as `document(shape)`. A sum that may pass 2^53
 * is selected as text for a `figure`.
 */
type RowShape = z.ZodObject

/**
 * Sends a written statement and returns its rows by their shape. Instants become `Date`. Tests and
 * development check every row against the shape; production trusts what they proved. A shape is
 * made once, outside of the function that uses it: making it costs more than reading many rows.
 *
 *     const Total = z.object({ unitId: z.uuid(), goodsCents: cents })
 *     const rows = await queryRows(tx, Total, sql`
 *       select unit_id, sum(goods_cents)::bigint as goods_cents from orders.purchase_orders …`)
 */
export async function queryRows<S extends RowShape>(
  reader: Reader,
  shape: S,
  statement: SQL,
): Promise<z.output<S>[]> {
  const convert = converterOf(shape)
  const rows = await reader.execute(statement)
  return rows.map((row) => {
    const converted = convert(row)
    return (checksRows ? shape.parse(converted) : converted) as z.output<S>
  })
}

/** The only row of a statement, or undefined where it returned none. */
export async function queryRow<S extends RowShape>(
  reader: Reader,
  shape: S,
  statement: SQL,
): Promise<z.output<S> | undefined> {
  const [row] = await queryRows(reader, shape, statement)
  return row
}

/** Sends a written statement that returns no rows; returns how many rows it changed. */
export async function execute(reader: Reader, statement: SQL): Promise<number> {
  const { count } = await reader.execute(statement)
  return count
}

let checksRows = true

/** From here on rows are not checked against their shapes: for production. */
export function trustRows(): void {
  checksRows = false
}

/** A list as one parameter, so that the text of a statement does not grow with it. */
export function arrayOf(type: 'uuid' | 'text' | 'bigint', values: readonly unknown[]): SQL {
  return sql`${sql.param([...values])}::${sql.raw(type)}[]`
}

/** Whether a column holds one of the values; unlike `inArray`, one text for lists of any length. */
export function isAnyOf(column: PgColumn, values: readonly unknown[]): SQL {
  return sql`${column} = any(${sql.param([...values])}::${sql.raw(column.getSQLType())}[])`
}

/** Whether a column holds a value, where one is asked for: a condition that a list may lack. */
export function equals(column: PgColumn, value: unknown): SQL | undefined {
  return value === undefined ? undefined : eq(column, value)
}

/** All of the conditions that a question has, so that those it lacks cost nothing. */
export function allOf(conditions: readonly (SQL | false | null | undefined | '')[]): SQL {
  const stated = conditions.filter((condition) => condition instanceof SQL)
  return stated.length === 0 ? sql`true` : sql.join(stated, sql` and `)
}

/** A value as a jsonb parameter. The driver would encode a jsonb parameter a second time. */
export function jsonOf(value: unknown): SQL {
  return sql`${JSON.stringify(value)}::text::jsonb`
}

/**
 * Records as a row source named `r`, with names and types taken from the table's columns:
 *
 *     sql`insert into … select … from ${recordset(orderLines, lines)} join …`
 *
 * All records have the keys of the first one.
 */
export function recordset<T extends PgTable>(
  table: T,
  records: readonly Partial<T['$inferInsert']>[],
): SQL {
  const columns = columnsOf(table, records[0] ?? {})
  const definition = columns.map(({ name, type }) => `${name} ${type}`).join(', ')
  const rows = records.map((record) =>
    Object.fromEntries(columns.map(({ key, name }) => [name, record[key as keyof typeof record]])),
  )
  return sql`jsonb_to_recordset(${jsonOf(rows)}) as r(${sql.raw(definition)})`
}

/** Inserts any number of rows by one statement of one text. All rows have the first one's keys. */
export async function insertRows<T extends PgTable>(
  tx: Transaction,
  table: T,
  rows: readonly T['$inferInsert'][],
): Promise<void> {
  if (rows.length > 0) await tx.execute(insertOf(table, rows))
}

/** The insert of `insertRows` as an SQL fragment, open for `on conflict` or `returning`. */
export function insertOf<T extends PgTable>(table: T, rows: readonly T['$inferInsert'][]): SQL {
  const columns = columnsOf(table, rows[0] ?? {})
  const names = sql.raw(columns.map(({ name }) => name).join(', '))
  return sql`insert into ${table} (${names}) select ${names} from ${recordset(table, rows)}`
}

/**
 * Changes any number of rows of a table by one statement, each found by its keys; all records have
 * the keys of the first one, and columns that none of them names stay.
 */
export async function updateRows<T extends PgTable>(
  tx: Transaction,
  table: T,
  keys: readonly (keyof T['$inferInsert'] & string)[],
  records: readonly Partial<T['$inferInsert']>[],
): Promise<void> {
  const [first] = records
  if (first === undefined) return
  const columns = columnsOf(table, first)
  const isKey = ({ key }: NamedColumn) => keys.some((name) => name === key)
  const sets = columns.filter((column) => !isKey(column)).map(({ name }) => `${name} = r.${name}`)
  const found = columns.filter(isKey).map(({ name }) => `t.${name} = r.${name}`)
  await tx.execute(sql`update ${table} t set ${sql.raw(sets.join(', '))}
    from ${recordset(table, records)} where ${sql.raw(found.join(' and '))}`)
}

interface NamedColumn {
  key: string
  name: string
  type: string
}

function columnsOf(table: PgTable, record: object): NamedColumn[] {
  const columns: Record<string, PgColumn> = getTableColumns(table)
  return Object.keys(record).map((key) => {
    const column = columns[key]
    if (column === undefined) throw new Error(`the table has no column for ${key}`)
    return { key, name: toSnakeCase(key), type: column.getSQLType() }
  })
}

const documents = z.registry<{ document: true }>()

/** A stored JSON document: its keys are read as they stand. */
export function document<T extends z.ZodType>(shape: T): T {
  const own = shape.clone() as T
  documents.add(own, { document: true })
  return own
}

type Convert = (value: unknown) => unknown

const converters = new WeakMap<z.ZodType, Convert>()

function converterOf(shape: z.ZodType): Convert {
  const converter = converters.get(shape)
  if (converter !== undefined) return converter
  const convert = compile(shape)
  converters.set(shape, convert)
  return convert
}

const unchanged: Convert = (value) => value

/** How a value as PostgreSQL gives it becomes the value of the shape. */
function compile(shape: z.ZodType): Convert {
  if (documents.has(shape)) return unchanged
  if (shape === figure) return orNull((value) => figureOf(BigInt(value as string)))
  if (shape instanceof z.ZodDate) return orNull((value) => new Date(value as string))
  if (shape instanceof z.ZodNullable || shape instanceof z.ZodOptional)
    return converterOf(shape.unwrap() as z.ZodType)
  if (shape instanceof z.ZodArray) {
    const convert = converterOf(shape.element as z.ZodType)
    if (convert === unchanged) return unchanged
    return orNull((value) => (value as unknown[]).map(convert))
  }
  if (shape instanceof z.ZodObject) return compileObject(shape)
  // Rows are not checked in production, so a check must not change them elsewhere.
  if (shape instanceof z.ZodPipe || shape instanceof z.ZodDefault)
    throw new Error('the shape of a row may not transform')
  return unchanged
}

function compileObject(shape: z.ZodObject): Convert {
  const fields = Object.entries(shape.shape).map(([key, type]) => ({
    key,
    column: toSnakeCase(key),
    convert: converterOf(type as z.ZodType),
  }))
  return orNull((value) => {
    const row = value as Record<string, unknown>
    const converted: Record<string, unknown> = {}
    for (const { key, column, convert } of fields) converted[key] = convert(row[column])
    return converted
  })
}

function orNull(convert: Convert): Convert {
  return (value) => (value === null || value === undefined ? value : convert(value))
}
