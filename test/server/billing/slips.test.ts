import fc from 'fast-check'
import { expect, test } from 'vitest'
import { findBenefitFault } from '../../../server/billing/index.ts'
import { householdKeyOf, householdNumberOf } from '../../../shared/billing/settlement-rules.ts'
import { recordSettlements, reverseSettlement } from '../../../shared/billing/settlements.api.ts'
import { issueSlips, renewSlip, showSlip } from '../../../shared/billing/slips.api.ts'
import { testApp } from '../../support/app.ts'
import { aConfirmedPayment, anInvoice } from '../../support/factories/billing.ts'
import { aReceivedOrder } from '../../support/factories/deliveries.ts'
import { aPointsBook } from '../../support/factories/points.ts'
import { readText } from '../../support/sources.ts'

const now = new Date('2026-07-21T01:00:00Z')
const { call, refusal, database } = await testApp({ clock: () => now })

const paidTo = (householdNumber: string, amountCents: number) => ({
  ...{ villageCode: '500237222213', recipientKind: 'household' as const },
  ...{ householdNumber, recipientName: '毛建国', amountCents, settledOn: '2026-07-21' },
})

async function settledOrder() {
  const order = await aReceivedOrder(database)
  const { purchaseOrderId, manager } = order
  const { invoiceId } = await anInvoice(database, order)
  await aConfirmedPayment(database, { ...order, invoiceId, amountCents: 60_000 })
  const collective = { recipientKind: 'collective' as const, householdNumber: null }
  const rows = [
    paidTo('012', 30_000),
    paidTo('０12', 2_000),
    paidTo('第７户', 500),
    { ...paidTo('', 5_000), ...collective, recipientName: '下庄村集体' },
  ]
  const body = { purchaseOrderId, rows }
  const { items } = await call(recordSettlements, { body }, { as: manager })
  const print = () =>
    call(issueSlips, { body: { of: { kind: 'order', purchaseOrderId } } }, { as: manager })
  return { ...order, settled: items, print }
}

test('§3.14 a household sees with the code of its slip what it was paid, and nothing else', async () => {
  const order = await settledOrder()
  const { items, isMore } = await order.print()
  expect(isMore).toBe(false)
  expect(items.map((slip) => [slip.householdNumber, slip.yearCents])).toEqual([
    ['7', 500],
    ['12', 32_000],
  ])
  const { id, code, ...slip } = items[1] ?? expect.fail('a household was paid')
  expect(slip).toMatchObject({ recipientName: '毛**', year: 2026 })
  const lines = slip.lines.map((line) => [line.amountCents, line.state])
  expect(lines.toSorted()).toEqual([
    [2_000, 'counted'],
    [30_000, 'counted'],
  ])
  expect(slip.lines[0]).toMatchObject({
    unitName: expect.stringMatching(/./),
    goods: expect.arrayContaining(['巫山脆李']),
  })
  // As it is typed off the paper, on a Chinese keyboard, without an account.
  const typed = code
    .toLowerCase()
    .replace(/(.{4})/g, '$1 ')
    .replace('A', 'Ａ')
  expect(await call(showSlip, { body: { code: typed } })).toEqual(slip)
  const pasted = `https://cunji.test/h#${code}\u200b`
  expect(await call(showSlip, { body: { code: pasted } })).toEqual(slip)
  const another = `${code.slice(0, 15)}${code.endsWith('2') ? '3' : '2'}`
  expect((await refusal(showSlip, { body: { code: another } })).code).toBe('not_found')
  expect(id).not.toBe('')
})

test('§3.14 a household keeps its code until the slip is renewed; the old one opens nothing', async () => {
  const order = await settledOrder()
  const prints = await Promise.all([order.print(), order.print(), order.print()])
  const codes = prints.map(({ items }) => items.map((slip) => slip.code))
  expect(codes[1]).toEqual(codes[0])
  expect(codes[2]).toEqual(codes[0])
  const [, slip] = prints[0]?.items ?? []
  const renewal = { params: { slipId: slip?.id ?? '' } }
  const renewed = await call(renewSlip, renewal, { as: order.manager })
  expect((await refusal(showSlip, { body: { code: slip?.code ?? '' } })).code).toBe('not_found')
  expect((await call(showSlip, { body: renewed })).householdNumber).toBe('12')
  expect((await order.print()).items[1]?.code).toBe(renewed.code)
  const again = await refusal(renewSlip, renewal, { as: order.manager })
  expect(again.code).toBe('illegal_transition')
})

test('§3.14 what was taken back stays on the slip, and counts no more', async () => {
  const order = await settledOrder()
  const first = order.settled.find(({ amountCents }) => amountCents === 30_000)
  const reversing = { params: { settlementId: first?.id ?? '' }, body: { reason: '填错户号' } }
  await call(reverseSettlement, reversing, { as: order.manager })
  const [, slip] = (await order.print()).items
  expect(slip?.yearCents).toBe(2_000)
  expect(slip?.lines.map((line) => line.state).toSorted()).toEqual(['counted', 'reversed'])
})

test('§4.3 neither another cooperative’s orders nor its slips', async () => {
  const order = await settledOrder()
  const other = await settledOrder()
  const { purchaseOrderId } = other
  const of = { of: { kind: 'order' as const, purchaseOrderId } }
  expect((await refusal(issueSlips, { body: of }, { as: order.manager })).code).toBe('not_found')
  const slipId = (await other.print()).items[0]?.id ?? ''
  const foreign = await refusal(renewSlip, { params: { slipId } }, { as: order.manager })
  expect(foreign.code).toBe('not_found')
  const july = { kind: 'period' as const, from: '2026-07-01', to: '2026-07-31' }
  const mine = await call(issueSlips, { body: { of: july } }, { as: order.manager })
  expect(mine.items.map((slip) => slip.householdNumber)).toEqual(['7', '12'])
  const backwards = { of: { ...july, to: '2026-06-30' } }
  expect((await refusal(issueSlips, { body: backwards }, { as: order.manager })).fields).toEqual([
    { path: ['of', 'to'], code: 'dates_out_of_order' },
  ])
})

test('§3.14 the key of a number is one in the program and in the database', async () => {
  const signs = [...'0123456789aZ-－–—/.·・_\\#: \t　\u200b第组组小村民社队号户戶家王０１２']
  const text = fc.array(fc.constantFrom(...signs, '户号', 'No.', '.0'), { maxLength: 12 })
  const texts = fc.sample(text, 3_000).map((parts) => parts.join(''))
  const rows = await database.sql<{ text: string; key: string }[]>`
    select text, billing.household_key(text) as key from unnest(${texts}::text[]) as text`
  for (const row of rows) expect(row.key, row.text).toBe(householdKeyOf(row.text))
  const kept = texts.map(householdNumberOf)
  expect(kept.map(householdKeyOf)).toEqual(texts.map(householdKeyOf))
})

/** The statements of a migration among which those that hold the text are. */
const statementsOf = (file: string, ...texts: string[]) =>
  readText(`migrations/${file}.sql`)
    .split('--> statement-breakpoint')
    .filter((statement) => texts.some((text) => statement.includes(text)))

/** The database as it stood before numbers were parted by their strokes. */
async function withBareKeys() {
  await database.sql.unsafe(`drop view billing.settlements_published;
    drop view billing.counted_settlements;
    alter table billing.settlements drop column household_key;
    drop function billing.household_order;
    drop function billing.bare_household_key;
    alter table points.entries drop column household;
    drop function billing.household_key;
    alter table billing.public_benefits drop column parts_numbers;
    alter table billing.household_slips drop constraint household_slips_withdrawn_check,
      add constraint household_slips_check check ((withdrawn_by is null) = (withdrawn_at is null));
    alter table billing.settlements add column household_key text generated always as (
      ltrim(upper(regexp_replace(
        normalize(household_number, NFKC), '[\\s-]', '', 'g')), '0')) stored`)
  for (const statement of [
    ...statementsOf('0087_billing_household_slips', 'index settlements_of_household'),
    ...statementsOf('0156_points', 'index entries_household', 'index entries_award'),
    ...statementsOf('0110_billing_public_benefits', 'view billing.counted_settlements'),
    ...statementsOf('0110_billing_public_benefits', 'view billing.settlements_published'),
    'truncate billing.household_sums, billing.benefit_sums',
    ...statementsOf('0083_billing_benefits', '\nselect billing.add_benefits'),
  ])
    await database.sql.unsafe(statement)
}

/** Slips printed, and points entered, under keys of before. */
async function withBareRecords(cooperativeId: string, bookId: string) {
  for (const [key, issuedAt] of [
    // of two households that were paid; of one, before and after it was paid first
    ['112', '2026-07-22'],
    ['51', '2026-07-20'],
    ['31', '2026-07-22'],
    // of one household twice; of one that was never paid
    ['A01', '2026-07-22'],
    ['A1', '2026-07-21'],
    ['77', '2026-07-20'],
  ] as const)
    await database.sql`
      insert into billing.household_slips
        (id, cooperative_id, village_code, household_key, code, issued_by, issued_at)
      select gen_random_uuid(), ${cooperativeId}, '500237222213', ${key},
        rpad(translate(${key}, '01', 'XY'), 16, 'Z'), opened_by, ${`${issuedAt}T01:00:00Z`}
      from points.books where id = ${bookId}`
  for (const [number, key] of [
    [2, 'A01'],
    [3, 'A1'],
    [4, '1/2'],
  ] as const)
    await database.sql`
      insert into points.entries (id, book_id, number, kind, household_key, points, occurred_on,
        rule_id, matter, recorded_by, recorded_at)
      select gen_random_uuid(), book_id, ${number}, kind, ${key}, points, occurred_on, rule_id,
        matter, recorded_by, recorded_at from points.entries
      where book_id = ${bookId} and number = 1`
  await database.sql`insert into points.households
    select book_id, household_key, points from points.entries where number > 1`
  await database.sql`update points.books set entries = 4, households = 4, points = points * 4`
  await database.sql`
    insert into billing.public_benefits (village_code, month, households, household_cents,
      order_cents, paid_cents, median_cents)
    select '500237222213', '2026-07', count(*), sum(cents), 0, 0,
      round(percentile_cont(0.5) within group (order by cents)::numeric)
    from (select sum(amount_cents) as cents from billing.counted_settlements
      where recipient_kind = 'household' group by household_key) held where cents > 0`
}

test('§3.14 an older database parts its households by their strokes, and withdraws doubtful codes', async () => {
  const order = await aReceivedOrder(database)
  const { purchaseOrderId, manager } = order
  const cooperativeId = manager.organisationId ?? ''
  const { invoiceId } = await anInvoice(database, order)
  await aConfirmedPayment(database, { ...order, invoiceId, amountCents: 60_000 })
  const numbers = ['1-12', '11-2', '3-12', '31-2', '3-1', '5-1', 'A-01', 'a1']
  const rows = numbers.map((number, index) => paidTo(number, 1_000 + index))
  await call(recordSettlements, { body: { purchaseOrderId, rows } }, { as: manager })
  const { bookId } = await aPointsBook(database, manager)
  await withBareKeys()
  await withBareRecords(cooperativeId, bookId)
  const households = () => database.sql`
    select households::int from billing.benefit_sums
    where node_code = '500237222213' and period = '2026'`
  const [before] = await households()
  for (const statement of [
    ...statementsOf('0191_billing_household_keys', ''),
    ...statementsOf('0192_points_household_keys', ''),
  ])
    await database.sql.unsafe(statement)
  const [after] = await households()
  expect([before, after]).toEqual([{ households: 8 }, { households: 9 }])
  expect(await findBenefitFault(database.db, '')).toBeUndefined()
  expect(await database.sql`select * from platform.broken_seal()`).toEqual([])
  const slips = await database.sql`
    select household_key, code from billing.household_slips
    where cooperative_id = ${cooperativeId} and withdrawn_at is null order by 1`
  expect(slips.map((slip) => [slip.household_key, slip.code.slice(0, 4)])).toEqual([
    ['3-1', '3YZZ'],
    ['77', '77ZZ'],
    ['A1', 'AXYZ'],
  ])
  const kept = await database.sql`
    select household_key, points::int from points.households where book_id = ${bookId} order by 1`
  expect(kept.map((row) => [row.household_key, row.points])).toEqual([
    ['1-2', 5],
    ['88', 5],
    ['A1', 10],
  ])
  const { items } = await call(
    issueSlips,
    { body: { of: { kind: 'order', purchaseOrderId } } },
    { as: manager },
  )
  expect(items.map((slip) => [slip.householdNumber, slip.yearCents])).toEqual([
    ['1-12', 1_000],
    ['3-1', 1_004],
    ['3-12', 1_002],
    ['5-1', 1_005],
    ['11-2', 1_001],
    ['31-2', 1_003],
    ['A1', 2_013],
  ])
})
