import { expect, test } from 'vitest'
import { remindOfMoneyDue } from '../../../server/billing/index.ts'
import { noticeListeners } from '../../../server/notices/index.ts'
import { relayOnce } from '../../../server/platform/jobs/relay.ts'
import { recordPayment } from '../../../shared/billing/billing.api.ts'
import * as desk from '../../../shared/billing/money-desk.api.ts'
import { listNotices } from '../../../shared/notices/notices.api.ts'
import { testApp } from '../../support/app.ts'
import { anInvoice } from '../../support/factories/billing.ts'
import { aReceivedOrder } from '../../support/factories/deliveries.ts'

let now = new Date('2026-08-01T01:00:00Z')
const { call, refusal, database, deps } = await testApp({ clock: () => now })
const on = (day: string) => {
  now = new Date(`${day}T01:00:00Z`)
}
const relay = () =>
  relayOnce({ ...deps, log: { error: () => {} }, listeners: noticeListeners(deps.config) })

/** An invoice of 600.00 that is due on 14 August, and what its unit is told of it. */
async function billed() {
  const order = await aReceivedOrder(database)
  const { invoiceId } = await anInvoice(database, order)
  const told = async () => {
    await relay()
    const { items } = await call(listNotices, { query: {} }, { as: order.finance })
    return items.filter(({ subjectType }) => subjectType === 'money_due')
  }
  return { ...order, invoiceId, told }
}

test('§7.2 an invoice is spoken of once before its day and once after, by however many servers', async () => {
  on('2026-08-10')
  const { told, unit } = await billed()
  const servers = () => Promise.all([1, 2, 3].map(() => remindOfMoneyDue(deps)))
  await servers()
  expect(await told()).toEqual([])
  on('2026-08-11')
  await servers()
  const soon = { topic: 'billing.money-due-soon', subjectId: unit.id }
  const values = { count: 1, amountCents: 60_000, firstDueOn: '2026-08-14' }
  expect(await told()).toMatchObject([{ ...soon, values }])
  on('2026-08-14')
  await servers()
  expect(await told()).toHaveLength(1)
  on('2026-08-15')
  await servers()
  await servers()
  on('2026-09-20')
  await servers()
  expect(await told()).toMatchObject([{ topic: 'billing.money-overdue', values }, soon])
})

test('§7.2 a seller asks a buyer for late money once in seven days, by notice and mail', async () => {
  on('2026-08-14')
  const { told, unit, manager, finance, invoiceId } = await billed()
  const stranger = await billed()
  const ask = { body: { unitId: unit.id } }
  expect((await refusal(desk.requestPayment, ask, { as: manager })).code).toBe('not_found')
  on('2026-08-15')
  expect((await refusal(desk.requestPayment, ask, { as: stranger.manager })).code).toBe('not_found')
  const first = await call(desk.requestPayment, ask, { as: manager })
  expect(first).toMatchObject({ isNew: true, againFrom: '2026-08-22' })
  on('2026-08-21')
  const again = await call(desk.requestPayment, ask, { as: manager })
  expect(again).toEqual({ ...first, isNew: false })
  const { items } = await call(desk.listPartiesDue, { query: {} }, { as: manager })
  expect(items[0]?.request).toMatchObject({ againFrom: '2026-08-22' })
  expect(await told()).toMatchObject([{ topic: 'billing.payment-requested' }])
  on('2026-08-22')
  await call(desk.requestPayment, ask, { as: manager })
  expect(await told()).toHaveLength(2)
  // What waits for the seller itself is overdue still, and nothing that it may request.
  const body = { amountCents: 60_000, bankReference: 'P-1', paidOn: '2026-08-22' }
  await call(recordPayment, { params: { invoiceId }, body }, { as: finance })
  const [row] = (await call(desk.listPartiesDue, { query: {} }, { as: manager })).items
  expect(row).toMatchObject({ overdueCents: 60_000, overdueToPayCents: 0 })
  expect((await refusal(desk.requestPayment, ask, { as: manager })).code).toBe('not_found')
  const [{ mails } = { mails: 0 }] = await database.sql<{ mails: number }[]>`
    select count(*)::int as mails from platform.outbox where topic = 'platform.mail-requested'`
  expect(mails).toBeGreaterThan(0)
})

test('§7.2 how long before its day, and how often a seller asks, is decided from a day on', async () => {
  on('2026-08-01')
  const { told, manager, unit } = await billed()
  await database.sql`
    insert into assistance.policy_values (name, value, valid_from, decided_by, created_at)
    values ('payment_reminders', ${database.sql.json({ daysBefore: 10, daysBetween: 2 })},
        '2026-08-05', '平台', '2026-08-01T00:00:00Z'),
      ('payment_reminders', ${database.sql.json({ daysBefore: 3, daysBetween: 7 })},
        '2026-08-17', '平台', '2026-08-01T00:00:00Z')`
  on('2026-08-04')
  await remindOfMoneyDue(deps)
  expect(await told()).toEqual([])
  on('2026-08-05')
  await remindOfMoneyDue(deps)
  expect(await told()).toMatchObject([{ topic: 'billing.money-due-soon' }])
  on('2026-08-15')
  const ask = () => call(desk.requestPayment, { body: { unitId: unit.id } }, { as: manager })
  expect(await ask()).toMatchObject({ isNew: true, againFrom: '2026-08-17' })
  on('2026-08-17')
  expect(await ask()).toMatchObject({ isNew: false, againFrom: '2026-08-22' })
})
