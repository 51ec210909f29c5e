import { beforeAll, expect, test } from 'vitest'
import { recordSettlements } from '../../../server/billing/record-settlements.ts'
import { transaction } from '../../../server/platform/db/transaction.ts'
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
  const earlier = await call(api.readProgress, { query: { period: '2026-06' } }, { as: official })
  expect(earlier).toMatchObject({ households: { settled: 0, declared: 0 }, collectiveCents: 0 })
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
  expect((await countStatements(database, totals)).statements.length).toBeLessThanOrEqual(5)
})
