import { readXlsx } from 'hucre/xlsx'
import { expect, test } from 'vitest'
import { fileWords, ledgerColumns } from '../../../server/exchange/ledger-columns.ts'
import type { Actor } from '../../../server/platform/context.ts'
import { exportLedger, exportLedgerCsv } from '../../../shared/exchange/exchange.api.ts'
import type { Metric } from '../../../shared/reports/metric.ts'
import { type MetricName, metrics } from '../../../shared/reports/metrics.ts'
import * as openData from '../../../shared/reports/open-data.api.ts'
import * as api from '../../../shared/reports/reports.api.ts'
import { readReserve } from '../../../shared/reports/reserve.api.ts'
import { signedIn, testApp } from '../../support/app.ts'
import { aGoldenWorld, type GoldenLine, golden } from '../../support/factories/golden.ts'
import { listFiles } from '../../support/sources.ts'

const { call, send, refusal, database } = await testApp({
  clock: () => new Date('2028-06-30T04:00:00Z'),
})
const world = await aGoldenWorld(database)
const { unitIds, groupId, productIds } = world

/** Of each metric its numbers in the order of its units; what is left out is nothing. */
type Figures = Record<string, number[]>
const figures = golden<Record<string, Record<string, Figures>>>('figures')
/** Money, weight, money of the year before, growth, share of the total, completion. */
type Row = [
  cents: number,
  grams: number,
  lastYearCents: number,
  growth: number | null,
  share: number,
  completion?: number,
]
type Point = [
  cents: number,
  grams: number,
  lastYearCents: number,
  lastYearGrams: number,
  growth: number | null,
]
const { ranking, trend } = golden<{
  ranking: Record<string, Record<string, Record<string, Record<string, Row>>>>
  trend: Record<string, Record<string, Point>>
}>('groupings')
const lines = golden<GoldenLine[]>('lines')
const elsewhere = golden<{
  'held by hand where the documents are': Record<string, string>
  'not told so': Record<string, Record<string, string>>
}>('elsewhere')

const targetFigures = [
  ...['target', 'target_reached', 'completion', 'target_missing', 'target_expected'],
  ...['target_pace', 'year_passed'],
]

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

/** Which subjects, or lists of rows, a figure is limited or divided by. */
const subjectsOf: Record<string, string[]> = {
  place: ['nation', 'wushan', 'liannan'],
  division: ['wushan', 'liannan'],
  village: ['xiazhuang'],
  unit: ['bureau', 'bureau-below', 'centre', 'hospital'],
  group: ['group'],
}
const rowFigures = [
  ...['recognised_cents', 'recognised_grams', 'last_year', 'growth', 'share_of_total'],
  'completion',
]

function isHeld(metric: string, dimension: string): boolean {
  const ofSubjects = (subjectsOf[dimension] ?? []).some((subject) =>
    Object.values(figures[subject] ?? {}).some((period) => period[metric] !== undefined),
  )
  const at = rowFigures.indexOf(metric)
  if (at >= 0 && ['month', 'year'].includes(dimension)) return at < 4
  const rows = Object.values(ranking).flatMap((by) => Object.values(by[dimension] ?? {}))
  const ofRows = at >= 0 && rows.some((row) => Object.values(row).some((row) => row.length > at))
  return ofSubjects || ofRows || (metric === 'brought' && dimension === 'product')
}

test('§4.4 every metric has a figure by hand in each grouping, or the reason why not', () => {
  const { 'held by hand where the documents are': files, 'not told so': reasons } = elsewhere
  const missing = Object.entries<Metric>(metrics).flatMap(([metric, { dimensions }]) =>
    (dimensions.length === 0 ? ['place'] : dimensions)
      .filter((dimension) => {
        const isExcused = metric in files || reasons[metric]?.[dimension] !== undefined
        return isHeld(metric, dimension) === isExcused
      })
      .map((dimension) => `${metric} by ${dimension}`),
  )
  expect(missing).toEqual([])
  for (const name of [...Object.keys(files), ...Object.keys(reasons)])
    expect(metrics).toHaveProperty(name)
  const known = listFiles()
  expect(Object.values(files).filter((file) => !known.includes(file))).toEqual([])
})

test('§3 golden case: the ledger holds the entries by hand, and no other', async () => {
  const rows = await database.sql<
    {
      id: string
      month: string
      village: string
      cents: number
      grams: number
      buyer: string | null
    }[]
  >`
    select order_line_id as id, month, village_code as village, cents, grams,
      direct_unit_id as buyer from attribution.ledger_entries`
  const names = new Map<string | null, string>(
    Object.entries(unitIds).map(([name, id]) => [id, name]),
  )
  const found = rows.map(({ id, month, village, cents, grams, buyer }) =>
    [world.lineIds.get(id), month, village, cents, grams, names.get(buyer) ?? null].join(' '),
  )
  const byHand = lines.flatMap(({ line, unit, posts }) =>
    posts.map(([month, village, cents, grams, buyer = unit]) =>
      [line, month, village, cents, grams, buyer].join(' '),
    ),
  )
  expect(found.sort()).toEqual(byHand.sort())
  expect(lines.length).toBeGreaterThanOrEqual(60)
})

/** What `readFigures` tells of a whole scope. */
const told = [
  ...['recognised_cents', 'recognised_grams', 'recognised_orders', 'direct', 'help_sale'],
  ...['overlap', 'distinct', 'paired', 'other_villages', 'unknown_village', 'not_counted'],
  ...['last_year', 'growth', 'target', 'target_reached', 'completion', 'paid_for_goods'],
]

const unitsOf = (metric: string) => metrics[metric as MetricName].units as readonly string[]

type Values = Record<'cents' | 'grams' | 'count' | 'basisPoints', unknown>

/** A figure's numbers in the order of its units, as many as are expected of it. */
function numbersOf(metric: string, { basisPoints, ...values }: Values, expected?: number[]) {
  const named: Record<string, unknown> = { ...values, basis_points: basisPoints }
  const numbers = unitsOf(metric).map((unit) => named[unit] ?? 0)
  return numbers.slice(0, expected?.length)
}

test.each(Object.keys(figures))('§3 golden case: every figure of %s by hand', async (subject) => {
  const { as, query } = read(subject)
  for (const [period, expected] of Object.entries(figures[subject] ?? {})) {
    const question = { ...query, period }
    const nothing = (metric: string) => unitsOf(metric).map(() => 0)
    const named = await call(
      api.readFigures,
      { query: { ...question, metrics: told.join(',') } },
      { as },
    )
    for (const { metric, ...values } of named.items[0]?.figures ?? [])
      expect(numbersOf(metric, values, expected[metric]), `${metric} ${period}`).toEqual(
        expected[metric] ?? nothing(metric),
      )
    // The screen's answer states the same, and what of it is told apart.
    const totals = await call(api.readTotals, { query: question }, { as })
    const { figures: stated, lastYear, growthCentsBasisPoints, adjustments, outside } = totals
    const found: Record<string, unknown[]> = {
      direct: Object.values(stated.direct),
      help_sale: Object.values(stated.helpSale),
      overlap: Object.values(stated.overlap),
      distinct: Object.values(stated.distinct),
      paired: Object.values(stated.paired),
      other_villages: Object.values(stated.otherVillages),
      unknown_village: Object.values(stated.unknownVillage),
      not_counted: Object.values(stated.notCounted),
      last_year: Object.values(lastYear.distinct),
      growth: [growthCentsBasisPoints ?? 0],
      ...(adjustments && {
        adjustments: [adjustments.cents, adjustments.grams, adjustments.entries],
      }),
      ...(outside && { outside: [outside.cents, outside.grams, outside.entries] }),
    }
    for (const [metric, numbers] of Object.entries(found))
      expect(numbers, `${metric} ${period}`).toEqual(
        expected[metric] ?? nothing(metric).slice(0, numbers.length),
      )
    const counted = { ...question, recognition: 'counted' as const }
    const { total } = await call(api.listLedger, { query: counted }, { as })
    const { cents, grams } = stated.distinct
    expect(total, period).toMatchObject({ cents, grams })
    const all = await call(api.listLedger, { query: question }, { as })
    expect([all.total.entries], period).toEqual(expected.ledger_entries ?? [0])
  }
})

const nameOfKey = new Map([
  ...Object.entries(unitIds).map(([name, id]) => [id, name] as const),
  ...Object.entries(world.sellers).map(([name, id]) => [id, name] as const),
  ...[...productIds].map(([name, id]) => [id, name] as const),
])
const nameOf = (key: string) => nameOfKey.get(key) ?? (key === 'unknown' ? '' : key)

/** Of dimensions that only rankings tell of; others may be asked for by name too (§4.4). */
const rankedOnly = ['cooperative', 'category', 'channel']

test.each(Object.keys(ranking))('§3 golden case: the rankings of %s by hand', async (subject) => {
  const { as, query } = read(subject)
  for (const [by, periods] of Object.entries(ranking[subject] ?? {}))
    for (const [period, rows] of Object.entries(periods)) {
      const question = { ...query, period, by: by as 'village', limit: 100 }
      const { items } = await call(api.listRanking, { query: question }, { as })
      // Who sold and gave back the same may stand there with nothing, or not at all.
      const moved = items.filter(({ cents, grams }) => cents !== 0 || grams !== 0)
      const found = moved.map((row) => [
        nameOf(row.key),
        [row.cents, row.grams, row.lastYearCents, row.growthBasisPoints],
      ])
      const wanted = Object.entries(rows).map(([key, row]) => [key, row.slice(0, 4)])
      expect(Object.fromEntries(found), `${by} ${period}`).toEqual(Object.fromEntries(wanted))
      if (rankedOnly.includes(by)) continue
      const named = await call(api.readFigures, { query: question }, { as })
      const byName = named.items.map(({ key, figures }) => {
        const of = (name: string) => figures.find(({ metric }) => metric === name)
        const share = of('share_of_total')?.basisPoints
        const completion = of('completion')?.basisPoints ?? undefined
        const numbers = [of('recognised_cents')?.cents, of('recognised_grams')?.grams]
        const last = [of('last_year')?.cents, of('growth')?.basisPoints, share]
        return [
          nameOf(key),
          [...numbers, ...last, ...(completion === undefined ? [] : [completion])],
        ]
      })
      expect(Object.fromEntries(byName), `${by} ${period}`).toMatchObject(rows)
    }
})

test('§3 golden case: months and years by hand', async () => {
  for (const subject of Object.keys(trend)) await compareTrend(subject)
})

async function compareTrend(subject: string) {
  const { as, query } = read(subject)
  const asked = [
    { period: '2027', by: 'month' },
    { period: '2028', by: 'month' },
    { period: '2028', by: 'year' },
  ] as const
  const found: Record<string, unknown[]> = {}
  for (const question of asked) {
    const { items } = await call(api.listTrend, { query: { ...query, ...question } }, { as })
    for (const { period, cents, grams, lastYearCents, lastYearGrams, growthBasisPoints } of items)
      if (cents !== 0 || grams !== 0)
        found[period] = [cents, grams, lastYearCents, lastYearGrams, growthBasisPoints]
    const named = await call(api.readFigures, { query: { ...query, ...question } }, { as })
    for (const { key, figures } of named.items)
      if (found[key] !== undefined)
        expect(figures.find(({ metric }) => metric === 'recognised_cents')?.cents).toBe(
          found[key][0],
        )
  }
  expect(found, subject).toEqual(trend[subject])
}

test.each(['wushan', 'bureau', 'group'])('§3.13 golden case: target of %s', async (subject) => {
  const { as, query } = read(subject)
  const question = { ...query, on: '2028-06-30' }
  const { total, passedBasisPoints } = await call(
    api.listTargetProgress,
    { query: question },
    { as },
  )
  const { target, reached, completionBasisPoints, missing, expected, paceBasisPoints } = total
  const byHand = figures[subject]?.['2028'] ?? {}
  expect({
    ...{ target: [target], target_reached: [reached], completion: [completionBasisPoints] },
    ...{ target_missing: [missing], target_expected: [expected], target_pace: [paceBasisPoints] },
    year_passed: [passedBasisPoints],
  }).toEqual(Object.fromEntries(targetFigures.map((name) => [name, byHand[name]])))
})

test('§3.13 golden case: the reserve, and who is exempt from one', async () => {
  const { bureau } = figures
  const reserveOf = (unit: 'bureau' | 'centre' | 'hospital') =>
    call(
      readReserve,
      { query: { year: 2027 } },
      {
        as: signedIn({ roles: ['unit_leader'], organisationId: unitIds[unit] }),
      },
    )
  const { filing, recognisedCents, completionBasisPoints, sharedBy } = await reserveOf('bureau')
  expect(sharedBy.map(({ id }) => id)).toEqual([unitIds.centre])
  expect({
    reserve_budget: [filing?.budgetCents],
    reserve_share: [filing?.shareBasisPoints],
    reserve_bought: [recognisedCents],
    reserve_completion: [completionBasisPoints],
  }).toEqual(
    Object.fromEntries(
      Object.entries(bureau?.['2027'] ?? {}).filter(([name]) => name.startsWith('reserve_')),
    ),
  )
  for (const unit of ['centre', 'hospital'] as const)
    expect(await reserveOf(unit)).toMatchObject({
      ...{ filing: { state: 'confirmed' }, reserveCents: null, completionBasisPoints: null },
    })
})

test('§3.8 golden case: what pairings brought, whole and by product', async () => {
  for (const subject of ['bureau', 'hospital', 'group']) {
    const { as } = read(subject)
    for (const [period, { brought = [0, 0] }] of Object.entries(figures[subject] ?? {})) {
      const { total, products } = await call(api.readResults, { query: { period } }, { as })
      expect([total.cents, total.grams], `${subject} ${period}`).toEqual(brought)
      const sum = products.reduce((all, { cents }) => all + Number(cents), 0)
      expect(sum, `${subject} ${period}`).toBe(brought[0])
    }
  }
})

const columnOf = (title: string) =>
  ledgerColumns.findIndex(({ titles }) => titles['zh-CN'] === title)

test('§3 golden case: the lines of everybody as a file', async () => {
  for (const subject of Object.keys(figures)) await compareFile(subject)
})

/** The rows of a CSV file under the titles of its first line. */
function tableOf(csv: string): Record<string, string>[] {
  const [head = [], ...rows] = csv
    .replace('\uFEFF', '')
    .trim()
    .split(/\r?\n/)
    .map((line) => line.split(','))
  return rows.map((row) => Object.fromEntries(head.map((title, at) => [title, row[at] ?? ''])))
}

function sumIn(rows: Record<string, string>[], title: string, unit: number): number {
  return rows.reduce((sum, row) => sum + Math.round(Number(row[title]) * unit), 0)
}

async function compareFile(subject: string) {
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
    const byHand = figures[subject]?.[period]?.distinct?.slice(0, 2)
    expect(sums, `${subject} ${period}`).toEqual(byHand ?? [0, 0])
    const csv = tableOf((await send(exportLedgerCsv, { query: lines }, { as })).body)
    const inCsv = [sumIn(csv, '认定金额（元）', 100), sumIn(csv, '认定重量（公斤）', 1_000)]
    expect(inCsv, `${subject} ${period}`).toEqual(byHand ?? [0, 0])
  }
}

test('§3.15 golden case: what was merged into a village stands in its year before', async () => {
  const query = { divisionCode: '500237222215', period: '2028' }
  const totals = await call(api.readTotals, { query }, { as: platform })
  // 33 分 of its own, 3,000 and 550 of the one that was merged into it.
  expect(totals.lastYear.distinct).toMatchObject({ cents: 3_583, grams: 360 })
  const { items } = await call(api.listTrend, { query }, { as: platform })
  expect(items.find(({ period }) => period === '2028-06')).toMatchObject({ lastYearCents: 3_550 })
  // In the year in which both stood, each is compared with itself.
  const merged = { query: { ...query, period: '2027' } }
  const before = await call(api.readTotals, merged, { as: platform })
  expect(before.lastYear.distinct.cents).toBe(0)
})

test('§3 golden case: the public pages state the same', async () => {
  for (const period of ['2027', '2028', '2028-02']) {
    const told = await call(api.readPublicTotals, { query: { period } })
    const byHand = figures.nation?.[period] ?? {}
    const { total, lastYear, growthBasisPoints, villages, units } = told
    expect({
      distinct: [total.cents, total.grams, total.orders],
      ...(byHand.last_year && { last_year: [lastYear.cents, lastYear.grams] }),
      ...(growthBasisPoints !== null && { growth: [growthBasisPoints] }),
      ...{ villages_selling: [villages], units_participating: [units] },
    }).toEqual(
      Object.fromEntries(
        ['distinct', 'last_year', 'growth', 'villages_selling', 'units_participating'].flatMap(
          (name) => (byHand[name] === undefined ? [] : [[name, byHand[name]]]),
        ),
      ),
    )
    const months = told.months.filter(({ cents, grams }) => cents !== 0 || grams !== 0)
    for (const { month, cents, grams } of months)
      expect([cents, grams], month).toEqual(trend.nation?.[month]?.slice(0, 2))
    for (const { code, cents, grams } of period === '2028-02' ? [] : told.topVillages)
      expect([cents, grams], code).toEqual(ranking.nation?.village?.[period]?.[code]?.slice(0, 2))
    const counties = await call(api.readPublicCounties, { query: { period } })
    expect(
      Object.fromEntries(counties.items.map(({ code, cents, grams }) => [code, [cents, grams]])),
    ).toEqual({
      '500237': figures.wushan?.[period]?.distinct?.slice(0, 2),
      '441826': figures.liannan?.[period]?.distinct?.slice(0, 2),
    })
  }
  await compareOpenData()
  const village = await call(api.readPublicVillage, { params: { code: '500237222213' } })
  expect(Object.values(village.thisYear)).toEqual(figures.xiazhuang?.['2028']?.distinct)
  const namesake = await call(api.readPublicVillage, { params: { code: '441826102222' } })
  // 444 分 of 2027 and 1,234 of 2028.
  expect(Object.values(namesake.allYears)).toEqual([1_678, 440, 2])
})

/** What is there for everybody's programs. */
async function compareOpenData() {
  const rowsOf = async (endpoint: Parameters<typeof send>[0], params: Record<string, string>) =>
    tableOf((await send(endpoint, { params, query: { period: '2028' } })).body)
  const sums = (rows: Record<string, string>[]) => [
    ...[sumIn(rows, '认定金额（元）', 100), sumIn(rows, '认定重量（公斤）', 1_000)],
  ]
  const counties = sums(await rowsOf(openData.exportPublicCounties, {}))
  expect(counties).toEqual(figures.nation?.['2028']?.distinct?.slice(0, 2))
  for (const row of await rowsOf(openData.exportPublicMonths, {})) {
    const month = row.月份 ?? ''
    expect(sums([row]), month).toEqual(trend.nation?.[month]?.slice(0, 2) ?? [0, 0])
  }
  const villages = await rowsOf(openData.exportPublicVillageMonths, { countyCode: '500237' })
  const byVillage = Object.groupBy(villages, (row) => row.村代码 ?? '')
  for (const [code, rows = []] of Object.entries(byVillage))
    expect(sums(rows), code).toEqual(ranking.wushan?.village?.['2028']?.[code]?.slice(0, 2))
}

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
