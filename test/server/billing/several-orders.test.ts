import { expect, test } from 'vitest'
import { createInvoice } from '../../../server/billing/create-invoice.ts'
import { transaction } from '../../../server/platform/db/transaction.ts'
import * as api from '../../../shared/billing/billing.api.ts'
import { contextFor, testApp } from '../../support/app.ts'
import { aConfirmedPayment, anInvoice, anInvoiceNumber } from '../../support/factories/billing.ts'
import { aConfirmedOrder, aReceivedOrder } from '../../support/factories/deliveries.ts'
import { stopBefore, untilBlocked } from '../../support/race.ts'

const now = new Date('2026-07-21T01:00:00Z')
const { call, refusal, database } = await testApp({ clock: () => now })

/** Three received orders between the same two sides: a month of a canteen. */
async function aMonth() {
  const first = await aReceivedOrder(database, { lines: [{ quantity: 2, priceCents: 1_001 }] })
  const lines = [{ quantity: 3, priceCents: 3_333 }, { quantity: 1 }]
  const second = await aReceivedOrder(database, { beside: first, lines })
  const third = await aReceivedOrder(database, { beside: first, lines: [{ quantity: 1 }] })
  return { first, second, third }
}

const matchOf = ({ purchaseOrderId, manager }: Awaited<ReturnType<typeof aReceivedOrder>>) =>
  call(api.getMatch, { params: { purchaseOrderId } }, { as: manager })

test('§7.4 one invoice over three orders, paid in two parts: each order ends at matched', async () => {
  const { first, second, third } = await aMonth()
  const params = { purchaseOrderId: first.purchaseOrderId }
  const draft = await call(api.draftInvoice, { params }, { as: first.manager })
  const others = [second, third].map((order) => order.purchaseOrderId)
  expect(draft.others.map((order) => order.purchaseOrderId).sort()).toEqual([...others].sort())
  const body = { number: anInvoiceNumber(), issuedOn: '2026-07-20', otherOrderIds: others }
  const invoice = await call(api.createInvoice, { params, body }, { as: first.manager })
  const totalCents = 2_002 + 9_999 + 6_000 + 6_000
  expect(invoice).toMatchObject({ totalCents, openCents: totalCents })
  expect(invoice.purchaseOrders).toHaveLength(3)
  expect(new Set(invoice.lines.map((line) => line.purchaseOrderNumber)).size).toBe(3)
  const due = await call(api.listMoneyDue, { query: {} }, { as: first.finance })
  expect(due.items[0]?.purchaseOrders).toEqual(invoice.purchaseOrders)

  const payment = { ...first, invoiceId: invoice.id, at: now }
  await aConfirmedPayment(database, { ...payment, amountCents: 10_000 })
  expect((await matchOf(second)).state).toBe('open')
  await aConfirmedPayment(database, { ...payment, amountCents: totalCents - 10_000 })
  for (const [order, ofOrderCents] of [
    [first, 2_002],
    [second, 15_999],
    [third, 6_000],
  ] as const) {
    const match = await matchOf(order)
    expect(match).toMatchObject({ state: 'matched', invoices: [{ totalCents, ofOrderCents }] })
    expect(match.payments).toHaveLength(2)
    const rows = await database.sql`select accepted_cents, paid_cents, recognised_cents
      from attribution.recognition_lines where purchase_order_id = ${order.purchaseOrderId}`
    for (const row of rows)
      expect([row.paid_cents, row.recognised_cents]).toEqual([
        row.accepted_cents,
        row.accepted_cents,
      ])
  }
})

test('§7.4 a credit note takes off the order whose line it names, and only that', async () => {
  const { first, second } = await aMonth()
  const { invoiceId } = await anInvoice(database, {
    ...first,
    otherOrderIds: [second.purchaseOrderId],
  })
  const orderLineId = second.orderLines[0]?.id as string
  const body = {
    number: anInvoiceNumber(),
    issuedOn: '2026-07-20',
    reason: '更正',
    lines: [{ orderLineId, amountCents: 999 }],
  }
  await call(api.createCreditNote, { params: { invoiceId }, body }, { as: first.manager })
  expect((await matchOf(second)).lines[0]).toMatchObject({ invoicedCents: 9_000 })
  expect((await matchOf(first)).lines[0]).toMatchObject({ invoicedCents: 2_002, creditedCents: 0 })
  const query = { pageSize: 100 }
  const { items } = await call(api.listToInvoice, { query }, { as: first.manager })
  const open = items.find((order) => order.purchaseOrderId === second.purchaseOrderId)
  expect(open).toMatchObject({ openCents: 999 })
})

test('§7.4 only received orders of the same two sides stand on one invoice', async () => {
  const { first } = await aMonth()
  const stranger = await aReceivedOrder(database)
  const otherUnit = await aReceivedOrder(database, {
    beside: { seller: first.seller, unit: stranger.unit },
  })
  const coming = await aConfirmedOrder(database, { beside: first })
  const params = { purchaseOrderId: first.purchaseOrderId }
  const refused = async (...otherOrderIds: string[]) => {
    const body = { number: anInvoiceNumber(), issuedOn: '2026-07-20', otherOrderIds }
    const { code, fields } = await refusal(
      api.createInvoice,
      { params, body },
      { as: first.manager },
    )
    return fields?.[0]?.code ?? code
  }
  expect(await refused(stranger.purchaseOrderId)).toBe('not_found')
  expect(await refused(otherUnit.purchaseOrderId)).toBe('order_of_others')
  expect(await refused(first.purchaseOrderId)).toBe('duplicate')
  expect(await refused(coming.purchaseOrderId)).toBe('illegal_transition')
})

test('§7.4 two invoices at once over the same orders in two orders: one bills them', async () => {
  const { first, second } = await aMonth()
  const ids = [first.purchaseOrderId, second.purchaseOrderId] as const
  const enter = ([purchaseOrderId, other]: readonly [string, string]) =>
    transaction(database.db, (tx) =>
      createInvoice(tx, contextFor(first.manager, now), {
        ...{ purchaseOrderId, otherOrderIds: [other], number: anInvoiceNumber(), code: '' },
        ...{ issuedOn: '2026-07-20', freightCents: 0, fileId: null, reason: '' },
      }),
    )
  const stop = stopBefore(database, /insert into "billing"."invoices"/)
  const winner = enter(ids)
  await stop.reached
  const loser = enter([ids[1], ids[0]])
  await untilBlocked(database)
  stop.release()
  await Promise.all([winner, expect(loser).rejects.toMatchObject({ code: 'nothing_to_invoice' })])
})
