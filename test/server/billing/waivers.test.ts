import { expect, test } from 'vitest'
import { newId } from '../../../server/platform/ids.ts'
import * as api from '../../../shared/billing/billing.api.ts'
import { readTrialBalance } from '../../../shared/billing/books.api.ts'
import * as waivers from '../../../shared/billing/waivers.api.ts'
import { testApp } from '../../support/app.ts'
import { aMember, anOrganisation } from '../../support/factories/accounts.ts'
import { aConfirmedPayment, anInvoice } from '../../support/factories/billing.ts'
import { aReceivedOrder } from '../../support/factories/deliveries.ts'
import { stopBefore, untilBlocked } from '../../support/race.ts'

const now = new Date('2026-07-21T01:00:00Z')
const { call, refusal, send, database } = await testApp({ clock: () => now })

/** An invoice of which so much is not paid. */
async function unpaid(openCents: number) {
  const order = await aReceivedOrder(database)
  const { invoiceId } = await anInvoice(database, order)
  const total = order.orderLines.reduce((sum, line) => sum + line.amountCents, 0)
  await aConfirmedPayment(database, {
    ...order,
    invoiceId,
    amountCents: total - openCents,
    at: now,
  })
  const organisationId = order.manager.organisationId ?? ''
  const { personId } = order.manager
  await database.sql`update accounts.memberships set created_at = '2026-01-01'
    where person_id = ${personId} and organisation_id = ${organisationId}`
  const member = { organisationId, roles: ['cooperative_manager'] as const }
  const other = await aMember(database, { ...member, since: new Date('2026-01-01') })
  return { ...order, invoiceId, total, member, second: other.actor }
}
type Unpaid = Awaited<ReturnType<typeof unpaid>>

const waiving = ({ invoiceId }: Unpaid, amountCents: number) => ({
  params: { invoiceId },
  body: { amountCents, reason: '尾差不再收' },
})

async function recognisedOf({ purchaseOrderId }: Unpaid) {
  const [row] = await database.sql<{ cents: number }[]>`
    select sum(recognised_cents)::bigint as cents from attribution.recognition_lines
    where purchase_order_id = ${purchaseOrderId}`
  return row?.cents
}

test('§7.6 a few 分 are waived at once: the invoice closes, and they are not recognised', async () => {
  const world = await unpaid(56)
  const invoice = await call(waivers.waiveDifference, waiving(world, 56), { as: world.manager })
  expect(invoice).toMatchObject({ openCents: 0, waivedCents: 56, dueBackCents: 0 })
  expect(invoice.waivers).toMatchObject([{ state: 'confirmed', decidedByName: null }])
  const due = await call(api.listMoneyDue, { query: {} }, { as: world.finance })
  expect(due.items).toEqual([])
  const params = { purchaseOrderId: world.purchaseOrderId }
  const match = await call(api.getMatch, { params }, { as: world.finance })
  expect(match.state).toBe('matched')
  expect(match.lines[0]?.differences).toContain('waived')
  expect(await recognisedOf(world)).toBe(world.total - 56)
  const books = await call(readTrialBalance, { query: {} }, { as: world.manager })
  expect(books.lines).toEqual(
    expect.arrayContaining([
      expect.objectContaining({ account: 'waived_differences', closingCents: 56 }),
      expect.objectContaining({ account: 'receivable', closingCents: 0 }),
    ]),
  )
})

test('§7.6 a larger difference needs a second person of the seller', async () => {
  const world = await unpaid(5_000)
  const { manager, second } = world
  const invoice = await call(waivers.waiveDifference, waiving(world, 5_000), { as: manager })
  expect(invoice).toMatchObject({ openCents: 5_000, waivedCents: 0 })
  const [waiver] = invoice.waivers
  expect(waiver).toMatchObject({ state: 'recorded', mayDecide: false })
  expect((await refusal(waivers.waiveDifference, waiving(world, 5_000), { as: second })).code).toBe(
    'waiver_waiting',
  )
  const params = { waiverId: waiver?.id as string }
  expect((await refusal(waivers.confirmWaiver, { params }, { as: manager })).code).toBe(
    'same_person',
  )
  expect((await refusal(waivers.confirmWaiver, { params }, { as: world.finance })).code).toBe(
    'forbidden',
  )
  const stranger = await unpaid(1)
  expect((await refusal(waivers.confirmWaiver, { params }, { as: stranger.manager })).code).toBe(
    'not_found',
  )
  const closed = await call(waivers.confirmWaiver, { params }, { as: second })
  expect(closed).toMatchObject({ openCents: 0, waivedCents: 5_000 })
  expect(
    (await refusal(waivers.rejectWaiver, { params, body: { reason: '不' } }, { as: second })).code,
  ).toBe('illegal_transition')
})

test('§7.6 §11.5 a manager of a moment ago, or whom the first invited, confirms none', async () => {
  const world = await unpaid(5_000)
  const { manager, member, second } = world
  const { waivers: recorded } = await call(waivers.waiveDifference, waiving(world, 5_000), {
    as: manager,
  })
  const params = { waiverId: recorded[0]?.id as string }
  const straw = (await aMember(database, { ...member, since: now })).actor
  const refused = await refusal(waivers.confirmWaiver, { params }, { as: straw })
  expect(refused).toMatchObject({ code: 'not_second_person', values: { days: 30 } })
  await database.sql`insert into accounts.invitations (id, token_hash, organisation_id,
      organisation_kind, organisation_name, roles, name, email, invited_by, created_at, expires_at,
      accepted_at, accepted_by)
    values (${newId()}, ${newId()}, ${member.organisationId}, 'cooperative', '合作社',
      ${['cooperative_manager']}, '乙二', 'e@coop.test', ${manager.personId}, ${now}, ${now},
      ${now}, ${second.personId})`
  expect((await refusal(waivers.confirmWaiver, { params }, { as: second })).code).toBe(
    'not_second_person',
  )
  const organisationId = await anOrganisation(database, { kind: 'platform', name: '村集平台' })
  const admin = await aMember(database, { organisationId, roles: ['platform_admin'] })
  const closed = await call(waivers.confirmWaiver, { params }, { as: admin.actor })
  expect(closed).toMatchObject({ openCents: 0, waivedCents: 5_000 })
})

test('§7.6 a rejected waiver leaves the money owed, and another may follow', async () => {
  const world = await unpaid(5_000)
  const { waivers: recorded } = await call(waivers.waiveDifference, waiving(world, 5_000), {
    as: world.manager,
  })
  const params = { waiverId: recorded[0]?.id as string }
  const rejected = await call(
    waivers.rejectWaiver,
    { params, body: { reason: '再催一次' } },
    { as: world.second },
  )
  expect(rejected).toMatchObject({ openCents: 5_000, waivers: [{ state: 'rejected' }] })
  const again = await call(waivers.waiveDifference, waiving(world, 5_000), { as: world.second })
  expect(again.waivers).toHaveLength(2)
})

test('§7.6 never above the limit, what is not open, or while a payment waits', async () => {
  const world = await unpaid(10_001)
  const above = await refusal(waivers.waiveDifference, waiving(world, 10_001), {
    as: world.manager,
  })
  expect(above.fields).toEqual([
    { path: ['amountCents'], code: 'above_waiver_limit', values: { maximumCents: 10_000 } },
  ])
  expect(
    (await refusal(waivers.waiveDifference, waiving(world, 50), { as: world.manager })).code,
  ).toBe('stale_version')
  const body = { amountCents: 9_951, bankReference: newId(), paidOn: '2026-07-21' }
  const params = { invoiceId: world.invoiceId }
  await call(api.recordPayment, { params, body }, { as: world.finance })
  expect(
    (await refusal(waivers.waiveDifference, waiving(world, 10_001), { as: world.manager })).code,
  ).toBe('payment_waiting')
})

test('§7.6 a waiver and a payment at once: one of them finds that the other was faster', async () => {
  const world = await unpaid(80)
  const body = { amountCents: 80, bankReference: newId(), paidOn: '2026-07-21' }
  const stop = stopBefore(database, /insert into "billing"."waivers"/)
  const first = send(waivers.waiveDifference, waiving(world, 80), { as: world.manager })
  await stop.reached
  const params = { invoiceId: world.invoiceId }
  const second = send(api.recordPayment, { params, body }, { as: world.finance })
  await untilBlocked(database)
  stop.release()
  expect((await first).statusCode).toBe(201)
  expect((await second).json().fields).toMatchObject([{ code: 'above_open' }])
  const invoice = await call(api.getInvoice, { params }, { as: world.finance })
  expect(invoice).toMatchObject({ openCents: 0, dueBackCents: 0, waitingCents: 0 })
})
