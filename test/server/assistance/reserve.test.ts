import { readXlsx } from 'hucre/xlsx'
import { expect, test } from 'vitest'
import {
  checkReserve,
  fileReserve,
  remindOfReserve,
} from '../../../shared/assistance/reserve.api.ts'
import { reserveCompletion } from '../../../shared/assistance/reserve.schemas.ts'
import { exportReserve } from '../../../shared/exchange/exchange.api.ts'
import { listReserve, readReserve } from '../../../shared/reports/reserve.api.ts'
import { signedIn, testApp } from '../../support/app.ts'
import { aMember } from '../../support/factories/accounts.ts'
import { aPolicyValue } from '../../support/factories/assistance.ts'
import { aCredit, aRecognisedSale } from '../../support/factories/attribution.ts'
import { aUnit } from '../../support/factories/organisations.ts'

const { call, refusal, send, database } = await testApp()
const year = 2026
const above = await aUnit(database, { name: '主管单位' })
const unit = await aUnit(database, { name: '甲单位', parentId: above.id })
const sharing = await aUnit(database, { name: '乙单位', parentId: above.id })
const alone = await aUnit(database, { name: '丙单位' })
await aPolicyValue(database, { name: 'reserve_share', value: 1_000 })

const leaderOf = async (organisationId: string) =>
  (await aMember(database, { organisationId, roles: ['unit_leader'] })).actor
const leader = await leaderOf(unit.id)
const supervisor = await leaderOf(above.id)
const sharer = await leaderOf(sharing.id)
const official = signedIn({ roles: ['official'], divisionCode: '500103' })
const body = {
  year,
  budgetCents: 1_000_000,
  shareBasisPoints: 1_500,
  channels: ['canteen' as const],
  version: 0,
}

const own = (as = leader) => call(readReserve, { query: { year } }, { as })
const answerTo = (filingId: string, answer: 'confirm' | 'return', version: number) => ({
  params: { filingId },
  body: { answer, reason: '请核实预算', version },
})
const check = (...answer: Parameters<typeof answerTo>) =>
  call(checkReserve, answerTo(...answer), { as: supervisor })
const events = async (topic: string) =>
  database.sql<{ payload: { organisationIds: string[] } }[]>`
    select payload from platform.outbox where topic = ${topic}`

const buys = (unitId: string, channel: 'canteen' | 'union', cents: number, on = `${year}-03-01`) =>
  aRecognisedSale(database, { credit: aCredit({ unitId }), channel, cents, grams: cents, on })
await buys(unit.id, 'canteen', 90_000)
await buys(unit.id, 'union', 50_000)
await buys(unit.id, 'canteen', 70_000, '2025-03-01')
await buys(sharing.id, 'canteen', 30_000)

test('§3.13 a unit files once a year, at least the decided share, and its supervisor checks it', async () => {
  const tooLittle = { body: { ...body, shareBasisPoints: 900 } }
  expect(await refusal(fileReserve, tooLittle, { as: leader })).toMatchObject({
    fields: [{ path: ['shareBasisPoints'], code: 'too_small' }],
  })
  expect(await own()).toMatchObject({ filing: null, leastShareBasisPoints: 1_000, mayFile: true })
  const { filingId } = await call(fileReserve, { body }, { as: leader })
  expect(
    await refusal(checkReserve, answerTo(filingId, 'confirm', 1), { as: await leaderOf(alone.id) }),
  ).toMatchObject({ code: 'not_found' })
  await check(filingId, 'return', 1)
  expect(await own()).toMatchObject({ filing: { state: 'returned', checkReason: '请核实预算' } })
  const again = { ...body, budgetCents: 800_000, version: 2 }
  await call(fileReserve, { body: again }, { as: leader })
  // Neither a form nor a check of what was read before it was filed again.
  const isStale = { code: 'stale_version' }
  expect(await refusal(fileReserve, { body: again }, { as: leader })).toMatchObject(isStale)
  expect(
    await refusal(checkReserve, answerTo(filingId, 'confirm', 1), { as: supervisor }),
  ).toMatchObject(isStale)
  await check(filingId, 'confirm', 3)
  expect(await refusal(fileReserve, { body }, { as: leader })).toMatchObject({
    code: 'illegal_transition',
  })
  // 90,000 of the canteen's; the union's and last year's are not held against it.
  const { recognisedCents, reserveCents, completionBasisPoints } = await own()
  expect([recognisedCents, reserveCents, completionBasisPoints]).toEqual([90_000, 120_000, 7_500])
  expect(await events('assistance.reserve-returned')).toMatchObject([
    { payload: { organisationIds: [unit.id] } },
  ])
})

test('§3.13 one unit files for a shared canteen, once both name each other', async () => {
  const exempt = {
    ...{ year, exemption: 'shared_canteen' as const, filesWithUnitId: unit.id },
    version: 0,
  }
  expect(await refusal(fileReserve, { body: exempt }, { as: sharer })).toMatchObject({
    fields: [{ path: ['reason'], code: 'required' }],
  })
  const shared = { ...exempt, reason: '与甲单位合用食堂' }
  const { filingId } = await call(fileReserve, { body: shared }, { as: sharer })
  await check(filingId, 'confirm', 1)
  expect(await own()).toMatchObject({
    recognisedCents: 90_000,
    namedBy: [{ id: sharing.id, isShared: false }],
  })
  const { filing } = await own()
  await check(filing?.id ?? '', 'return', 4)
  const both = { ...body, budgetCents: 800_000, sharedUnitIds: [sharing.id], version: 5 }
  await call(fileReserve, { body: both }, { as: leader })
  expect(await own()).toMatchObject({ recognisedCents: 120_000, completionBasisPoints: 10_000 })
  expect(await own(sharer)).toMatchObject({ completionBasisPoints: null, recognisedCents: null })
})

test('§3.13 the supervisor sees who has filed and who not, and reminds these', async () => {
  const list = (as = official) => call(listReserve, { query: { year } }, { as })
  expect(await list(supervisor)).toMatchObject({
    counts: { notFiled: 0, filed: 1, returned: 0, confirmed: 1 },
    items: [{ unit: { id: sharing.id } }, { unit: { id: unit.id }, filing: { mayCheck: true } }],
  })
  const { items } = await call(
    listReserve,
    { query: { year, shown: 'not_filed' } },
    { as: official },
  )
  expect(items.map((row) => row.unit.id)).toContain(alone.id)
  // Each once in seven days, whoever reminds, also at the same moment.
  const county = signedIn({ roles: ['official'], divisionCode: '5001' })
  const answers = await Promise.all(
    [official, county].map((as) => call(remindOfReserve, { body: { year } }, { as })),
  )
  expect(answers.map(({ reminded }) => reminded).sort()).toEqual([0, items.length])
  const told = await events('assistance.reserve-reminded')
  expect(told.map(({ payload }) => payload.organisationIds.includes(alone.id))).toEqual([true])
  expect(
    await refusal(remindOfReserve, { body: { year: year + 2 } }, { as: official }),
  ).toMatchObject({ fields: [{ path: ['year'], code: 'not_an_option' }] })
  const elsewhere = signedIn({ roles: ['official'], divisionCode: '441826' })
  expect((await list(elsewhere)).items).toEqual([])
  const file = await send(exportReserve, { query: { year } }, { as: supervisor })
  const [title, shown, ...sheet] = (await readXlsx(file.rawPayload)).sheets[0]?.rows ?? []
  expect([title?.[0], shown?.[0]]).toEqual(['2026 年预留份额填报情况', '状态：全部'])
  const rows = sheet.slice(sheet.findIndex(([name]) => name === '单位') + 1)
  expect(rows.map((row) => row.slice(0, 5))).toEqual([
    ['乙单位', year, '已审核', null, null],
    ['甲单位', year, '待审核', 8_000, 0.15],
  ])
})

test('§3.15 a unit that was renamed and moved keeps its filing, and another office sees it', async () => {
  await database.sql`update organisations.organisations
    set name = '更名后的甲单位', division_code = '441826', credit_code = '91350100M000100Y43'
    where id = ${unit.id}`
  const elsewhere = signedIn({ roles: ['official'], divisionCode: '441826' })
  const { items } = await call(listReserve, { query: { year } }, { as: elsewhere })
  expect(items).toMatchObject([
    { unit: { name: '更名后的甲单位' }, recognisedCents: 120_000, filing: { mayCheck: true } },
  ])
})

test('§3.13 completion is not capped, and without a base there is none', () => {
  expect(reserveCompletion(300, { budgetCents: 1_000, shareBasisPoints: 1_000 })).toBe(30_000)
  expect(reserveCompletion(300, { budgetCents: null, shareBasisPoints: null })).toBeNull()
})
