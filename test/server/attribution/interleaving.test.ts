import { sql } from 'drizzle-orm'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { recognitionLines } from '../../../server/attribution/attribution.tables.ts'
import { disallowLines, verifyLedger } from '../../../server/attribution/index.ts'
import { systemActor } from '../../../server/platform/context.ts'
import { transaction } from '../../../server/platform/db/transaction.ts'
import { newId } from '../../../server/platform/ids.ts'
import { recogniseLine } from '../../../shared/attribution/recognise.ts'
import { contextFor } from '../../support/app.ts'
import { testDatabase } from '../../support/database.ts'
import {
  aCredit,
  accept,
  anAttributedLine,
  pay,
  shijing,
  xiazhuang,
} from '../../support/factories/attribution.ts'

const database = await testDatabase()

const villages = [xiazhuang, shijing, null]

const receipt = fc.record({
  kind: fc.constant('receipt' as const),
  grams: fc.array(fc.integer({ min: 0, max: 5_000 }), { minLength: 3, maxLength: 3 }),
  cents: fc.integer({ min: 0, max: 9_999 }),
})
const payment = fc.record({
  kind: fc.constant('payment' as const),
  cents: fc.integer({ min: -4_000, max: 9_999 }).filter((cents) => cents !== 0),
})
const day = fc.integer({ min: 1, max: 28 }).map((at) => `2026-05-${`${at}`.padStart(2, '0')}`)
const fact = fc.record({ on: day, of: fc.oneof(receipt, payment) })

type Fact = typeof fact extends fc.Arbitrary<infer T> ? T : never

async function report(line: ReturnType<typeof anAttributedLine>, { on, of }: Fact) {
  if (of.kind === 'payment') return pay(database, line, { on, cents: of.cents })
  const weights = villages.map((villageCode, at) => ({ villageCode, grams: of.grams[at] ?? 0 }))
  const grams = weights.reduce((sum, weight) => sum + weight.grams, 0)
  const cents = grams === 0 ? 0 : of.cents
  return accept(database, line, { on, grams, cents, villages: weights })
}

/** Σ of the ledger by village and pair of units of a line. */
async function totalsOf(orderLineId: string) {
  return [
    ...(await database.db.execute(sql`
      select village_code, direct_unit_id, help_unit_id, sum(grams)::bigint as grams,
        sum(cents)::bigint as cents
      from attribution.ledger_entries where order_line_id = ${orderLineId}
      group by 1, 2, 3 having sum(grams) <> 0 or sum(cents) <> 0 order by 1, 2, 3`)),
  ]
}

test('any interleaving of receipts, payments and refunds ends in the same totals', async () => {
  const [a, b] = [newId(), newId()]
  const credit = aCredit({ helpUnitId: newId() })
  credit.directCredits = [
    { unitId: a, shareBasisPoints: 3_700 },
    { unitId: b, shareBasisPoints: 6_300 },
  ]
  const facts = fc.array(fact, { minLength: 2, maxLength: 7 })
  const orders = facts.chain((some) =>
    fc.tuple(
      fc.constant(some),
      fc.shuffledSubarray(some, { minLength: some.length, maxLength: some.length }),
    ),
  )
  await fc.assert(
    fc.asyncProperty(orders, async ([straight, shuffled]) => {
      const first = anAttributedLine({ credit })
      const second = anAttributedLine({ credit })
      for (const fact of straight) await report(first, fact)
      for (const fact of shuffled) await report(second, fact)
      expect(await totalsOf(second.orderLineId)).toEqual(await totalsOf(first.orderLineId))
    }),
    { numRuns: 30 },
  )
  const lines = await database.db.select().from(recognitionLines)
  expect(lines.length).toBeGreaterThan(40)
  for (const line of lines) {
    expect(line.recognisedCents).toBe(recogniseLine(line, line.disallowedBy).cents)
    expect(line.recognisedCents).toBeLessThanOrEqual(line.acceptedCents)
    expect(line.recognisedCents).toBeLessThanOrEqual(Math.max(0, line.paidCents))
  }
}, 60_000)

test('§8 wherever it is disallowed among its facts, nothing of a line is left or counts later', async () => {
  const places = fc.tuple(fc.array(fact, { maxLength: 6 }), fc.nat({ max: 6 }))
  await fc.assert(
    fc.asyncProperty(places, async ([facts, place]) => {
      const line = anAttributedLine()
      for (const fact of facts.slice(0, place)) await report(line, fact)
      await transaction(database.db, (tx) =>
        disallowLines(tx, contextFor(systemActor), {
          ...{ id: newId(), occurredOn: '2026-06-01', lines: [line] },
        }),
      )
      for (const fact of facts.slice(place)) await report(line, fact)
      expect(await totalsOf(line.orderLineId)).toEqual([])
    }),
    { numRuns: 20 },
  )
})

test('the rollups equal the ledger, and the verifier agrees', async () => {
  const difference = await database.db.execute(sql`
    select county_code, month, village_code, direct_unit_id, sum(grams) as grams,
      sum(cents) as cents
    from (
      select county_code, month, village_code, direct_unit_id, grams, cents
        from attribution.ledger_entries
      union all
      select county_code, month, village_code, direct_unit_id, -grams, -cents
        from attribution.ledger_rollups
    ) both_of_them
    group by 1, 2, 3, 4 having sum(grams) <> 0 or sum(cents) <> 0`)
  expect([...difference]).toEqual([])
  expect(await verifyLedger(database.db)).toMatchObject({ fault: null, counties: 2 })
})
