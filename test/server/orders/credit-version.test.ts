import { expect, test } from 'vitest'
import { testDatabase } from '../../support/database.ts'

const database = await testDatabase()

test('a change of whatever decides a credit advances its version', async () => {
  const versionOf = async () =>
    (await database.sql<{ version: number }[]>`select version from orders.credit_version`)[0]
      ?.version ?? 0
  const before = await versionOf()
  await database.sql`delete from assistance.pairings`
  await database.sql`delete from assistance.introductions`
  expect(await versionOf()).toBe(before + 2)
})
