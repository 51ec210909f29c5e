import { sql } from 'drizzle-orm'
import { expect, test } from 'vitest'
import { isRetryable, sqlstateOf } from '../../../../server/platform/db/sqlstate.ts'
import { testDatabase } from '../../../support/database.ts'
import { stopBefore, untilBlocked } from '../../../support/race.ts'

const database = await testDatabase()
await database.sql`create table race (id int primary key, value int not null)`
await database.sql`insert into race values (1, 0), (2, 0)`

const set = (id: number, value: number) => sql`update race set value = ${value} where id = ${id}`

test('one transaction is stopped at a statement while its rival runs', async () => {
  const stop = stopBefore(database, /update race/)
  const first = database.db.transaction(async (tx) => {
    await tx.execute(sql`select 1`)
    await tx.execute(set(1, 1))
  })
  await stop.reached
  await database.db.transaction((tx) => tx.execute(set(1, 2)))
  stop.release()
  await first
  expect(await database.sql`select value from race where id = 1`).toEqual([{ value: 1 }])
})

test('a deadlock is a conflict that may be tried again', async () => {
  const stop = stopBefore(database, /where id = .*marker_first/)
  const first = database.db.transaction(async (tx) => {
    await tx.execute(set(1, 5))
    await tx.execute(sql`${set(2, 5)} and 'marker_first' <> ''`)
  })
  await stop.reached
  const second = database.db.transaction(async (tx) => {
    await tx.execute(set(2, 6))
    await tx.execute(set(1, 6))
  })
  await untilBlocked(database)
  stop.release()
  const failures = (await Promise.allSettled([first, second])).filter(
    (outcome) => outcome.status === 'rejected',
  )
  expect(failures).toHaveLength(1)
  expect(sqlstateOf(failures[0]?.reason)).toBe('40P01')
  expect(isRetryable(failures[0]?.reason)).toBe(true)
})
