import { beforeAll, expect, test } from 'vitest'
import { findBenefitFault, publishBenefits } from '../../../server/billing/index.ts'
import { recordSettlements } from '../../../server/billing/record-settlements.ts'
import { transaction } from '../../../server/platform/db/transaction.ts'
import { publicBenefitOf } from '../../../server/reports/read-benefit.ts'
import { listSettlements } from '../../../shared/billing/settlements.api.ts'
import * as api from '../../../shared/reports/reports.api.ts'
import { contextFor, signedIn, testApp } from '../../support/app.ts'
import { xiazhuang } from '../../support/factories/attribution.ts'
import { aPaidOrder } from '../../support/factories/reports.ts'
import { countStatements } from '../../support/statements.ts'

const { call, database } = await testApp({ clock: () => new Date('2026-11-22T04:00:00Z') })

const order = await aPaidOrder(database, {
  lines: [{ quantity: 10 }],
  weighed: [{ weighedGrams: 45_000, reason: 'short' }],
})
const official = signedIn({ roles: ['official'], divisionCode: '500237' })
const query = { period: '2026' }

beforeAll(async () => {
  const row = {
    villageCode: xiazhuang,
    recipientName: '张三丰',
    amountCents: 10_000,
    settledOn: '2026-08-01',
    bankReference: '',
  }
  const rows = [
    { ...row, recipientKind: 'household' as const, householdNumber: '12' },
    {
      ...row,
      ...{ recipientKind: 'household' as const, householdNumber: '12', bankReference: 'B-12' },
    },
    { ...row, recipientKind: 'household' as const, householdNumber: '13' },
    { ...row, recipientKind: 'collective' as const, householdNumber: null, amountCents: 7_000 },
  ]
  await transaction(database.db, (tx) =>
    recordSettlements(tx, contextFor(order.manager, new Date('2026-08-02T00:00:00Z')), {
      purchaseOrderId: order.purchaseOrderId,
      rows,
    }),
  )
})

test('§3.14 households are those with a settlement, each once; collective income is settled too', async () => {
  await database.sql`update catalogue.lots set households = 30`
  await database.sql`select catalogue.write_documents(array(select id from catalogue.products))`
  for (const as of [official, order.unit.buyer]) {
    const { households, collectiveCents } = await call(api.readProgress, { query }, { as })
    expect(households).toEqual({ settled: 2, declared: 30 })
    expect(collectiveCents).toBe(7_000)
  }
  // Two households received 200.00 and 100.00, of 540.00 that were paid for goods from there.
  const expected = { householdCents: 30_000, collectiveCents: 7_000, medianCents: 15_000 }
  const total = { ...expected, households: 2, paidCents: 54_000, shareBasisPoints: 6_852 }
  const { benefit } = await call(api.readProgress, { query }, { as: official })
  expect(benefit).toEqual(total)
  const ofUnit = (await call(api.readProgress, { query }, { as: order.unit.buyer })).benefit
  expect(ofUnit).toMatchObject({ ...expected, paidCents: null, shareBasisPoints: null })
  const county = await call(api.listBenefits, { query }, { as: official })
  expect(county).toMatchObject({ total, items: [{ key: xiazhuang, ...total }] })
  // What a figure leads to is what it is made of (§4.3).
  const villageCode = county.items[0]?.key ?? ''
  const { from, to } = county
  const behind = { query: { villageCode, from, to, pageSize: 100 } }
  const { items } = await call(listSettlements, behind, { as: official })
  expect(items.reduce((sum, row) => sum + row.amountCents, 0)).toBe(37_000)
  const admin = signedIn({ roles: ['platform_admin'] })
  const nation = await call(api.listBenefits, { query }, { as: admin })
  expect(nation).toMatchObject({
    total: { ...total, medianCents: null },
    items: [{ key: '500237', households: 2, medianCents: null }],
  })
  const earlier = await call(api.readProgress, { query: { period: '2026-06' } }, { as: official })
  expect(earlier).toMatchObject({ households: { settled: 0, declared: 0 }, collectiveCents: 0 })
})

test('§3.14 the public is told of whole months, and never what tells of fewer than five households', async () => {
  const settle = (numbers: number[], settledOn: string, recordedOn = settledOn) => {
    const rows = numbers.map((number) => ({
      ...{ recipientKind: 'household' as const, householdNumber: `${number}`, bankReference: '' },
      ...{ recipientName: '张三丰', villageCode: xiazhuang, settledOn, amountCents: 980 + number },
    }))
    const context = contextFor(order.manager, new Date(`${recordedOn}T08:00:00Z`))
    const { purchaseOrderId } = order
    return transaction(database.db, (tx) =>
      recordSettlements(tx, context, { purchaseOrderId, rows }),
    )
  }
  const told = async (today: string, node: string | null = xiazhuang) => {
    const clock = () => new Date(`${today}T04:00:00Z`)
    await publishBenefits({ db: database.db, clock })
    return (await publicBenefitOf(database.db, { node, today })).households
  }
  // Two households in all.
  expect(await told('2026-09-01')).toBeNull()
  expect(await told('2026-09-01', null)).toBeNull()
  await settle([21, 22, 23], '2026-09-10')
  expect(await told('2026-09-30')).toBeNull()
  const five = { count: 5, householdCents: 33_006, medianCents: 1_003, shareBasisPoints: 7_409 }
  const ofNation = { medianCents: null }
  expect(await told('2026-10-01')).toEqual({ to: '2026-09-30', ...five })
  expect(await told('2026-10-01', null)).toEqual({ to: '2026-09-30', ...five, ...ofNation })
  // One in October; another one for September, when that had been written; three in November.
  await settle([24], '2026-10-05')
  await settle([25], '2026-09-20', '2026-11-03')
  expect(await told('2026-11-01')).toEqual({ to: '2026-09-30', ...five })
  expect(await told('2026-11-01', null)).toMatchObject({ ...five, ...ofNation })
  await settle([26, 27, 28], '2026-11-10')
  expect(await told('2026-11-30')).toEqual({ to: '2026-09-30', ...five })
  const ten = { count: 10, householdCents: 38_036, medianCents: 1_006 }
  expect(await told('2026-12-01')).toMatchObject({ to: '2026-11-30', ...ten })
  // Written once, whatever comes later.
  await settle([29], '2026-11-29', '2026-12-01')
  expect(await told('2026-12-20')).toMatchObject({ to: '2026-11-30', ...ten })
  expect(await told('2027-01-05')).toMatchObject({ to: '2026-11-30', ...ten })
  expect(await told('2027-02-05')).toBeNull()
  expect(await findBenefitFault(database.db, '')).toBeUndefined()
  const { benefit } = await call(api.readPublicVillage, { params: { code: xiazhuang } })
  expect(benefit).toMatchObject({ to: '2026-10-31', collectiveCents: 7_000, households: five })
})

test('§3.14 the median of a village, a township and a county is that of their households', async () => {
  for (const period of ['2026', '2026-Q4', '2026-11']) {
    const [held] = await database.sql<{ cents: number; households: number }[]>`
      select round((percentile_cont(0.5) within group (order by cents))::numeric)::int as cents,
        count(*)::int as households
      from (
        select sum(amount_cents) as cents
        from billing.settlements_published cross join
          unnest(attribution.periods_of(to_char(settled_on, 'YYYY-MM'))) as month(period)
        where recipient_kind = 'household' and month.period = ${period}
        group by village_code, household_number having sum(amount_cents) > 0) received`
    expect(held?.households).toBeGreaterThan(3)
    const expected = { households: held?.households, medianCents: held?.cents }
    for (const divisionCode of [xiazhuang, xiazhuang.slice(0, 9), '500237']) {
      const query = { period, divisionCode }
      const { total, items } = await call(api.listBenefits, { query }, { as: official })
      expect(total, `${divisionCode} ${period}`).toMatchObject(expected)
      expect(items).toMatchObject([expected])
    }
  }
})

test('§3.1 the stages stand apart, each with its own figures', async () => {
  const { stages } = await call(api.readProgress, { query }, { as: official })
  expect(stages).toEqual([
    { stage: 'ordered', cents: 60_000, grams: 50_000 },
    { stage: 'shipped', cents: 60_000, grams: 50_000 },
    { stage: 'accepted', cents: 54_000, grams: 45_000 },
    { stage: 'invoiced', cents: 54_000, grams: null },
    { stage: 'paid', cents: 54_000, grams: null },
    { stage: 'recognised', cents: 54_000, grams: 45_000 },
  ])
})

test('§3.1 the stages are the same before, while and after they are folded', async () => {
  const read = () => call(api.readProgress, { query }, { as: official })
  const { stages } = await read()
  for (const most of [1, 2, 1_000]) {
    await database.sql`select attribution.fold_stages(${most})`
    expect((await read()).stages).toEqual(stages)
  }
  const [left] = await database.sql`select count(*)::int as moves from attribution.unfolded_stages`
  expect(left?.moves).toBe(0)
})

test('§3.1 below a county, where documents cannot be told apart, stages are unknown, not nothing', async () => {
  const filtered = { ...query, divisionCode: xiazhuang }
  const { stages } = await call(api.readProgress, { query: filtered }, { as: official })
  expect(stages[0]).toEqual({ stage: 'ordered', cents: null, grams: null })
  expect(stages.at(-1)).toMatchObject({ stage: 'recognised', cents: 54_000 })
})

test('no list asks the database once per row', async () => {
  const counted = async (limit: number) => {
    const work = () => call(api.listLedger, { query: { ...query, limit } }, { as: official })
    await work()
    return (await countStatements(database, work)).statements.length
  }
  const few = await counted(1)
  await aPaidOrder(database, { lines: Array.from({ length: 8 }, () => ({ quantity: 1 })) })
  expect(await counted(50)).toBe(few)
  const totals = () => call(api.readTotals, { query }, { as: official })
  // Figures, the year before, orders, targets, purchases outside, the place and what became it,
  // opening figures of both years, and whether the county ranks its first secretaries.
  expect((await countStatements(database, totals)).statements.length).toBeLessThanOrEqual(9)
})
