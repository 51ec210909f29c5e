import { eq, sql } from 'drizzle-orm'
import { expect, test } from 'vitest'
import { systemActor } from '../../../server/platform/context.ts'
import { transaction } from '../../../server/platform/db/transaction.ts'
import { divisionSource, sourceSize } from '../../../server/villages/division-source.ts'
import { type ImportInput, importDivisions } from '../../../server/villages/import-divisions.ts'
import { searchDivisions } from '../../../server/villages/search-divisions.ts'
import { divisions } from '../../../server/villages/villages.tables.ts'
import { contextFor } from '../../support/app.ts'
import { type TestDatabase, testDatabase } from '../../support/database.ts'

const counties = ['500237', '441826', '431102']

function load(database: TestDatabase, input: ImportInput) {
  const context = contextFor(systemActor, new Date('2026-11-22T00:00:00Z'))
  return transaction(database.db, (tx) => importDivisions(tx, context, input))
}

test('counties come whole, with the nodes above them; a second run changes nothing', async () => {
  const database = await testDatabase()
  const first = await load(database, { only: counties })
  expect(first.read).toBe(first.added)
  const [count] = await database.sql`
    select count(*) filter (where level = 5 and code like '500237%') as villages,
      count(*) filter (where level = 1) as provinces from villages.divisions`
  expect(count).toEqual({ villages: 340, provinces: 3 })
  expect(await load(database, { only: counties })).toMatchObject({
    added: 0,
    changed: 0,
    abolished: 0,
  })
  const [orphans] = await database.sql`
    select count(*) from villages.divisions d where parent_code is not null
      and not exists (select from villages.divisions p where p.code = d.parent_code)`
  expect(orphans?.count).toBe(0)
})

test('an area that is named twice, or within another one, is read once', async () => {
  const named = ['500237222', '500237', '500237222213', '500237', '441826']
  const codes = [...divisionSource(named)].map(({ code }) => code)
  expect(codes).toHaveLength(new Set(codes).size)
  expect(codes.sort()).toEqual(
    [...divisionSource(['500237', '441826'])].map(({ code }) => code).sort(),
  )
  expect(sourceSize(named)).toBe(codes.length)
})

test('§9 names are kept as the table has them, and shown as people say them', async () => {
  const database = await testDatabase()
  await load(database, { only: counties })
  const [village] = await database.db
    .select()
    .from(divisions)
    .where(eq(divisions.code, '500237222213'))
  expect(village).toMatchObject({
    name: '下庄村',
    officialName: '下庄村村民委员会',
    pathName: '重庆市巫山县竹贤乡下庄村',
    parentCode: '500237222',
    level: 5,
  })
})

test('§9 a code that vanished is closed, and its namesake in the county succeeds it', async () => {
  const database = await testDatabase()
  await load(database, { only: ['500237'] })
  const reformed = [...divisionSource(['500237'])].map((division) =>
    division.code === '500237222213' ? { ...division, code: '500237222299' } : division,
  )
  const without = reformed.filter((division) => division.code !== '500237222212')
  const outcome = await load(database, { only: ['500237'], source: without })
  expect(outcome).toMatchObject({ added: 1, changed: 0, abolished: 2 })
  const closed = await database.sql`
    select code, valid_to, successor_code from villages.divisions where valid_to is not null
      order by code`
  expect(closed).toEqual([
    { code: '500237222212', valid_to: '2026-11-22', successor_code: null },
    { code: '500237222213', valid_to: '2026-11-22', successor_code: '500237222299' },
  ])
  expect(await load(database, { only: ['500237'] })).toMatchObject({ changed: 2, abolished: 1 })
})

test('places are found by name, path and code, two characters included', async () => {
  const database = await testDatabase()
  await load(database, { only: counties })
  const pathNames = async (text: string) =>
    (await searchDivisions(database.db, { text, limit: 5 })).map((division) => division.pathName)
  const village = '重庆市巫山县竹贤乡下庄村'
  expect((await pathNames('下庄'))[0]).toBe(village)
  expect((await pathNames('巫山'))[0]).toBe('重庆市巫山县')
  for (const text of ['巫山 下庄', '下庄，巫山', '巫山下庄', '下庄村村民委员会 重庆'])
    expect(await pathNames(text), text).toEqual([village])
  expect((await pathNames('5002372222'))[0]).toBe('重庆市巫山县竹贤乡石院村')
  expect(await pathNames('500237222213')).toEqual([village])
  expect(await pathNames('５００２３７２２２２１３')).toEqual([village])
  expect((await pathNames('竹贤 阮'))[0]).toBe('重庆市巫山县竹贤乡阮村')
  expect(await pathNames('下庄%')).toEqual([])
  const within = await searchDivisions(database.db, {
    text: '石',
    within: '441826',
    level: 5,
    limit: 50,
  })
  expect(within.map((division) => division.name)).toContain('石径村')
  expect(
    within.every((division) => division.code.startsWith('441826') && division.level === 5),
  ).toBe(true)
})

test('§3.15: of namesakes those of one’s own county come first', async () => {
  const database = await testDatabase()
  await load(database, { only: counties })
  const [own] = await database.sql<{ code: string; name: string }[]>`
    select own.code, own.name from villages.divisions own
    join villages.divisions other on other.name = own.name and other.level = 5
    where own.level = 5 and left(other.code, 6) < left(own.code, 6)
    order by own.code desc limit 1`
  if (own === undefined) throw new Error('no village has a namesake')
  const found = async (near?: string) =>
    (await searchDivisions(database.db, { text: own.name, level: 5, near, limit: 5 })).map(
      ({ code }) => code,
    )
  expect((await found())[0]).not.toBe(own.code)
  const county = own.code.slice(0, 6)
  expect((await found(county))[0]?.slice(0, 6)).toBe(county)
  // The last place at the list does not push out one that lies near.
  const [first] = await searchDivisions(database.db, {
    text: own.name.slice(0, 2),
    near: county,
    level: 5,
    limit: 1,
  })
  expect(first?.code.slice(0, 6)).toBe(county)
})

test('the search reads its indexes, not the table', async () => {
  const database = await testDatabase({ max: 1 })
  await load(database, { only: counties })
  const plans: string[] = []
  const explaining = {
    execute: async (statement: ReturnType<typeof sql>) => {
      await database.db.execute(sql`set enable_seqscan = off`)
      const rows = await database.db.execute(sql`explain ${statement}`)
      plans.push(rows.map((row) => row['QUERY PLAN']).join('\n'))
      return []
    },
  }
  await searchDivisions(explaining as never, { text: '下庄', limit: 12 })
  await searchDivisions(explaining as never, { text: '500237', limit: 12 })
  expect(plans[0]).toMatch(/Bitmap Index Scan on divisions_search\b/)
  expect(plans[0]).toMatch(/Bitmap Index Scan on divisions_search_upper/)
  expect(plans[0]).toMatch(/Index .*Scan using divisions_name\b/)
  expect(plans[1]).toMatch(/Index Scan using divisions_pkey/)
  for (const plan of plans) expect(plan).not.toMatch(/Seq Scan/)
})
