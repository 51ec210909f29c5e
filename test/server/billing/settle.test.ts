import { sql, TransactionRollbackError } from 'drizzle-orm'
import { expect, test } from 'vitest'
import { findBenefitFault } from '../../../server/billing/index.ts'
import { orderLinesOf } from '../../../server/orders/index.ts'
import type { Actor } from '../../../server/platform/context.ts'
import { confirmRefund, recordRefund } from '../../../shared/billing/billing.api.ts'
import * as api from '../../../shared/billing/settlements.api.ts'
import { readProgress } from '../../../shared/reports/reports.api.ts'
import { testApp } from '../../support/app.ts'
import { aMember, anOrganisation } from '../../support/factories/accounts.ts'
import { aDocument } from '../../support/factories/assistance.ts'
import { aConfirmedPayment, anInvoice } from '../../support/factories/billing.ts'
import {
  aDispatchedShipment,
  aReceipt,
  aReceivedOrder,
} from '../../support/factories/deliveries.ts'
import { aPlacedOrder } from '../../support/factories/orders.ts'
import { stopBefore, untilBlocked } from '../../support/race.ts'
import { listFiles, readText } from '../../support/sources.ts'

const now = new Date('2026-07-21T01:00:00Z')
const { call, refusal, send, database } = await testApp({ clock: () => now })

const village = '500237222213'
const household = (
  householdNumber: string | null,
  amountCents: number,
  recipientName = '毛建国',
) => ({
  villageCode: village,
  recipientKind: 'household' as const,
  householdNumber,
  recipientName,
  amountCents,
  settledOn: '2026-07-21',
})

async function paidOrder() {
  const order = await aReceivedOrder(database)
  const { invoiceId } = await anInvoice(database, order)
  await aConfirmedPayment(database, { ...order, invoiceId, amountCents: 60_000 })
  return { ...order, invoiceId }
}

test('what was paid is suggested by village, beside what was settled already', async () => {
  const order = await paidOrder()
  const { purchaseOrderId } = order
  const body = { purchaseOrderId, rows: [household('012', 30_000)] }
  const { items } = await call(api.recordSettlements, { body }, { as: order.manager })
  expect(items[0]).toMatchObject({ recipientName: '毛**', isReversed: false })
  const params = { purchaseOrderId }
  expect(await call(api.suggestSettlements, { params }, { as: order.manager })).toMatchObject({
    paidCents: 60_000,
    settledCents: 30_000,
    villages: [{ villageCode: village, paidCents: 60_000, settledCents: 30_000 }],
  })
})

test('§3.14 households are counted once each, by village and number; income of the collective apart', async () => {
  const order = await paidOrder()
  const rows = [
    household('001', 100),
    household('001', 200),
    household('００１ ', 1),
    household('1', 2),
    household('002', 300),
    { ...household(null, 5_000, '下庄村集体'), recipientKind: 'collective' as const },
  ]
  const body = { purchaseOrderId: order.purchaseOrderId, rows }
  const { items } = await call(api.recordSettlements, { body }, { as: order.manager })
  const query = { period: '2026-07' }
  const stated = () => call(readProgress, { query }, { as: order.unit.buyer })
  expect(await stated()).toMatchObject({ households: { settled: 2 }, collectiveCents: 5_000 })
  const reversing = {
    params: { settlementId: items[4]?.id as string },
    body: { reason: '填错户号' },
  }
  expect(await call(api.reverseSettlement, reversing, { as: order.manager })).toMatchObject({
    amountCents: -300,
  })
  expect((await refusal(api.reverseSettlement, reversing, { as: order.manager })).code).toBe(
    'illegal_transition',
  )
  expect(await stated()).toMatchObject({ households: { settled: 1 }, collectiveCents: 5_000 })
})

test('§9 no identity-card numbers, a household by number, a village that exists: at the field', async () => {
  const order = await paidOrder()
  const rows = [
    household(null, 100),
    household('3', 100, '毛建国51022419680203123X'),
    { ...household('4', 100), settledOn: '2026-07-22' },
    household('4', 100, '５１０２２４ １９６８０２０３－１２３Ｘ'),
    {
      ...household(null, 100, '下庄村 510224-19680203-1239'),
      recipientKind: 'collective' as const,
    },
    { ...household('4', 100), bankReference: 'JS 5102 2419 6802 0312 39' },
  ]
  const problem = await refusal(api.recordSettlements, { body: { rows } }, { as: order.manager })
  expect(problem.fields?.map(({ path, code }) => [path.join('.'), code])).toEqual([
    ['rows.0.householdNumber', 'household_number_required'],
    ['rows.1.recipientName', 'identity_number'],
    ['rows.2.settledOn', 'in_the_future'],
    ['rows.3.recipientName', 'identity_number'],
    ['rows.4.recipientName', 'identity_number'],
    ['rows.5.bankReference', 'identity_number'],
  ])
  const nowhere = { body: { rows: [{ ...household('5', 1), villageCode: '999999999999' }] } }
  expect(
    (await refusal(api.recordSettlements, nowhere, { as: order.manager })).fields?.[0],
  ).toMatchObject({
    path: ['rows', 0, 'villageCode'],
    code: 'unknown_village',
  })
  const of = { body: { purchaseOrderId: order.purchaseOrderId, rows: [household('1', 1)] } }
  const other = await aReceivedOrder(database)
  expect((await refusal(api.recordSettlements, of, { as: other.manager })).code).toBe('not_found')
  expect((await refusal(api.recordSettlements, of, { as: order.finance })).code).toBe('forbidden')
})

test('§3.14 settlements of an order never exceed what was paid for it, nor lie before it', async () => {
  const order = await paidOrder()
  const { purchaseOrderId, manager } = order
  const record = (rows: ReturnType<typeof household>[]) => ({ body: { purchaseOrderId, rows } })
  const much = record([household('1', 60_000), household('2', 1)])
  const above = await refusal(api.recordSettlements, much, { as: manager })
  expect(above.fields).toEqual([
    { path: ['rows', 1, 'amountCents'], code: 'above_paid', values: { openCents: 0 } },
  ])
  await call(api.recordSettlements, record([household('1', 40_000)]), { as: manager })
  const again = await refusal(api.recordSettlements, record([household('2', 20_001)]), {
    as: manager,
  })
  expect(again.fields).toMatchObject([{ code: 'above_paid', values: { openCents: 20_000 } }])
  const early = record([{ ...household('2', 1), settledOn: '2001-01-01' }])
  const before = await refusal(api.recordSettlements, early, { as: manager })
  expect(before.fields).toMatchObject([
    { path: ['rows', 0, 'settledOn'], code: 'before_the_order' },
  ])
})

test('two settlements of one order at once share what was paid', async () => {
  const order = await paidOrder()
  const body = { purchaseOrderId: order.purchaseOrderId, rows: [household('1', 40_000)] }
  const stop = stopBefore(database, /insert into "billing"."settlements"/)
  const first = send(api.recordSettlements, { body }, { as: order.manager })
  await stop.reached
  const second = send(api.recordSettlements, { body }, { as: order.manager })
  await untilBlocked(database)
  stop.release()
  expect((await first).statusCode).toBe(201)
  expect((await second).json()).toMatchObject({ code: 'validation_failed' })
})

test('§3.14 without an order it counts only once its county has confirmed it by a document', async () => {
  const order = await paidOrder()
  const body = { rows: [household('901', 500), household('902', 500)] }
  const { items } = await call(api.recordSettlements, { body }, { as: order.manager })
  expect(items).toMatchObject([{ state: 'waiting', mayDecide: false }, { state: 'waiting' }])
  const [first, second] = items.map((item) => item.id)
  const authorityId = await anOrganisation(database, { kind: 'authority' })
  const officialOf = async (divisionCode: string) =>
    (await aMember(database, { organisationId: authorityId, roles: ['official'], divisionCode }))
      .actor
  const official = await officialOf('500237')
  const listed = async (as: Actor, query = {}) =>
    (await call(api.listSettlements, { query: { pageSize: 100, ...query } }, { as })).items
  const households = async () =>
    (await call(readProgress, { query: { period: '2026-07' } }, { as: official })).households
      .settled
  const before = await households()
  const waiting = await listed(official, { waiting: 'true' })
  expect(waiting.map((row) => row.id).sort()).toEqual([first, second].sort())
  expect(waiting[0]).toMatchObject({ mayDecide: true, cooperative: { id: order.seller.id } })
  expect(await listed(await officialOf('441826'))).toEqual([])
  const province = await listed(await officialOf('50'))
  expect(province.map((row) => row.id)).toEqual((await listed(official)).map((row) => row.id))

  const document = await aDocument(database, authorityId)
  const decide = (id: string | undefined, state: 'confirmed' | 'rejected') => ({
    body: {
      settlementIds: [id as string],
      decision: state === 'confirmed' ? { state, document } : { state, reason: '与台账不符' },
    },
  })
  for (const elsewhere of ['441826', '500237222']) {
    const as = await officialOf(elsewhere)
    const refused = await refusal(api.decideSettlements, decide(first, 'confirmed'), { as })
    expect(refused.code).toBe('not_found')
  }
  const { personId } = order.manager
  const both = { organisationId: authorityId, roles: ['official'] as const, personId }
  const same = (await aMember(database, { ...both, divisionCode: '500237' })).actor
  const own = await refusal(api.decideSettlements, decide(first, 'confirmed'), { as: same })
  expect(own.code).toBe('same_person')
  const confirmed = await call(api.decideSettlements, decide(first, 'confirmed'), {
    as: official,
  })
  expect(confirmed.items).toMatchObject([
    { state: 'counted', confirmation: { documentName: document.name }, mayDecide: false },
  ])
  await call(api.decideSettlements, decide(second, 'rejected'), { as: official })
  expect(await households()).toBe(before + 1)
  const late = await refusal(api.decideSettlements, decide(second, 'confirmed'), {
    as: official,
  })
  expect(late.code).toBe('illegal_transition')
  // Whoever sees the figure can open what is behind it (§4.3).
  const seen = (await listed(official)).filter((row) => row.state === 'counted')
  expect(seen.map((row) => row.id)).toContain(first)
  const reversing = { params: { settlementId: first as string }, body: { reason: '填错户号' } }
  await call(api.reverseSettlement, reversing, { as: order.manager })
  expect(await households()).toBe(before)
})

test('§3.14 what is taken back before the county has decided waits no longer', async () => {
  const order = await paidOrder()
  const body = { rows: [household('903', 500)] }
  const { items } = await call(api.recordSettlements, { body }, { as: order.manager })
  const settlementId = items[0]?.id as string
  const named = { params: { settlementId }, body: { reason: '户主 510224 19680203 1239' } }
  const refused = await refusal(api.reverseSettlement, named, { as: order.manager })
  expect(refused.fields).toMatchObject([{ path: ['reason'], code: 'identity_number' }])
  const reversing = { ...named, body: { reason: '填错户号' } }
  expect(await call(api.reverseSettlement, reversing, { as: order.manager })).toMatchObject({
    state: 'withdrawn',
  })
})

test('§3.14 an order’s money goes to the villages of its accepted goods, each payment once', async () => {
  const order = await paidOrder()
  const { purchaseOrderId, manager } = order
  const record = (...rows: (ReturnType<typeof household> & { bankReference?: string })[]) => ({
    body: { purchaseOrderId, rows },
  })
  const faults = async (body: ReturnType<typeof record>) =>
    (await refusal(api.recordSettlements, body, { as: manager })).fields
  const elsewhere = { ...household('31', 100), villageCode: '500237222214' }
  expect(await faults(record(household('31', 100), elsewhere))).toEqual([
    { path: ['rows', 1, 'villageCode'], code: 'village_not_of_order' },
  ])
  expect(await faults(record(household('31', 100), household(' 031', 100)))).toEqual([
    { path: ['rows', 1, 'bankReference'], code: 'same_as_row', values: { row: 1 } },
  ])
  const first = { ...household('31', 100), bankReference: 'BANK-A' }
  const { items } = await call(api.recordSettlements, record(first), { as: manager })
  const recorded = {
    path: ['rows', 0, 'bankReference'],
    code: 'settlement_recorded',
    values: { settledOn: '2026-07-21', recipientName: '毛**', yuan: '1.00' },
  }
  for (const bankReference of ['', ' bank-ａ '])
    expect(await faults(record({ ...first, bankReference }))).toEqual([recorded])
  expect(await faults(record(household('31', 200, '李四')))).toEqual([
    {
      path: ['rows', 0, 'recipientName'],
      code: 'another_householder',
      values: { recipientName: '毛**' },
    },
  ])
  const heir = { ...household('31', 200, '李四'), isNewHouseholder: true }
  await call(api.recordSettlements, record(heir), { as: manager })
  await call(api.recordSettlements, record(household('31', 201, '李四')), { as: manager })
  const reversing = { params: { settlementId: items[0]?.id ?? '' }, body: { reason: '填错' } }
  await call(api.reverseSettlement, reversing, { as: manager })
  await call(api.recordSettlements, record(household('31', 100, '李四')), { as: manager })
})

test('§3.14 two cooperatives that settle with one household at once make one household; another county waits for neither', async () => {
  const [one, other] = [await paidOrder(), await paidOrder()]
  const settle = (order: typeof one, amountCents: number, number: string) => {
    const rows = [household(number, amountCents)]
    const body = { purchaseOrderId: order.purchaseOrderId, rows }
    return send(api.recordSettlements, { body }, { as: order.manager })
  }
  const stated = async () =>
    (await call(readProgress, { query: { period: '2026-07' } }, { as: official })).households
      .settled
  const authorityId = await anOrganisation(database, { kind: 'authority' })
  const official = (
    await aMember(database, {
      organisationId: authorityId,
      roles: ['official'],
      divisionCode: '500237',
    })
  ).actor
  const before = await stated()
  const stop = stopBefore(database, /insert into "evidence"."audit/)
  const first = settle(one, 40, '7-07')
  await stop.reached
  const second = settle(other, 2, '第7组7号')
  await untilBlocked(database)
  expect(await stated()).toBe(before)
  const elsewhere = database.sql.begin(async (tx) => {
    await tx`set local lock_timeout = '3s'`
    await tx`insert into billing.settlements (id, cooperative_id, village_code, recipient_kind,
        household_number, recipient_name, amount_cents, settled_on, recorded_by, recorded_at,
        purchase_order_id, unit_id, supervising_county_code)
      select gen_random_uuid(), cooperative_id, '441826102221', 'household', '707', recipient_name,
        amount_cents, settled_on, recorded_by, recorded_at, purchase_order_id, unit_id,
        supervising_county_code
      from billing.settlements where purchase_order_id is not null and reverses_id is null limit 1`
    const [nation] = await tx`select sum(households)::int as households
      from billing.benefit_sums where node_code = '' and period = '2026-07'`
    expect(nation?.households).toBeGreaterThanOrEqual(before + 1)
    throw new Error('taken back')
  })
  await expect(elsewhere).rejects.toThrow('taken back')
  stop.release()
  expect([(await first).statusCode, (await second).statusCode]).toEqual([201, 201])
  expect(await stated()).toBe(before + 1)
})

/** A second order out of the same lot, placed on the next day, of which 300.00 was paid. */
async function anotherOrder({ offers, unit, manager, ...order }: Paid) {
  const lines = [{ packId: offers[0]?.packId ?? '', quantity: 10 }]
  const { buyer, channelId } = unit
  const placed = await aPlacedOrder(database, { buyer, channelId, lines })
  const purchaseOrderId = placed.purchaseOrders[0]?.id ?? ''
  await database.sql`update orders.purchase_orders set state = 'confirmed',
    ordered_on = ordered_on + 1, decided_by = ${manager.personId}, decided_at = ${now}
    where id = ${purchaseOrderId}`
  const { shipmentId } = await aDispatchedShipment(database, { ...order, purchaseOrderId })
  await aReceipt(database, { shipmentId, receiver: order.receiver })
  const { invoiceId } = await anInvoice(database, { purchaseOrderId, manager })
  const { finance } = order
  await aConfirmedPayment(database, { invoiceId, finance, manager, amountCents: 30_000 })
  return { purchaseOrderId, invoiceId }
}
type Paid = Awaited<ReturnType<typeof paidOrder>>

test('§3.14 money of a lot is split over its orders, oldest first, and never exceeds what was paid for it', async () => {
  const order = await paidOrder()
  const other = await anotherOrder(order)
  const { manager: as, offers } = order
  const lotId = offers[0]?.lotId ?? ''
  const body = { lotId, rows: [household('801', 50_000), household('802', 25_000)] }
  const { items } = await call(api.recordSettlements, { body }, { as })
  const written = items.map((item) => [
    item.purchaseOrderId,
    item.householdNumber,
    item.amountCents,
  ])
  expect(written).toEqual([
    [order.purchaseOrderId, '801', 50_000],
    [order.purchaseOrderId, '802', 10_000],
    [other.purchaseOrderId, '802', 15_000],
  ])
  expect(items[2]).toMatchObject({ state: 'counted', lotId, lotNumber: expect.any(String) })
  const lotNumber = items[0]?.lotNumber ?? ''
  const suggested = () => call(api.suggestLotSettlements, { params: { lotId } }, { as })
  expect(await suggested()).toMatchObject({
    ...{ paidCents: 90_000, settledCents: 75_000, openCents: 15_000, orders: 2, lotNumber },
    villages: [{ villageCode: village, paidCents: 90_000, settledCents: 75_000 }],
  })
  const faults = async (rows: object[], of: object = {}) => {
    const refused = await refusal(api.recordSettlements, { body: { ...of, rows } as never }, { as })
    return refused.fields?.map(({ path, code, values }) => [path.at(-1), code, values])
  }
  const ofLot = (row: object) => ({ ...row, lotNumber })
  // By a sheet the lot is named by its number, and what was split is one payment still.
  expect(await faults([ofLot(household('803', 15_001))])).toEqual([
    ['amountCents', 'above_paid', { openCents: 15_000 }],
  ])
  expect(await faults([ofLot(household('802', 25_000))])).toMatchObject([
    ['bankReference', 'settlement_recorded', { yuan: '250.00' }],
  ])
  const { purchaseOrderId } = order
  expect(await faults([household('801', 50_000)], { purchaseOrderId })).toMatchObject([
    ['bankReference', 'settlement_recorded', { yuan: '500.00' }],
  ])
  expect(await faults([{ ...household('804', 1), lotNumber: 'L-0' }])).toMatchObject([
    ['lotNumber', 'not_found', undefined],
  ])
  expect(await faults([ofLot({ ...household('804', 1), settledOn: '2001-01-01' })])).toMatchObject([
    ['settledOn', 'before_the_order', undefined],
  ])
  expect(
    await faults([ofLot({ ...household('804', 1), villageCode: '500237222214' })]),
  ).toMatchObject([['villageCode', 'village_not_of_order', undefined]])
  // What is taken back is the whole payment.
  const reversing = { params: { settlementId: items[2]?.id ?? '' }, body: { reason: '填错' } }
  expect(await call(api.reverseSettlement, reversing, { as })).toMatchObject({
    ...{ amountCents: -15_000, purchaseOrderId: other.purchaseOrderId },
  })
  expect(await suggested()).toMatchObject({ settledCents: 50_000, openCents: 40_000 })
  const first = { ...reversing, params: { settlementId: items[1]?.id ?? '' } }
  expect((await refusal(api.reverseSettlement, first, { as })).code).toBe('illegal_transition')
  const stranger = (await paidOrder()).manager
  const asked = { params: { lotId } }
  expect((await refusal(api.suggestLotSettlements, asked, { as: stranger })).code).toBe('not_found')
  expect((await refusal(api.recordSettlements, { body }, { as: stranger })).code).toBe('not_found')
})

test('§3.14 a refund that comes while a lot is settled is waited for, and bounds it', async () => {
  const order = await paidOrder()
  const other = await anotherOrder(order)
  const { manager, finance, offers } = order
  const [line] = await orderLinesOf(database.db, other.purchaseOrderId)
  const lines = [{ orderLineId: line?.id ?? '', amountCents: 30_000 }]
  const money = { bankReference: 'BACK-1', refundedOn: '2026-07-21', reason: '退款', lines }
  const refund = await call(
    recordRefund,
    { params: { invoiceId: other.invoiceId }, body: money },
    { as: manager },
  )
  const stop = stopBefore(database, /insert into "evidence"."audit/)
  const confirming = { params: { refundId: refund.id }, body: {} }
  const refunding = send(confirmRefund, confirming, { as: finance })
  await stop.reached
  const body = { lotId: offers[0]?.lotId ?? '', rows: [household('811', 60_001)] }
  const settling = send(api.recordSettlements, { body }, { as: manager })
  await untilBlocked(database)
  stop.release()
  expect((await refunding).statusCode).toBe(200)
  expect((await settling).json()).toMatchObject({
    fields: [{ code: 'above_paid', values: { openCents: 60_000 } }],
  })
})

test.each([
  `update billing.benefit_sums set households = households + 1 where node_code = '50'`,
  `update billing.benefit_sums set collective_cents = collective_cents - 1 where period = '2026'`,
  `update billing.benefit_sums set order_cents = order_cents + 1 where node_code = '500237'`,
  `delete from billing.household_sums where household_key = '1'`,
])(
  '§3.14 the verifier finds a sum of what reached villagers that was changed: %s',
  async (change) => {
    await database.db
      .transaction(async (tx) => {
        expect(await findBenefitFault(tx, '')).toBeUndefined()
        await tx.execute(sql.raw(change))
        expect(await findBenefitFault(tx, '')).toMatchObject({ countyCode: '500237' })
        tx.rollback()
      })
      .catch((error: unknown) => expect(error).toBeInstanceOf(TransactionRollbackError))
  },
)

test('§3.14 a database of before, which kept no such sums, is filled from its settlements', async () => {
  await database.sql`truncate billing.household_sums, billing.benefit_sums`
  expect(await findBenefitFault(database.db, '')).toBeDefined()
  const file = listFiles().find((path) => path.endsWith('_billing_benefits.sql')) ?? ''
  const filling = readText(file)
    .split('--> statement-breakpoint')
    .filter((statement) => statement.includes('\nselect billing.add_benefits'))
  expect(filling).toHaveLength(1)
  for (const statement of filling) await database.sql.unsafe(statement)
  expect(await findBenefitFault(database.db, '')).toBeUndefined()
})
