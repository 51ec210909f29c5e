import { expect, test } from 'vitest'
import { matchBankLine } from '../../../server/billing/bank/match-bank-line.ts'
import { confirmRefund, recordRefund } from '../../../server/billing/index.ts'
import { confirmReturn, recordReturn } from '../../../server/deliveries/return-goods.ts'
import { type Actor, systemActor } from '../../../server/platform/context.ts'
import { transaction } from '../../../server/platform/db/transaction.ts'
import { newId } from '../../../server/platform/ids.ts'
import { relayOnce } from '../../../server/platform/jobs/relay.ts'
import {
  checkOrders,
  reviewListeners,
  workOnCheckRuns,
  workOnChecks,
} from '../../../server/review/index.ts'
import { addPolicy } from '../../../shared/assistance/assistance.api.ts'
import { readFile, uploadFile } from '../../../shared/evidence/evidence.api.ts'
import { countUnread } from '../../../shared/notices/notices.api.ts'
import type { CheckRule } from '../../../shared/review/evidence.ts'
import * as api from '../../../shared/review/review.api.ts'
import { contextFor, signedIn, testApp } from '../../support/app.ts'
import { testClock } from '../../support/clock.ts'
import { aMember, anOrganisation } from '../../support/factories/accounts.ts'
import { aDocument, aPolicyValue } from '../../support/factories/assistance.ts'
import {
  aBankLine,
  aConfirmedPayment,
  anInvoice,
  anInvoiceNumber,
} from '../../support/factories/billing.ts'
import { aClosedMonth } from '../../support/factories/closings.ts'
import {
  aConfirmedOrder,
  aDispatchedShipment,
  aReceipt,
  aReceivedOrder,
} from '../../support/factories/deliveries.ts'
import { aPlacedOrder, orderedAt } from '../../support/factories/orders.ts'
import { stopBefore, untilBlocked } from '../../support/race.ts'

const now = new Date('2026-07-21T01:00:00Z')
const { call, refusal, send, database, deps } = await testApp({ clock: () => now })

const anOfficial = async () =>
  (
    await aMember(database, {
      organisationId: await anOrganisation(database, { kind: 'authority' }),
      roles: ['official'],
      divisionCode: '500237',
    })
  ).actor
const official = await anOfficial()
const second = await anOfficial()

const check = (ids: string[], at = now) =>
  transaction(database.db, (tx) => checkOrders(tx, contextFor(systemActor, at), ids))

async function flagsOf(rule: CheckRule, as = official) {
  const query = { rule, pageSize: 100 }
  return (await call(api.listFlags, { query }, { as })).items
}
const read = (flagId: string, as = official) => call(api.readFlag, { params: { flagId } }, { as })

/** Goods like other sellers', the packs of whom cost 60.00 for 5 kg: this one's 80.00. */
async function dearOrder(name: string) {
  await aConfirmedOrder(database, { lines: [{ quantity: 1, name }] })
  await aConfirmedOrder(database, { lines: [{ quantity: 1, name }] })
  return aReceivedOrder(database, { lines: [{ quantity: 10, name, priceCents: 8_000 }] })
}

test('§8 a price above 1.3 times the median of comparable offers opens one flag, with its evidence', async () => {
  const order = await dearOrder('红心李')
  const at = new Date(orderedAt.getTime() + 3_600_000)
  expect(await check([order.purchaseOrderId], at)).toBe(1)
  expect(await check([order.purchaseOrderId], at)).toBe(0)
  const [flag] = await flagsOf('price')
  expect(flag).toMatchObject({ state: 'open', month: '2026-07', goods: '红心李', cents: 80_000 })
  const { evidence, lines, acts } = await read(flag?.id ?? '')
  expect(evidence).toMatchObject({
    threshold: { policy: 'price_check', value: 13_000, validFrom: null },
    sides: [
      { name: 'price_here', documents: [{ type: 'purchase_order', id: order.purchaseOrderId }] },
      { name: 'price_offers' },
    ],
  })
  const facts = evidence.sides.flatMap((side) => side.facts)
  expect(facts).toContainEqual({ name: 'price', kind: 'price', value: 800 })
  expect(facts).toContainEqual({ name: 'median', kind: 'price', value: 600 })
  expect(lines).toMatchObject([{ orderLineId: order.orderLines[0]?.id, isDisallowed: false }])
  expect(acts).toEqual(['clear', 'propose'])
  // What was decided for a later day does not judge an earlier order (§3.12).
  const dearer = await dearOrder('青脆李')
  await aPolicyValue(database, { name: 'price_check', value: 14_000, validFrom: '2026-07-01' })
  expect(await check([dearer.purchaseOrderId], at)).toBe(0)
})

test('§8 order and acceptance within minutes, and the same photo under two receipts', async () => {
  const order = await aConfirmedOrder(database)
  const { shipmentId } = await aDispatchedShipment(database, {
    ...order,
    at: new Date(orderedAt.getTime() + 5 * 60_000),
  })
  const photoOf = async () => (await aDocument(database, order.unit.id)).fileId
  const [photo, copy] = [await photoOf(), await photoOf()]
  await database.sql`update evidence.files set sha256 = ${'a'.repeat(64)}
    where id in (${photo}, ${copy})`
  const weighed = (photoFileId: string) => [{ photoFileId }]
  await aReceipt(database, {
    ...{ shipmentId, receiver: order.receiver, weighed: weighed(photo) },
    at: new Date(orderedAt.getTime() + 9 * 60_000),
  })
  const later = await aReceivedOrder(database, {
    ...{ beside: order, lines: [{ quantity: 10 }, { quantity: 5 }] },
    weighed: [...weighed(copy), ...weighed(photo)],
  })
  expect(await check([order.purchaseOrderId, later.purchaseOrderId])).toBe(2)
  const [quick] = await flagsOf('minutes')
  const facts = (await read(quick?.id ?? '')).evidence.sides.flatMap((side) => side.facts)
  expect(facts).toContainEqual({ name: 'after', kind: 'minutes', value: 9 })
  const [photographed] = await flagsOf('same_photo')
  const { lines, evidence } = await read(photographed?.id ?? '')
  // One receipt is one matter with all its lines, and each later one is another.
  const lineIds = later.orderLines.map(({ id }) => id).sort()
  expect(lines.map((line) => line.orderLineId).sort()).toEqual(lineIds)
  expect(photographed?.cents).toBe(90_000)
  const again = await aReceivedOrder(database, { beside: order, weighed: weighed(copy) })
  expect(await check([later.purchaseOrderId, again.purchaseOrderId])).toBe(1)
  expect(evidence.sides.map(({ name }) => name)).toEqual(['photo_here', 'photo_earlier'])
})

/** Two sellers with one invoice number; the first one's is paid. */
async function twiceInvoiced() {
  const number = anInvoiceNumber()
  const order = await aReceivedOrder(database)
  const { invoiceId } = await anInvoice(database, { ...order, number })
  await aConfirmedPayment(database, { ...order, invoiceId, amountCents: 30_000, at: now })
  const other = await aReceivedOrder(database)
  await anInvoice(database, { ...other, number })
  return { ...order, invoiceId, other, leader: await order.unit.member('unit_leader') }
}

async function flagged() {
  const world = await twiceInvoiced()
  await check([world.purchaseOrderId, world.other.purchaseOrderId])
  const flags = await flagsOf('same_number')
  const flag = flags.find(({ cooperative }) => cooperative.id === world.seller.id)
  return { ...world, flagId: flag?.id ?? '', lineId: world.orderLines[0]?.id ?? '' }
}

const upholding = (flagId: string, orderLineIds: string[]) => ({
  params: { flagId },
  body: { reason: '同一张发票', orderLineIds },
})

const entriesOf = async (purchaseOrderId: string) =>
  (
    await database.sql`select cents, cause_type, corrects_number from attribution.ledger_entries
      where purchase_order_id = ${purchaseOrderId} order by number`
  ).map((row) => [row.cents, row.cause_type])

/** 5 kg of a receipt go back, with the seller's consent. */
async function aReturn(received: { receiptId: string; receiver: Actor; manager: Actor }) {
  const { receiptId, receiver, manager } = received
  const [receiptLine] = await database.sql<{ id: string }[]>`
    select id from deliveries.goods_receipt_lines where receipt_id = ${receiptId}`
  const returnId = await transaction(database.db, (tx) =>
    recordReturn(tx, contextFor(receiver, now), {
      ...{ receiptId, reason: 'spoiled', note: '' },
      lines: [{ receiptLineId: receiptLine?.id ?? '', grams: 5_000 }],
    }),
  )
  await transaction(database.db, (tx) => confirmReturn(tx, contextFor(manager, now), { returnId }))
}

test('§8 §11.2 upheld by two persons, what counted is reversed and nothing counts any more', async () => {
  const { flagId, lineId, ...world } = await flagged()
  const params = { flagId }
  const proposed = await call(api.upholdFlag, upholding(flagId, [lineId]), { as: official })
  expect(proposed).toMatchObject({ state: 'proposed', acts: [] })
  expect(await refusal(api.confirmFlag, { params }, { as: official })).toMatchObject({
    code: 'same_person',
  })
  const refused = { params, body: { reason: '请先查台账' } }
  expect(await call(api.refuseFlag, refused, { as: second })).toMatchObject({ state: 'open' })
  await call(api.upholdFlag, upholding(flagId, [lineId]), { as: official })
  const upheld = await call(api.confirmFlag, { params }, { as: second })
  expect(upheld).toMatchObject({ state: 'upheld', lines: [{ isDisallowed: true }] })
  const reversed = [
    [30_000, 'payment'],
    [-30_000, 'flag'],
  ]
  expect(await entriesOf(world.purchaseOrderId)).toEqual(reversed)
  // The rest of the money comes, and goods go back: neither counts.
  await aConfirmedPayment(database, { ...world, amountCents: 30_000, at: now })
  await aReturn(world)
  expect(await entriesOf(world.purchaseOrderId)).toEqual(reversed)
  expect(
    await refusal(api.clearFlag, { params, body: { reason: '误' } }, { as: second }),
  ).toMatchObject({
    code: 'illegal_transition',
  })
})

test('§8 a line is disallowed before anything of it counts', async () => {
  const { flagId, lineId, other } = await flagged()
  const ofOther = (await flagsOf('same_number')).find(
    ({ cooperative }) => cooperative.id === other.seller.id,
  )
  const otherLine = other.orderLines[0]?.id ?? ''
  const params = { flagId: ofOther?.id ?? '' }
  // A line of another flag is none of this one's.
  const foreign = upholding(params.flagId, [lineId])
  expect(await refusal(api.upholdFlag, foreign, { as: official })).toMatchObject({
    code: 'validation_failed',
  })
  await call(api.upholdFlag, upholding(params.flagId, [otherLine]), { as: official })
  await call(api.confirmFlag, { params }, { as: second })
  const [invoice] = await database.sql<{ id: string }[]>`
    select invoice_id as id from billing.invoice_lines where order_line_id = ${otherLine}`
  const invoiceId = invoice?.id ?? ''
  await aConfirmedPayment(database, { ...other, invoiceId, amountCents: 60_000, at: now })
  expect(await entriesOf(other.purchaseOrderId)).toEqual([])
  // Upheld without a line to reverse, one person decides.
  const noted = await call(api.upholdFlag, upholding(flagId, []), { as: official })
  expect(noted).toMatchObject({ state: 'upheld', lines: [{ isDisallowed: false }] })
})

test('§8 clearing is final for its evidence, and the parties see only what was upheld', async () => {
  const { flagId, lineId, ...world } = await flagged()
  const params = { flagId }
  for (const as of [world.manager, world.leader, signedIn({ roles: ['unit_leader'] })])
    expect(await refusal(api.readFlag, { params }, { as })).toMatchObject({ code: 'not_found' })
  const elsewhere = signedIn({ roles: ['official'], divisionCode: '441826' })
  expect(await refusal(api.readFlag, { params }, { as: elsewhere })).toMatchObject({
    code: 'not_found',
  })
  expect(await flagsOf('same_number', world.manager)).toEqual([])
  await call(api.clearFlag, { params, body: { reason: '号码抄错，已更正' } }, { as: official })
  expect(await check([world.purchaseOrderId])).toBe(0)
  const third = await aReceivedOrder(database)
  const [invoice] = await database.sql<{ number: string }[]>`
    select number from billing.invoices where id = ${world.invoiceId}`
  const beside = await aReceivedOrder(database, { beside: third })
  const otherOrderIds = [beside.purchaseOrderId]
  await anInvoice(database, { ...third, otherOrderIds, number: invoice?.number ?? '' })
  // A third seller with the number is new evidence, for all of them.
  expect(await check([world.purchaseOrderId])).toBe(1)
  expect(await check([world.purchaseOrderId])).toBe(0)
  // An invoice is one matter with its lines of all orders, however many others have its number.
  const ids = [third.purchaseOrderId, beside.purchaseOrderId].sort()
  expect(await check(ids.slice(1))).toBe(1)
  expect(await check(ids)).toBe(0)
  const whole = (await flagsOf('same_number')).find(
    ({ cooperative }) => cooperative.id === third.seller.id,
  )
  const { lines, evidence } = await read(whole?.id ?? '')
  expect(lines.map((line) => line.purchaseOrderId).sort()).toEqual(ids)
  const others = { name: 'other_invoices', kind: 'count', value: 2 }
  expect(evidence.sides.map(({ facts }) => facts.at(-1))).toMatchObject([others, {}, {}])
  const open = (await flagsOf('same_number')).find(
    ({ cooperative, state }) => cooperative.id === world.seller.id && state === 'open',
  )
  const opened = { flagId: open?.id ?? '' }
  await call(api.upholdFlag, upholding(opened.flagId, [lineId]), { as: official })
  await call(api.confirmFlag, { params: opened }, { as: second })
  const seen = await read(opened.flagId, world.manager)
  expect(seen).toMatchObject({
    acts: ['state'],
    decisions: [{ act: 'uphold', reason: '同一张发票', decidedBy: null }],
  })
  expect(seen.evidence.sides.map(({ name }) => name)).toEqual(['invoice_here'])
  const pdf = { bytes: Buffer.from('%PDF-1.4'), name: '说明.pdf', fields: { isPublic: 'false' } }
  const { fileId } = (await send(uploadFile, {}, { as: world.manager, file: pdf })).json()
  const statement = { params: opened, body: { statement: '发票是我们开的', fileId } }
  expect(await call(api.stateOnFlag, statement, { as: world.manager })).toMatchObject({
    acts: [],
    statements: [{ party: { id: world.seller.id }, fileId }],
  })
  expect(await refusal(api.stateOnFlag, statement, { as: world.manager })).toMatchObject({
    code: 'nothing_changed',
  })
  const file = { params: { fileId } }
  expect((await send(readFile, file, { as: official })).statusCode).toBe(200)
  expect((await send(readFile, file, { as: world.leader })).statusCode).toBe(200)
  expect((await send(readFile, file, { as: elsewhere })).statusCode).toBe(404)
})

test('§8 new entries are checked by themselves, once, and wait in the official’s menu', async () => {
  const relay = { ...deps, log: { error: () => {} }, listeners: reviewListeners() }
  const drain = async () => {
    while ((await relayOnce(relay)) > 0);
    while (await workOnChecks(deps));
  }
  await drain()
  const before = (await flagsOf('same_number')).length
  await twiceInvoiced()
  await drain()
  await drain()
  expect((await flagsOf('same_number')).length).toBe(before + 2)
  const { waiting } = await call(countUnread, {}, { as: official })
  expect(waiting.flags).toBeGreaterThan(1)
  expect(await database.sql`select from review.checks_due`).toHaveLength(0)
})

test('§8 money and goods that move while their line is disallowed count for nothing', async () => {
  const { flagId, lineId, ...world } = await flagged()
  await call(api.upholdFlag, upholding(flagId, [lineId]), { as: official })
  const first = stopBefore(database, /update "attribution"."recognition_lines"/)
  const confirming = call(api.confirmFlag, { params: { flagId } }, { as: second })
  await first.reached
  const moving = [
    aConfirmedPayment(database, { ...world, amountCents: 30_000, at: now }),
    aReturn(world),
  ]
  await untilBlocked(database, 2)
  first.release()
  await Promise.all([confirming, ...moving])
  const [counted] = await database.sql`
    select accepted_cents, paid_cents, recognised_cents, disallowed_by
    from attribution.recognition_lines where order_line_id = ${lineId}`
  expect(counted).toMatchObject({ accepted_cents: 54_000, paid_cents: 60_000 })
  expect(counted).toMatchObject({ recognised_cents: 0, disallowed_by: flagId })
  const counts = (await entriesOf(world.purchaseOrderId)).map(([cents]) => cents)
  expect(counts).toEqual([30_000, -30_000])
})

test('§8 of two who confirm at once one reverses', async () => {
  const { flagId, lineId, purchaseOrderId } = await flagged()
  const params = { flagId }
  await call(api.upholdFlag, upholding(flagId, [lineId]), { as: official })
  const third = await anOfficial()
  const first = stopBefore(database, /update "review"."flags"/)
  const winning = call(api.confirmFlag, { params }, { as: second })
  await first.reached
  const losing = refusal(api.confirmFlag, { params }, { as: third })
  await untilBlocked(database)
  first.release()
  await winning
  expect(await losing).toMatchObject({ code: 'illegal_transition' })
  expect((await entriesOf(purchaseOrderId)).length).toBe(2)
})

const factsOf = async (flagId: string) => {
  const { evidence } = await read(flagId)
  return evidence.sides.flatMap((side) => side.facts.map(({ name, value }) => [name, value]))
}

test('§8 one account, name and person on both sides: once a year, and masked', async () => {
  const order = await aReceivedOrder(database)
  const { invoiceId } = await anInvoice(database, order)
  const paid = { ...order, invoiceId, amountCents: 60_000, at: now }
  const { paymentId } = await aConfirmedPayment(database, paid)
  const counterparty = { account: '6210 0000 0000 0000 001', name: '毛建国' }
  const lineId = await aBankLine(database, order.manager, { cents: 60_000, counterparty })
  const match = { kind: 'payments' as const, ids: [paymentId] }
  await transaction(database.db, (tx) =>
    matchBankLine(tx, contextFor(order.manager, now), { lineId, match }),
  )
  await database.sql`update organisations.buying_channels set contact_name = '毛建国'
    where unit_id = ${order.unit.id}`
  const { personId } = order.manager
  await aMember(database, { organisationId: order.unit.id, roles: ['buyer'], personId })
  await database.sql`update accounts.memberships set created_at = '2026-01-01'
    where person_id = ${personId}`
  expect(await check([order.purchaseOrderId])).toBe(3)
  const beside = await aReceivedOrder(database, { beside: order })
  expect(await check([order.purchaseOrderId, beside.purchaseOrderId])).toBe(0)
  const flagIdOf = async (rule: CheckRule) => (await flagsOf(rule))[0]?.id ?? ''
  const accounts = await factsOf(await flagIdOf('same_account'))
  expect(accounts.filter(([name]) => name === 'account' || name === 'payer')).toEqual([
    ['account', '****0001'],
    ['payer', '毛**'],
    ['account', '****0001'],
  ])
  const names = await factsOf(await flagIdOf('same_representative'))
  expect(names).toContainEqual(['channel_contact', '毛**'])
  const people = await factsOf(await flagIdOf('same_person'))
  expect(people.filter(([name]) => name === 'member')).toHaveLength(2)
})

test('§8 more of a village’s season than it declared, and a burst at year end', async () => {
  const lines = [{ quantity: 1_000, name: '测产脆李', stockGrams: 20_000_000 }]
  const order = await aReceivedOrder(database, { lines })
  await database.sql`insert into villages.village_capacities
      (id, village_code, produce, season_year, capacity_grams, declared_by, declared_at)
    values (${newId()}, '500237222213', '测产脆李', 2026, 4500000, ${official.personId}, ${now})`
  expect(await check([order.purchaseOrderId])).toBe(1)
  expect(await check([order.purchaseOrderId])).toBe(0)
  const [flag] = await flagsOf('capacity')
  const facts = await factsOf(flag?.id ?? '')
  expect(facts).toContainEqual(['declared_weight', 4_500_000])
  expect(facts).toContainEqual(['dispatched_weight', 5_000_000])
  // What was found right is of no village's season any more.
  const [lineId = ''] = order.orderLines.map(({ id }) => id)
  await call(api.upholdFlag, upholding(flag?.id ?? '', [lineId]), { as: official })
  await call(api.confirmFlag, { params: { flagId: flag?.id ?? '' } }, { as: second })
  const few = [{ quantity: 10, name: '测产脆李' }]
  const next = await aReceivedOrder(database, { beside: order, lines: few })
  expect(await check([order.purchaseOrderId, next.purchaseOrderId])).toBe(0)
  const { buyer, channelId } = order.unit
  const bursting = await aPlacedOrder(database, {
    ...{ buyer, channelId, at: new Date('2026-12-20T02:00:00Z'), neededOn: '2026-12-29' },
    lines: [{ packId: order.offers[0]?.packId ?? '', quantity: 1_000 }],
  })
  expect(await check([bursting.purchaseOrders[0]?.id ?? ''])).toBe(1)
  const [burst] = await flagsOf('year_end')
  expect(await factsOf(burst?.id ?? '')).toContainEqual(['from_day', '2026-12-01'])
})

test('§8 what was entered before is checked again, each office told once', async () => {
  const organisationId = await anOrganisation(database, { kind: 'platform' })
  const { actor: admin } = await aMember(database, { organisationId, roles: ['platform_admin'] })
  const drain = async () => {
    const relay = { ...deps, log: { error: () => {} }, listeners: reviewListeners() }
    while ((await relayOnce(relay)) > 0);
    while (await workOnCheckRuns(deps));
  }
  await drain()
  await database.sql`delete from review.checks_due`
  await twiceInvoiced()
  await relayOnce({ ...deps, log: { error: () => {} }, listeners: [] })
  const body = { divisionCode: '500237', fromDay: '2026-07-01', toDay: '2026-07-31' }
  const start = { body }
  const inverted = { body: { ...body, toDay: '2026-06-30' } }
  expect(await refusal(api.startCheckRun, inverted, { as: admin })).toMatchObject({
    fields: [{ path: ['toDay'], code: 'dates_out_of_order' }],
  })
  const [run] = (await call(api.startCheckRun, start, { as: admin })).items
  expect(run).toMatchObject({ ordersChecked: 0, finishedAt: null, place: { code: '500237' } })
  // Asked for again while it is under way it begins again, and there is still one.
  expect((await call(api.startCheckRun, start, { as: admin })).items).toHaveLength(1)
  while (await workOnCheckRuns(deps));
  const [done] = (await call(api.listCheckRuns, {}, { as: official })).items
  expect(done).toMatchObject({ ordersChecked: run?.ordersTotal, flagsOpened: 2 })
  const told = await database.sql`select payload from platform.outbox
    where topic = 'review.check-run-finished'`
  expect(told.map(({ payload }) => payload)).toEqual([{ divisionCodes: ['500237'] }])
  // A threshold that holds from a past day has the orders since checked, with nothing new in them.
  const policy = { name: 'minutes_check' as const, value: 60, validFrom: '2026-07-01' }
  await call(addPolicy, { body: { ...policy, decidedBy: '示例文件' } }, { as: admin })
  await drain()
  const [changed] = (await call(api.listCheckRuns, {}, { as: admin })).items
  expect(changed).toMatchObject({ place: null, fromDay: '2026-07-01', flagsOpened: 0 })
})

test('§8 what became of flags by check, cooperative and unit, within one’s area', async () => {
  const rates = async (by: 'rule' | 'cooperative', as = official) => {
    const query = { by, from: '2026-07', to: '2026-11' }
    return (await call(api.listFlagRates, { query }, { as })).items
  }
  const numbers = (await rates('rule')).find(({ key }) => key === 'same_number')
  const flags = await flagsOf('same_number')
  const count = (of: string) => flags.filter(({ state }) => state === of).length
  expect(numbers).toMatchObject({ opened: flags.length, upheld: count('upheld') })
  expect(numbers?.upheldCents).toBe(
    flags.reduce((sum, { state, cents }) => sum + (state === 'upheld' ? cents : 0), 0),
  )
  const total = (rows: { opened: number }[]) => rows.reduce((sum, { opened }) => sum + opened, 0)
  expect(total(await rates('cooperative'))).toBe(total(await rates('rule')))
  expect(await rates('rule', signedIn({ roles: ['official'], divisionCode: '441826' }))).toEqual([])
})

test('§8 money that goes back after its month was closed', async () => {
  const seller = { countyCode: '441826', divisionCode: '441826102221' }
  const order = await aReceivedOrder(database, { seller, lines: [{ quantity: 100 }] })
  const { invoiceId } = await anInvoice(database, order)
  await aConfirmedPayment(database, { ...order, invoiceId, amountCents: 600_000, at: now })
  expect(await check([order.purchaseOrderId])).toBe(0)
  await aClosedMonth(database, { countyCode: '441826', month: '2026-07' })
  const at = new Date(testClock().getTime() + 1_000)
  const refund = { invoiceId, bankReference: newId(), refundedOn: '2026-11-20', reason: '退货' }
  const lines = [{ orderLineId: order.orderLines[0]?.id ?? '', amountCents: 150_000 }]
  const refundId = await transaction(database.db, (tx) =>
    recordRefund(tx, contextFor(order.manager, at), { ...refund, lines }),
  )
  await transaction(database.db, (tx) =>
    confirmRefund(tx, contextFor(order.finance, at), { refundId }),
  )
  expect(await check([order.purchaseOrderId], at)).toBe(1)
  const [flag] = await database.sql`select evidence -> 'sides' -> 1 -> 'facts' as facts
    from review.flags where rule = 'late_refund'`
  expect(flag?.facts).toContainEqual({ name: 'share_back', kind: 'share', value: 2_500 })
})
