import { readXlsx } from 'hucre/xlsx'
import { beforeAll, expect, test } from 'vitest'
import { foldEntries } from '../../../server/attribution/index.ts'
import { listMoneyDue } from '../../../shared/billing/billing.api.ts'
import { exportLedger } from '../../../shared/exchange/exchange.api.ts'
import * as api from '../../../shared/reports/reports.api.ts'
import { signedIn, testApp } from '../../support/app.ts'
import { aTarget } from '../../support/factories/assistance.ts'
import { aCredit, aRecognisedSale, xiazhuang } from '../../support/factories/attribution.ts'
import { anInvoice } from '../../support/factories/billing.ts'
import { aReceivedOrder } from '../../support/factories/deliveries.ts'
import { aCooperative, aUnit } from '../../support/factories/organisations.ts'
import { insertPlaces } from '../../support/factories/villages.ts'
import { breaksInvariants } from '../../support/invariants.ts'

const { call, send, database } = await testApp({
  clock: () => new Date('2026-11-22T04:00:00Z'),
})
const { sql } = database
breaksInvariants(database, 'orders and papers are made as large as a database could hold them')

/** The largest amount the contract ever took; two of them pass 2^53. */
const largest = 9_000_000_000_000_000
const twice = '18000000000000000'
const unit = await aUnit(database)
const cooperative = await aCooperative(database)
const official = signedIn({ roles: ['official'], divisionCode: '500237' })
const leader = signedIn({ roles: ['unit_leader'], organisationId: unit.id })
const query = { period: '2026' }

beforeAll(async () => {
  await insertPlaces(database)
  await aTarget(database, { organisationId: unit.id, year: 2026, amount: 1 })
  for (let sale = 0; sale < 2; sale++) {
    await aRecognisedSale(database, {
      cooperativeId: cooperative.id,
      grams: largest,
      cents: largest,
      on: '2026-11-10',
      credit: aCredit({ unitId: unit.id }),
    })
    // One is folded into the kept sums, the other one is added to them when they are read.
    if (sale === 0) await foldEntries(database.db)
  }
})

test('§2.6 totals are exact beyond 2^53, with growth and a target of one 分', async () => {
  for (const as of [official, leader]) {
    const totals = await call(api.readTotals, { query }, { as })
    expect(totals.figures.distinct).toMatchObject({ cents: twice, grams: twice })
    expect(totals.figures.otherVillages).toEqual({ cents: twice, grams: twice })
  }
  const { targets } = await call(api.readTotals, { query }, { as: leader })
  expect(targets[0]).toMatchObject({ reached: twice, completionBasisPoints: `${twice}0000` })
  const future = await call(api.readTotals, { query: { period: '2027' } }, { as: leader })
  expect(future).toMatchObject({
    ...{ state: 'future', growthCentsBasisPoints: null },
    lastYear: { distinct: { cents: twice } },
  })
})

test('§2.6 every ranking, the months and the ledger’s total are exact beyond 2^53', async () => {
  for (const by of ['village', 'unit', 'division'] as const) {
    const { items } = await call(api.listRanking, { query: { ...query, by } }, { as: official })
    expect(items[0], by).toMatchObject({ cents: twice, grams: twice })
  }
  const trend = await call(api.listTrend, { query }, { as: leader })
  expect(trend.items.at(-1)).toMatchObject({ period: '2026-11', cents: twice, grams: twice })
  for (const as of [official, leader]) {
    const { total, items } = await call(api.listLedger, { query }, { as })
    expect(total).toEqual({ cents: twice, grams: twice, entries: 2 })
    expect(items[0]?.cents).toBe(largest)
  }
})

test('§2.6 the public pages are exact beyond 2^53', async () => {
  const totals = await call(api.readPublicTotals, { query: {} })
  expect(totals.total).toMatchObject({ cents: twice, grams: twice })
  expect(totals.topVillages[0]).toMatchObject({ cents: twice })
  const village = await call(api.readPublicVillage, { params: { code: xiazhuang } })
  expect(village.allYears).toMatchObject({ cents: twice, grams: twice })
  expect(village.buyers[0]).toMatchObject({ cents: twice })
})

test('§2.6 the exported total holds all its digits', async () => {
  const response = await send(exportLedger, { query }, { as: official })
  expect(response.statusCode).toBe(200)
  const book = await readXlsx(response.rawPayload)
  const total = book.sheets[0]?.rows.at(-1) ?? []
  expect(total).toContain('180000000000000.00')
  expect(total).toContain('18000000000000.000')
})

test('§2.6 stages and open money are exact beyond 2^53', async () => {
  const orders = [await aReceivedOrder(database), await aReceivedOrder(database)]
  const invoiced = orders.map(({ purchaseOrderId, manager }) =>
    anInvoice(database, { purchaseOrderId, manager }),
  )
  await Promise.all(invoiced)
  const [order] = orders
  if (order === undefined) throw new Error('an order')
  await sql.begin(async (tx) => {
    // As somebody could who has all rights over the database.
    await tx`set local session_replication_role = replica`
    await tx`update orders.order_lines set quantity = 1, unit_price_cents = ${largest},
      amount_cents = ${largest}, pack_grams = ${largest}, ordered_grams = ${largest}`
    await tx`update deliveries.shipment_lines set packs = 1, grams = ${largest}`
    await tx`update attribution.recognition_facts set cents = ${largest}, grams = ${largest}`
    await tx`update attribution.unfolded_stages set cents = ${largest}, grams = ${largest}`
    await tx`update billing.invoices set goods_cents = ${largest}, freight_cents = 0`
    await tx`update billing.invoice_orders set goods_cents = ${largest}, freight_cents = 0`
    await tx`update orders.purchase_orders set unit_id = ${order.unit.id}, credit =
      (select credit from orders.purchase_orders where id = ${order.purchaseOrderId})`
    await tx`update billing.open_invoices set unit_id = ${order.unit.id}`
  })
  // Of a place sums are kept, of a unit they come from the documents.
  const ofPlace = await call(api.readProgress, { query }, { as: official })
  for (const stage of ofPlace.stages.slice(0, 4))
    expect(stage.cents, stage.stage).toMatch(/^\d{17}$/)
  const leading = { ...leader, organisationId: order.unit.id }
  const progress = await call(api.readProgress, { query }, { as: leading })
  for (const stage of progress.stages.slice(0, 4)) {
    expect(stage.cents, stage.stage).toBe(twice)
    if (stage.stage !== 'invoiced') expect(stage.grams, stage.stage).toBe(twice)
  }
  const due = await call(listMoneyDue, { query: {} }, { as: order.finance })
  expect(due.bands.find((band) => band.count === 2)?.openCents).toBe(twice)
})
