import { asc, eq } from 'drizzle-orm'
import { expect, test } from 'vitest'
import {
  ledgerEntries,
  ledgerHeads,
  recognitionLines,
} from '../../../server/attribution/attribution.tables.ts'
import { verifyLedger } from '../../../server/attribution/index.ts'
import { newId } from '../../../server/platform/ids.ts'
import { testDatabase } from '../../support/database.ts'
import {
  aCredit,
  accept,
  anAttributedLine,
  pay,
  shijing,
  xiazhuang,
} from '../../support/factories/attribution.ts'
import { stopBefore, untilBlocked } from '../../support/race.ts'

const database = await testDatabase({ max: 24 })

const goods = { grams: 1_000, cents: 1_000 }
const fromShijing = { ...goods, villages: [{ villageCode: shijing, grams: 1_000 }] }

test('§4.1 64 posts at once into one county number it without gaps', async () => {
  const credit = aCredit()
  const lines = Array.from({ length: 64 }, () => anAttributedLine({ credit }))
  await Promise.all(lines.map((line) => accept(database, line, goods)))
  await Promise.all(lines.map((line) => pay(database, line, { cents: 1_000 })))
  const entries = await database.db
    .select({ number: ledgerEntries.number })
    .from(ledgerEntries)
    .where(eq(ledgerEntries.countyCode, '500237'))
    .orderBy(asc(ledgerEntries.number))
  expect(entries.map((entry) => entry.number)).toEqual(lines.map((_, index) => index + 1))
  expect(await verifyLedger(database.db)).toMatchObject({ fault: null, entries: 64 })
})

test('payment and refund of one line crossing leave the ledger right', async () => {
  const line = anAttributedLine()
  await accept(database, line, goods)
  await pay(database, line, { cents: 1_000 })
  await Promise.all([
    pay(database, line, { cents: -400 }),
    pay(database, line, { cents: 300 }),
    pay(database, line, { cents: -600 }),
    accept(database, line, goods),
  ])
  const entries = await database.db
    .select({ cents: ledgerEntries.cents })
    .from(ledgerEntries)
    .where(eq(ledgerEntries.orderLineId, line.orderLineId))
  expect(entries.reduce((sum, entry) => sum + entry.cents, 0)).toBe(300)
  expect(await verifyLedger(database.db)).toMatchObject({ fault: null })
})

test('two first reports of one line: the later one waits, and finds the line entered', async () => {
  const line = anAttributedLine()
  const stop = stopBefore(database, /insert into "attribution"."recognition_facts"/)
  const first = accept(database, line, goods)
  await stop.reached
  const second = accept(database, line, goods)
  await untilBlocked(database)
  stop.release()
  await Promise.all([first, second])
  await pay(database, line, { cents: 2_000 })
  const [known] = await database.db
    .select()
    .from(recognitionLines)
    .where(eq(recognitionLines.orderLineId, line.orderLineId))
  expect(known).toMatchObject({ acceptedGrams: 2_000, recognisedCents: 2_000 })
  expect(await verifyLedger(database.db)).toMatchObject({ fault: null })
})

test('two counties never wait for each other, one county waits for itself', async () => {
  const here = anAttributedLine()
  const alsoHere = anAttributedLine()
  const there = anAttributedLine({ supervisingCountyCode: '441826' })
  await accept(database, here, goods)
  await accept(database, alsoHere, goods)
  await accept(database, there, fromShijing)
  // It stands with its county's chain and its rollups written, and has not committed.
  const stop = stopBefore(database, /update attribution.recognition_lines/)
  const first = pay(database, here, { cents: 1_000 })
  await stop.reached
  await pay(database, there, { cents: 1_000 })
  const rival = pay(database, alsoHere, { cents: 1_000 })
  await untilBlocked(database)
  stop.release()
  await Promise.all([first, rival])
  const heads = await database.db.select().from(ledgerHeads)
  expect(heads.map((head) => head.countyCode).sort()).toEqual(['441826', '500237'])
  expect(await verifyLedger(database.db)).toMatchObject({ fault: null })
})

test('posts into two counties from both ends do not deadlock', async () => {
  const villages = [
    { villageCode: xiazhuang, grams: 500 },
    { villageCode: shijing, grams: 500 },
  ]
  const both = Array.from({ length: 24 }, (_, index) => ({
    line: anAttributedLine({ supervisingCountyCode: index % 2 === 0 ? '500237' : '441826' }),
    villages: index % 2 === 0 ? villages : [...villages].reverse(),
  }))
  await Promise.all(
    both.map(({ line, villages: of }) => accept(database, line, { ...goods, villages: of })),
  )
  await Promise.all(
    both.map(({ line }) => pay(database, line, { cents: 1_000, paymentId: newId() })),
  )
  expect(await verifyLedger(database.db)).toMatchObject({ fault: null })
})
