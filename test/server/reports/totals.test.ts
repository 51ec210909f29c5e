import { beforeAll, describe, expect, test } from 'vitest'
import { newId } from '../../../server/platform/ids.ts'
import * as api from '../../../shared/reports/reports.api.ts'
import { signedIn, testApp } from '../../support/app.ts'
import { aGroup, aPairing, aTarget } from '../../support/factories/assistance.ts'
import {
  aCredit,
  aMark,
  aRecognisedSale,
  shijing,
  xiazhuang,
} from '../../support/factories/attribution.ts'
import { aCooperative, aUnit } from '../../support/factories/organisations.ts'

const { call, refusal, database } = await testApp({ clock: () => new Date('2026-11-22T04:00:00Z') })

const parent = await aUnit(database, { name: '示例主管局' })
const child = await aUnit(database, { name: '示例下属单位', parentId: parent.id })
const other = await aUnit(database, { name: '示例其他单位' })
const group = await aGroup(database, { leadUnitId: parent.id, memberUnitIds: [child.id] })
const cooperative = await aCooperative(database)
const official = signedIn({ roles: ['official'], divisionCode: '500237' })
const leader = signedIn({ roles: ['unit_leader'], organisationId: parent.id })
const buyer = signedIn({ roles: ['buyer'], organisationId: child.id })
const coordinator = signedIn({ roles: ['group_coordinator'], organisationId: group.id })

const sale = (attributes: Omit<Parameters<typeof aRecognisedSale>[1], 'cooperativeId'>) =>
  aRecognisedSale(database, { cooperativeId: cooperative.id, ...attributes })

const pairedCodes = [{ unitId: child.id, codes: ['500237222'] }]
const read = async (
  query: Parameters<typeof call<typeof api.readTotals>>[1]['query'],
  as = leader,
) => (await call(api.readTotals, { query }, { as })).figures

beforeAll(async () => {
  // Bought by the child: 100, of it 30 in last year's November after the 22nd.
  await sale({ grams: 1_000, cents: 10_000, credit: aCredit({ unitId: child.id, pairedCodes }) })
  // Bought by the child, introduced by its parent: an overlap for the family.
  const helped = aCredit({ unitId: child.id, helpUnitId: parent.id })
  await sale({ grams: 500, cents: 4_000, credit: helped })
  // Bought by another unit, introduced by the parent.
  await sale({
    grams: 200,
    cents: 2_000,
    credit: aCredit({ unitId: other.id, helpUnitId: parent.id }),
    villages: [
      { villageCode: shijing, grams: 100 },
      { villageCode: null, grams: 100 },
    ],
  })
  // Declared only.
  await sale({ grams: 700, cents: 7_000, credit: aCredit({ unitId: child.id }), grade: 'C' })
  for (const [on, cents] of [
    ['2025-03-05', 5_000],
    ['2025-11-22', 700],
    ['2025-11-23', 90],
  ] as const) {
    await sale({ on, grams: 100, cents, credit: aCredit({ unitId: child.id }) })
  }
})

describe('§3.8 totals of a unit with its units below are a union', () => {
  test('direct, help-sale, overlap and distinct', async () => {
    const figures = await read({ period: '2026', withBelow: 'true' })
    expect(figures).toMatchObject({
      direct: { cents: 14_000, orders: 2 },
      // An order of goods from two counties is one order.
      helpSale: { cents: 6_000, orders: 2 },
      overlap: { cents: 4_000, orders: 1 },
      distinct: { cents: 16_000, grams: 1_700, orders: 3 },
    })
  })

  test('a unit alone has no overlap with its parent', async () => {
    const figures = await read({ period: '2026' }, buyer)
    expect(figures).toMatchObject({
      direct: { cents: 14_000 },
      helpSale: { cents: 0 },
      distinct: { cents: 14_000 },
    })
  })

  test('a group is the union of its members', async () => {
    const figures = await read({ period: '2026' }, coordinator)
    expect(figures.distinct).toEqual({ cents: 16_000, grams: 1_700, orders: 3 })
  })
})

test('§3.10 paired, other and unknown villages stand apart and sum to the distinct total', async () => {
  const figures = await read({ period: '2026', withBelow: 'true' })
  expect(figures.paired.cents).toBe(10_000)
  expect(figures.otherVillages.cents).toBe(5_000)
  expect(figures.unknownVillage.cents).toBe(1_000)
  const { paired, otherVillages, unknownVillage } = figures
  const parts = [paired, otherVillages, unknownVillage].map((part) => Number(part.cents))
  const sum = parts.reduce((total, cents) => total + cents, 0)
  expect(sum).toBe(figures.distinct.cents)
})

test('§3.11 what was only declared is told apart and in no total', async () => {
  const figures = await read({ period: '2026' }, buyer)
  expect(figures.notCounted).toEqual({ cents: 7_000, grams: 700 })
  expect(figures.distinct.cents).toBe(14_000)
})

test('the same days of last year, the broken month to the day', async () => {
  const totals = await call(api.readTotals, { query: { period: '2026' } }, { as: buyer })
  expect(totals.lastYear).toEqual({
    from: '2025-01-01',
    to: '2025-11-22',
    distinct: { cents: 5_700, grams: 200 },
    opening: { cents: 0, grams: 0, villages: 0 },
  })
  expect(totals.growthCentsBasisPoints).toBe(14_561)
})

test('§3.13 completion is against the year’s target, not capped, and "—" without one', async () => {
  await aTarget(database, { organisationId: child.id, year: 2026, amount: 10_000 })
  const totals = await call(api.readTotals, { query: { period: '2026-Q2' } }, { as: buyer })
  expect(totals.targets).toEqual([
    { measure: 'money', amount: 10_000, reached: 14_000, completionBasisPoints: 14_000 },
  ])
  const none = await call(api.readTotals, { query: { period: '2025' } }, { as: buyer })
  expect(none.targets).toEqual([])
})

test('§3.13 an official sees the target of a unit that helps in the area, and of no other', async () => {
  await aTarget(database, { organisationId: other.id, year: 2026, amount: 10_000 })
  const targets = async (as: typeof official) =>
    (await call(api.readTotals, { query: { unitId: other.id, period: '2026' } }, { as })).targets
  const neighbour = signedIn({ roles: ['official'], divisionCode: '441826' })
  expect(await targets(neighbour)).toEqual([])
  await aPairing(database, { organisationId: other.id, divisionCode: '441826' })
  expect(await targets(neighbour)).toMatchObject([{ amount: 10_000 }])
  expect(await targets(official)).toEqual([])
  // Ranked by its part there, with the completion of its whole (§3.13).
  const ranked = async (as: typeof official) => {
    const query = { period: '2026', by: 'unit' } as const
    const { items } = await call(api.listRanking, { query }, { as })
    return items.find(({ key }) => key === other.id)
  }
  expect(await ranked(neighbour)).toMatchObject({ cents: 1_000, completionBasisPoints: 2_000 })
  expect(await ranked(official)).toMatchObject({ cents: 1_000, completionBasisPoints: null })
})

test('totals of a place', async () => {
  const county = await read({ period: '2026' }, official)
  // The unknown village of a seller in the county stands in the county.
  expect(county.distinct.cents).toBe(15_000)
  const village = await read({ period: '2026', divisionCode: xiazhuang }, official)
  expect(village.distinct).toEqual({ cents: 14_000, grams: 1_500, orders: 2 })
  const elsewhere = signedIn({ roles: ['official'], divisionCode: '44' })
  expect((await read({ period: '2026' }, elsewhere)).distinct.cents).toBe(1_000)
})

describe('who may read what', () => {
  const code = async (
    query: Parameters<typeof call<typeof api.readTotals>>[1]['query'],
    as: typeof leader,
  ) => (await refusal(api.readTotals, { query }, { as })).code

  test('a unit reads itself, its leader the units below', async () => {
    expect(await code({ period: '2026', unitId: parent.id }, buyer)).toBe('not_found')
    expect(await code({ period: '2026', withBelow: 'true' }, buyer)).toBe('forbidden')
    expect((await read({ period: '2026', unitId: child.id })).distinct.cents).toBe(14_000)
    expect(await code({ period: '2026', unitId: other.id }, leader)).toBe('not_found')
  })

  test('an official reads his area, a coordinator his group', async () => {
    expect(await code({ period: '2026', divisionCode: '441826' }, official)).toBe('forbidden')
    expect(await code({ period: '2026', groupId: newId() }, coordinator)).toBe('not_found')
    expect(await code({ period: '2026', unitId: other.id }, coordinator)).toBe('not_found')
  })

  test('a cooperative reads none of them', async () => {
    const seller = signedIn({ roles: ['cooperative_manager'] })
    expect(await code({ period: '2026' }, seller)).toBe('forbidden')
  })
})

describe('rankings and trends', () => {
  test('§5.10 figures by mark: each with its lines, none and overlap make them add up', async () => {
    const owner = newId()
    const credit = aCredit({ unitId: owner })
    const [both, one, bare] = [newId(), newId(), newId()]
    for (const [productId, kind] of [
      [both, 'organic'],
      [both, 'brand'],
      [one, 'organic'],
    ] as const)
      await aMark(database, { productId, kind, name: kind, from: '2025-01-01', until: null })
    for (const [productId, cents] of [
      [both, 1_000],
      [one, 200],
      [bare, 30],
    ] as const)
      await sale({ grams: cents, cents, credit, productId })
    const as = signedIn({ roles: ['unit_leader'], organisationId: owner })
    const query = { period: '2026', by: 'mark' as const }
    const { items } = await call(api.readFigures, { query }, { as })
    const figureOf = (at: number, name: string) =>
      items[at]?.figures.find(({ metric }) => metric === name)
    const amounts = items.map(({ key }, at) => [key, figureOf(at, 'recognised_cents')?.cents])
    expect(amounts).toEqual([
      ['organic', 1_200],
      ['brand:brand', 1_000],
      ['none', 30],
      ['overlap', -1_000],
    ])
    expect(figureOf(3, 'recognised_cents')?.lines).toBeNull()
    for (const at of [0, 1, 2]) {
      const lines = { query: figureOf(at, 'recognised_cents')?.lines as never }
      const { total } = await call(api.listLedger, lines, { as })
      expect(total.cents).toBe(amounts[at]?.[1])
    }
    const cut = await call(api.readFigures, { query: { ...query, limit: 1 } }, { as })
    expect(cut.items.map(({ key }) => key)).toEqual(['organic', 'rest'])
  })

  test('§3.5 villages by money, the unknown one openly below them, and their total', async () => {
    const query = { period: '2026', by: 'village', withBelow: 'true' } as const
    const { items, total } = await call(api.listRanking, { query }, { as: leader })
    expect(items.map((row) => [row.rank, row.key, row.cents])).toEqual([
      [1, xiazhuang, 14_000],
      [2, shijing, 1_000],
      [null, '', 1_000],
    ])
    expect(total).toMatchObject({ cents: 16_000, lastYearCents: 5_700 })
    expect(items[0]).toMatchObject({ lastYearCents: 5_700, name: '下庄村' })
    expect(items.map((row) => row.previousRank)).toEqual([1, null, null])
  })

  test('units: each under its own name, with its completion', async () => {
    const query = { period: '2026', by: 'unit' } as const
    const { items } = await call(api.listRanking, { query }, { as: coordinator })
    expect(items.map((row) => [row.name, row.cents])).toEqual([
      [child.name, 14_000],
      [parent.name, 6_000],
    ])
    expect(items[0]?.completionBasisPoints).toBe(14_000)
    expect(items[1]?.completionBasisPoints).toBeNull()
  })

  test('places below the county, and below the country', async () => {
    const byDivision = { period: '2026', by: 'division' } as const
    const { items } = await call(api.listRanking, { query: byDivision }, { as: official })
    expect(items.map((row) => row.key)).toEqual(['500237222', ''])
    const admin = signedIn({ roles: ['platform_admin'] })
    const country = await call(api.listRanking, { query: byDivision }, { as: admin })
    expect(country.items.map((row) => row.name)).toEqual(['重庆市', '广东省'])
  })

  test('months beside those of last year, the running one beside its same days', async () => {
    const { items } = await call(api.listTrend, { query: { period: '2026' } }, { as: buyer })
    expect(items).toHaveLength(11)
    expect(items.find((item) => item.period === '2026-05')?.cents).toBe(14_000)
    expect(items.find((item) => item.period === '2026-11')?.lastYearCents).toBe(700)
    const years = { query: { period: '2026', by: 'year' } } as const
    const series = await call(api.listTrend, years, { as: buyer })
    expect(series.items.map(({ period, cents }) => [period, cents])).toEqual([
      ['2022', 0],
      ['2023', 0],
      ['2024', 0],
      ['2025', 5_790],
      ['2026', 14_000],
    ])
    expect(series.items.at(-1)?.lastYearCents).toBe(5_700)
  })
})

test('§4.4 an answer names the versions of its definitions, and all are published', async () => {
  const { metricVersions } = await call(
    api.readTotals,
    { query: { period: '2026' } },
    { as: buyer },
  )
  const { items } = await call(api.listMetrics, {})
  expect(Object.keys(metricVersions)).toEqual(items.map((metric) => metric.name))
})
