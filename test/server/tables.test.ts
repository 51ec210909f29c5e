import { globSync } from 'node:fs'
import path from 'node:path'
import { getTableColumns, is } from 'drizzle-orm'
import { CasingCache } from 'drizzle-orm/casing'
import { getTableConfig, PgTable } from 'drizzle-orm/pg-core'
import { expect, test } from 'vitest'
import { testDatabase } from '../support/database.ts'

const modules = await Promise.all(
  globSync('server/*/*.tables.ts').map(
    (file): Promise<Record<string, unknown>> => import(path.resolve(file)),
  ),
)
const tables = modules.flatMap((module) =>
  Object.values(module).filter((value): value is PgTable => is(value, PgTable)),
)
const { sql } = await testDatabase()

/** `schema.table`, as SQL writes it. */
function qualifiedName(table: PgTable): string {
  const { schema, name } = getTableConfig(table)
  return `${schema}.${name}`
}

test('the tables in code are the tables in the database', async () => {
  const casing = new CasingCache('snake_case')
  const mirrored = tables.flatMap((table) =>
    Object.values(getTableColumns(table)).map((column) => ({
      column: `${qualifiedName(table)}.${casing.getColumnCasing(column)}`,
      type: plainType(column.getSQLType()),
      required: column.notNull || column.primary,
    })),
  )
  expect(mirrored.length).toBeGreaterThan(0)
  const real = await sql<{ column: string; type: string; required: boolean }[]>`
    select n.nspname || '.' || c.relname || '.' || a.attname as column,
      format_type(a.atttypid, a.atttypmod) as type, a.attnotnull as required
    from pg_attribute a
    join pg_class c on c.oid = a.attrelid and c.relkind = 'r'
    join pg_namespace n on n.oid = c.relnamespace
    where a.attnum > 0 and not a.attisdropped
      -- Written and read by the database alone.
      and a.attname <> 'seal'
      and n.nspname || '.' || c.relname in ${sql(tables.map(qualifiedName))}`
  const wanted = new Map(real.map((column) => [column.column, column]))
  const keyColumns = new Set(await primaryKeyColumns())
  const declared = mirrored.map((column) => ({
    ...column,
    required: column.required || keyColumns.has(column.column),
  }))
  expect(byColumn(declared)).toEqual(byColumn([...wanted.values()]))
})

async function primaryKeyColumns(): Promise<string[]> {
  const rows = await sql<{ column: string }[]>`
    select n.nspname || '.' || c.relname || '.' || a.attname as column
    from pg_index i
    join pg_class c on c.oid = i.indrelid
    join pg_namespace n on n.oid = c.relnamespace
    join pg_attribute a on a.attrelid = c.oid and a.attnum = any (i.indkey)
    where i.indisprimary`
  return rows.map((row) => row.column)
}

function byColumn<T extends { column: string; type: string; required: boolean }>(
  rows: readonly T[],
) {
  return rows
    .map(({ column, type, required }) => `${column} ${type}${required ? ' not null' : ''}`)
    .sort()
}

/** Drizzle's name of a type as PostgreSQL prints it. */
function plainType(type: string): string {
  if (type.endsWith('[]')) return `${plainType(type.slice(0, -2))}[]`
  if (type === 'time') return 'time without time zone'
  if (type === 'timestamp with time zone') return type
  return type
}
