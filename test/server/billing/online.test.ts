import fc from 'fast-check'
import { expect, test } from 'vitest'
import { findJournalFault } from '../../../server/billing/index.ts'
import { moneyOfInvoice } from '../../../server/billing/invoice-money.queries.ts'
import { workOnOnlinePayments } from '../../../server/billing/online/work-on-online-payments.ts'
import type { Actor } from '../../../server/platform/context.ts'
import { newId } from '../../../server/platform/ids.ts'
import { confirmPayment, getInvoice } from '../../../shared/billing/billing.api.ts'
import { readTrialBalance } from '../../../shared/billing/books.api.ts'
import {
  cancelOnlinePayment,
  checkOnlinePayment,
  draftOnlineRefund,
  getPayeeAccount,
  listChargebacks,
  listOnlinePayments,
  listPayableOnline,
  listReconciliations,
  openPayeeAccount,
  receiveProviderEvent,
  requestOnlineRefund,
  requestReconciliation,
  startOnlinePayment,
} from '../../../shared/billing/online.api.ts'
import { recordSettlements } from '../../../shared/billing/settlements.api.ts'
import { countUnread } from '../../../shared/notices/notices.api.ts'
import { dayOf } from '../../../shared/scalars.ts'
import { signedIn } from '../../support/app.ts'
import { aReceivedOrder } from '../../support/factories/deliveries.ts'
import { countStatements } from '../../support/statements.ts'
import { disputeFeeCents, feeOf } from '../../support/stripe/fake-money.ts'
import {
  aDebtor,
  agree,
  anOpenPayment,
  aPlatform,
  booksOf,
  type Debtor,
  feesBorneBy,
  newEvents,
  onlineProgram,
  refundPart,
  report,
  workAll,
} from '../../support/stripe/online-world.ts'
import examples from '../../support/stripe/published-examples.json' with { type: 'json' }

const program = await onlineProgram()
const { call, refusal, stripe, work, database, errors, time } = program
const total = 2 * 1_001 + 3 * 33_333

/** Paid by card, transferred to both cooperatives. */
async function aPaid() {
  // What the tests before left without a report stays so.
  reported = stripe.money.events.length
  const debtor = await aDebtor(program)
  const payment = await anOpenPayment(program, debtor)
  const intent = stripe.money.pay(payment.sessionId)
  await reportAll()
  return { ...debtor, ...payment, intentId: intent.id }
}

let reported = 0
async function reportAll(): Promise<void> {
  const events = newEvents(program, reported)
  reported += events.length
  for (const event of events) await report(program, event)
  await workAll(work)
}

const moneyOf = (invoiceId: string) => moneyOfInvoice(database.db, invoiceId)

test('§7.3 page and reports say paid in both orders, twice each, or never: once', async () => {
  const ways = ['page first', 'report first', 'reports lost', 'nobody comes back'] as const
  for (const way of ways) {
    const debtor = await aDebtor(program)
    const payment = await anOpenPayment(program, debtor)
    await agree(program, debtor)
    const from = stripe.money.events.length
    stripe.money.pay(payment.sessionId)
    const back = async () => {
      const params = { onlinePaymentId: payment.id }
      await call(checkOnlinePayment, { params }, { as: debtor.finance })
      await workAll(work)
    }
    const reports = async () => {
      for (const event of [...newEvents(program, from), ...newEvents(program, from)])
        expect(await report(program, event)).toBe(200)
      await workAll(work)
    }
    if (way === 'page first') for (const act of [back, back, reports]) await act()
    if (way === 'report first') for (const act of [reports, back, back]) await act()
    if (way === 'reports lost') await back()
    if (way === 'nobody comes back') {
      time.aheadSeconds += 300
      await workAll(work)
    }
    expect(await payment.state(), way).toBe('paid')
    await agree(program, debtor)
    for (const { invoiceId } of debtor.debts) {
      const { balanceCents, confirmedCents } = await moneyOf(invoiceId)
      expect({ balanceCents, confirmedCents }).toEqual({ balanceCents: 0, confirmedCents: total })
    }
    expect(stripe.money.balanceOf(undefined)).toBe(0)
  }
  expect(errors).toEqual([])
})

test('§7.2 one payment serves several cooperatives, each less its share of the fee', async () => {
  const { debts } = await aPaid()
  const fee = feeOf(2 * total)
  const held = debts.map(({ accountId }) => stripe.money.balanceOf(accountId))
  expect(held.reduce((sum, cents) => sum + cents, 0)).toBe(2 * total - fee)
  expect(Math.abs((held[0] ?? 0) - (held[1] ?? 0))).toBeLessThanOrEqual(1)
})

test('§7.2 fees that the platform bears are in its books; it pays them in, refunds wait for that', async () => {
  const as = await aPlatform(database)
  const early = await aDebtor(program)
  const before = await anOpenPayment(program, early)
  await feesBorneBy(database, 'platform', work.clock())
  reported = stripe.money.events.length
  stripe.money.pay(before.sessionId)
  await reportAll()
  const paid = await aPaid()
  await feesBorneBy(database, 'cooperative', work.clock())
  await agree(program, paid)
  const heldBy = ({ debts }: Debtor) =>
    debts.reduce((sum, { accountId }) => sum + stripe.money.balanceOf(accountId), 0)
  const fee = feeOf(2 * total)
  expect([heldBy(early), heldBy(paid)]).toEqual([2 * total - fee, 2 * total])
  expect(stripe.money.balanceOf(undefined)).toBe(-fee)
  const view = await call(getPayeeAccount, {}, { as: paid.debts[0]?.manager as never })
  expect(view.fees).toMatchObject({ bearer: 'cooperative', ownYearCents: 0 })
  const books = async () => {
    const { lines } = await call(readTrialBalance, { query: {} }, { as })
    return Object.fromEntries(lines.map((line) => [line.account, line.closingCents]))
  }
  expect(await books()).toEqual({ fees: fee, stripe_clearing: -fee })
  expect(await findJournalFault(database.db, '')).toBeUndefined()
  await refundPart(call, paid)
  await workAll(work)
  const { invoiceId = '' } = paid.debts[0] ?? {}
  expect(await moneyOf(invoiceId)).toMatchObject({ refundedCents: 0 })
  stripe.money.topUp(fee)
  const day = dayOf(work.clock())
  await call(requestReconciliation, { params: { day } }, { as })
  await workAll(work)
  await agree(program, paid)
  expect(await moneyOf(invoiceId)).toMatchObject({ refundedCents: 1_001 })
  expect(await books()).toEqual({ fees: fee, stripe_clearing: 0, bank_clearing: -fee })
  const { days, fees, clearing } = await call(listReconciliations, {}, { as })
  expect(days[0]).toMatchObject({ differences: [], ownCents: 0 })
  expect(fees).toMatchObject({ bearer: 'cooperative', platformYearCents: fee })
  const units = { account: 'stripe_clearing', kind: 'unit', balanceCents: 0 }
  expect(clearing).toContainEqual(units)
  expect(errors).toEqual([])
})

test('§7.5 an attempt that fails pays nothing, and may be made again', async () => {
  const debtor = await aDebtor(program)
  const payment = await anOpenPayment(program, debtor)
  stripe.money.failAttempt(payment.sessionId)
  await reportAll()
  expect(await payment.state()).toBe('open')
  expect((await moneyOf(debtor.debts[0]?.invoiceId as string)).balanceCents).toBe(total)
  stripe.money.pay(payment.sessionId)
  await reportAll()
  expect(await payment.state()).toBe('paid')
})

test('§7.5 while one payment is open no other is started; given up, the invoices are free', async () => {
  const debtor = await aDebtor(program)
  const { finance, debts } = debtor
  const payment = await anOpenPayment(program, debtor)
  const invoiceIds = debts.map((debt) => debt.invoiceId)
  const body = { method: 'alipay' as const, invoiceIds }
  const { fields } = await refusal(startOnlinePayment, { body }, { as: finance })
  expect(fields?.[0]?.code).toBe('above_open')
  const { waiting } = await call(countUnread, {}, { as: finance })
  expect(waiting.invoices, 'what waits for the provider is not to be paid').toBeUndefined()
  const params = { onlinePaymentId: payment.id }
  await call(cancelOnlinePayment, { params }, { as: finance })
  await workAll(work)
  expect(await payment.state()).toBe('expired')
  await anOpenPayment(program, debtor)
})

test('§7.3 a refund after part was paid out reverses the transfer first, and counts once', async () => {
  const paid = await aPaid()
  const [first] = paid.debts
  const { accountId = '', invoiceId = '', seller } = first ?? {}
  const heldCents = stripe.money.balanceOf(accountId)
  const payout = stripe.money.payout(accountId, heldCents - 50_000)
  await reportAll()
  await agree(program, paid)
  stripe.money.endPayout(payout.id, 'paid')
  await reportAll()
  await agree(program, paid)
  const refund = await refundPart(call, paid)
  expect(refund.state).toBe('recorded')
  await workAll(work)
  await agree(program, paid)
  expect(stripe.requests.slice(-8)).toContain('POST /v1/refunds')
  expect(stripe.money.balanceOf(accountId)).toBe(50_000 - 1_001)
  await reportAll()
  expect(await moneyOf(invoiceId)).toMatchObject({ refundedCents: 1_001, balanceCents: 1_001 })
  const view = await call(getPayeeAccount, {}, { as: first?.manager as never })
  expect(view.payouts).toMatchObject([{ state: 'paid', amountCents: heldCents - 50_000 }])
  const [row] = await database.sql<{ cents: number }[]>`
    select sum(cents)::bigint as cents from billing.postings
    where organisation_id = ${seller?.id ?? ''} and account = 'bank_clearing'`
  expect(row?.cents).toBe(heldCents - 50_000)
  // More than is left of what was paid online is refused.
  const { fields } = await refusal(
    requestOnlineRefund,
    {
      params: { invoiceId },
      body: {
        reason: 'x',
        lines: [{ orderLineId: refund.lines[0]?.orderLineId ?? '', amountCents: 9_999_999 }],
      },
    },
    { as: first?.manager as never },
  )
  expect(fields?.[0]?.code).toBe('above_refundable')
})

test('§7.3 a refund that comes back later makes it paid again; a payout that fails is undone', async () => {
  const paid = await aPaid()
  const [first] = paid.debts
  await refundPart(call, paid)
  const { waiting } = await call(countUnread, {}, { as: paid.finance })
  expect(waiting.payments, 'a refund that the provider decides waits for nobody').toBeUndefined()
  await reportAll()
  await workAll(work)
  const refund = stripe.money.all<{ id: string; object: string; created: number }>('re_').at(-1)
  await reportAll()
  stripe.money.failRefund(refund?.id ?? '')
  await reportAll()
  await agree(program, paid)
  expect((await moneyOf(first?.invoiceId ?? '')).balanceCents).toBe(0)
  const payout = stripe.money.payout(first?.accountId ?? '', 10_000)
  stripe.money.endPayout(payout.id, 'paid')
  await reportAll()
  stripe.money.endPayout(payout.id, 'failed')
  await reportAll()
  await agree(program, paid)
  expect(errors).toEqual([])
})

test('§7.3 a dispute takes back what was paid and recognised; won, it is paid again', async () => {
  const paid = await aPaid()
  const dispute = stripe.money.dispute(paid.intentId)
  await reportAll()
  await agree(program, paid)
  for (const { invoiceId } of paid.debts)
    expect(await moneyOf(invoiceId)).toMatchObject({ balanceCents: total, refundedCents: total })
  const [recognised] = await database.sql<{ cents: number }[]>`
    select coalesce(sum(l.paid_cents), 0)::bigint as cents from attribution.recognition_lines l
    where l.order_line_id = any(${paid.debts[0]?.orderLines.map((line) => line.id) ?? []})`
  expect(recognised?.cents).toBe(0)
  // Each side sees what of it is its own, and how it stands.
  const [debt] = paid.debts
  const seen = async (as: Actor, query = {}) =>
    (await call(listChargebacks, { query }, { as })).items.filter(({ id }) => id === dispute.id)
  const manager = debt?.manager as Actor
  const share = { outcome: 'open', amountCents: total, invoices: [{ id: debt?.invoiceId }] }
  expect(await seen(manager)).toMatchObject([share])
  expect(await seen(manager, { invoiceId: newId() })).toEqual([])
  const whole = { amountCents: total * paid.debts.length }
  expect(await seen(paid.finance, { invoiceId: debt?.invoiceId })).toMatchObject([whole])
  expect(await seen((await aDebtor(program, { sellers: 1 })).finance)).toEqual([])
  stripe.money.winDispute(dispute.id)
  await reportAll()
  expect(await seen(manager)).toMatchObject([{ outcome: 'won' }])
  await agree(program, paid)
  for (const { invoiceId } of paid.debts) expect((await moneyOf(invoiceId)).balanceCents).toBe(0)
  const fees = await database.sql<{ cents: number }[]>`
    select sum(f.amount_cents)::bigint as cents from billing.provider_fees f
    join billing.provider_movements m on m.id = f.movement_id where m.source_id = ${dispute.id}`
  expect(fees[0]?.cents).toBe(disputeFeeCents)
})

test('§7.2 open invoices come in pages, and what may go back says what was passed on', async () => {
  const debtor = await aDebtor(program, { sellers: 3 })
  const as = debtor.finance
  const pages: string[][] = []
  let cursor: string | undefined
  do {
    const query = { pageSize: 2, ...(cursor && { cursor }) }
    const page = await call(listPayableOnline, { query }, { as })
    pages.push(page.items.map((row) => row.invoiceId))
    cursor = page.nextCursor ?? undefined
  } while (cursor)
  const all = debtor.debts.map((debt) => debt.invoiceId).sort()
  expect(pages.map((page) => page.length)).toEqual([2, 1])
  expect(pages.flat().sort()).toEqual(all)
  const payment = await anOpenPayment(program, debtor)
  expect((await call(listPayableOnline, { query: {} }, { as })).items).toEqual([])
  stripe.money.pay(payment.sessionId)
  await reportAll()
  const { items } = await call(listOnlinePayments, { query: {} }, { as })
  expect(items).toMatchObject([{ id: payment.id, state: 'paid' }])
  const [{ invoiceId, manager, accountId }] = debtor.debts as [Debtor['debts'][0]]
  const draft = await call(draftOnlineRefund, { params: { invoiceId } }, { as: manager })
  const passedOnCents = stripe.money.balanceOf(accountId)
  expect(draft).toEqual({ isOffered: true, refundableCents: total, passedOnCents })
})

test('§3.14 §7.3 a refund after part was settled counts, and no more is settled than is left', async () => {
  const paid = await aPaid()
  const { invoiceId, manager, purchaseOrderId, orderLines } = paid.debts[0] as Debtor['debts'][0]
  const settle = (amountCents: number) => ({
    body: {
      purchaseOrderId,
      rows: [
        {
          ...{ villageCode: '500237222213', recipientKind: 'collective' as const, amountCents },
          ...{ householdNumber: null, recipientName: '村集体', bankReference: '' },
          settledOn: dayOf(work.clock()),
        },
      ],
    },
  })
  await call(recordSettlements, settle(total - 1_000), { as: manager })
  const [dear] = orderLines.toSorted((one, other) => other.amountCents - one.amountCents)
  const lines = [{ orderLineId: dear?.id as string, amountCents: 5_000 }]
  const refund = { params: { invoiceId }, body: { reason: '坏果', lines } }
  await call(requestOnlineRefund, refund, { as: manager })
  await workAll(work)
  await reportAll()
  await agree(program, paid)
  expect(await moneyOf(invoiceId)).toMatchObject({ refundedCents: 5_000, balanceCents: 5_000 })
  const { fields } = await refusal(recordSettlements, settle(1), { as: manager })
  expect(fields?.[0]?.code).toBe('above_paid')
})

test('what nobody signed, or somebody changed, is refused and kept nowhere', async () => {
  const payload = JSON.stringify({ id: 'evt_forged', object: 'event', type: 'charge.succeeded' })
  const headers = { 'content-type': 'application/json' }
  const url = receiveProviderEvent.path
  const forged = { 'stripe-signature': stripe.sign(`${payload} `) }
  for (const signature of [{}, forged]) {
    const request = { method: 'POST' as const, url, payload }
    const answer = await program.app.inject({ ...request, headers: { ...headers, ...signature } })
    expect(answer.statusCode).toBe(400)
  }
  const [row] = await database.sql`select from billing.provider_events where id = 'evt_forged'`
  expect(row).toBeUndefined()
})

test('a day is compared with Stripe: what a lost report left out is read, the rest is shown', async () => {
  const paid = await aPaid()
  const admin = signedIn({ roles: ['platform_admin'] })
  stripe.money.refundOutside(paid.intentId, 500)
  reported = stripe.money.events.length
  const day = new Date(work.clock().getTime() + 8 * 3_600_000).toISOString().slice(0, 10)
  await database.sql`insert into billing.provider_movements (id, kind, source_id,
      online_payment_id, amount_cents, fee_cents, moved_at)
    values ('txn_of_nobody', 'charge', 'ch_of_nobody', ${paid.id}, 5, 0, ${work.clock()})`
  await call(requestReconciliation, { params: { day } }, { as: admin })
  await workAll(work)
  const { days, clearing, fees, unreadyPayees } = await call(listReconciliations, {}, { as: admin })
  expect(days[0]?.differences).toMatchObject([
    { kind: 'missing_there', movementId: 'txn_of_nobody', hereCents: 5 },
  ])
  expect(days[0]?.balanceCents).toBe(days[0]?.dueCents)
  const [kept] = await database.sql<{ fees: number; clearing: number }[]>`
    select (select sum(amount_cents)::bigint from billing.provider_fees) as fees,
      (select sum(p.cents)::bigint from billing.postings p
        join organisations.cooperatives c on c.organisation_id = p.organisation_id
        where p.account = 'stripe_clearing') as clearing`
  expect(fees).toMatchObject({ month: day.slice(0, 7), yearCents: kept?.fees })
  expect(fees.cooperatives.length).toBeLessThanOrEqual(20)
  expect(clearing).toContainEqual({
    ...{ account: 'stripe_clearing', kind: 'cooperative', balanceCents: kept?.clearing },
  })
  expect(unreadyPayees).toEqual({ count: 0, items: [] })
  const { manager } = await aReceivedOrder(database)
  await call(openPayeeAccount, {}, { as: manager })
  const read = () => call(listReconciliations, {}, { as: admin })
  const { result: after, statements } = await countStatements(database, read)
  expect(statements).toHaveLength(9)
  expect(after.unreadyPayees).toMatchObject({ count: 1, items: [{ state: 'opening' }] })
  await agree(program, paid)
})

test('what the fake answered has the fields of the published examples', () => {
  const seen = new Map<string, Record<string, unknown>>()
  const add = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return
    const object = value as Record<string, unknown>
    const { object: name, id } = object
    if (typeof name === 'string' && (typeof id === 'string' || !('id' in object)))
      seen.set(name, object)
    for (const part of Object.values(object)) add(part)
  }
  for (const object of [...stripe.answered, ...stripe.money.events]) add(object)
  const known = Object.entries(examples).filter(([name]) => seen.has(name))
  expect(known.length).toBeGreaterThan(11)
  for (const [name, example] of known) {
    const fields = Object.keys(example).filter((field) => !['source'].includes(field))
    expect(Object.keys(seen.get(name) ?? {}), name).toEqual(expect.arrayContaining(fields))
  }
})

test('§7.3 nobody confirms by hand what the provider decides', async () => {
  const debtor = await aDebtor(program, { sellers: 1 })
  await anOpenPayment(program, debtor)
  const [debt] = debtor.debts
  const params = { invoiceId: debt?.invoiceId ?? '' }
  const invoice = await call(getInvoice, { params }, { as: debt?.manager as never })
  expect(invoice.payments).toMatchObject([{ method: 'online', state: 'recorded' }])
  const paymentId = invoice.payments[0]?.id ?? ''
  const { code } = await refusal(
    confirmPayment,
    { params: { paymentId } },
    { as: debt?.manager as never },
  )
  expect(code).toBe('provider_decides')
})

const finalStates = new Set<string>()
const choices = fc.array(fc.nat(99), { minLength: 24, maxLength: 24 })
const sequences = fc.sample(choices, { numRuns: 100, seed: 7 })

// A hundred in five parts, each with the time of a test and one cooperative, which is paid twenty
// times: whatever came before, each order changes its books and its account by the same.
test.each([0, 20, 40, 60, 80])(
  '§7.3 reports in 100 random orders with copies, between random acts, end in one state: from %i',
  async (first) => {
    const world = await aDebtor(program, { sellers: 1, times: 20 })
    let debtor: Debtor = world
    for (const [index, choice] of sequences.slice(first, first + 20).entries()) {
      if (index > 0) debtor = await world.owesAgain()
      const payment = await anOpenPayment(program, debtor)
      const from = stripe.money.events.length
      finalStates.add(await anyOrder({ ...debtor, ...payment, from }, choice))
    }
    expect([...finalStates]).toHaveLength(1)
    expect(errors).toEqual([])
  },
  60_000,
)

/** The payer's acts in their order; reports of what happened so far in any order, some twice. */
async function anyOrder(
  about: Debtor & { sessionId: string; from: number },
  choice: readonly number[],
): Promise<string> {
  const { money } = stripe
  const { invoiceId, seller, accountId } = about.debts[0] as Debtor['debts'][0]
  const before = { books: await booksOf(database, seller.id), held: money.balanceOf(accountId) }
  let intentId = ''
  let disputeId = ''
  const acts = [
    () => money.failAttempt(about.sessionId),
    () => {
      intentId = money.pay(about.sessionId).id
    },
    () => money.refundOutside(intentId, 2_000),
    () => {
      disputeId = money.dispute(intentId).id
    },
    () => money.winDispute(disputeId),
  ]
  for (const number of choice) {
    const events = newEvents(program, about.from)
    if (number < 15) acts.shift()?.()
    else if (number < 30) await workOnOnlinePayments(work)
    else if (events.length > 0) await report(program, events[number % events.length] as object)
  }
  for (const act of acts) act()
  const rest = newEvents(program, about.from)
  for (const number of choice.slice(0, 5)) rest.push(rest[number % rest.length] as object)
  for (const event of rest.sort(() => (choice[0] ?? 0) - 50)) await report(program, event)
  await workAll(work)
  await agree(program, about)
  const books = Object.entries(await booksOf(database, seller.id)).map(([account, cents]) => {
    return [account, cents - (before.books[account] ?? 0)]
  })
  const { invoiceId: _, lines, ...totals } = await moneyOf(invoiceId)
  const held = money.balanceOf(accountId) - before.held
  const ofLines = lines.map((line) => line.refundedCents).sort()
  return JSON.stringify({ books, totals, ofLines, held })
}

// The last one: it leaves the platform below zero at Stripe, which then refunds nothing.
test('§7.3 a dispute after everything was paid out is taken off the next shares', async () => {
  const paid = await aPaid()
  for (const { accountId } of paid.debts)
    stripe.money.payout(accountId, stripe.money.balanceOf(accountId))
  await reportAll()
  stripe.money.dispute(paid.intentId, total)
  await reportAll()
  await agree(program, paid)
  expect(stripe.money.balanceOf(undefined)).toBeLessThan(0)
  const admin = signedIn({ roles: ['platform_admin'] })
  const { exceptions } = await call(listReconciliations, {}, { as: admin })
  expect(exceptions.disputes.length).toBeGreaterThan(0)
  expect(exceptions.owed[0]?.dueCents).toBeLessThan(0)
})
