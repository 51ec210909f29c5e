import { expect, test } from 'vitest'
import { noticeListeners } from '../../../server/notices/index.ts'
import { systemActor } from '../../../server/platform/context.ts'
import { transaction } from '../../../server/platform/db/transaction.ts'
import { newId } from '../../../server/platform/ids.ts'
import { publishEvent } from '../../../server/platform/jobs/outbox.ts'
import { relayOnce } from '../../../server/platform/jobs/relay.ts'
import { countUnread, listNotices, markRead } from '../../../shared/notices/notices.api.ts'
import { contextFor, signedIn, testApp } from '../../support/app.ts'
import { testClock } from '../../support/clock.ts'
import { aMember, anOrganisation } from '../../support/factories/accounts.ts'

let now = testClock()
const { call, database, deps } = await testApp({ clock: () => now })

async function aUnit() {
  const organisationId = await anOrganisation(database)
  const buyer = await aMember(database, { organisationId, roles: ['buyer'] })
  const approver = await aMember(database, { organisationId, roles: ['approver'], name: '张伟' })
  return { organisationId, buyer, approver }
}

const silent = { error: () => {} }
const relay = () => relayOnce({ ...deps, log: silent, listeners: noticeListeners(deps.config) })

async function happens(topic: string, payload: Record<string, unknown>, subjectId = newId()) {
  await transaction(database.db, (tx) =>
    publishEvent(tx, contextFor(systemActor, now), {
      topic,
      subjectType: 'purchase_order',
      subjectId,
      payload,
    }),
  )
  await relay()
  return subjectId
}

const read = (as: Parameters<typeof signedIn>[0] | undefined, actor = as && signedIn(as)) =>
  call(listNotices, { query: { count: 'true' } }, actor && { as: actor })

test('what happens is told to the roles of the side it concerns, and to nobody else', async () => {
  const { organisationId, buyer, approver } = await aUnit()
  const cooperativeId = await anOrganisation(database, { kind: 'cooperative', name: '石径合作社' })
  const payload = { number: 'PO261122-000101', unitId: organisationId, cooperativeId }
  const subjectId = await happens('orders.purchase-order-confirmed', payload)
  const notices = await call(listNotices, { query: {} }, { as: buyer.actor })
  expect(notices.items).toMatchObject([
    { subjectId, topic: 'orders.purchase-order-confirmed', values: payload, isRead: false },
  ])
  expect((await call(listNotices, { query: {} }, { as: approver.actor })).items).toEqual([])
  expect(
    (await read({ roles: ['cooperative_manager'], organisationId: cooperativeId })).total,
  ).toBe(0)
  expect((await read({ roles: ['buyer'] })).total).toBe(0)
})

test('a payment is told to the side that did not record it', async () => {
  const { organisationId } = await aUnit()
  const cooperativeId = await anOrganisation(database, { kind: 'cooperative', name: '石径合作社' })
  const parties = { unitId: organisationId, cooperativeId, amountCents: 110_000 }
  await happens('billing.payment-recorded', { ...parties, recordedSide: 'unit' })
  const seller = { roles: ['cooperative_manager'], organisationId: cooperativeId } as const
  const finance = { roles: ['finance'], organisationId } as const
  expect([(await read(seller)).total, (await read(finance)).total]).toEqual([1, 0])
  await happens('billing.payment-recorded', { ...parties, recordedSide: 'cooperative' })
  expect([(await read(seller)).total, (await read(finance)).total]).toEqual([1, 1])
})

test('each person reads for themselves', async () => {
  const { organisationId, buyer } = await aUnit()
  const colleague = await aMember(database, { organisationId, roles: ['buyer'] })
  for (let count = 0; count < 3; count += 1) {
    await happens('orders.purchase-order-declined', {
      number: `PO-${count}`,
      unitId: organisationId,
    })
  }
  const unread = async (as: typeof buyer.actor) => (await call(countUnread, {}, { as })).count
  expect([await unread(buyer.actor), await unread(colleague.actor)]).toEqual([3, 3])
  const { items } = await call(listNotices, { query: { unread: 'true' } }, { as: buyer.actor })
  const noticeIds = items.slice(0, 1).map((item) => item.id)
  expect(await call(markRead, { body: { noticeIds } }, { as: buyer.actor })).toEqual({ count: 1 })
  expect(await call(markRead, { body: { noticeIds } }, { as: buyer.actor })).toEqual({ count: 0 })
  expect([await unread(buyer.actor), await unread(colleague.actor)]).toEqual([2, 3])
  expect(await call(markRead, { body: { all: true } }, { as: buyer.actor })).toEqual({ count: 2 })
  expect(await unread(buyer.actor)).toBe(0)
})

test('notices of other organisations cannot be marked', async () => {
  const { organisationId, buyer } = await aUnit()
  await happens('orders.purchase-order-declined', { number: 'PO-9', unitId: organisationId })
  const { items } = await call(listNotices, { query: {} }, { as: buyer.actor })
  const body = { noticeIds: items.map((item) => item.id) }
  const stranger = signedIn({ roles: ['buyer'] })
  expect(await call(markRead, { body }, { as: stranger })).toEqual({ count: 0 })
})

test('what is older than 90 days is not told any more', async () => {
  const { organisationId, buyer } = await aUnit()
  await happens('orders.purchase-order-declined', { number: 'PO-8', unitId: organisationId })
  const start = now
  now = new Date(start.getTime() + 90 * 86_400_000)
  expect((await call(listNotices, { query: {} }, { as: buyer.actor })).items).toEqual([])
  now = start
})

test('approvers get a mail when a requisition waits for them', async () => {
  const { organisationId, approver } = await aUnit()
  const payload = { number: 'RQ261122-000007', unitId: organisationId }
  const subjectId = await happens('orders.requisition-submitted', payload)
  const [mail] = await database.sql<{ payload: Record<string, string> }[]>`
    select payload from platform.outbox where topic = 'platform.mail-requested'
      and payload ->> 'to' = ${approver.email}`
  expect(mail?.payload.subject).toBe('村集：采购申请 RQ261122-000007 等您审批')
  expect(mail?.payload.text).toContain(`https://cunji.test/requisitions/${subjectId}`)
})

test('whoever acts for nobody has no notices', async () => {
  const nobody = { ...signedIn({ roles: [] }), organisationId: null }
  expect((await call(listNotices, { query: {} }, { as: nobody })).items).toEqual([])
  expect(await call(countUnread, {}, { as: nobody })).toEqual({ count: 0, waiting: {} })
})

test('a notice of something to do is read once it is done, by whomever', async () => {
  const { organisationId, approver } = await aUnit()
  const payload = { number: 'RQ-1', unitId: organisationId }
  const unread = async () => (await call(countUnread, {}, { as: approver.actor })).count
  const subjectId = await happens('orders.requisition-submitted', payload)
  await happens('orders.requisition-submitted', payload)
  expect(await unread()).toBe(2)
  await happens('orders.requisition-placed', payload, subjectId)
  expect(await unread()).toBe(1)
  const { items } = await call(listNotices, { query: {} }, { as: approver.actor })
  expect(items.map((notice) => [notice.subjectId === subjectId, notice.isRead])).toEqual(
    expect.arrayContaining([
      [true, true],
      [false, false],
    ]),
  )
  // Handed in anew, it waits anew.
  now = new Date(now.getTime() + 60_000)
  await happens('orders.requisition-submitted', payload, subjectId)
  expect(await unread()).toBe(2)
})

test('a shipment is no longer to be received once its goods receipt is there', async () => {
  const { organisationId } = await aUnit()
  const receiver = await aMember(database, { organisationId, roles: ['receiver'] })
  const unread = async () => (await call(countUnread, {}, { as: receiver.actor })).count
  const payload = { number: 'SH-1', unitId: organisationId, cooperativeId: organisationId }
  const shipmentId = await happens('deliveries.shipment-dispatched', payload)
  expect(await unread()).toBe(1)
  await happens('deliveries.shipment-received', { ...payload, shipmentId })
  expect(await unread()).toBe(0)
})
