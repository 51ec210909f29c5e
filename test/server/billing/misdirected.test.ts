import { expect, test } from 'vitest'
import {
  addBankLines,
  findBankLineFault,
  findBankReferenceFault,
  findJournalFault,
  findSetOffFault,
} from '../../../server/billing/index.ts'
import { transaction } from '../../../server/platform/db/transaction.ts'
import { newId } from '../../../server/platform/ids.ts'
import * as bank from '../../../shared/billing/bank.api.ts'
import * as billing from '../../../shared/billing/billing.api.ts'
import { readTrialBalance } from '../../../shared/billing/books.api.ts'
import { withdrawPayment } from '../../../shared/billing/corrections.api.ts'
import * as api from '../../../shared/billing/misdirected.api.ts'
import { contextFor, testApp } from '../../support/app.ts'
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
  // Nor before the money came: what is left of it then counts.
  const early = returning(world, 1_500, 'R-2')
  early.body.movedOn = '2026-07-19'
  const before = await refusal(api.recordMisdirected, early, { as: manager })
  const values = { since: '2026-07-20' }
  expect(before.fields).toEqual([{ path: ['movedOn'], code: 'before_the_money', values }])
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

type Person = Astray['manager']

/** Brings in one line of somebody's own statement, and reads what became of it. */
async function lineOf(as: Person, amountCents: number, texts: { purpose?: string; name?: string }) {
  const { purpose = '转账', name = '' } = texts
  const others = { counterpartyName: name, counterpartyAccount: '', balanceCents: null }
  const line = { id: newId(), account: '6217', bookedOn: '2026-07-21', serial: newId(), ...others }
  await transaction(database.db, (tx) =>
    addBankLines(tx, contextFor(as, now), [{ ...line, amountCents, purpose }]),
  )
  return readLine(as, line.id)
}
async function readLine(as: Person, lineId: string) {
  const { items } = await call(bank.listBankLines, { query: {} }, { as })
  return items.find(({ id }) => id === lineId)
}

test('§7.2 both sides’ statements carry out money without an invoice, and its return', async () => {
  const world = await astray()
  const { finance, manager, ofUnit } = world
  const cleared = async () => {
    const rows = await database.sql<{ account: string; cents: number }[]>`
      select account, sum(cents)::int as cents from billing.postings
      where account in ('bank', 'bank_clearing') and organisation_id
        in (${world.unit.id}, ${world.seller.id}) group by organisation_id, account order by 1, 2`
    return rows.map(({ account, cents }) => [account, cents])
  }
  const wrong = { amountCents: 700, bankReference: 'WRONG2026001' }
  const body = { ...ofUnit, ...money, ...wrong, isReturn: false }
  const { id } = await call(api.recordMisdirected, { body }, { as: finance })
  // The payer's own line shows that it was sent; it counts once the seller's line confirms it.
  const sent = await lineOf(finance, -700, { purpose: '转账 wrong2026001' })
  expect(sent?.matches).toMatchObject([{ kind: 'misdirected', id, isWaiting: true }])
  const received = await lineOf(manager, 700, { purpose: '转账 WRONG2026001' })
  expect(received).toMatchObject({ state: 'matched', restCents: 0, decidedByName: null })
  expect(received?.matches).toMatchObject([{ kind: 'misdirected', id, isWaiting: false }])
  expect(await dueBackOf(world)).toBe(2_700)
  expect(await cleared()).toEqual([
    ...[-700, 700].map((cents) => ['bank', cents]),
    ...[-2_000, 2_000].map((cents) => ['bank_clearing', cents]),
  ])
  // A return goes the other way, and is suggested where a line does not name it.
  const back = await call(api.recordMisdirected, returning(world, 300, 'BACK2026001'), {
    as: manager,
  })
  const gone = await lineOf(manager, -300, { purpose: 'BACK2026001' })
  expect(gone?.matches).toMatchObject([{ kind: 'return', id: back.id, isWaiting: true }])
  const wrongWay = await lineOf(finance, -300, {})
  const come = await lineOf(finance, 300, { purpose: '退回' })
  expect(wrongWay).toMatchObject({ state: 'open', proposals: [] })
  const match = { kind: 'misdirected' as const, ids: [back.id] }
  expect(come?.proposals).toMatchObject([{ match, reasons: ['sum'] }])
  const matched = (line: typeof come, ids = match.ids) => ({
    ...{ params: { lineId: line?.id ?? '' }, body: { match: { ...match, ids } } },
  })
  const refused = await refusal(bank.matchBankLine, matched(wrongWay), { as: finance })
  expect(refused.fields).toMatchObject([{ path: ['match'], code: 'wrong_direction' }])
  const stranger = await refusal(bank.matchBankLine, matched(wrongWay, [newId()]), { as: finance })
  expect(stranger.fields).toMatchObject([{ path: ['match'], code: 'not_found' }])
  const done = await call(bank.matchBankLine, matched(come), { as: finance })
  expect(done).toMatchObject({ state: 'matched', matches: [{ kind: 'return', isWaiting: false }] })
  const twice = await lineOf(finance, 300, { purpose: 'BACK2026001' })
  expect(twice?.proposals).toEqual([])
  const again = await refusal(bank.matchBankLine, matched(twice), { as: finance })
  expect(again.code).toBe('illegal_transition')
  expect(await dueBackOf(world)).toBe(2_400)
  expect(await cleared()).toEqual([
    ...[-400, 400].map((cents) => ['bank', cents]),
    ...[-2_000, 2_000].map((cents) => ['bank_clearing', cents]),
  ])
  for (const find of [findJournalFault, findBankLineFault])
    expect(await find(database.db, '')).toBeUndefined()
})

test('§7.2 what is refused, or came back by the bank, leaves its line free', async () => {
  const world = await astray()
  const { finance, manager, ofUnit } = world
  const recorded = async (bankReference: string) => {
    const body = { ...ofUnit, ...money, isReturn: false, amountCents: 900, bankReference }
    return (await call(api.recordMisdirected, { body }, { as: finance })).id
  }
  const misdirectedId = await recorded('WRONG2026002')
  const sent = await lineOf(finance, -900, { purpose: 'WRONG2026002', name: '示例合作社' })
  expect(sent).toMatchObject({ state: 'matched' })
  const rejection = { params: { misdirectedId }, body: { reason: '未到账' } }
  await call(api.rejectMisdirected, rejection, { as: manager })
  expect(await readLine(finance, sent?.id ?? '')).toMatchObject({ state: 'open', matches: [] })
  const secondId = await recorded('WRONG2026002')
  await call(bank.suggestBankMatches, {}, { as: finance })
  expect(await readLine(finance, sent?.id ?? '')).toMatchObject({ matches: [{ id: secondId }] })
  const back = await lineOf(finance, 900, { purpose: '退汇 户名不符', name: '示例合作社' })
  const [proposal] = back?.proposals ?? []
  expect(proposal?.match).toEqual({ kind: 'pair', lineId: sent?.id })
  const body = { match: proposal?.match as never }
  await call(bank.matchBankLine, { params: { lineId: back?.id ?? '' }, body }, { as: finance })
  const { items } = await call(api.listMisdirected, { query: {} }, { as: manager })
  expect(items.find(({ id }) => id === secondId)).toMatchObject({
    ...{ state: 'rejected', stateReason: '退汇 户名不符', decidedByName: null, isWithdrawn: false },
  })
  expect(await findBankLineFault(database.db, '')).toBeUndefined()
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
