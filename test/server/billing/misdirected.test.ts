import { expect, test } from 'vitest'
import {
  findBankReferenceFault,
  findJournalFault,
  findSetOffFault,
} from '../../../server/billing/index.ts'
import * as billing from '../../../shared/billing/billing.api.ts'
import { readTrialBalance } from '../../../shared/billing/books.api.ts'
import { withdrawPayment } from '../../../shared/billing/corrections.api.ts'
import * as api from '../../../shared/billing/misdirected.api.ts'
import { testApp } from '../../support/app.ts'
import { aMisdirectedPayment, anInvoice } from '../../support/factories/billing.ts'
import { aReceivedOrder } from '../../support/factories/deliveries.ts'
import { breaksInvariants } from '../../support/invariants.ts'
import { stopBefore, untilBlocked } from '../../support/race.ts'

const now = new Date('2026-07-21T01:00:00Z')
const { call, refusal, send, database } = await testApp({ clock: () => now })

/** A unit, and a seller that it has no invoice of: 20.00 went there by mistake. */
async function astray() {
  const order = await aReceivedOrder(database, { lines: [{ quantity: 1, priceCents: 900 }] })
  const { finance, manager, seller, unit } = order
  await aMisdirectedPayment(database, { by: finance, partyId: seller.id, confirmedBy: manager })
  return { ...order, ofUnit: { partyId: seller.id }, ofSeller: { partyId: unit.id } }
}
type Astray = Awaited<ReturnType<typeof astray>>

const money = { movedOn: '2026-07-21', reason: '付错单位' }
const returning = ({ ofSeller }: Astray, amountCents: number, bankReference: string) => ({
  body: { ...ofSeller, ...money, isReturn: true, amountCents, bankReference },
})

async function dueBackOf({ manager, finance }: Astray) {
  const lists = []
  for (const as of [manager, finance])
    lists.push(await call(api.listMisdirected, { query: {} }, { as }))
  expect(lists[0]?.due).toEqual(lists[1]?.due)
  return lists[0]?.due[0]?.dueBackCents ?? 0
}

async function balancesOf({ manager, finance }: Astray) {
  const found: Record<string, number | string> = {}
  for (const as of [manager, finance])
    for (const { account, closingCents } of (await call(readTrialBalance, { query: {} }, { as }))
      .lines)
      if (['refunds_due', 'refunds_receivable', 'bank_clearing'].includes(account))
        found[`${as === manager ? 'seller' : 'unit'} ${account}`] = closingCents
  return found
}

test('§7.2 money to a seller without an invoice is due back on both sides, and goes back', async () => {
  const world = await astray()
  const { finance, manager } = world
  expect(await dueBackOf(world)).toBe(2_000)
  expect(await balancesOf(world)).toEqual({
    ...{ 'seller bank_clearing': 2_000, 'seller refunds_due': -2_000 },
    ...{ 'unit bank_clearing': -2_000, 'unit refunds_receivable': 2_000 },
  })
  const same = { body: { ...returning(world, 500, 'R-1').body } }
  const back = await call(api.recordMisdirected, same, { as: manager })
  expect(back).toMatchObject({ isReturn: true, state: 'recorded', mayWithdraw: true })
  const again = await refusal(api.recordMisdirected, same, { as: manager })
  expect(again.fields).toMatchObject([{ path: ['bankReference'], code: 'duplicate' }])
  const above = await refusal(api.recordMisdirected, returning(world, 1_501, 'R-2'), {
    as: manager,
  })
  expect(above.fields).toMatchObject([{ code: 'above_refundable' }])
  const params = { misdirectedId: back.id }
  const own = await refusal(api.confirmMisdirected, { params }, { as: manager })
  expect(own.code).toBe('other_side_decides')
  expect(await dueBackOf(world)).toBe(2_000)
  await call(api.confirmMisdirected, { params }, { as: finance })
  const late = await refusal(
    api.rejectMisdirected,
    { params, body: { reason: '没有' } },
    {
      as: finance,
    },
  )
  expect(late.code).toBe('illegal_transition')
  expect(await dueBackOf(world)).toBe(1_500)
  // What the other side knows nothing of, or was mistyped, counts for nothing.
  const ended = async () => {
    const { id } = await call(api.recordMisdirected, returning(world, 1_500, 'R-3'), {
      as: manager,
    })
    return { params: { misdirectedId: id }, body: { reason: '录错' } }
  }
  const rejected = await call(api.rejectMisdirected, await ended(), { as: finance })
  expect(rejected).toMatchObject({ state: 'rejected', isWithdrawn: false, stateReason: '录错' })
  const withdrawn = await call(api.withdrawMisdirected, await ended(), { as: manager })
  expect(withdrawn).toMatchObject({ state: 'rejected', isWithdrawn: true })
  expect(await dueBackOf(world)).toBe(1_500)
  const stranger = await astray()
  const theirs = await refusal(api.confirmMisdirected, { params }, { as: stranger.finance })
  expect(theirs.code).toBe('not_found')
})

test('§7.2 what is due back without an invoice pays one of the two once there is one', async () => {
  const world = await astray()
  const { finance, manager, ofUnit } = world
  const { invoiceId } = await anInvoice(database, world)
  const draft = await call(api.draftMisdirectedSetOff, { query: ofUnit }, { as: finance })
  expect(draft).toMatchObject({ dueBackCents: 2_000, invoices: [{ id: invoiceId }] })
  const openCents = draft.invoices[0]?.openCents ?? 0
  const body = { ...ofUnit, invoiceId, amountCents: openCents }
  const others = { ...body, partyId: (await astray()).seller.id }
  const refused = await refusal(api.setOffMisdirected, { body: others }, { as: finance })
  expect(refused.fields).toMatchObject([{ path: ['invoiceId'], code: 'not_found' }])
  const left = { dueBackCents: 2_000 - openCents, freeCents: 2_000 - openCents }
  expect(await call(api.setOffMisdirected, { body }, { as: finance })).toEqual(left)
  const paid = await call(billing.getInvoice, { params: { invoiceId } }, { as: manager })
  expect(paid).toMatchObject({ openCents: 0, setOffCents: openCents })
  expect(paid.setOffs).toMatchObject([{ otherInvoiceId: null, amountCents: openCents }])
  const [row] = await database.sql`select sum(recognised_cents)::int as cents
    from attribution.recognition_lines where purchase_order_id = ${world.purchaseOrderId}`
  expect(row?.cents).toBe(openCents)
  expect(await balancesOf(world)).toMatchObject({ 'seller refunds_due': openCents - 2_000 })
})

test('§7.2 returns at once, or a return and a set-off: never more than is due back', async () => {
  const world = await astray()
  const { invoiceId } = await anInvoice(database, world)
  const set = { body: { ...world.ofSeller, invoiceId, amountCents: 600 } }
  const stop = stopBefore(database, /insert into "?billing"?\."?misdirected_payments/)
  const first = call(api.recordMisdirected, returning(world, 1_500, 'R-1'), { as: world.manager })
  await stop.reached
  const second = send(api.recordMisdirected, returning(world, 600, 'R-2'), { as: world.manager })
  const third = send(api.setOffMisdirected, set, { as: world.manager })
  await untilBlocked(database)
  stop.release()
  await first
  expect([(await second).statusCode, (await third).statusCode]).toEqual([400, 400])
  expect(await dueBackOf(world)).toBe(2_000)
})

/** Refused because another kind of document has the bank reference. */
const isTaken = (document: string) => ({
  fields: [{ path: ['bankReference'], code: 'duplicate', values: { document } }],
})

test('§7.2 a bank reference counts once, whatever the kind of document that has it', async () => {
  const world = await astray()
  const { finance, manager, ofUnit } = world
  const params = await anInvoice(database, world)
  const { lines } = await call(billing.getInvoice, { params }, { as: manager })
  const paid = (bankReference: string) => ({
    ...{ params, body: { amountCents: 300, bankReference, paidOn: money.movedOn } },
  })
  const misdirected = (bankReference: string) => ({
    body: { ...ofUnit, ...money, isReturn: false, amountCents: 500, bankReference },
  })
  const refunded = (bankReference: string) => {
    const [{ orderLineId = '' } = {}] = lines
    const body = { bankReference, refundedOn: money.movedOn, reason: '多付' }
    return { params, body: { ...body, lines: [{ orderLineId, amountCents: 100 }] } }
  }
  const payment = await call(billing.recordPayment, paid('OUT-1'), { as: finance })
  await call(billing.confirmPayment, { params: { paymentId: payment.id } }, { as: manager })
  const astrayToo = await refusal(api.recordMisdirected, misdirected(' ｏｕｔ-1'), { as: finance })
  expect(astrayToo).toMatchObject(isTaken('payment'))
  const { id } = await call(api.recordMisdirected, misdirected('OUT-2'), { as: finance })
  const paidToo = await refusal(billing.recordPayment, paid('out-2'), { as: finance })
  expect(paidToo).toMatchObject(isTaken('misdirected'))
  const taken = { params: { misdirectedId: id }, body: { reason: '录错' } }
  await call(api.withdrawMisdirected, taken, { as: finance })
  const again = await call(billing.recordPayment, paid('out-2'), { as: finance })
  const mistyped = { params: { paymentId: again.id }, body: { reason: '录错' } }
  await call(withdrawPayment, mistyped, { as: finance })

  // Money back is another direction: it may bear the same reference.
  await call(billing.recordRefund, refunded('OUT-1'), { as: manager })
  const backToo = await refusal(api.recordMisdirected, returning(world, 100, 'out-1'), {
    as: manager,
  })
  expect(backToo).toMatchObject(isTaken('refund'))
  await call(api.recordMisdirected, returning(world, 100, 'BACK-2'), { as: manager })
  const refundToo = await refusal(billing.recordRefund, refunded('back-2'), { as: manager })
  expect(refundToo).toMatchObject(isTaken('return'))

  const stop = stopBefore(database, /insert into "?billing"?\."?payments/)
  const first = call(billing.recordPayment, paid('OUT-3'), { as: finance })
  await stop.reached
  const second = send(api.recordMisdirected, misdirected('OUT-3'), { as: finance })
  await untilBlocked(database)
  stop.release()
  const { id: paymentId } = await first
  expect((await second).statusCode).toBe(400)

  expect(await findBankReferenceFault(database.db, '')).toBeUndefined()
  breaksInvariants(database, 'a reference is changed behind the rule')
  const [row] = await database.sql<{ id: string }[]>`
    update billing.misdirected_payments set bank_reference = 'ＯUT -3'
    where unit_id = ${world.unit.id} and not is_return and state = 'confirmed' returning id`
  const detail = (await findBankReferenceFault(database.db, ''))?.detail
  expect(detail).toContain(`misdirected payment ${row?.id}`)
  expect(detail).toContain(`payment ${paymentId}`)
})

test('§7.2 verify names money without an invoice that is not posted, or came back too often', async () => {
  const world = await astray()
  expect(await findJournalFault(database.db, '')).toBeUndefined()
  breaksInvariants(database, 'documents are changed behind the books')
  await database.sql`update billing.misdirected_payments set amount_cents = 1_999
    where unit_id = ${world.unit.id}`
  expect((await findJournalFault(database.db, ''))?.detail).toContain('misdirected_payment')
  await database.sql`update billing.misdirected_payments set is_return = true
    where unit_id = ${world.unit.id}`
  expect((await findSetOffFault(database.db, ''))?.detail).toContain('without an invoice')
})
