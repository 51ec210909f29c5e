import { expect, test } from 'vitest'
import { findJournalFault, findSetOffFault } from '../../../server/billing/index.ts'
import { newId } from '../../../server/platform/ids.ts'
import * as api from '../../../shared/billing/billing.api.ts'
import { readTrialBalance } from '../../../shared/billing/books.api.ts'
import * as corrections from '../../../shared/billing/corrections.api.ts'
import { readPaymentByUnit } from '../../../shared/billing/money-desk.api.ts'
import { signedIn, testApp } from '../../support/app.ts'
import { aConfirmedPayment, anInvoice } from '../../support/factories/billing.ts'
import { aReceivedOrder } from '../../support/factories/deliveries.ts'
import { stopBefore, untilBlocked } from '../../support/race.ts'

const now = new Date('2026-07-21T01:00:00Z')
const { call, refusal, send, database } = await testApp({ clock: () => now })

/** Two invoices of one order: the first paid twice, of the second nothing. */
async function paidTwice() {
  const order = await aReceivedOrder(database, {
    lines: [{ quantity: 10 }, { quantity: 3, priceCents: 3_333, packGrams: 1_000 }],
  })
  const [first, second] = order.orderLines
  const billed = async (line: typeof first) =>
    (
      await anInvoice(database, {
        ...order,
        lines: [{ orderLineId: line?.id ?? '', amountCents: line?.amountCents ?? 0 }],
      })
    ).invoiceId
  const [fromInvoiceId, invoiceId] = [await billed(first), await billed(second)]
  const [paidCents, openCents] = [first?.amountCents ?? 0, second?.amountCents ?? 0]
  const { manager, finance } = order
  await aConfirmedPayment(database, {
    ...{ manager, finance },
    invoiceId: fromInvoiceId,
    amountCents: paidCents,
  })
  const again = { amountCents: paidCents, bankReference: newId(), paidOn: '2026-07-20' }
  const params = { invoiceId: fromInvoiceId }
  const refused = await refusal(api.recordPayment, { params, body: again }, { as: finance })
  expect(refused.fields).toMatchObject([{ code: 'above_open', values: { openCents: 0 } }])
  const { id: paymentId } = await call(
    api.recordPayment,
    { params, body: { ...again, isAboveOpen: true } },
    { as: finance },
  )
  await call(api.confirmPayment, { params: { paymentId } }, { as: manager })
  return { ...order, fromInvoiceId, invoiceId, paidCents, openCents }
}
type Paid = Awaited<ReturnType<typeof paidTwice>>

const setting = ({ fromInvoiceId, invoiceId }: Paid, amountCents: number) => ({
  params: { fromInvoiceId },
  body: { invoiceId, amountCents },
})

async function recognisedOf({ purchaseOrderId }: Paid) {
  const [row] = await database.sql<{ cents: number }[]>`
    select sum(recognised_cents)::bigint as cents from attribution.recognition_lines
    where purchase_order_id = ${purchaseOrderId}`
  return row?.cents
}

test('§7.2 what was paid twice is listed as due back by both, set off, and the rest refunded', async () => {
  const world = await paidTwice()
  const { manager, finance, fromInvoiceId, openCents, paidCents } = world
  for (const as of [manager, finance])
    expect(await call(corrections.listDueBack, { query: {} }, { as })).toMatchObject({
      ...{ count: 1, dueBackCents: paidCents },
      items: [{ invoiceId: fromInvoiceId, dueBackCents: paidCents, refundWaitingCents: 0 }],
    })
  const params = { invoiceId: fromInvoiceId }
  const draft = await call(corrections.draftSetOff, { params }, { as: finance })
  expect(draft).toMatchObject({
    dueBackCents: paidCents,
    invoices: [{ id: world.invoiceId, openCents }],
  })
  expect(await recognisedOf(world)).toBe(paidCents)
  const after = await call(corrections.setOff, setting(world, openCents), { as: finance })
  expect(after).toMatchObject({ dueBackCents: paidCents - openCents, setOffCents: -openCents })
  expect(after.setOffs).toMatchObject([{ amountCents: -openCents, setOffOn: '2026-07-21' }])
  const other = await call(
    api.getInvoice,
    { params: { invoiceId: world.invoiceId } },
    { as: manager },
  )
  expect(other).toMatchObject({ openCents: 0, setOffCents: openCents, paidCents: 0 })
  expect(other.lines[0]?.paidCents).toBe(openCents)
  // Recognised of both lines now, by no transfer.
  expect(await recognisedOf(world)).toBe(paidCents + openCents)
  const lines = [{ orderLineId: world.orderLines[0]?.id ?? '', amountCents: paidCents - openCents }]
  const body = { bankReference: 'R-1', refundedOn: '2026-07-21', reason: '重付', lines }
  const { id: refundId } = await call(api.recordRefund, { params, body }, { as: manager })
  await call(api.confirmRefund, { params: { refundId } }, { as: finance })
  expect((await call(corrections.listDueBack, { query: {} }, { as: finance })).items).toEqual([])
  expect(await recognisedOf(world)).toBe(paidCents + openCents)
  const match = await call(
    api.getMatch,
    { params: { purchaseOrderId: world.purchaseOrderId } },
    { as: finance },
  )
  expect(match.state).toBe('matched')
  // Both are paid in full, the second by the set-off alone: its days to pay end with it (§7.2).
  const official = signedIn({ roles: ['official'], divisionCode: '500237' })
  const { units } = await call(readPaymentByUnit, { query: {} }, { as: official })
  const [row] = units.filter(({ unit }) => unit.id === world.unit.id)
  expect(row).toMatchObject({ openCents: 0, paidCount: 2 })
  for (const as of [manager, finance]) {
    const books = await call(readTrialBalance, { query: {} }, { as })
    const open = ['receivable', 'payable', 'refunds_due', 'refunds_receivable']
    for (const line of books.lines.filter(({ account }) => open.includes(account)))
      expect(line.closingCents).toBe(0)
  }
})

test('§7.2 never more than is due back or open, and only between the same two sides', async () => {
  const world = await paidTwice()
  const { finance, openCents, paidCents } = world
  const fields = async (input: ReturnType<typeof setting>, as = finance) =>
    (await refusal(corrections.setOff, input, { as })).fields
  expect(await fields(setting(world, openCents + 1))).toMatchObject([
    { path: ['amountCents'], code: 'above_open', values: { openCents } },
  ])
  const lines = [{ orderLineId: world.orderLines[0]?.id ?? '', amountCents: paidCents - 5 }]
  const body = { bankReference: 'R-1', refundedOn: '2026-07-21', reason: '重付', lines }
  const params = { invoiceId: world.fromInvoiceId }
  await call(api.recordRefund, { params, body }, { as: world.manager })
  expect(await fields(setting(world, 6))).toMatchObject([
    { code: 'above_refundable', values: { maximumCents: 5 } },
  ])
  const other = await paidTwice()
  expect(await fields(setting({ ...world, invoiceId: other.invoiceId }, 1))).toMatchObject([
    { path: ['invoiceId'], code: 'not_found' },
  ])
  expect((await refusal(corrections.setOff, setting(world, 1), { as: other.finance })).code).toBe(
    'not_found',
  )
})

test('§7.2 set off and refunded at once: the same money goes back one way only', async () => {
  const world = await paidTwice()
  const stop = stopBefore(database, /insert into "billing"."set_offs"/)
  const first = send(corrections.setOff, setting(world, world.openCents), { as: world.finance })
  await stop.reached
  const lines = [{ orderLineId: world.orderLines[0]?.id ?? '', amountCents: world.paidCents }]
  const body = { bankReference: 'R-2', refundedOn: '2026-07-21', reason: '重付', lines }
  const params = { invoiceId: world.fromInvoiceId }
  const second = send(api.recordRefund, { params, body }, { as: world.manager })
  await untilBlocked(database)
  stop.release()
  expect((await first).statusCode).toBe(201)
  expect((await second).statusCode).toBe(201)
  const [refund] = (await call(api.listRefunds, { query: {} }, { as: world.finance })).items
  const refundId = refund?.id ?? ''
  await call(api.confirmRefund, { params: { refundId } }, { as: world.finance })
  // What was set off is gone: the refund reaches into what was paid of the line.
  const invoice = await call(api.getInvoice, { params }, { as: world.finance })
  expect(invoice).toMatchObject({ dueBackCents: 0, openCents: world.openCents })
})

test('§7.2 what is due back is set off once, and what is open is paid once, at once or not', async () => {
  const world = await paidTwice()
  const { finance, manager, paidCents, openCents } = world
  const larger = await aReceivedOrder(database, { beside: world, lines: [{ quantity: 20 }] })
  const { invoiceId } = await anInvoice(database, larger)
  const stop = stopBefore(database, /insert into "billing"."set_offs"/)
  const first = send(corrections.setOff, setting({ ...world, invoiceId }, paidCents - 1), {
    as: finance,
  })
  await stop.reached
  const second = send(corrections.setOff, setting(world, openCents), { as: manager })
  const dueCents = larger.orderLines[0]?.amountCents ?? 0
  const body = { amountCents: dueCents, bankReference: newId(), paidOn: '2026-07-20' }
  const payment = send(api.recordPayment, { params: { invoiceId }, body }, { as: finance })
  await untilBlocked(database, 2)
  stop.release()
  expect((await first).statusCode).toBe(201)
  const refusedFields = async (answer: typeof second) => (await answer).json().fields
  expect(await refusedFields(second)).toMatchObject([
    { code: 'above_refundable', values: { maximumCents: 1 } },
  ])
  expect(await refusedFields(payment)).toMatchObject([
    { code: 'above_open', values: { openCents: dueCents - paidCents + 1 } },
  ])
})

test('§7.2 verify names a set-off that is not posted, or otherwise, and one that was none', async () => {
  const world = await paidTwice()
  await call(corrections.setOff, setting(world, world.openCents), { as: world.finance })
  expect(await findSetOffFault(database.db, '')).toBeUndefined()
  const found = async (...statements: string[]) => {
    const rollback = new Error('undone')
    let detail: string | undefined
    await database.db
      .transaction(async (tx) => {
        await tx.execute('set local session_replication_role = replica')
        for (const statement of statements) await tx.execute(statement)
        // Folded into one, its two accounts say nothing.
        expect(await findJournalFault(tx, '')).toBeUndefined()
        detail = (await findSetOffFault(tx, ''))?.detail
        throw rollback
      })
      .catch((error) => {
        if (error !== rollback) throw error
      })
    return detail
  }
  const entries = `select id from billing.journal_entries where cause_kind = 'set_off'`
  const { unit } = world
  for (const side of [unit.id, world.seller.id])
    expect(
      await found(
        `delete from billing.postings where entry_id in (${entries})
          and organisation_id = '${side}'`,
      ),
    ).toMatch(new RegExp(`${side} is 0 fen in the books, -?${world.openCents} by the set-off`))
  expect(
    await found(`update billing.postings set cents = cents * 2 where entry_id in (${entries})`),
  ).toContain(`${2 * world.openCents} fen in the books`)
  expect(await found('delete from billing.set_offs')).toContain('0 by the set-off')
})
