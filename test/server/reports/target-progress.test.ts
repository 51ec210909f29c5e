import { readXlsx } from 'hucre/xlsx'
import { beforeAll, describe, expect, test } from 'vitest'
import { noticeListeners } from '../../../server/notices/index.ts'
import { relayOnce } from '../../../server/platform/jobs/relay.ts'
import { exportTargetProgress } from '../../../shared/exchange/exchange.api.ts'
import { listNotices } from '../../../shared/notices/notices.api.ts'
import { listTargetProgress, remindUnits } from '../../../shared/reports/reports.api.ts'
import { signedIn, testApp } from '../../support/app.ts'
import { aMember } from '../../support/factories/accounts.ts'
import { aGroup, aPairing, aTarget } from '../../support/factories/assistance.ts'
import { aCredit, aRecognisedSale, shijing } from '../../support/factories/attribution.ts'
import { aUnit } from '../../support/factories/organisations.ts'

const { call, refusal, send, database, deps } = await testApp({
  clock: () => new Date('2026-11-22T04:00:00Z'),
})

const lead = await aUnit(database, { name: '示例牵头单位' })
const below = await aUnit(database, { name: '示例下属单位', parentId: lead.id })
const idle = await aUnit(database, { name: '示例无任务单位' })
const group = await aGroup(database, { leadUnitId: lead.id, memberUnitIds: [below.id, idle.id] })
const coordinator = signedIn({ roles: ['group_coordinator'], organisationId: group.id })
const leader = signedIn({ roles: ['unit_leader'], organisationId: lead.id })
const official = signedIn({ roles: ['official'], divisionCode: '500237' })
const stranger = signedIn({ roles: ['official'], divisionCode: '500101' })

/** By the day and in the end: 40 of 100, 30 of 60, 60 of 80 yuan; and 90 of this year. */
const sales = [
  ['2023-03-01', 40],
  ['2023-11-23', 60],
  ['2024-11-22', 30],
  ['2024-12-01', 30],
  ['2025-02-28', 60],
  ['2025-11-23', 20],
  ['2026-05-10', 90],
] as const

beforeAll(async () => {
  for (const [on, yuan] of sales) {
    // Half of it from another county: completion is of the whole (§3.13).
    await aRecognisedSale(database, {
      ...{ on, grams: yuan * 10, cents: yuan * 100, credit: aCredit({ unitId: lead.id }) },
      villages: [
        { villageCode: shijing, grams: yuan * 5 },
        { villageCode: '500237222213', grams: yuan * 5 },
      ],
    })
  }
  await aRecognisedSale(database, {
    ...{ on: '2026-01-05', grams: 100, cents: 1_000, credit: aCredit({ unitId: below.id }) },
  })
  await aTarget(database, { organisationId: lead.id, year: 2026, amount: 13_000 })
  await aTarget(database, { organisationId: below.id, year: 2026, amount: 10_000 })
  await aTarget(database, { organisationId: group.id, year: 2026, amount: 20_000 })
  await aTarget(database, {
    ...{ organisationId: below.id, year: 2026, measure: 'weight', amount: 1_000 },
  })
  await aPairing(database, { organisationId: group.id })
})

const read = (
  query: Parameters<typeof call<typeof listTargetProgress>>[1]['query'] = {},
  as = coordinator,
) => call(listTargetProgress, { query }, { as })

describe('§3.13 who is behind, and what the year will come to', () => {
  test('a group sees its members beside its own target, as worked by hand', async () => {
    const page = await read()
    expect(page).toMatchObject({ on: '2026-11-22', passedBasisPoints: 8_932, isCut: false })
    const rows = Object.fromEntries(page.items.map((row) => [row.name, row]))
    expect(rows[lead.name]).toMatchObject({
      ...{ target: 13_000, reached: 9_000, completionBasisPoints: 6_923, missing: 4_000 },
      // 130 × 326/365 = 116.11; 69.23 % less 89.32 %.
      ...{ expected: 11_611, paceBasisPoints: -2_009, lastYear: 6_000 },
      growthBasisPoints: 5_000,
      // 90 ÷ 60/80; earlier ones were off by 50 % and 25 %, and never too low.
      forecast: { likely: 12_000, low: 9_000, high: 12_000, seasons: 'own' },
      outlook: 'will_miss',
    })
    // Without a year of its own it takes the seasons of all: 10 ÷ 60/80 = 13.33.
    expect(rows[below.name]).toMatchObject({
      forecast: { likely: 1_333, seasons: 'common' },
    })
    expect(rows[idle.name]).toMatchObject({
      ...{ target: null, missing: null, reached: 0, noForecast: 'nothing_yet', outlook: null },
    })
    expect(page.tests.rows).toEqual({ count: 2, errorBasisPoints: 3_750 })
    expect(page.total).toMatchObject({
      ...{ target: 20_000, reached: 10_000, missing: 10_000 },
      // A group since 2024, whose whole has one earlier forecast only.
      ...{ forecast: null, noForecast: 'untested' },
    })
  })

  test('another day is read as it was, and a year that is over has no forecast', async () => {
    const past = await read({ on: '2025-12-31' })
    const row = past.items.find(({ name }) => name === lead.name)
    expect(row).toMatchObject({ reached: 8_000, lastYear: 6_000, noForecast: 'over' })
    expect((await read({ on: '2030-01-01' })).on).toBe('2026-11-22')
    expect(await read({ measure: 'weight' })).toMatchObject({ measure: 'weight' })
  })

  test('a leader sees the units below, of which its own target is the whole', async () => {
    const page = await read({ withBelow: 'true' }, leader)
    expect(page.total).toMatchObject({ target: 13_000, reached: 10_000 })
    expect(page.items.map(({ name, target }) => [name, target]).sort()).toEqual(
      [
        [lead.name, null],
        [below.name, 10_000],
      ].sort(),
    )
  })

  test('a county sees the whole of who helps there, another one nothing', async () => {
    const page = await read({}, official)
    expect(page.by).toBe('unit')
    expect(page.items.map(({ name, reached }) => [name, reached]).sort()).toEqual(
      [
        [lead.name, 9_000],
        [below.name, 1_000],
      ].sort(),
    )
    // The county's own sales are those that came from it: half.
    expect(page.total).toMatchObject({ reached: 5_500, target: null })
    expect((await read({}, stranger)).items).toEqual([])
    const problem = await refusal(
      listTargetProgress,
      { query: { groupId: group.id } },
      { as: stranger },
    )
    expect(problem.code).toBe('not_found')
  })

  test('those behind are reminded with their gap, once in seven days', async () => {
    const { actor, email } = await aMember(database, {
      ...{ organisationId: below.id, roles: ['unit_leader'] },
    })
    const remind = (unitIds: string[], as = coordinator) =>
      call(remindUnits, { body: { unitIds } }, { as })
    expect(await remind([lead.id, below.id])).toMatchObject({ lately: [], notBehind: [] })
    expect(await remind([below.id], official)).toMatchObject({ reminded: [], lately: [below.id] })
    // Without a target nobody is behind one.
    expect(await remind([idle.id])).toMatchObject({ reminded: [], notBehind: [idle.id] })
    for (const as of [stranger, signedIn({ roles: ['official'], divisionCode: '441826' })]) {
      const problem = await refusal(remindUnits, { body: { unitIds: [lead.id] } }, { as })
      expect(problem.code).toBe('validation_failed')
    }
    const page = await read()
    expect(page.mayRemind).toBe(true)
    expect(page.items.find(({ name }) => name === below.name)?.remindedOn).toBe('2026-11-22')
    expect((await read({}, leader)).mayRemind).toBe(false)

    await relayOnce({ ...deps, log: { error: () => {} }, listeners: noticeListeners(deps.config) })
    const { items } = await call(listNotices, { query: {} }, { as: actor })
    expect(items).toMatchObject([
      { topic: 'reports.target-behind', values: { by: group.name, amountCents: 9_000 } },
    ])
    const mails = await database.sql<{ payload: { to: string; text: string } }[]>`
      select payload from platform.outbox where topic = 'platform.mail-requested'`
    expect(mails.map(({ payload }) => payload.to)).toEqual([email])
    expect(mails[0]?.payload.text).toContain('还差 90.00 元')
  })

  test('the workbook holds the rows as they are seen', async () => {
    const query = { sort: '-missing', behind: 'true' }
    const response = await send(exportTargetProgress, { query }, { as: coordinator })
    const rows = (await readXlsx(response.rawPayload)).sheets[0]?.rows ?? []
    expect(rows.slice(1, 4).map((row) => row.slice(0, 4))).toEqual([
      [below.name, 100, 10, 90],
      [lead.name, 130, 90, 40],
      ['合计（去重）', 200, 100, 100],
    ])
    // Completion is a number, not a text: a spreadsheet sorts by it and counts with it.
    expect(rows.slice(1, 4).map((row) => row[6])).toEqual([0.1, 0.6923, 0.5])
  })
})
