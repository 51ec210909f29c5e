import { expect, test } from 'vitest'
import type { Actor } from '../../../server/platform/context.ts'
import { findRecordFaults } from '../../../server/reports/verify-records.ts'
import { renewSlip, showSlip } from '../../../shared/billing/slips.api.ts'
import type { Call } from '../../../shared/endpoint.ts'
import * as api from '../../../shared/points/points.api.ts'
import { testApp } from '../../support/app.ts'
import { aMember, anOrganisation } from '../../support/factories/accounts.ts'
import { aConfirmedPayment, aHouseholdSlip, anInvoice } from '../../support/factories/billing.ts'
import { aReceivedOrder } from '../../support/factories/deliveries.ts'
import { stopBefore, untilBlocked } from '../../support/race.ts'

const now = new Date('2026-11-20T01:00:00Z')
const { call, refusal, database } = await testApp({ clock: () => now })

const order = await aReceivedOrder(database)
const { manager } = order
const today = '2026-11-20'
const village = '500237222213'
const anOfficial = async (divisionCode: string) =>
  (
    await aMember(database, {
      organisationId: await anOrganisation(database, { kind: 'authority' }),
      roles: ['official'],
      divisionCode,
    })
  ).actor
const official = await anOfficial('500237')
const as = manager

const { id: bookId } = await call(api.openBook, { body: { villageCode: village } }, { as })
const params = { bookId }
const aRule = (changes: Partial<Call<typeof api.addRule>['body']> = {}) => {
  const decided = { decidedBy: '村民代表会议 2026 年第 2 号', validFrom: '2026-01-01' }
  const body = { basis: 'deed' as const, deed: '清扫道路', points: 5, ...decided, ...changes }
  return call(api.addRule, { params, body }, { as })
}
const award = (ruleId: string, numbers: string[], occurredOn = today) => ({
  params,
  body: { ruleId, occurredOn, householdNumbers: numbers },
})
const redeem = (rewardId: string, householdNumber: string, count = 1) => ({
  params,
  body: { rewardId, householdNumber, count, occurredOn: today },
})
const balances = async (reader: Actor = manager) => {
  const { households } = await call(api.readBalances, { params }, { as: reader })
  return Object.fromEntries(households.map((row) => [row.householdNumber, row.points]))
}
const aReward = (points: number, count: number) =>
  call(api.addReward, { params, body: { name: '脆李 1 箱', points, count } }, { as })
const fieldOf = async (answer: ReturnType<typeof refusal>) => {
  const { fields } = await answer
  return fields?.map(({ path, code }) => `${path.join('.')} ${code}`)
}

test('§7.7 points follow rules as they were decided, households by their number, once a day', async () => {
  const rule = await aRule()
  await call(api.awardPoints, award(rule.id, ['第１2户', '007']), { as })
  expect(await balances()).toMatchObject({ 7: 5, 12: 5 })
  const again = refusal(api.awardPoints, award(rule.id, ['3', '012']), { as })
  expect(await fieldOf(again)).toEqual(['householdNumbers awarded_already'])
  const early = refusal(api.awardPoints, award(rule.id, ['3'], '2025-12-31'), { as })
  expect(await fieldOf(early)).toEqual(['occurredOn rule_not_in_force'])
  const end = { params: { ...params, ruleId: rule.id }, body: { validTo: '2026-11-19' } }
  await call(api.endRule, end, { as })
  const late = refusal(api.awardPoints, award(rule.id, ['3']), { as })
  expect(await fieldOf(late)).toEqual(['occurredOn rule_not_in_force'])
  expect((await refusal(api.endRule, end, { as })).code).toBe('illegal_transition')
  // No identity-card number takes a household's place (§9).
  const person = refusal(api.awardPoints, award(rule.id, ['11010119900307123X'], '2026-11-02'), {
    as,
  })
  expect(await fieldOf(person)).toEqual(['householdNumbers identity_number'])
  const changed = database.sql`update points.entries set points = 9 where book_id = ${bookId}`
  await expect(changed).rejects.toThrow(/append-only/)
})

test('§7.7 two at once never redeem the same points, nor the last of a reward', async () => {
  const rule = await aRule({ deed: '照看老人', points: 10 })
  await call(api.awardPoints, award(rule.id, ['21', '22']), { as })
  const reward = await aReward(8, 3)
  const stop = stopBefore(database, /insert into "?points"?\."?entries/)
  const first = call(api.redeemPoints, redeem(reward.id, '21'), { as })
  await stop.reached
  const rival = fieldOf(refusal(api.redeemPoints, redeem(reward.id, '021'), { as }))
  await untilBlocked(database)
  stop.release()
  await first
  expect(await rival).toEqual(['householdNumber points_short'])
  expect(await balances()).toMatchObject({ 21: 2, 22: 10 })
  const more = refusal(api.redeemPoints, redeem(reward.id, '22', 3), { as })
  expect(await fieldOf(more)).toEqual(['count too_big'])
  const stock = { params: { ...params, rewardId: reward.id }, body: { countChange: -3 } }
  expect(await fieldOf(refusal(api.stockReward, stock, { as }))).toEqual(['countChange too_small'])
  // What was earned is not taken back once it is spent; what was redeemed comes back whole.
  const { items } = await call(api.listEntries, { params, query: { household: '21' } }, { as })
  const [spent, earned] = items
  const reversalOf = (entryId = '') => ({
    params: { ...params, entryId },
    body: { reason: '记错了户' },
  })
  expect(await fieldOf(refusal(api.reverseEntry, reversalOf(earned?.id), { as }))).toEqual([
    'reason points_short',
  ])
  await call(api.reverseEntry, reversalOf(spent?.id), { as })
  await call(api.reverseEntry, reversalOf(earned?.id), { as })
  expect(await balances()).toMatchObject({ 21: 0 })
  expect((await refusal(api.reverseEntry, reversalOf(spent?.id), { as })).code).toBe(
    'illegal_transition',
  )
  const { rewards } = await call(api.readBook, { params }, { as })
  expect(rewards.find(({ id }) => id === reward.id)).toMatchObject({ stockCount: 3 })
})

test('§7.7 a household that two acts meet first is one, however they write its number', async () => {
  const [first, second] = [await aRule({ deed: '植树' }), await aRule({ deed: '护林' })]
  const { households: before } = await call(api.readBook, { params }, { as })
  const stop = stopBefore(database, /insert into "?points"?\."?entries/)
  const one = call(api.awardPoints, award(first.id, ['3组12号', '31-2']), { as })
  await stop.reached
  const other = call(api.awardPoints, award(second.id, ['３—012', '312']), { as })
  await untilBlocked(database)
  stop.release()
  await Promise.all([one, other])
  expect(await balances()).toMatchObject({ '3-12': 10, '31-2': 5, 312: 5 })
  expect((await call(api.readBook, { params }, { as })).households).toBe(before + 3)
  const query = { household: '3 - 12' }
  expect((await call(api.listEntries, { params, query }, { as })).items).toHaveLength(2)
  const day = refusal(api.awardPoints, award(first.id, ['3月12日'], '2026-11-01'), { as })
  expect(await fieldOf(day)).toEqual(['householdNumbers household_number_day'])
  // As people look for them: 2 before 12, 3-12 before 31-2.
  const { households } = await call(api.readBalances, { params }, { as })
  const numbers = households.map(({ householdNumber }) => householdNumber)
  expect(numbers.indexOf('3-12')).toBeLessThan(numbers.indexOf('7'))
  expect(numbers.indexOf('7')).toBeLessThan(numbers.indexOf('31-2'))
})

test('§7.7 what households bring to a lot sold together is never more than was declared', async () => {
  const rule = await aRule({ basis: 'kilogram', deed: '交售脆李', points: 3 })
  const [lot] = await database.sql<{ id: string; number: string; grams: number }[]>`
    select l.id, l.number, l.total_grams::float8 as grams from catalogue.lots l
      join catalogue.products p on p.id = l.product_id
      join catalogue.lot_villages v on v.lot_id = l.id and v.village_code = ${village}
    where p.cooperative_id = ${order.seller.id} limit 1`
  const { id: lotId, number: lotNumber, grams } = lot ?? expect.fail('the order has a lot')
  const bring = (rows: { householdNumber: string; grams: number }[]) => ({
    params,
    body: { ruleId: rule.id, lotNumber, occurredOn: today, rows },
  })
  const rows = [
    { householdNumber: '31', grams: 2_500 },
    { householdNumber: '32', grams: 1_000 },
  ]
  await call(api.recordContributions, bring(rows), { as })
  // 2.5 kg of 3 points each are 7.5: whole points, half up.
  expect(await balances()).toMatchObject({ 31: 8, 32: 3 })
  const tooMuch = refusal(
    api.recordContributions,
    bring([{ householdNumber: '31', grams: grams - 3_499 }]),
    { as },
  )
  expect(await fieldOf(tooMuch)).toEqual(['lotNumber above_lot'])
  const { lots } = await call(api.readBook, { params }, { as })
  expect(lots).toMatchObject([{ lotId, households: 2, grams: 3_500 }])
})

test('§7.7 a household that was never paid sees its points by a card, which opens its payments later', async () => {
  const print = (numbers?: string[]) => {
    const body = numbers === undefined ? {} : { householdNumbers: numbers }
    return call(api.issueSlips, { params, body }, { as })
  }
  const rule = await aRule({ deed: '植树', points: 3 })
  await call(api.awardPoints, award(rule.id, ['91', '92']), { as })
  const { items, isMore } = await print(['第９２户'])
  expect(items).toMatchObject([{ householdNumber: '92', recipientName: '', points: 3 }])
  expect(isMore).toBe(false)
  const [{ code, id: slipId }] = items as [(typeof items)[number]]
  const { household } = await call(api.showHouseholdPoints, { body: { code } })
  expect(household).toMatchObject({ points: 3, entries: [{ matter: '植树' }] })
  expect(await call(showSlip, { body: { code } })).toMatchObject({
    ...{ householdNumber: '92', recipientName: '', lines: [], yearCents: 0 },
    ...{ villageName: expect.stringContaining('下庄村') },
  })
  // The same household keeps its code, and two prints at once agree on it.
  const [all, again] = await Promise.all([print(), print()])
  expect(all).toEqual(again)
  expect(all.items.find((slip) => slip.id === slipId)?.code).toBe(code)
  const renewed = await call(renewSlip, { params: { slipId } }, { as })
  expect((await refusal(api.showHouseholdPoints, { body: { code } })).code).toBe('not_found')
  expect((await print(['92'])).items[0]?.code).toBe(renewed.code)
  const nobody = { params, body: { householdNumbers: ['92', '404'] } }
  expect(await fieldOf(refusal(api.issueSlips, nobody, { as }))).toEqual([
    'householdNumbers no_points',
  ])
  const another = (await aReceivedOrder(database)).manager
  const foreign = { params, body: {} }
  expect((await refusal(api.issueSlips, foreign, { as: another })).code).toBe('not_found')
  expect((await refusal(api.issueSlips, foreign, { as: official })).code).toBe('forbidden')
})

test('§7.7 a household sees its points by its slip, a county looks, nobody else', async () => {
  const { invoiceId } = await anInvoice(database, order)
  await aConfirmedPayment(database, { ...order, invoiceId, amountCents: 60_000 })
  const { code } = await aHouseholdSlip(database, order)
  expect(await call(api.showHouseholdPoints, { body: { code } })).toEqual({ household: null })
  const rule = await aRule({ deed: '垃圾分类', points: 2 })
  await call(api.awardPoints, award(rule.id, ['88']), { as })
  // It has a slip of its settlements: no card is printed unless its number is given.
  const { items: cards } = await call(api.issueSlips, { params, body: {} }, { as })
  expect(cards.map((card) => card.householdNumber)).not.toContain('88')
  const own = { params, body: { householdNumbers: ['88'] } }
  const [card] = (await call(api.issueSlips, own, { as })).items
  expect(card).toMatchObject({ code, recipientName: '毛**' })
  const { household } = await call(api.showHouseholdPoints, { body: { code } })
  expect(household).toMatchObject({ points: 2, entries: [{ matter: '垃圾分类', points: 2 }] })
  expect((await call(showSlip, { body: { code } })).householdNumber).toBe('88')
  const unknown = await refusal(api.showHouseholdPoints, { body: { code: 'ABCD' } })
  expect(unknown.code).toBe('not_found')
  expect(await balances(official)).toMatchObject({ 88: 2 })
  const { households } = await call(api.readBalances, { params }, { as: official })
  expect(households.find((row) => row.householdNumber === '88')?.recipientName).toBe('毛**')
  const elsewhere = await anOfficial('500236')
  for (const [about, reader] of [['another county', elsewhere]] as const)
    expect((await refusal(api.readBook, { params }, { as: reader })).code, about).toBe('not_found')
  expect((await call(api.listBooks, { query: {} }, { as: official })).items).toHaveLength(1)
  expect((await call(api.listBooks, { query: {} }, { as: elsewhere })).items).toHaveLength(0)
  expect(await findRecordFaults(database.db)).toEqual([])
  // The check says so where a kept sum is another.
  await database.sql.begin(async (sql) => {
    await sql`update points.households set points = points + 1 where household_key = '88'`
  })
  expect(await findRecordFaults(database.db)).toMatchObject([
    { check: 'points', countyCode: '500237' },
  ])
  await database.sql`update points.households set points = points - 1 where household_key = '88'`
})
