import { expect, test } from 'vitest'
import type { Actor } from '../../../server/platform/context.ts'
import { requireBoundedZip } from '../../../server/platform/sheets/zip-limits.ts'
import { findRecordFaults } from '../../../server/reports/verify-records.ts'
import { mayReadOpeningFile } from '../../../server/review/read-opening.ts'
import type { Call, Endpoint } from '../../../shared/endpoint.ts'
import { exportBriefing } from '../../../shared/exchange/exchange.api.ts'
import {
  listRanking,
  listTargetProgress,
  listTrend,
  readFigures,
  readPublicTotals,
  readPublicVillage,
  readTotals,
} from '../../../shared/reports/reports.api.ts'
import * as api from '../../../shared/review/opening.api.ts'
import { lastOpeningYear } from '../../../shared/review/opening-states.ts'
import { approveOutside, enterOutside } from '../../../shared/review/outside.api.ts'
import { contextFor, testApp } from '../../support/app.ts'
import { aMember, anOrganisation } from '../../support/factories/accounts.ts'
import { aDocument } from '../../support/factories/assistance.ts'
import { aCredit, aRecognisedSale } from '../../support/factories/attribution.ts'
import { aClosedMonth } from '../../support/factories/closings.ts'
import { aUnit } from '../../support/factories/organisations.ts'
import { insertDivision } from '../../support/factories/villages.ts'
import { importing } from '../../support/importing.ts'
import { stopBefore, untilBlocked } from '../../support/race.ts'

// After growth came to be stated with opening figures.
const now = new Date('2026-12-10T01:00:00Z')
const app = await testApp({ clock: () => now })
const { call, refusal, send, database } = app

const office = await anOrganisation(database, { kind: 'authority' })
const anOfficial = async (divisionCode = '500237', organisationId = office) =>
  (await aMember(database, { organisationId, roles: ['official'], divisionCode })).actor
const official = await anOfficial()
const second = await anOfficial()
const elsewhere = await anOfficial('441826', await anOrganisation(database, { kind: 'authority' }))
const unit = await aUnit(database)
const leader = (await aMember(database, { organisationId: unit.id, roles: ['unit_leader'] })).actor
const [xiazhuang, other] = ['500237222213', '500237222210']
await aRecognisedSale(database, { grams: 1_000, cents: 2_000_00, on: '2025-05-10' })

type Body = Call<typeof api.enterOpening>['body']
const document = async () => (await aDocument(database, office)).fileId
const line = (changes: Partial<Body['lines'][number]> = {}) => ({
  ...{ villageCode: xiazhuang, unitId: null, productName: '', grams: 2_000_000 },
  ...{ cents: 100_000_00, ...changes },
})
const bodyOf = async (changes: Partial<Body> = {}): Promise<Body> => ({
  ...{ year: 2023, source: '2023年消费帮扶台账', fileId: await document(), lines: [line()] },
  ...changes,
})
const enter = async (changes: Partial<Body> = {}) =>
  call(api.enterOpening, { body: await bodyOf(changes) }, { as: official })
const at = (openingId: string) => ({ params: { openingId } })
const fault = async <E extends Endpoint>(endpoint: E, input: Call<E>, options: { as: Actor }) => {
  const { code, fields } = await refusal(endpoint, input, options)
  const [field] = fields ?? []
  return field ? `${field.path.join('.')} ${field.code}` : code
}
const totalsOf = (period: string, as: Actor = official, more = {}) =>
  call(readTotals, { query: { divisionCode: '500237', period, ...more } }, { as })

test('§3.11 opening figures stand beside the ledger once a second person has approved them', async () => {
  expect(lastOpeningYear('2027-01-31')).toBe(2025)
  expect(lastOpeningYear('2027-02-01')).toBe(2026)
  const refused = async (changes: Partial<Body>) =>
    fault(api.enterOpening, { body: await bodyOf(changes) }, { as: official })
  expect(await refused({ year: 2026 })).toBe('year too_big')
  expect(await refused({ year: 2025 })).toBe('year year_in_ledger')
  expect(await refused({ lines: [line(), line()] })).toBe('lines.1.villageCode duplicate')
  expect(await refused({ lines: [line({ villageCode: '441826102221' })] })).toBe(
    'lines.0.villageCode not_a_side',
  )
  const entered = await enter({
    lines: [line(), line({ unitId: unit.id, productName: '核桃', cents: 50_000_00 })],
  })
  expect(entered).toMatchObject({
    state: 'submitted',
    villages: 1,
    lines: 2,
    acts: ['withdraw', 'return'],
  })
  expect((await totalsOf('2023')).opening).toMatchObject({ villages: 0, cents: 0 })
  expect(await fault(api.approveOpening, at(entered.id), { as: official })).toBe('same_person')
  expect(await fault(api.approveOpening, at(entered.id), { as: elsewhere })).toBe('not_found')
  await call(api.approveOpening, at(entered.id), { as: second })
  const shown = await totalsOf('2023')
  expect(shown.opening).toEqual({ villages: 1, cents: 150_000_00, grams: 4_000_000 })
  expect(shown.figures.distinct).toEqual({ cents: 0, grams: 0, orders: 0 })
  // A part of the year has none, a unit what the document says of it.
  expect((await totalsOf('2023-Q1')).opening).toBeNull()
  const own = await call(readTotals, { query: { period: '2023' } }, { as: leader })
  expect(own.opening).toEqual({ villages: 1, cents: 50_000_00, grams: 2_000_000 })
  expect(await refused({})).toBe('lines.0.villageCode year_in_opening')
  const file = { id: entered.fileId, organisationId: office }
  const reads = (as: Actor) => mayReadOpeningFile(database.db, contextFor(as, now), file)
  expect([await reads(second), await reads(elsewhere)]).toEqual([true, false])
  expect(await findRecordFaults(database.db)).toEqual([])
})

test('§4.6 five years and growth tell opening figures apart, and compare whole years only', async () => {
  const sheets = importing(app, 'opening', official)
  const head = ['年份', '村', '重量（公斤）', '金额（万元）']
  const rows = [head, ['2024', xiazhuang, '3000', '22.5'], ['2024年', other, '1000', '7.5']]
  const wrong = [head, ['2025', xiazhuang, '1', '1'], ['2023', xiazhuang, '1', '1']]
  expect(await sheets.faultsOf(wrong)).toEqual(['year year_in_ledger', 'village year_in_opening'])
  const view = await sheets.apply(rows, { name: '2024年消费帮扶台账', fileId: await document() })
  expect(view.counts).toMatchObject({ create: 2, fault: 0 })
  const list = () => call(api.listOpenings, { query: { year: 2024 } }, { as: second })
  const [made] = (await list()).items
  expect(made).toMatchObject({ villages: 2, lines: 2, cents: 300_000_00, state: 'submitted' })
  await call(api.approveOpening, at(made?.id ?? ''), { as: second })
  expect((await sheets.undo(view.id)).failure).toBe('something_hangs_on_it')
  const whole = await totalsOf('2024')
  expect(whole).toMatchObject({ growthCentsBasisPoints: 10_000, growthGramsBasisPoints: 0 })
  expect(
    (await totalsOf('2024', official, { definedOn: '2026-11-01' })).growthCentsBasisPoints,
  ).toBe(null)
  // The ledger's 2025 is held against what 2024 had by document; a part of it against nothing.
  expect((await totalsOf('2025')).growthCentsBasisPoints).toBe(-9_933)
  const part = await totalsOf('2025-H1')
  expect(part).toMatchObject({
    growthCentsBasisPoints: null,
    lastYear: { opening: { villages: 2 } },
  })
  const query = { divisionCode: '500237', period: '2026' }
  const { items } = await call(listTrend, { query: { ...query, by: 'year' } }, { as: official })
  expect(items.map((point) => [point.period, point.openingCents, point.cents])).toEqual([
    ['2022', 0, 0],
    ['2023', 150_000_00, 0],
    ['2024', 300_000_00, 0],
    ['2025', 0, 2_000_00],
    ['2026', 0, 0],
  ])
  expect(items.map((point) => point.growthBasisPoints)).toEqual([
    null,
    null,
    10_000,
    -9_933,
    -10_000,
  ])
  const asked = { ...query, period: '2024', metrics: 'opening,growth' }
  const stated = await call(readFigures, { query: asked }, { as: official })
  expect(stated.items[0]?.figures).toMatchObject([{ cents: 300_000_00 }, { basisPoints: 10_000 }])
  await statesOpeningsOf2024()
  const reversal = { ...at(made?.id ?? ''), body: { reason: '重复统计' } }
  expect(await fault(api.reverseOpening, reversal, { as: second })).toBe('same_person')
  await call(api.reverseOpening, reversal, { as: official })
  expect((await totalsOf('2024')).opening).toMatchObject({ villages: 0, cents: 0 })
  expect(await findRecordFaults(database.db)).toEqual([])
})

/** The same beside every figure of 2024, and in what 2025 is held against (§3.11, §4.4). */
async function statesOpeningsOf2024() {
  const ranked = async (by: 'village' | 'division' | 'product', period = '2025') => {
    const query = { divisionCode: '500237', period, by }
    const { items, total } = await call(listRanking, { query }, { as: official })
    return [...items, total].map((row) => [row.lastYearOpeningCents, row.growthBasisPoints])
  }
  expect(await ranked('village')).toEqual([
    [225_000_00, -9_911],
    [300_000_00, -9_933],
  ])
  expect(await ranked('division')).toEqual([
    [300_000_00, -9_933],
    [300_000_00, -9_933],
  ])
  // Which goods they were is not told; a part of a year is held against nothing.
  expect((await ranked('product'))[0]).toEqual([null, null])
  expect((await ranked('village', '2025-H1'))[0]).toEqual([225_000_00, null])
  const on = { divisionCode: '500237', on: '2025-06-30' }
  const progress = await call(listTargetProgress, { query: on }, { as: official })
  expect(progress.total.growthBasisPoints).toBeNull()
  const nation = await call(readPublicTotals, { query: { period: '2024' } })
  expect(nation).toMatchObject({
    ...{ opening: { villages: 2, cents: 300_000_00 }, growthBasisPoints: 10_000 },
    lastYear: { opening: { cents: 150_000_00 } },
  })
  expect(nation.years.at(-1)).toMatchObject({ period: '2024', openingCents: 300_000_00 })
  const village = await call(readPublicVillage, { params: { code: xiazhuang } })
  expect(village.opening).toMatchObject({ villages: 1, cents: 375_000_00 })
  expect(village.years.map((year) => year.openingCents)).toEqual([
    ...[0, 150_000_00, 225_000_00, 0, 0],
  ])
  const saysOf = async (period: string) => {
    const query = { divisionCode: '500237', period, kind: 'bulletin' as const }
    const response = await send(exportBriefing, { query }, { as: official })
    let text = ''
    requireBoundedZip(response.rawPayload, (name, data) => {
      if (name === 'word/document.xml') text = String(data).replaceAll(/<[^>]+>/g, '')
    })
    return text
  }
  expect(await saysOf('2024')).toContain('另有期初数30.00万元（2个村整年')
  expect(await saysOf('2025')).toContain('下降99.33%（上年含期初数30.00万元）')
  expect(await saysOf('2025-H1')).toContain('上年有整年的期初数，本期不是整年，不作比较')
}

test('§11.2 a sheet adds nothing to another’s statement, which its enterer could then approve', async () => {
  const { id, fileId } = await enter({ year: 2020 })
  const rows = [
    ['年份', '村', '重量（公斤）', '金额（元）'],
    ['2020', other, '1', '1'],
  ]
  await importing(app, 'opening', second).apply(rows, { name: '2020年台账', fileId })
  const { items } = await call(api.listOpenings, { query: { year: 2020 } }, { as: second })
  expect(items.map((item) => [item.id === id, item.lines])).toEqual([
    [false, 1],
    [true, 1],
  ])
  const own = items.find((item) => item.id !== id)?.id ?? ''
  expect(await fault(api.approveOpening, at(own), { as: second })).toBe('same_person')
})

test('§3.11 a village with opening figures of several years is one village', async () => {
  const { id } = await enter({ year: 2019, lines: [line({ unitId: unit.id }), line()] })
  await call(api.approveOpening, at(id), { as: second })
  const period = '2019-01..2023-12'
  const villagesOf = async (query: { divisionCode?: string }, as: Actor) =>
    (await call(readTotals, { query: { ...query, period } }, { as })).opening?.villages
  expect(await villagesOf({}, leader)).toBe(1)
  expect(await villagesOf({ divisionCode: '500237' }, official)).toBe(1)
  expect(await villagesOf({ divisionCode: xiazhuang }, official)).toBe(1)
  // A year that is taken back counts no longer.
  await call(api.reverseOpening, { ...at(id), body: { reason: '重复统计' } }, { as: official })
  expect(await villagesOf({}, leader)).toBe(1)
  expect((await totalsOf('2019')).opening?.villages).toBe(0)
})

test('§3.11 a village’s year is in opening figures or in the ledger, whoever comes first', async () => {
  const outside = async (purchasedOn: string, villageCode = other) => {
    const fileId = (await aDocument(database, unit.id)).fileId
    const body = {
      ...{ unitId: unit.id, channel: 'union' as const, sellerName: '石院村合作社' },
      ...{ sellerCreditCode: null, villageCode, productName: '核桃', category: 'nuts' as const },
      ...{ grade: 'B' as const, grams: 1_000, cents: 1_000, purchasedOn, paidOn: purchasedOn },
      ...{ number: purchasedOn, remark: '' },
      files: { invoiceFileId: fileId, paymentFileId: fileId, weighFileId: fileId },
    }
    const { id } = await call(enterOutside, { body }, { as: leader })
    return { params: { outsideId: id }, body: { different: [], reason: '' } }
  }
  const bought = await outside('2022-06-01')
  const opening = await enter({ year: 2022, lines: [line({ villageCode: other })] })
  const stop = stopBefore(database, /insert into attribution\.opening_sums/)
  const approving = call(api.approveOpening, at(opening.id), { as: second })
  await stop.reached
  const attesting = fault(approveOutside, bought, { as: second })
  await untilBlocked(database)
  stop.release()
  await approving
  expect(await attesting).toBe('purchasedOn year_in_opening')
  // §4.2: a line of a closed month is posted in the first one that is open, with its true day.
  await aClosedMonth(database, { countyCode: '500237', month: '2025-05' })
  const late = await outside('2021-06-01')
  await call(approveOutside, late, { as: second })
  const [entry] = await database.sql`select month, recognised_on::text as day
    from attribution.ledger_entries where order_line_id = ${late.params.outsideId}`
  expect(entry).toEqual({ month: '2025-06', day: '2021-06-01' })
  const lines = [line({ villageCode: other })]
  expect(
    await fault(api.enterOpening, { body: await bodyOf({ year: 2021, lines }) }, { as: official }),
  ).toBe('lines.0.villageCode year_in_ledger')
  await expect(
    database.sql`update review.opening_statements set year = 2020 where id = ${opening.id}`,
  ).rejects.toThrow('stay as they were entered')
})

test('§3.15 a village that moved in stands with what it had before, in rows and in public', async () => {
  const [moved, merged, heir] = ['500238222201', '500238222202', '500237222299']
  for (const [code, name] of [
    ['500238', '巫溪县'],
    ['500238222', '示例镇'],
    [moved, '迁出村'],
    [merged, '并入村'],
    [heir, '迁入村'],
  ] as const)
    await insertDivision(database, { code, name })
  const [one, another] = [await anOfficial('500238'), await anOfficial('500238')]
  const lines = [line({ villageCode: moved, unitId: unit.id })]
  const body = await bodyOf({ year: 2025, lines })
  const { id } = await call(api.enterOpening, { body }, { as: one })
  await call(api.approveOpening, at(id), { as: another })
  const sold = async (villageCode: string, on: string) =>
    aRecognisedSale(database, {
      ...{ grams: 1_000, cents: 700_00, on, credit: aCredit({ unitId: unit.id }) },
      ...{ villages: [{ villageCode, grams: 1_000 }] },
    })
  await sold(merged, '2025-05-10')
  await database.sql`
    update villages.divisions set valid_to = '2025-12-31', successor_code = ${heir}
    where code in ${database.sql([moved, merged])}`
  await sold(heir, '2026-05-10')
  const expected = { lastYearCents: 700_00, lastYearOpeningCents: 100_000_00 }
  for (const [as, more] of [
    [official, {}],
    [leader, {}],
    [leader, { divisionCode: '500237' }],
  ] as const) {
    const query = { ...more, period: '2026', by: 'village' as const }
    const { items } = await call(listRanking, { query }, { as })
    expect(items.find(({ key }) => key === heir)).toMatchObject(expected)
  }
  const { years } = await call(readPublicVillage, { params: { code: heir } })
  expect(years.at(-1)).toMatchObject({ period: '2026', lastYearCents: 700_00 })
})
