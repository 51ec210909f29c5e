import { expect, test } from 'vitest'
import { recordSettlements } from '../../../server/billing/record-settlements.ts'
import { transaction } from '../../../server/platform/db/transaction.ts'
import { addPolicy, policies } from '../../../shared/assistance/assistance.api.ts'
import { type Figure, plus } from '../../../shared/figure.ts'
import * as api from '../../../shared/reports/reports.api.ts'
import { contextFor, signedIn, testApp } from '../../support/app.ts'
import { aGroup, aPairing } from '../../support/factories/assistance.ts'
import { aCredit, aRecognisedSale, xiazhuang } from '../../support/factories/attribution.ts'
import { aUnit } from '../../support/factories/organisations.ts'
import { aPaidOrder } from '../../support/factories/reports.ts'
import { insertDivision } from '../../support/factories/villages.ts'

const { call, refusal, database } = await testApp({
  clock: () => new Date('2026-11-22T04:00:00Z'),
})
const shigou = '500237222211'
const period = '2026'

// A paid order of 270.00 yuan for 22.5 kg from Xiazhuang, on which the villagers were paid.
const order = await aPaidOrder(database, {
  lines: [{ quantity: 10 }],
  weighed: [{ weighedGrams: 45_000, reason: 'short' }],
})
const unit = order.unit
const member = await aUnit(database, { name: '示例银行' })
const group = await aGroup(database, { leadUnitId: unit.id, memberUnitIds: [member.id] })
const { id: stay } = await aPairing(database, {
  ...{ organisationId: unit.id, fromDate: '2025-03-01', toDate: '2026-06-30' },
  firstSecretaryName: '王书记',
})
const { id: successor } = await aPairing(database, {
  ...{ organisationId: unit.id, fromDate: '2026-07-01', firstSecretaryName: '李书记' },
})
await aPairing(database, { organisationId: group.id, divisionCode: '500237222' })

const [line] = await database.sql<{ productId: string }[]>`
  select product_id as "productId" from orders.order_lines`
const productId = line?.productId
const credit = aCredit({ unitId: unit.id })
const sale = { credit, grams: 10_000, cents: 30_000, ...(productId && { productId }) }
await aRecognisedSale(database, { ...sale, on: '2026-06-30', channel: 'union' })
await aRecognisedSale(database, { ...sale, on: '2026-07-01', channel: 'staff' })
await aRecognisedSale(database, {
  ...sale,
  on: '2026-03-01',
  credit: aCredit({ helpUnitId: unit.id }),
})
// Of another village, and bought by somebody else: neither is brought by the secretary.
const elsewhere = [{ villageCode: shigou, grams: 10_000 }]
await aRecognisedSale(database, { ...sale, on: '2026-04-01', villages: elsewhere })
await aRecognisedSale(database, { ...sale, on: '2026-04-02', credit: aCredit() })
await aRecognisedSale(database, {
  ...{ ...sale, on: '2026-05-02', villages: elsewhere },
  credit: aCredit({ unitId: unit.id, helpUnitId: member.id }),
})
await transaction(database.db, (tx) =>
  recordSettlements(tx, contextFor(order.manager, new Date('2026-11-20T00:00:00Z')), {
    purchaseOrderId: order.purchaseOrderId,
    rows: ['12', '13', null].map((householdNumber) => ({
      ...{ villageCode: xiazhuang, amountCents: 5_000, settledOn: '2026-11-20' },
      recipientKind: householdNumber === null ? ('collective' as const) : ('household' as const),
      ...{ householdNumber, recipientName: '张三丰', bankReference: '' },
    })),
  }),
)

const official = signedIn({ roles: ['official'], divisionCode: '500237' })
const leader = signedIn({ roles: ['unit_leader'], organisationId: unit.id })
const coordinator = signedIn({ roles: ['group_coordinator'], organisationId: group.id })

test('§4.3 what each first secretary brought to a village, by product and channel, opens its lines', async () => {
  const query = { period, unitId: unit.id, pairingId: stay }
  const first = await call(api.readResults, { query }, { as: official })
  expect(first).toMatchObject({
    firstSecretaryName: '王书记',
    total: { cents: 60_000, grams: 20_000, directCents: 30_000, helpCents: 30_000 },
    items: [{ days: '2026-H1', place: { code: xiazhuang }, cents: 60_000, households: 0 }],
    products: [{ id: productId, cents: 60_000, grams: 20_000 }],
    channels: [
      { channel: 'help_sale', cents: 30_000 },
      { channel: 'union', cents: 30_000 },
    ],
  })
  const lines = { period, pairingId: stay, recognition: 'counted' as const }
  for (const as of [official, leader]) {
    const { total, items, names } = await call(api.listLedger, { query: lines }, { as })
    expect([total.cents, total.entries, items.length]).toEqual([60_000, 2, 2])
    expect(names.firstSecretary).toBe('王书记')
  }
  const stranger = signedIn({ roles: ['buyer'], organisationId: member.id })
  expect((await refusal(api.listLedger, { query: lines }, { as: stranger })).code).toBe('not_found')
  const later = { query: { ...query, pairingId: successor } }
  const second = await call(api.readResults, later, { as: official })
  expect(second).toMatchObject({
    firstSecretaryName: '李书记',
    total: { cents: 84_000, households: 2, householdCents: 10_000, collectiveCents: 5_000 },
    // The place as a whole, whoever bought.
    whole: { cents: 174_000, households: 2, collectiveCents: 5_000 },
  })
  for (const { items } of [first, second]) {
    const [item] = items
    const lines = {
      ...{ unitId: unit.id, divisionCode: item?.place.code ?? '', recognition: 'counted' as const },
      period: item?.days ?? '',
    }
    const ledger = await call(api.listLedger, { query: lines }, { as: official })
    expect(ledger.total).toMatchObject({ cents: item?.cents, grams: item?.grams })
  }
  // Of any other period, such as a quarter, the days in common.
  const quarter = { query: { ...query, period: '2026-Q2' } }
  expect((await call(api.readResults, quarter, { as: leader })).total.cents).toBe(30_000)
})

test('§3.15 figures of a pairing are those of its results and of its lines', async () => {
  const query = { period, pairingId: stay }
  const sumOf = (rows: readonly { cents: Figure }[]) => plus(...rows.map(({ cents }) => cents))
  for (const as of [official, leader]) {
    expect(await call(api.readTotals, { query }, { as })).toMatchObject({
      ...{ pairing: { id: stay, name: '王书记' }, targets: [] },
      figures: {
        ...{ distinct: { cents: 60_000, grams: 20_000, orders: 2 }, overlap: { cents: 0 } },
        ...{ direct: { cents: 30_000, orders: 1 }, helpSale: { cents: 30_000, orders: 1 } },
      },
      lastYear: { distinct: { cents: 0 } },
    })
    const half = { query: { ...query, period: '2026-03-01..2026-06-29' } }
    const { figures } = await call(api.readTotals, half, { as })
    expect(figures.distinct).toEqual({ cents: 30_000, grams: 10_000, orders: 1 })
    const dated = await call(api.readTotals, { query: { ...query, asOf: '2026-11-21' } }, { as })
    expect(dated.figures.distinct.cents).toBeLessThanOrEqual(60_000)
    for (const by of ['month', 'year'] as const) {
      const { items } = await call(api.listTrend, { query: { ...query, by } }, { as })
      expect(sumOf(items)).toBe(60_000)
    }
    for (const by of ['village', 'unit', 'product', 'channel'] as const) {
      const ranking = await call(api.listRanking, { query: { ...query, by } }, { as })
      expect([by, sumOf(ranking.items), ranking.total.cents]).toEqual([by, 60_000, 60_000])
    }
    const named = { query: { ...query, metrics: 'distinct,growth' } }
    const [whole] = (await call(api.readFigures, named, { as })).items
    expect(whole?.figures[0]).toMatchObject({ cents: 60_000, lines: { pairingId: stay } })
  }
  const asked = { query: { ...query, metrics: 'ordered' } }
  expect(await refusal(api.readFigures, asked, { as: official })).toMatchObject({
    fields: [{ path: ['metrics'], code: 'not_an_option' }],
  })
  const stranger = signedIn({ roles: ['buyer'], organisationId: member.id })
  expect((await refusal(api.readTotals, { query }, { as: stranger })).code).toBe('not_found')
  const ofAnother = { query: { ...query, unitId: member.id } }
  expect((await refusal(api.readTotals, ofAnother, { as: official })).code).toBe('not_found')
})

test('§3.8 a team states each line once, whatever places and members overlap', async () => {
  const results = await call(api.readResults, { query: { period } }, { as: coordinator })
  expect(results).toMatchObject({
    organisation: { kind: 'group' },
    total: { cents: 204_000, directCents: 174_000, helpCents: 60_000, overlapCents: 30_000 },
    // What others bought there is not the group's business.
    whole: null,
    secretaries: [{ name: '王书记' }, { name: '李书记' }],
  })
  expect(results.items.map(({ cents }) => cents).sort()).toEqual([204_000, 60_000, 84_000].sort())
})

test('§3.15 a village that was recoded is the same village for its pairing', async () => {
  const old = { code: '500237222299', name: '老村', validTo: '2026-01-31' }
  await insertDivision(database, { ...old, successorCode: shigou })
  await aPairing(database, { organisationId: member.id, divisionCode: old.code })
  const of = (villageCode: string, on: string) =>
    aRecognisedSale(database, {
      ...{ ...sale, on, villages: [{ villageCode, grams: 10_000 }] },
      credit: aCredit({ unitId: member.id }),
    })
  await of(old.code, '2026-01-10')
  await of(shigou, '2026-08-10')
  const { total, items } = await call(
    api.readResults,
    { query: { period, unitId: member.id } },
    { as: official },
  )
  expect(total.cents).toBe(90_000)
  expect(items).toMatchObject([
    { place: { code: old.code }, succeeds: null, cents: 30_000 },
    { place: { code: shigou }, succeeds: { code: old.code }, cents: 60_000 },
  ])
})

test('§3.17 others read nothing of it, and a place elsewhere stays out of an official’s sight', async () => {
  const query = { period, unitId: unit.id }
  const stranger = signedIn({ roles: ['unit_leader'], organisationId: member.id })
  expect(await refusal(api.readResults, { query }, { as: stranger })).toMatchObject({
    code: 'not_found',
  })
  const abroad = signedIn({ roles: ['official'], divisionCode: '441826' })
  expect((await call(api.readResults, { query }, { as: abroad })).items).toEqual([])
  expect(await refusal(api.readResults, { query: { period } }, { as: official })).toMatchObject({
    code: 'validation_failed',
  })
})

test('§3.8 §3.15 pairings of a place are ranked, each by its own, all together each line once', async () => {
  const query = { period, by: 'pairing' as const, limit: 10 }
  const ranking = await call(api.listRanking, { query }, { as: official })
  expect(ranking.items.map(({ name, detail, cents }) => [name, detail, cents])).toEqual([
    ['文旅委帮扶集团 · 竹贤乡', '', 264_000],
    ['示例银行 · 老村', '', 90_000],
    ['渝中区示例机关 · 下庄村', '', 84_000],
    ['渝中区示例机关 · 下庄村', '2025-03-01–2026-06-30', 60_000],
  ])
  expect(ranking.total).toMatchObject({ cents: 264_000, grams: 115_000 })
  for (const { key, cents } of ranking.items) {
    const results = { query: { period, pairingId: key } }
    expect((await call(api.readResults, results, { as: official })).total.cents).toBe(cents)
  }
  for (const [as, other] of [
    [official, { pairingId: stay }],
    [leader, {}],
  ] as const) {
    const answer = await refusal(api.listRanking, { query: { ...query, ...other } }, { as })
    expect(answer.fields).toMatchObject([{ path: ['by'], code: 'not_an_option' }])
  }
})

test('§3.12 §3.15 first secretaries are ranked where the county has decided so, from that day on', async () => {
  const query = { period, by: 'first_secretary' as const, limit: 10 }
  const notYet = await refusal(api.listRanking, { query }, { as: official })
  expect(notYet.fields).toMatchObject([{ path: ['by'], code: 'not_an_option' }])
  const decide = (name: 'secretary_ranking' | 'reserve_share', value: boolean | number) => ({
    body: { name, value, validFrom: '2026-11-01', decidedBy: '县委会议纪要' },
  })
  const admin = signedIn({ roles: ['platform_admin'] })
  for (const [as, name, value] of [
    [admin, 'secretary_ranking', true],
    [official, 'reserve_share', 1_000],
    [signedIn({ roles: ['official'], divisionCode: '50' }), 'secretary_ranking', true],
  ] as const)
    expect((await refusal(addPolicy, decide(name, value), { as })).code).toBe('forbidden')
  await call(addPolicy, decide('secretary_ranking', true), { as: official })
  const elsewhere = signedIn({ roles: ['official'], divisionCode: '500238' })
  for (const [as, ofCounties] of [
    [official, ['500237']],
    [elsewhere, []],
  ] as const) {
    const { items } = await call(policies, {}, { as })
    expect(items.flatMap(({ place }) => place?.code ?? [])).toEqual(ofCounties)
  }
  const ranking = await call(api.listRanking, { query }, { as: official })
  expect(ranking.items).toMatchObject([
    { rank: 1, key: successor, name: '李书记', cents: 84_000, lastYearCents: 0 },
    { rank: 2, key: stay, name: '王书记', cents: 60_000, completionBasisPoints: null },
  ])
  expect(ranking).toMatchObject({ total: { cents: 144_000 }, isPartial: false })
  const named = { query: { period, by: 'first_secretary' as const } }
  const figures = await call(api.readFigures, named, { as: official })
  expect(figures.items.map(({ figures: [brought] }) => brought?.cents)).toEqual([84_000, 60_000])
  const lines = { period, ...figures.items[0]?.figures[0]?.lines }
  expect(lines).toMatchObject({ pairingId: successor, recognition: 'counted' })
  const opened = await call(
    api.listLedger,
    { query: lines as { period: string } },
    { as: official },
  )
  expect(opened.total.cents).toBe(84_000)
  const totals = await call(api.readTotals, { query: { period } }, { as: official })
  expect(totals.ranksFirstSecretaries).toBe(true)
  for (const earlier of [{ period: '2025' }, { period, divisionCode: '50' }]) {
    const wider = { query: { ...query, ...earlier } }
    expect((await refusal(api.listRanking, wider, { as: admin })).code).toBe('validation_failed')
  }
  const own = await refusal(api.listRanking, { query }, { as: leader })
  expect(own.code).toBe('validation_failed')
  // The earliest two thousand pairings are read, which is said.
  await database.sql`
    insert into assistance.pairings (id, organisation_id, division_code, kind, from_date, to_date,
      first_secretary_name, created_at)
    select gen_random_uuid(), organisation_id, ${shigou}, kind, '2026-11-01', null,
      '赵书记', created_at
    from assistance.pairings cross join generate_series(1, 2000) where id = ${stay}`
  const many = await call(api.listRanking, { query }, { as: official })
  expect(many.isPartial).toBe(true)
  expect(many.items.map(({ key }) => key)).toEqual([successor, stay])
})
