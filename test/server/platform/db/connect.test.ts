import { sql } from 'drizzle-orm'
import { expect, test } from 'vitest'
import { pendingMigrations } from '../../../../server/platform/db/migrate.ts'
import { testDatabase } from '../../../support/database.ts'

const database = await testDatabase()

test('every migration is applied to a test database', async () => {
  expect(await pendingMigrations(database.db)).toEqual([])
})

test('int8 arrives as a number, and one that is not safe is refused', async () => {
  const [row] = await database.sql`select 9007199254740991::int8 as amount`
  expect(row?.amount).toBe(Number.MAX_SAFE_INTEGER)
  await expect(database.sql`select 9007199254740993::int8 as amount`).rejects.toThrow(
    'not a safe integer',
  )
})

test('a calendar day stays the day it is', async () => {
  const [row] = await database.sql`
    select date '2026-11-22' as day, ${'2026-02-28'}::date as given,
      '2026-11-22T02:00:00Z'::timestamptz as instant`
  expect(row).toMatchObject({ day: '2026-11-22', given: '2026-02-28', instant: expect.any(Date) })
})

test('Drizzle sends its queries prepared, also in a transaction and a savepoint', async () => {
  const countPrepared = sql`
    select count(*)::int as count from pg_prepared_statements where statement like ${'%marker%'}`
  const count = await database.db.transaction(async (tx) => {
    await tx.execute(sql`select ${1}::int as marker_outer`)
    await tx.transaction((inner) => inner.execute(sql`select ${2}::int as marker_inner`))
    const [row] = await tx.execute<{ count: number }>(countPrepared)
    return row?.count
  })
  expect(count).toBeGreaterThanOrEqual(2)
})

test('behind a pooler nothing is prepared', async () => {
  const pooled = await testDatabase({ prepare: false })
  const count = await pooled.db.transaction(async (tx) => {
    await tx.execute(sql`select ${1}::int as marker`)
    const [row] = await tx.execute<{ count: number }>(
      sql`select count(*)::int as count from pg_prepared_statements`,
    )
    return row?.count
  })
  expect(count).toBe(0)
})
