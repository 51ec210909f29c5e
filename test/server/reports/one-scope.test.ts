import { expect, test } from 'vitest'
import * as api from '../../../shared/reports/reports.api.ts'
import { signedIn, testApp } from '../../support/app.ts'
import { aGroup, anIntroduction, aSharedCredit } from '../../support/factories/assistance.ts'
import { xiazhuang } from '../../support/factories/attribution.ts'
import { aBuyingUnit } from '../../support/factories/orders.ts'
import { aUnit } from '../../support/factories/organisations.ts'
import { aPaidOrder } from '../../support/factories/reports.ts'
import { countStatements } from '../../support/statements.ts'

const { call, refusal, database } = await testApp()

// One order of two lots of a village, shared by two units and helped by a third.
const buyer = await aBuyingUnit(database)
const partner = await aUnit(database)
const helper = await aUnit(database)
const group = await aGroup(database, { leadUnitId: buyer.id, memberUnitIds: [helper.id] })
await aSharedCredit(database, {
  buyerUnitId: buyer.id,
  shares: { [buyer.id]: 6_000, [partner.id]: 4_000 },
})
await anIntroduction(database, { helperUnitId: helper.id, buyerUnitId: buyer.id })
await aPaidOrder(database, {
  unit: buyer,
  lines: [
    { quantity: 6, lot: { households: 12 } },
    { quantity: 4, name: '红叶李', lot: { households: 9 } },
  ],
})
const official = signedIn({ roles: ['official'], divisionCode: '500237' })
const leading = (organisationId: string) => signedIn({ roles: ['unit_leader'], organisationId })
const coordinating = signedIn({ roles: ['group_coordinator'], organisationId: group.id })

test('§3.8 §3.9 all stages of a panel have one scope: bought by its share, or helped to sell', async () => {
  const query = { period: '2026' }
  for (const [as, cents] of [
    [official, 60_000],
    [leading(buyer.id), 36_000],
    [leading(partner.id), 24_000],
    [leading(helper.id), 60_000],
    [coordinating, 60_000],
  ] as const) {
    const { stages } = await call(api.readProgress, { query }, { as })
    expect(stages.map((stage) => stage.cents)).toEqual(Array(6).fill(cents))
    const grams = (cents / 60_000) * 50_000
    const weighed = stages.filter((stage) => stage.grams !== null)
    expect(weighed.map((stage) => stage.grams)).toEqual(Array(4).fill(grams))
  }
})

test('§3.14 households declared for lots of the same villages are counted once', async () => {
  const query = { period: '2026' }
  for (const as of [official, leading(helper.id), leading(partner.id)]) {
    const { households } = await call(api.readProgress, { query }, { as })
    expect(households.declared).toBe(12)
  }
})

test('§4.3 §4.4 figures are asked for by name, each with its version and its lines', async () => {
  const ask = async (query: { metrics?: string; by?: 'village' | 'month'; definedOn?: string }) => {
    const whole = { period: '2026', ...query }
    return (await call(api.readFigures, { query: whole }, { as: leading(helper.id) })).items
  }
  const [whole] = await ask({ metrics: 'help_sale,direct,ordered,households_declared' })
  expect(whole?.figures).toMatchObject([
    { metric: 'help_sale', version: 1, cents: 60_000, grams: 50_000, count: 1 },
    { metric: 'direct', cents: 0 },
    { metric: 'ordered', version: 2, cents: 60_000, lines: null },
    { metric: 'households_declared', version: 2, count: 12 },
  ])
  // Documents of orders, of which a year has many, are read only for the figures that they tell.
  const reads = async (metrics: string, view: string) => {
    const { statements } = await countStatements(database, () => ask({ metrics }))
    return statements.some((text) => text.includes(view))
  }
  const view = 'billing.invoiced_published'
  expect(await reads('help_sale,households_declared,households_settled', view)).toBe(false)
  expect(await reads('ordered', view)).toBe(true)
  const lines = { period: '2026', unitId: helper.id, recognition: 'counted', credit: 'help_sale' }
  expect(whole?.figures[0]?.lines).toEqual(lines)
  const { total } = await call(
    api.listLedger,
    { query: { ...lines, credit: 'help_sale', recognition: 'counted' } },
    { as: leading(helper.id) },
  )
  expect(total.cents).toBe(60_000)
  const [village] = await ask({ by: 'village', metrics: 'recognised_cents,share_of_total' })
  expect(village).toMatchObject({ key: xiazhuang, name: '下庄村' })
  expect(village?.figures).toMatchObject([{ cents: 60_000 }, { basisPoints: 10_000 }])
  const july = (await ask({ by: 'month' })).find(({ key }) => key === '2026-07')
  expect(july?.figures[0]).toMatchObject({ cents: 60_000, lines: { period: '2026-07' } })
  const [earlier] = await ask({ metrics: 'ordered', definedOn: '2026-10-31' })
  expect(earlier?.figures).toMatchObject([{ metric: 'ordered', version: 1, cents: 0 }])
  const wrong = { period: '2026', by: 'village', metrics: 'paid' } as const
  const answer = await refusal(api.readFigures, { query: wrong }, { as: official })
  expect(answer.fields).toMatchObject([{ path: ['metrics'], code: 'not_an_option' }])
})

test('§4.4 under the definitions of an earlier day the earlier numbers are stated', async () => {
  const query = { period: '2026', definedOn: '2026-10-31' }
  const { stages, households } = await call(api.readProgress, { query }, { as: leading(helper.id) })
  // Only of orders that the unit placed itself, and of each lot.
  expect(stages.map(({ cents }) => cents)).toEqual([0, 0, 0, 0, 0, 60_000])
  expect(households.declared).toBe(21)
  const festival = { period: '2026-spring-festival' }
  const now = await call(api.readTotals, { query: festival }, { as: official })
  expect(now).toMatchObject({ metricVersions: { growth: 2 }, lastYear: { from: '2025-01-28' } })
  const then = { ...festival, definedOn: '2026-10-31' }
  const before = await call(api.readTotals, { query: then }, { as: official })
  expect(before).toMatchObject({ metricVersions: { growth: 1 }, lastYear: { from: '2025-02-16' } })
})
