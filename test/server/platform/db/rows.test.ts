import { sql } from 'drizzle-orm'
import { boolean, integer, pgSchema, text, uuid } from 'drizzle-orm/pg-core'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { day, instant, integer64 } from '../../../../server/platform/db/columns.ts'
import {
  arrayOf,
  document,
  execute,
  insertRows,
  isAnyOf,
  jsonOf,
  queryRow,
  queryRows,
  recordset,
} from '../../../../server/platform/db/rows.ts'
import { transaction } from '../../../../server/platform/db/transaction.ts'
import { newId } from '../../../../server/platform/ids.ts'
import { testDatabase } from '../../../support/database.ts'
import { countStatements } from '../../../support/statements.ts'

const database = await testDatabase({ max: 2 })
await database.sql`create schema shelf`
await database.sql`create table shelf.jars (id uuid primary key, label text not null,
  net_grams bigint not null, filled_on date, sealed_at timestamptz, pieces int,
  names text[] not null default '{}', is_open boolean not null default false)`
const jars = pgSchema('shelf').table('jars', {
  id: uuid().primaryKey(),
  label: text().notNull(),
  netGrams: integer64().notNull(),
  filledOn: day(),
  sealedAt: instant(),
  pieces: integer(),
  names: text().array().notNull().default([]),
  isOpen: boolean().notNull().default(false),
})
const Jar = z.object({
  id: z.uuid(),
  netGrams: z.int(),
  filledOn: z.string().nullable(),
  sealedAt: z.date().nullable(),
  names: z.array(z.string()),
})

const sealedAt = new Date('2026-11-22T01:02:03.004Z')
const jar = (label: string) => ({
  id: newId(),
  label,
  netGrams: 9_000_000_000,
  filledOn: '2026-11-22',
  sealedAt,
  names: ['蜂蜜', 'a "b" \\'],
})

test('rows are inserted by one statement, whatever their number, and read by their shape', async () => {
  const rows = ['first', 'second', 'third'].map(jar)
  const { statements } = await countStatements(database, () =>
    transaction(database.db, (tx) => insertRows(tx, jars, rows)),
  )
  expect(statements.filter((text) => text.includes('insert'))).toHaveLength(1)
  const result = await queryRows(
    database.db,
    Jar,
    sql`select * from shelf.jars where id = any(${arrayOf('uuid', [rows[1]?.id])})`,
  )
  const { label: _, ...second } = rows[1] as (typeof rows)[number]
  expect(result).toEqual([second])
})

test('a list in the builder is one parameter, the empty one too', async () => {
  const { id } = jar('alone')
  await transaction(database.db, (tx) => insertRows(tx, jars, [{ ...jar('alone'), id }]))
  const labels = await database.db
    .select({ label: jars.label })
    .from(jars)
    .where(isAnyOf(jars.id, [id, newId()]))
  expect(labels).toEqual([{ label: 'alone' }])
  expect(await database.db.select().from(jars).where(isAnyOf(jars.id, []))).toEqual([])
})

test('nested objects are JSON with the columns’ names; a document keeps its own keys', async () => {
  const Shape = z.object({
    lines: z.array(z.object({ netGrams: z.int(), at: z.date() })),
    kept: document(z.object({ netGrams: z.int() })),
    nothing: z.object({ netGrams: z.int() }).nullable(),
  })
  const row = await queryRow(
    database.db,
    Shape,
    sql`select jsonb_build_array(
        jsonb_build_object('net_grams', 5, 'at', ${sealedAt.toISOString()}::timestamptz)) as lines,
      ${jsonOf({ netGrams: 7 })} as kept, null::jsonb as nothing`,
  )
  expect(row).toEqual({
    lines: [{ netGrams: 5, at: sealedAt }],
    kept: { netGrams: 7 },
    nothing: null,
  })
})

test('a row that does not fit its shape is an error, and so is a shape that transforms', async () => {
  const wrong = queryRows(database.db, Jar, sql`select 'x' as id`)
  await expect(wrong).rejects.toThrow(/id/)
  const transforms = z.object({ id: z.string().transform(Number) })
  await expect(queryRows(database.db, transforms, sql`select '1' as id`)).rejects.toThrow(
    'may not transform',
  )
})

test('records join and change rows; the number of changed rows comes back', async () => {
  const rows = [jar('before 1'), jar('before 2')]
  const changed = await transaction(database.db, async (tx) => {
    await insertRows(tx, jars, rows)
    const labels = rows.map(({ id }, at) => ({ id, label: `after ${at}` }))
    return execute(
      tx,
      sql`update shelf.jars set label = r.label from ${recordset(jars, labels)}
        where jars.id = r.id`,
    )
  })
  expect(changed).toBe(2)
})
