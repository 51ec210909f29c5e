import { sql } from 'drizzle-orm'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { correctCredit, foldEntries, verifyLedger } from '../../../server/attribution/index.ts'
import { systemActor } from '../../../server/platform/context.ts'
import { transaction } from '../../../server/platform/db/transaction.ts'
import { newId } from '../../../server/platform/ids.ts'
import {
  type AttributionChannel,
  moveCredit,
  moveHelp,
} from '../../../shared/attribution/credit.ts'
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
import { aClosedMonth } from '../../support/factories/closings.ts'

const database = await testDatabase()
type Line = ReturnType<typeof anAttributedLine>

/** The order's credit, moved and written to the ledger as of a day. */
function anOrder(lines: Line[]) {
  const [first] = lines as [Line]
  let after = { channel: first.channel, credit: first.credit }
  return async (to: {
    unitId?: string
    channel?: AttributionChannel
    helperId?: string | null
    on?: string
  }) => {
    const {
      unitId: toUnitId,
      channel = after.channel,
      helperId,
      on: occurredOn = '2026-07-03',
    } = to
    const fromUnitId = after.credit.directCredits[0]?.unitId ?? ''
    const moved = toUnitId
      ? moveCredit(after.credit, { fromUnitId, toUnitId, toCodes: ['441826'] })
      : after.credit
    const helper = helperId
      ? { unitId: helperId, introductionId: newId(), codes: ['441826'] }
      : null
    const credit = helperId === undefined ? moved : moveHelp(moved, helper)
    after = { channel, credit }
    const { purchaseOrderId } = first
    await transaction(database.db, (tx) =>
      correctCredit(tx, contextFor(systemActor), {
        ...{ id: newId(), purchaseOrderId, occurredOn, lines, after },
      }),
    )
  }
}

async function entriesOf(purchaseOrderId: string) {
  return [
    ...(await database.db.execute(sql`
      select number, month, channel, direct_unit_id as unit, direct_paired as paired,
        cents, cause_type as cause, corrects_number as corrects
      from attribution.ledger_entries where purchase_order_id = ${purchaseOrderId}
      order by county_code, number`)),
  ]
}

async function ordersOf(unitId: string, period: string) {
  const [row] = await database.sql`
    select coalesce(sum(orders), 0)::int as orders, coalesce(sum(cents), 0)::int as cents from (
      select orders, cents from attribution.unit_sums
      where unit_id = ${unitId} and period = ${period}
      union all select orders, cents from attribution.unfolded_unit_sums_published
      where unit_id = ${unitId} and period = ${period}) sums`
  return [row?.orders, row?.cents]
}

test('§3.16 a wrong unit is corrected by a pair of entries in the open month, and what follows goes to the right one', async () => {
  const [wrong, right] = [newId(), newId()]
  const line = anAttributedLine({ credit: aCredit({ unitId: wrong }) })
  const later = anAttributedLine({ ...line, orderLineId: newId() })
  await accept(database, line, { grams: 1_000, cents: 900 })
  await pay(database, line, { cents: 600 })
  await anOrder([line, later])({ unitId: right, channel: 'union' })
  await pay(database, line, { cents: 300, on: '2026-07-05' })
  await accept(database, later, { grams: 500, cents: 100, on: '2026-07-06' })
  await pay(database, later, { cents: 100, on: '2026-07-06' })
  await pay(database, line, { cents: -50, on: '2026-07-07' })
  const entries = await entriesOf(line.purchaseOrderId)
  const at = { paired: false, month: '2026-07' }
  const [first] = entries as { number: number }[]
  const of = (n: number) => (first?.number ?? 0) + n
  expect(entries).toMatchObject([
    { cents: 600, unit: wrong, channel: 'canteen', month: '2026-05', corrects: null },
    { ...at, cents: -600, unit: wrong, channel: 'canteen', cause: 'credit_correction' },
    { ...at, cents: 600, unit: right, channel: 'union', cause: 'credit_correction' },
    { ...at, cents: 300, unit: right, channel: 'union', corrects: null },
    { ...at, cents: 100, unit: right, channel: 'union', corrects: null },
    { ...at, cents: -50, unit: right, channel: 'union', cause: 'refund', corrects: of(3) },
  ])
  // Both of the pair point at the entry that they correct.
  expect(entries.slice(1, 3).map(({ corrects }) => Number(corrects))).toEqual([of(0), of(0)])
  for (const _ of [1, 2]) {
    expect(await ordersOf(wrong, '2026-05')).toEqual([1, 600])
    expect(await ordersOf(wrong, '2026')).toEqual([0, 0])
    expect(await ordersOf(right, '2026-07')).toEqual([1, 950])
    expect(await verifyLedger(database.db)).toMatchObject({ fault: null })
    while (await foldEntries(database.db));
  }
})

test('§3.7 §3.16 a wrong helper is corrected by a pair too, and its count and what follows go to the right one', async () => {
  const [wrong, right] = [newId(), newId()]
  const line = anAttributedLine({ credit: aCredit({ helpUnitId: wrong }) })
  await accept(database, line, { grams: 1_000, cents: 900 })
  await pay(database, line, { cents: 600 })
  const correct = anOrder([line])
  await correct({ helperId: right })
  await pay(database, line, { cents: 300, on: '2026-07-05' })
  await pay(database, line, { cents: -50, on: '2026-07-07' })
  expect(await helpedBy(line, [wrong, right])).toEqual([600, -600, 600, 300, -50])
  for (const _ of [1, 2]) {
    expect([await ordersOf(wrong, '2026'), await ordersOf(right, '2026-07')]).toEqual([
      [0, 0],
      [1, 850],
    ])
    expect(await verifyLedger(database.db)).toMatchObject({ fault: null })
    while (await foldEntries(database.db));
  }
  await correct({ helperId: null, on: '2026-07-08' })
  expect(await ordersOf(right, '2026')).toEqual([0, 0])
  expect(await verifyLedger(database.db)).toMatchObject({ fault: null })
})

async function helpedBy({ purchaseOrderId }: Line, [wrong, right]: string[]) {
  const rows = await database.sql`
    select help_unit_id as helper, cents::int from attribution.ledger_entries
    where purchase_order_id = ${purchaseOrderId} order by number`
  expect(rows.map(({ helper }) => helper)).toEqual([wrong, wrong, right, right, right])
  return rows.map(({ cents }) => cents)
}

test('§3.9 §3.16 each share of an order is replaced on its own, and a helper credited as buyer helps again', async () => {
  const [first, second, helper] = [newId(), newId(), newId()]
  const half = (unitId: string) => ({ unitId, shareBasisPoints: 5_000 })
  const credit = aCredit({ directCredits: [half(first), half(second)], helpUnitId: helper })
  const line = anAttributedLine({ credit })
  await accept(database, line, { grams: 1_000, cents: 900 })
  await pay(database, line, { cents: 900 })
  const correct = anOrder([line])
  await correct({ channel: 'union' })
  await correct({ unitId: helper })
  await correct({ unitId: first })
  const entries = await entriesOf(line.purchaseOrderId)
  const names: Record<string, string> = { [first]: 'first', [second]: 'second', [helper]: 'helper' }
  const called = (entry: (typeof entries)[number] | undefined) =>
    `${names[String(entry?.unit)]} ${entry?.channel}`
  const replaced = entries
    .filter(({ cause, cents }) => cause === 'credit_correction' && Number(cents) > 0)
    .map((entry) => {
      const before = entries.find(({ number }) => number === entry.corrects)
      return `${called(before)} -> ${called(entry)}`
    })
  expect(replaced.sort()).toEqual([
    'first canteen -> first union',
    'first union -> helper union',
    'helper union -> first union',
    'second canteen -> second union',
    'second union -> second union',
    'second union -> second union',
  ])
  const [sums] = await database.sql`
    select sum(cents) filter (where help_unit_id = ${helper})::int as helped,
      sum(cents) filter (where direct_unit_id = ${helper})::int as bought
    from attribution.ledger_entries where purchase_order_id = ${line.purchaseOrderId}`
  expect(sums).toEqual({ helped: 900, bought: 0 })
  expect(await verifyLedger(database.db)).toMatchObject({ fault: null })
})

test('§3.16 before anything is recognised a correction posts nothing, and the first entry is right', async () => {
  const right = newId()
  const line = anAttributedLine()
  await anOrder([line])({ unitId: right })
  expect(await entriesOf(line.purchaseOrderId)).toEqual([])
  await accept(database, line, { grams: 1_000, cents: 900 })
  await pay(database, line, { cents: 900 })
  expect(await entriesOf(line.purchaseOrderId)).toMatchObject([{ unit: right, cents: 900 }])
  expect(await ordersOf(right, '2026')).toEqual([1, 900])
})

/** A unit that bought does not help too: direct wins (§3.7). */
const helping = (helper: string | null, buyer: string | undefined) =>
  helper === buyer ? null : helper

test('§3.16 any sequence of receipts, payments, refunds and corrections leaves a whole ledger', async () => {
  const units = [newId(), newId(), newId()]
  const channels = ['canteen', 'union', 'staff'] as const
  const step = fc.record({
    kind: fc.constantFrom('accept', 'pay', 'unit', 'channel', 'helper', 'fold'),
    line: fc.integer({ min: 0, max: 1 }),
    amount: fc.integer({ min: -500, max: 900 }).filter((amount) => amount !== 0),
    to: fc.integer({ min: 0, max: 2 }),
    on: fc.constantFrom('2026-05-10', '2026-06-20', '2026-07-03'),
  })
  await fc.assert(
    fc.asyncProperty(
      fc.array(step, { minLength: 4, maxLength: 12 }),
      fc.constantFrom(units[1] ?? null, newId(), null),
      async (steps, helpUnitId) => {
        const credit = aCredit({ unitId: units[0] as string, helpUnitId })
        const line = anAttributedLine({ credit })
        const lines = [line, anAttributedLine({ ...line, orderLineId: newId() })]
        const correct = anOrder(lines)
        let credited = { unit: units[0], channel: 'canteen' }
        let helper = helpUnitId
        const helpers = [units[0], units[1], null]
        for (const { kind, line: at, amount, to, on } of steps) {
          const of = lines[at] as Line
          const grams = Math.abs(amount)
          const villages = [
            { villageCode: xiazhuang, grams: grams - 1 },
            { villageCode: null, grams: 1 },
          ]
          if (kind === 'accept') await accept(database, of, { grams, cents: grams, villages, on })
          if (kind === 'pay') await pay(database, of, { cents: amount, on })
          if (kind === 'fold') await foldEntries(database.db)
          if (kind === 'unit' && units[to] !== credited.unit) {
            credited = { ...credited, unit: units[to] }
            await correct({ unitId: units[to] as string })
          }
          if (kind === 'helper' && helpers[to] !== helper) {
            helper = helpers[to] ?? null
            await correct({ helperId: helper })
          }
          const channel = channels[to] ?? 'canteen'
          if (kind === 'channel' && channel !== credited.channel) {
            credited = { ...credited, channel }
            await correct({ channel })
          }
        }
        const [sums] = await database.sql`
          select coalesce(sum(cents) filter (where direct_unit_id = ${credited.unit as string}
              and channel = ${credited.channel}
              and help_unit_id is not distinct from ${helping(helper, credited.unit)}
            ), 0)::int as credited,
            coalesce(sum(cents), 0)::int as whole,
            (select coalesce(sum(recognised_cents), 0)::int from attribution.recognition_lines l
              where l.purchase_order_id = ${line.purchaseOrderId}) as recognised
          from attribution.ledger_entries where purchase_order_id = ${line.purchaseOrderId}`
        expect(sums?.credited).toBe(sums?.whole)
        expect(sums?.whole).toBe(sums?.recognised)
      },
    ),
    { numRuns: 40 },
  )
  expect(await verifyLedger(database.db)).toMatchObject({ fault: null })
})

/** What the verifier finds of a change that somebody with all rights makes, and that is undone. */
async function tampered(change: string) {
  let fault: unknown
  const undone = database.db.transaction(async (tx) => {
    await tx.execute(sql.raw('set local session_replication_role = replica'))
    await tx.execute(sql.raw(change))
    fault = (await verifyLedger(tx)).fault
    throw new Error('undone')
  })
  await expect(undone).rejects.toThrow('undone')
  return fault
}

test('§3.16 §4.1 the verifier finds a corrected order whose channel, unit or count was changed', async () => {
  const line = anAttributedLine()
  await accept(database, line, { grams: 1_000, cents: 900 })
  await pay(database, line, { cents: 900 })
  await anOrder([line])({ unitId: newId(), channel: 'staff' })
  const of = `where purchase_order_id = '${line.purchaseOrderId}'`
  const lines = 'update attribution.recognition_lines set'
  expect(await tampered(`${lines} channel = 'union' ${of}`)).toMatchObject({ check: 'split' })
  const credit = `credit = '${JSON.stringify(line.credit)}'`
  expect(await tampered(`${lines} ${credit} ${of}`)).toMatchObject({ check: 'split' })
  const moves = `delete from attribution.order_count_moves ${of}`
  expect(await tampered(moves)).toMatchObject({ check: 'order_count' })
  for (const table of ['credit_changes', 'order_count_moves']) {
    const deleted = database.sql.unsafe(`delete from attribution.${table}`)
    await expect(deleted).rejects.toThrow()
  }
})

test('§3.16 a closed month stays as it is: the pair stands in the first open one', async () => {
  const line = anAttributedLine({ supervisingCountyCode: '441826' })
  const villages = [{ villageCode: shijing, grams: 1_000 }]
  await accept(database, line, { grams: 1_000, cents: 900, villages })
  await pay(database, line, { cents: 900 })
  await aClosedMonth(database, { countyCode: '441826', month: '2026-07' })
  await anOrder([line])({ unitId: newId(), on: '2026-07-31' })
  const entries = await entriesOf(line.purchaseOrderId)
  expect(entries.map(({ month, cents, paired }) => [month, Number(cents), paired])).toEqual([
    ['2026-05', 900, false],
    ['2026-08', -900, false],
    ['2026-08', 900, true],
  ])
  const [first, ...pair] = entries
  expect(pair.map(({ corrects }) => corrects)).toEqual([first?.number, first?.number])
})
