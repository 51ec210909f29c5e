import { asc, eq } from 'drizzle-orm'
import { describe, expect, test } from 'vitest'
import { ledgerEntries, recognitionLines } from '../../../server/attribution/attribution.tables.ts'
import { verifyLedger } from '../../../server/attribution/index.ts'
import { newId } from '../../../server/platform/ids.ts'
import { testDatabase } from '../../support/database.ts'
import { aPolicyValue } from '../../support/factories/assistance.ts'
import {
  aCredit,
  accept,
  aMark,
  anAttributedLine,
  pay,
  shijing,
  xiazhuang,
} from '../../support/factories/attribution.ts'
import { aClosedMonth } from '../../support/factories/closings.ts'

const database = await testDatabase()

const entriesOf = (orderLineId: string) =>
  database.db
    .select()
    .from(ledgerEntries)
    .where(eq(ledgerEntries.orderLineId, orderLineId))
    .orderBy(asc(ledgerEntries.countyCode), asc(ledgerEntries.number))

const lineOf = async (orderLineId: string) => {
  const [row] = await database.db
    .select()
    .from(recognitionLines)
    .where(eq(recognitionLines.orderLineId, orderLineId))
  if (row === undefined) throw new Error('no such line')
  return row
}

describe('what is recognised', () => {
  test('§3.2 the smaller of accepted and paid, and the weight in the same proportion', async () => {
    const line = anAttributedLine()
    await accept(database, line, { grams: 9_000, cents: 30_000 })
    expect(await entriesOf(line.orderLineId)).toEqual([])
    await pay(database, line, { cents: 10_000 })
    expect(await lineOf(line.orderLineId)).toMatchObject({
      recognisedCents: 10_000,
      recognisedGrams: 3_000,
    })
    await pay(database, line, { cents: 50_000 })
    expect(await lineOf(line.orderLineId)).toMatchObject({
      recognisedCents: 30_000,
      recognisedGrams: 9_000,
    })
    const entries = await entriesOf(line.orderLineId)
    expect(entries.map(({ cents, grams }) => [cents, grams])).toEqual([
      [10_000, 3_000],
      [20_000, 6_000],
    ])
  })

  test('§3.1 accepted and paid are kept apart and nothing is recognised of one alone', async () => {
    const line = anAttributedLine()
    await pay(database, line, { cents: 10_000 })
    expect(await lineOf(line.orderLineId)).toMatchObject({
      paidCents: 10_000,
      acceptedCents: 0,
      recognisedCents: 0,
    })
    expect(await entriesOf(line.orderLineId)).toEqual([])
  })

  test('§3.3 it is dated on the day when the minimum was reached, and keeps the order date', async () => {
    const line = anAttributedLine({ orderedOn: '2026-03-30' })
    await accept(database, line, { grams: 5_000, cents: 10_000, on: '2026-04-10' })
    await accept(database, line, { grams: 5_000, cents: 10_000, on: '2026-06-02' })
    // Reported last, though it was paid between the two receipts.
    await pay(database, line, { cents: 20_000, on: '2026-05-20' })
    const entries = await entriesOf(line.orderLineId)
    expect(entries).toMatchObject([
      { recognisedOn: '2026-05-20', month: '2026-05', cents: 10_000, orderedOn: '2026-03-30' },
      { recognisedOn: '2026-06-02', month: '2026-06', cents: 10_000, orderedOn: '2026-03-30' },
    ])
  })

  test('§3.4 a refund posts a negative entry on its own day, pointing at what it corrects', async () => {
    const line = anAttributedLine()
    await accept(database, line, { grams: 3_000, cents: 9_000, on: '2026-04-10' })
    await pay(database, line, { cents: 9_000, on: '2026-04-20' })
    await pay(database, line, { cents: -3_000, on: '2026-07-01' })
    const [first, refund] = await entriesOf(line.orderLineId)
    expect(refund).toMatchObject({
      cents: -3_000,
      grams: -1_000,
      month: '2026-07',
      recognisedOn: '2026-07-01',
      causeType: 'refund',
      correctsNumber: first?.number,
    })
    expect(first).toMatchObject({ cents: 9_000, month: '2026-04' })
  })

  test('§3.3 §3.4 what is paid again on the day of its refund counts from that day', async () => {
    const line = anAttributedLine()
    await accept(database, line, { grams: 3_000, cents: 9_000, on: '2026-04-10' })
    await pay(database, line, { cents: 9_000, on: '2026-04-20' })
    await pay(database, line, { cents: -3_000, on: '2026-07-01' })
    await pay(database, line, { cents: 3_000, on: '2026-07-01' })
    const entries = await entriesOf(line.orderLineId)
    expect(entries.map(({ month, cents }) => [month, cents])).toEqual([
      ['2026-04', 9_000],
      ['2026-07', -3_000],
      ['2026-07', 3_000],
    ])
  })

  test('§3.4 a return takes the weight of its village back', async () => {
    const line = anAttributedLine()
    await accept(database, line, { grams: 3_000, cents: 9_000 })
    await pay(database, line, { cents: 9_000 })
    await accept(database, line, { grams: -1_000, cents: -3_000, on: '2026-06-01' })
    expect(await lineOf(line.orderLineId)).toMatchObject({
      recognisedCents: 6_000,
      recognisedGrams: 2_000,
    })
    expect((await entriesOf(line.orderLineId)).at(-1)).toMatchObject({
      cents: -3_000,
      grams: -1_000,
      causeType: 'return',
    })
  })

  test('§4.2 what belongs to a closed month is posted in the first open one', async () => {
    const county = '530921'
    await aClosedMonth(database, { countyCode: county, month: '2025-11' })
    await aClosedMonth(database, { countyCode: county, month: '2025-12' })
    const line = anAttributedLine({ supervisingCountyCode: county })
    const villages = [{ villageCode: `${county}100200`, grams: 1_000 }]
    await accept(database, line, { grams: 1_000, cents: 500, on: '2025-11-05', villages })
    await pay(database, line, { cents: 500, on: '2025-11-20' })
    expect(await entriesOf(line.orderLineId)).toMatchObject([
      { recognisedOn: '2025-11-20', month: '2026-01' },
    ])
  })
})

describe('whose it is', () => {
  test('§3.5 the villages are those of the goods delivered; no proof is the unknown village', async () => {
    const line = anAttributedLine({ supervisingCountyCode: '441826' })
    const villages = [
      { villageCode: xiazhuang, grams: 1_000 },
      { villageCode: shijing, grams: 1_000 },
      { villageCode: null, grams: 1_000 },
    ]
    await accept(database, line, { grams: 3_000, cents: 10_000, villages })
    await pay(database, line, { cents: 10_000 })
    const entries = await entriesOf(line.orderLineId)
    expect(entries.map((entry) => [entry.countyCode, entry.villageCode, entry.cents])).toEqual([
      ['441826', '', 3_334],
      ['441826', shijing, 3_333],
      ['500237', xiazhuang, 3_333],
    ])
  })

  test('§2.3 what cannot be split evenly goes to the largest remainder, ties to the lower code', async () => {
    const line = anAttributedLine()
    const villages = ['500237222210', '500237222211', '500237222212'].map((villageCode) => ({
      villageCode,
      grams: 1,
    }))
    await accept(database, line, { grams: 3, cents: 11, villages })
    await pay(database, line, { cents: 11 })
    const entries = await entriesOf(line.orderLineId)
    expect(entries.map((entry) => entry.cents)).toEqual([4, 4, 3])
    expect(entries.map((entry) => entry.grams)).toEqual([1, 1, 1])
  })

  test('§3.6 the credit is that of the first report; later reports change nothing', async () => {
    const unitId = newId()
    const line = anAttributedLine({ credit: aCredit({ unitId }) })
    await accept(database, line, { grams: 1_000, cents: 1_000 })
    const edited = { ...line, credit: aCredit({ unitId: newId() }), category: 'fruit' }
    await pay(database, edited, { cents: 1_000 })
    expect(await entriesOf(line.orderLineId)).toMatchObject([
      { directUnitId: unitId, category: 'vegetable' },
    ])
  })

  test('§3.6 whether a place counts is what was recorded before the order was placed', async () => {
    const placedAt = new Date('2026-04-01T02:00:00Z')
    const listed = { name: 'eligible_divisions', validFrom: '2026-01-01' }
    await aPolicyValue(database, {
      ...listed,
      value: ['441826'],
      createdAt: new Date('2026-01-01T00:00:00Z'),
    })
    const line = anAttributedLine({ placedAt })
    const villages = [
      { villageCode: xiazhuang, grams: 500 },
      { villageCode: shijing, grams: 500 },
    ]
    await accept(database, line, { grams: 1_000, cents: 1_000, villages })
    // Decided after the order: it does not reach back, though it is dated before it.
    await aPolicyValue(database, {
      ...listed,
      value: ['441826', '500237'],
      createdAt: new Date('2026-04-02T00:00:00Z'),
    })
    await accept(database, line, { grams: 1_000, cents: 1_000, villages })
    await pay(database, line, { cents: 2_000 })
    const entries = await entriesOf(line.orderLineId)
    expect(entries.map((entry) => [entry.villageCode, entry.eligible])).toEqual([
      [shijing, true],
      [xiazhuang, false],
    ])
  })

  test('§3.7 one direct buyer and one help-seller at most; for the same unit direct wins', async () => {
    const [buyer, helper] = [newId(), newId()]
    const helped = anAttributedLine({ credit: aCredit({ unitId: buyer, helpUnitId: helper }) })
    await accept(database, helped, { grams: 1_000, cents: 1_000 })
    await pay(database, helped, { cents: 1_000 })
    expect(await entriesOf(helped.orderLineId)).toMatchObject([
      { directUnitId: buyer, helpUnitId: helper, channel: 'canteen' },
    ])
    const own = anAttributedLine({ credit: aCredit({ unitId: buyer, helpUnitId: buyer }) })
    await accept(database, own, { grams: 1_000, cents: 1_000 })
    await pay(database, own, { cents: 1_000 })
    expect(await entriesOf(own.orderLineId)).toMatchObject([
      { directUnitId: buyer, helpUnitId: null },
    ])
  })

  test('§3.9 shared credit is split by basis points to the last 分 and gram', async () => {
    const [a, b, c] = [newId(), newId(), newId()].sort() as [string, string, string]
    const directCredits = [
      { unitId: a, shareBasisPoints: 3_333 },
      { unitId: b, shareBasisPoints: 3_333 },
      { unitId: c, shareBasisPoints: 3_334 },
    ]
    const line = anAttributedLine({ credit: { ...aCredit(), directCredits } })
    await accept(database, line, { grams: 1_000, cents: 101 })
    await pay(database, line, { cents: 101 })
    const entries = await entriesOf(line.orderLineId)
    expect(entries.map((entry) => [entry.directUnitId, entry.cents, entry.grams])).toEqual([
      [a, 34, 333],
      [b, 33, 333],
      [c, 34, 334],
    ])
  })

  test('§3.10 an entry says for each unit whether the village was paired with it', async () => {
    const [buyer, helper] = [newId(), newId()]
    const pairedCodes = [
      { unitId: buyer, codes: ['500237222'] },
      { unitId: helper, codes: [shijing] },
    ]
    const credit = aCredit({ unitId: buyer, helpUnitId: helper, pairedCodes })
    const line = anAttributedLine({ credit })
    const villages = [
      { villageCode: shijing, grams: 500 },
      { villageCode: xiazhuang, grams: 500 },
    ]
    await accept(database, line, { grams: 1_000, cents: 1_000, villages })
    await pay(database, line, { cents: 1_000 })
    expect(await entriesOf(line.orderLineId)).toMatchObject([
      { villageCode: shijing, directPaired: false, helpPaired: true },
      { villageCode: xiazhuang, directPaired: true, helpPaired: false },
    ])
  })
})

test('a document line that is reported twice counts once', async () => {
  const line = anAttributedLine()
  const once = { grams: 1_000, cents: 1_000, receiptLineId: newId() }
  const payment = { cents: 1_000, paymentId: newId() }
  await accept(database, line, once)
  await accept(database, line, once)
  await pay(database, line, payment)
  await pay(database, line, payment)
  expect(await lineOf(line.orderLineId)).toMatchObject({ acceptedGrams: 1_000, paidCents: 1_000 })
  expect(await entriesOf(line.orderLineId)).toHaveLength(1)
})

test('the ledger made by all of this is whole', async () => {
  expect(await verifyLedger(database.db)).toMatchObject({ fault: null })
})

test('§5.10 an entry has the marks that the goods bore when they were ordered, whatever came later', async () => {
  const productId = newId()
  const mark = { productId, kind: 'organic' as const, name: '' }
  await aMark(database, { ...mark, from: '2026-03-01', until: null })
  const brand = { ...mark, kind: 'brand' as const, name: '下庄天路' }
  const brandId = await aMark(database, { ...brand, from: '2026-03-01', until: null })
  await aMark(database, { ...mark, kind: 'green_food', from: '2026-04-02', until: null })
  const line = anAttributedLine({ productId, orderedOn: '2026-04-01' })
  const borne = ['brand:下庄天路', 'organic']
  await accept(database, line, { grams: 1_000, cents: 1_000 })
  await pay(database, line, { cents: 800 })
  await database.sql`update catalogue.product_marks
    set state = 'withdrawn', ended_at = '2026-04-20' where id = ${brandId}`
  await pay(database, line, { cents: 200, on: '2026-05-11' })
  await pay(database, line, { cents: -500, on: '2026-05-12' })
  const entries = await entriesOf(line.orderLineId)
  expect(entries.map(({ cents, marks }) => [cents, marks.toSorted()])).toEqual([
    [800, borne],
    [200, borne],
    [-500, borne],
  ])
  for (const [orderedOn, marks] of [
    ['2026-02-27', []],
    ['2026-04-21', ['green_food', 'organic']],
  ] as const) {
    const other = anAttributedLine({ productId, orderedOn })
    await accept(database, other, { grams: 1_000, cents: 1_000, on: '2026-05-01' })
    expect((await lineOf(other.orderLineId)).marks).toEqual(marks)
  }
  expect(await verifyLedger(database.db)).toMatchObject({ fault: null })
})
