import assert from 'node:assert/strict'
import { sql } from 'drizzle-orm'
import type { PgColumn, PgTable } from 'drizzle-orm/pg-core'
import type { z } from 'zod'
import { insertOf, isAnyOf, queryRows } from '../platform/db/rows.ts'
import type { Transaction } from '../platform/db/transaction.ts'

/**
 * Enters the rows that are not there yet and locks all of them, in the order of their keys, which
 * must be distinct. What stands stays as it is, and no row gets a new version by being locked.
 *
 * One statement does both. Only where a rival entered a row at the same moment it must be sent
 * again: it waited for the rival, but still reads as of its own beginning.
 */
export async function enterAndLock<T extends PgTable, S extends z.ZodObject>(
  tx: Transaction,
  shape: S,
  input: { table: T; key: PgColumn; rows: readonly T['$inferInsert'][]; keys: readonly string[] },
): Promise<z.output<S>[]> {
  const { table, key, rows, keys } = input
  const enter = sql`
    with entered as (${insertOf(table, rows)} on conflict do nothing returning *),
    locked as (
      select * from ${table} where ${isAnyOf(key, keys)} order by ${key} for no key update
    )
    select * from entered union all select * from locked`
  const first = await queryRows(tx, shape, enter)
  if (first.length === keys.length) return first
  const second = await queryRows(tx, shape, enter)
  assert.equal(second.length, keys.length, 'every row is entered or locked')
  return second
}
