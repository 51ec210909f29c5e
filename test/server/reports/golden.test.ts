import { readXlsx } from 'hucre/xlsx'
import { expect, test } from 'vitest'
import { fileWords, ledgerColumns } from '../../../server/exchange/ledger-columns.ts'
import type { Actor } from '../../../server/platform/context.ts'
import { exportLedger } from '../../../shared/exchange/exchange.api.ts'
import * as api from '../../../shared/reports/reports.api.ts'
import { signedIn, testApp } from '../../support/app.ts'
import { aGoldenWorld, golden } from '../../support/factories/golden.ts'

const { call, send, refusal, database } = await testApp({
  clock: () => new Date('2028-06-30T04:00:00Z'),
})
const world = await aGoldenWorld(database)
const { unitIds, groupId, productIds } = world

type Figures = Record<string, [number, number, number?]>
const figures = golden<Record<string, Record<string, Figures>>>('figures')
type Rows = Record<string, [number, number]>
const { ranking, trend } = golden<{
  ranking: Record<string, Record<'village' | 'product' | 'unit', Record<string, Rows>>>
  trend: Record<string, Rows>
}>('groupings')

/** What fell into the first half of 2027, by those that are compared with it. */
const firstHalfBefore: Record<string, Record<string, Record<string, number>>> = {
  nation: { village: { '500237222213': 10_601, '500237222215': 3_000 } },
  wushan: { unit: { bureau: 10_000, centre: 4_001 } },
}

const platform = signedIn({ roles: ['platform_admin'] })
const leader = signedIn({ roles: ['unit_leader'], organisationId: unitIds.bureau })

/** How each subject of the expected figures is asked for, and by whom. */
const subjects: Record<string, { as: Actor; query?: Record<string, string> }> = {
  nation: { as: platform },
  wushan: { as: platform, query: { divisionCode: '500237' } },
  liannan: { as: signedIn({ roles: ['official'], divisionCode: '441826' }) },
  xiazhuang: { as: platform, query: { divisionCode: '500237222213' } },
  bureau: { as: leader },
  'bureau-below': { as: leader, query: { withBelow: 'true' } },
  centre: { as: leader, query: { unitId: unitIds.centre } },
  hospital: { as: signedIn({ roles: ['buyer'], organisationId: unitIds.hospital }) },
  group: { as: signedIn({ roles: ['group_coordinator'], organisationId: groupId }) },
}

const read = (subject: string) => subjects[subject] ?? { as: platform }

/** Amounts as the expected figures are written: 分, grams, and orders where they are counted. */
function triple({ cents, grams, orders }: { cents: unknown; grams: unknown; orders?: number }) {
  return orders === undefined ? [cents, grams] : [cents, grams, orders]
}

/** The names of the catalogue for the expected figures that are called otherwise. */
const metricOf: Record<string, string> = {
  ...{ helpSale: 'help_sale', unknownVillage: 'unknown_village', notCounted: 'not_counted' },
}
const metrics = [
  ...['recognised_cents', 'direct', 'help_sale', 'overlap', 'distinct', 'paired'],
  ...['unknown_village', 'not_counted', 'last_year', 'growth'],
].join(',')

test.each(Object.keys(figures))('§3 golden case: every figure of %s by hand', async (subject) => {
  const { as, query } = read(subject)
  for (const [period, expected] of Object.entries(figures[subject] ?? {})) {
    const totals = await call(api.readTotals, { query: { ...query, period } }, { as })
    const { otherVillages, ...stated } = totals.figures
    const found = Object.entries(stated).map(([name, amount]) => [name, triple(amount)])
    expect(Object.fromEntries(found), period).toEqual(expected)
    const [cents = 0, grams = 0] = expected.distinct ?? []
    const [paired = 0] = expected.paired ?? []
    const [unknown = 0] = expected.unknownVillage ?? []
    expect(otherVillages.cents, period).toBe(cents - paired - unknown)
    const named = await call(api.readFigures, { query: { ...query, period, metrics } }, { as })
    const byName = new Map(named.items[0]?.figures.map((figure) => [figure.metric, figure]))
    for (const [name, amount] of Object.entries(expected)) {
      const { cents, grams, count } = byName.get(metricOf[name] ?? name) ?? {}
      expect([cents, grams, ...(amount.length > 2 ? [count] : [])], `${name} ${period}`).toEqual(
        amount,
      )
    }
    expect(byName.get('recognised_cents')?.cents).toBe(expected.distinct?.[0])
    expect(byName.get('last_year')?.cents).toBe(totals.lastYear.distinct.cents)
    expect(byName.get('growth')?.basisPoints).toBe(totals.growthCentsBasisPoints)
    const lines = { ...query, period, recognition: 'counted' as const }
    const ledger = await call(api.listLedger, { query: lines }, { as })
    expect(ledger.total, period).toMatchObject({ cents, grams })
  }
})

const nameOfKey = new Map([
  ...Object.entries(unitIds).map(([name, id]) => [id, name] as const),
  ...[...productIds].map(([name, id]) => [id, name] as const),
])

test.each(Object.keys(ranking))('§3 golden case: the rankings of %s by hand', async (subject) => {
  const { as, query } = read(subject)
  for (const [by, periods] of Object.entries(ranking[subject] ?? {}))
    for (const [period, rows] of Object.entries(periods)) {
      const question = { ...query, period, by: by as 'village', limit: 100 }
      const { items } = await call(api.listRanking, { query: question }, { as })
      // Who asks by name is told the same (§4.4).
      const { items: named } = await call(api.readFigures, { query: question }, { as })
      const toldByName = named.map(({ key, figures: [money] }) => [
        key === 'unknown' ? '' : key,
        money?.cents,
      ])
      expect(toldByName).toEqual(items.map(({ key, cents }) => [key, cents]))
      const found = items.map((row) => [nameOfKey.get(row.key) ?? row.key, triple(row)] as const)
      // Who sold and gave back the same may stand there with nothing, or not at all.
      const moved = found.filter(([, [cents, grams]]) => cents !== 0 || grams !== 0)
      const wanted = Object.entries(rows).filter(([, [cents, grams]]) => cents !== 0 || grams !== 0)
      expect(Object.fromEntries(moved), `${by} ${period}`).toEqual(Object.fromEntries(wanted))
      const before = Object.fromEntries(
        items.map(({ key, lastYearCents }) => [nameOfKey.get(key) ?? key, lastYearCents]),
      )
      // The clock stands at the end of June: the same days of the year before.
      if (period === '2028') expect(before).toMatchObject(firstHalfBefore[subject]?.[by] ?? {})
    }
})

test.each(Object.keys(trend))('§3 golden case: the months of %s by hand', async (subject) => {
  const { as, query } = read(subject)
  const months = ['2027', '2028'].map((period) =>
    call(api.listTrend, { query: { ...query, period } }, { as }),
  )
  const points = (await Promise.all(months)).flatMap(({ items }) => items)
  const moved = points.filter(({ cents, grams }) => cents !== 0 || grams !== 0)
  expect(Object.fromEntries(moved.map((point) => [point.period, triple(point)]))).toEqual(
    trend[subject],
  )
})

const columnOf = (title: string) =>
  ledgerColumns.findIndex(({ titles }) => titles['zh-CN'] === title)

test.each(Object.keys(figures))('§3 golden case: the lines of %s as a file', async (subject) => {
  const { as, query } = read(subject)
  for (const period of ['2027', '2028']) {
    const lines = { ...query, period, recognition: 'counted' as const }
    const { rawPayload } = await send(exportLedger, { query: lines }, { as })
    const rows = (await readXlsx(rawPayload)).sheets[0]?.rows ?? []
    const end = rows.findIndex(([first]) => first === fileWords['zh-CN'].total)
    // A heading of four lines and the titles of the columns stand above.
    const sumOf = (title: string, unit: number) => {
      const smallest = (row = rows[end]) => Math.round(Number(row?.[columnOf(title)]) * unit)
      const sum = rows.slice(5, end).reduce((total, row) => total + smallest(row), 0)
      expect(sum, `${title} ${period}`).toBe(smallest())
      return sum
    }
    const sums = [sumOf('认定金额（元）', 100), sumOf('认定重量（公斤）', 1_000)]
    expect(sums, period).toEqual(figures[subject]?.[period]?.distinct?.slice(0, 2))
  }
})

test('§3.15 golden case: what was merged into a village stands in its year before', async () => {
  const query = { divisionCode: '500237222215', period: '2028' }
  const totals = await call(api.readTotals, { query }, { as: platform })
  expect(triple(totals.lastYear.distinct)).toEqual([3_000, 300])
  const { items } = await call(api.listTrend, { query }, { as: platform })
  expect(items.find(({ period }) => period === '2028-06')).toMatchObject({ lastYearCents: 3_000 })
  // In the year in which both stood, each is compared with itself.
  const merged = { query: { ...query, period: '2027' } }
  const before = await call(api.readTotals, merged, { as: platform })
  expect(before.lastYear.distinct.cents).toBe(0)
})

test('§3 golden case: the public pages state the same', async () => {
  for (const period of ['2027', '2028', '2028-02']) {
    const totals = await call(api.readPublicTotals, { query: { period } })
    expect(triple(totals.total)).toEqual(figures.nation?.[period]?.distinct)
  }
  const village = await call(api.readPublicVillage, { params: { code: '500237222213' } })
  expect(triple(village.thisYear)).toEqual(figures.xiazhuang?.['2028']?.distinct)
  const namesake = await call(api.readPublicVillage, { params: { code: '441826102222' } })
  expect(triple(namesake.allYears)).toEqual([1_234, 400, 1])
})

test('§4.7 golden case: as of an earlier day the ledger states what it stated then', async () => {
  const { as, query } = read('wushan')
  const posted = await database.sql<{ day: string }[]>`
    select distinct (posted_at at time zone 'Asia/Shanghai')::date::text as day
    from attribution.ledger_entries where county_code = '500237' order by 1`
  const days = [posted[0]?.day, posted[Math.floor(posted.length / 2)]?.day, posted.at(-2)?.day]
  for (const asOf of new Set(days.filter((day) => day !== undefined))) {
    const [then] = await database.sql<{ cents: number; entries: number }[]>`
      select coalesce(sum(cents) filter (where counted), 0)::int as cents, count(*)::int as entries
      from attribution.ledger_entries where county_code = '500237'
        and (posted_at at time zone 'Asia/Shanghai')::date <= ${asOf}::date
        and month between '2027-01' and '2028-12'`
    const dated = { ...query, period: '2027-01..2028-12', asOf }
    const totals = await call(api.readTotals, { query: dated }, { as })
    expect([totals.asOf, totals.figures.distinct.cents]).toEqual([asOf, then?.cents])
    const { items } = await call(api.readFigures, { query: dated }, { as })
    const [money] = items[0]?.figures ?? []
    expect(money).toMatchObject({ metric: 'recognised_cents', cents: then?.cents, lines: { asOf } })
    const ledger = await call(api.listLedger, { query: dated }, { as })
    expect(ledger.total).toMatchObject(then ?? {})
  }
  const wide = { query: { period: '2028', asOf: '2028-01-01' } }
  const { fields } = await refusal(api.readTotals, wide, { as: platform })
  expect(fields).toMatchObject([{ path: ['divisionCode'], code: 'level_too_high' }])
  const future = { query: { ...query, period: '2028', asOf: '2028-07-01' } }
  expect((await refusal(api.readTotals, future, { as })).fields).toMatchObject([
    { path: ['asOf'], code: 'in_the_future' },
  ])
})
