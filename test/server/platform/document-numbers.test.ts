import { expect, test } from 'vitest'
import { transaction } from '../../../server/platform/db/transaction.ts'
import { documentNumber } from '../../../server/platform/document-numbers.ts'
import { testDatabase } from '../../support/database.ts'

const database = await testDatabase({ max: 10 })
const { db, sql } = database
/** A morning in Shanghai on which UTC has the day before. */
const at = new Date('2026-07-05T23:30:00Z')
const next = () => transaction(db, (tx) => documentNumber(tx, 'SH', at))

test('a number names its kind and the Shanghai day', async () => {
  expect(await next()).toMatch(/^SH260706-\d{6}$/)
})

test('a number of more than six digits is whole', async () => {
  const [{ last } = { last: 0 }] = await sql<{ last: number }[]>`
    select last_value as last from platform.document_numbers`
  await sql`select setval('platform.document_numbers', 1234567)`
  expect(await next()).toBe('SH260706-1234568')
  await sql`select setval('platform.document_numbers', ${last})`
})

test('whoever asks at once, and whatever is undone, no number comes twice', async () => {
  const undone = transaction(db, async (tx) => {
    await documentNumber(tx, 'SH', at)
    throw new Error('undone')
  }).catch(() => null)
  const numbers = await Promise.all(Array.from({ length: 60 }, next))
  expect(await undone).toBeNull()
  expect(new Set([...numbers, await next()]).size).toBe(61)
})
