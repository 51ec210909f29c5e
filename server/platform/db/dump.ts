import type { Readable, Writable } from 'node:stream'
import { sql } from 'drizzle-orm'
import { z } from 'zod'
import { clientOf } from './copy.ts'
import { execute, queryRows } from './rows.ts'
import type { Database, Transaction } from './transaction.ts'

/** A table of the program's, with the columns that are kept: what is computed is not. */
export interface DumpedTable {
  /** With its schema: `orders.order_lines`. */
  name: string
  columns: string[]
}

/** Where a sequence stands. */
export interface DumpedSequence {
  name: string
  value: number
}

/**
 * The program's schemas: not the queues, whose jobs hold secrets and belong to their library, and
 * not the record of migrations, which whoever loads the tables makes anew.
 */
const isKept = sql`nspname !~ '^pg_' and nspname not in
  ('information_schema', 'public', 'pgboss', 'drizzle')`

const TableRow = z.object({ name: z.string(), columns: z.array(z.string()) })

export function listTables(tx: Transaction): Promise<DumpedTable[]> {
  return queryRows(
    tx,
    TableRow,
    sql`select format('%I.%I', nspname, relname) as name,
      array_agg(quote_ident(attname) order by attnum) as columns
    from pg_class join pg_namespace on pg_namespace.oid = relnamespace
    join pg_attribute on attrelid = pg_class.oid and attnum > 0 and not attisdropped
      and attgenerated = ''
    where relkind = 'r' and ${isKept}
    group by nspname, relname order by nspname, relname`,
  )
}

/** Read after the tables, a sequence is as far as any row of the snapshot, or farther. */
export async function readSequences(tx: Transaction): Promise<DumpedSequence[]> {
  return queryRows(
    tx,
    z.object({ name: z.string(), value: z.int() }),
    sql`select format('%I.%I', nspname, relname) as name,
      coalesce(pg_sequence_last_value(pg_class.oid), 0) as value
    from pg_class join pg_namespace on pg_namespace.oid = relnamespace
    where relkind = 'S' and ${isKept} order by 1`,
  )
}

/** One snapshot of everything, however long reading it takes and whatever is written meanwhile. */
export function inSnapshot<T>(db: Database, work: (tx: Transaction) => Promise<T>): Promise<T> {
  return db.transaction(work, { isolationLevel: 'repeatable read', accessMode: 'read only' })
}

/** A table's rows in COPY's text format. */
export function copyOut(tx: Transaction, { name, columns }: DumpedTable): Promise<Readable> {
  return clientOf(tx)
    .unsafe(`copy ${name} (${columns.join(', ')}) to stdout`)
    .simple()
    .readable()
}

/** Takes a table's rows in COPY's text format. */
export function copyIn(tx: Transaction, { name, columns }: DumpedTable): Promise<Writable> {
  return clientOf(tx)
    .unsafe(`copy ${name} (${columns.join(', ')}) from stdin`)
    .simple()
    .writable()
}

/**
 * Empties the tables and has `load` fill them, with triggers and foreign keys put aside: rows come
 * in any order, and ledgers refuse to be emptied otherwise. The keys are checked when they are put
 * back. For the owner of the tables.
 */
export async function refillTables(
  tx: Transaction,
  tables: readonly DumpedTable[],
  load: () => Promise<void>,
): Promise<void> {
  const keys = await queryRows(
    tx,
    z.object({ table: z.string(), name: z.string(), definition: z.string() }),
    sql`select conrelid::regclass::text as "table", quote_ident(conname) as name,
      pg_get_constraintdef(pg_constraint.oid) as definition
    from pg_constraint join pg_namespace on pg_namespace.oid = connamespace
    where contype = 'f' and ${isKept}`,
  )
  for (const { table, name } of keys)
    await execute(tx, sql.raw(`alter table ${table} drop constraint ${name}`))
  for (const { name } of tables)
    await execute(tx, sql.raw(`alter table ${name} disable trigger user`))
  await execute(tx, sql.raw(`truncate ${tables.map(({ name }) => name).join(', ')}`))
  await load()
  for (const { table, name, definition } of keys)
    await execute(tx, sql.raw(`alter table ${table} add constraint ${name} ${definition}`))
  for (const { name } of tables)
    await execute(tx, sql.raw(`alter table ${name} enable trigger user`))
}

/** Lets sequences go on behind the last number that was given. */
export async function moveSequences(
  tx: Transaction,
  sequences: readonly DumpedSequence[],
): Promise<void> {
  for (const { name, value } of sequences)
    if (value > 0) await execute(tx, sql`select setval(${name}::regclass, ${value})`)
}
