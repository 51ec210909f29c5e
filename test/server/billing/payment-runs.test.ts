import { readXlsx } from 'hucre/xlsx'
import { expect, test } from 'vitest'
import { findPaymentRunFault } from '../../../server/billing/index.ts'
import { newId } from '../../../server/platform/ids.ts'
import * as api from '../../../shared/billing/billing.api.ts'
import * as runs from '../../../shared/billing/payment-runs.api.ts'
import { exportPaymentRun } from '../../../shared/exchange/exchange.api.ts'
import { testApp } from '../../support/app.ts'
import { anInvoice, anInvoiceNumber } from '../../support/factories/billing.ts'
import { aReceivedOrder } from '../../support/factories/deliveries.ts'
import { aBuyingUnit } from '../../support/factories/orders.ts'
import { stopBefore, untilBlocked } from '../../support/race.ts'
import { countStatements } from '../../support/statements.ts'

const now = new Date('2026-07-21T01:00:00Z')
const { call, refusal, send, database } = await testApp({ clock: () => now })
const { sql } = database
const dueUntil = '2026-08-31'

/** So many sellers of one unit, an invoice each, and two persons of its finance office. */
async function aMonth(sellers: number) {
  const unit = await aBuyingUnit(database, { budget: { year: 2026, budgetCents: 100_000_000 } })
  const bills = []
  for (let done = 0; done < sellers; done += 8)
    bills.push(
      ...(await Promise.all(
        Array.from({ length: Math.min(8, sellers - done) }, async () => {
          const order = await aReceivedOrder(database, { unit })
          return { ...order, ...(await anInvoice(database, order)) }
        }),
      )),
    )
  return { bills, preparer: await unit.member('finance'), releaser: await unit.member('finance') }
}
type Month = Awaited<ReturnType<typeof aMonth>>

function billOf(bills: Month['bills'], place = 0): Month['bills'][number] {
  const bill = bills[place]
  if (bill === undefined) throw new Error('a month has its bills')
  return bill
}

const prepare = ({ bills, preparer }: Month) => {
  const body = { dueUntil, invoiceIds: bills.map((bill) => bill.invoiceId) }
  return call(runs.preparePaymentRun, { body }, { as: preparer })
}
const invoiceOf = ({ bills }: Month, place = 0) => {
  const params = { invoiceId: billOf(bills, place).invoiceId }
  return call(api.getInvoice, { params }, { as: billOf(bills, place).manager })
}
async function waitingOf(month: Month) {
  const { waitingCents, openCents, dueBackCents } = await invoiceOf(month)
  return { waitingCents, openCents, dueBackCents }
}

test('§7.2 §11.2 a run of 40 cooperatives by two persons, in statements that do not grow', {
  timeout: 60_000,
}, async () => {
  const few = await aMonth(2)
  const month = await aMonth(40)
  const { preparer, releaser, bills } = month
  const due = await call(runs.listPayable, { query: { dueUntil } }, { as: preparer })
  expect(due.payees).toHaveLength(40)
  expect(due.payees.every(({ invoices }) => invoices[0]?.isMatched)).toBe(true)
  const counted = async (of: Month) => {
    const prepared = await countStatements(database, () => prepare(of))
    const params = { runId: prepared.result.id }
    const released = await countStatements(database, () =>
      call(runs.releasePaymentRun, { params }, { as: of.releaser }),
    )
    return { prepared, released }
  }
  const small = await counted(few)
  const { prepared, released } = await counted(month)
  expect(prepared.statements).toHaveLength(small.prepared.statements.length)
  expect(released.statements).toHaveLength(small.released.statements.length)
  expect(released.result).toMatchObject({ state: 'released', amountCents: 40 * 60_000 })
  const rows = await sql`select state, recorded_side, bank_reference, amount_cents
    from billing.payments where unit_id = ${bills[0]?.unit.id ?? ''} order by bank_reference`
  expect(rows).toHaveLength(40)
  expect(rows[39]).toMatchObject({
    ...{ state: 'recorded', recorded_side: 'unit', amount_cents: 60_000 },
    bank_reference: `${prepared.result.number}-40`,
  })
  // Nothing is called paid out before the payee or the bank says so (§7.5).
  expect(await waitingOf(month)).toEqual({ waitingCents: 60_000, openCents: 0, dueBackCents: 0 })
  expect((await call(runs.listPayable, { query: { dueUntil } }, { as: releaser })).payees).toEqual(
    [],
  )
  const again = { params: { runId: prepared.result.id } }
  expect((await refusal(runs.releasePaymentRun, again, { as: releaser })).code).toBe(
    'illegal_transition',
  )
})

test('§7.2 one transfer per payee over many invoices, listed as banks take them', async () => {
  const month = await aMonth(2)
  const [first, second] = month.bills
  if (first === undefined || second === undefined) throw new Error('two sellers')
  const other = await aReceivedOrder(database, { beside: first })
  const bill = { ...other, ...(await anInvoice(database, other)) }
  const all = { ...month, bills: [...month.bills, bill] }
  const run = await prepare(all)
  const params = { runId: run.id }
  expect((await refusal(runs.releasePaymentRun, { params }, { as: month.preparer })).code).toBe(
    'same_person',
  )
  const file = (query: Record<string, unknown>, as = month.preparer) =>
    send(exportPaymentRun, { params, query }, { as })
  expect((await file({})).statusCode).toBe(409)
  await call(runs.releasePaymentRun, { params }, { as: month.releaser })
  const payee = run.payees.find(({ cooperative }) => cooperative.id === first.seller.id)
  expect(payee).toMatchObject({ amountCents: 120_000, bankAccount: '6210000000000000001' })
  const csv = await file({ layout: 'icbc', format: 'csv' })
  expect(csv.headers['content-disposition']).toContain(encodeURIComponent(run.number))
  const lines = csv.body.replace('\uFEFF', '').trimEnd().split('\r\n')
  expect(lines[0]).toBe('序号,收款账号,收款户名,收款开户行,收款行行号,金额,用途')
  expect(lines).toHaveLength(3)
  expect(lines[payee?.position ?? 0]).toContain(
    `,6210000000000000001,${payee?.cooperative.name},${payee?.bankName},,1200.00,货款 ${run.number}-`,
  )
  const xlsx = await file({ layout: 'ccb', format: 'xlsx' })
  const { sheets } = await readXlsx(xlsx.rawPayload)
  const row = sheets[0]?.rows[payee?.position ?? 0]
  expect(row?.slice(0, 5)).toEqual([
    ...[payee?.cooperative.name, '6210000000000000001', payee?.bankName],
    ...[row?.[3], 1200],
  ])
  const stranger = await aMonth(1)
  expect((await file({}, stranger.preparer)).statusCode).toBe(404)
  expect((await refusal(runs.getPaymentRun, { params }, { as: stranger.releaser })).code).toBe(
    'not_found',
  )
})

test('§11.5 another account since the preparation stops the release and says whose', async () => {
  const month = await aMonth(1)
  const run = await prepare(month)
  const params = { runId: run.id }
  const { seller } = month.bills[0] as Month['bills'][number]
  await sql`update organisations.cooperatives set bank_account = '6210000000000000777'
    where organisation_id = ${seller.id}`
  expect(await refusal(runs.releasePaymentRun, { params }, { as: month.releaser })).toMatchObject({
    code: 'payee_changed',
    values: { names: seller.name },
  })
  const seen = await call(runs.getPaymentRun, { params }, { as: month.releaser })
  expect(seen.payees[0]).toMatchObject({
    isAccountChanged: true,
    bankAccount: '6210000000000000001',
  })
  const body = { reason: '收款账户变更' }
  await call(runs.cancelPaymentRun, { params, body }, { as: month.releaser })
  expect((await prepare(month)).payees[0]?.bankAccount).toBe('6210000000000000777')
  await sql`update organisations.cooperatives set bank_account = '' where organisation_id = ${
    seller.id
  }`
  const without = await aMonth(1)
  await sql`update organisations.cooperatives set bank_account = ''
    where organisation_id = ${without.bills[0]?.seller.id ?? ''}`
  const invoiceIds = [without.bills[0]?.invoiceId ?? '']
  const unpaid = { body: { dueUntil, invoiceIds } }
  expect((await refusal(runs.preparePaymentRun, unpaid, { as: without.preparer })).code).toBe(
    'payee_without_account',
  )
})

test('§7.2 an invoice stands in one prepared run; a cancelled one lets it go', async () => {
  const month = await aMonth(1)
  const run = await prepare(month)
  const invoiceIds = [month.bills[0]?.invoiceId ?? '']
  const again = { body: { dueUntil, invoiceIds } }
  expect((await refusal(runs.preparePaymentRun, again, { as: month.releaser })).fields).toEqual([
    { path: ['invoiceIds', 0], code: 'in_another_run' },
  ])
  const params = { runId: run.id }
  const cancel = { params, body: { reason: '重做' } }
  await call(runs.cancelPaymentRun, cancel, { as: month.preparer })
  expect((await refusal(runs.releasePaymentRun, { params }, { as: month.releaser })).code).toBe(
    'illegal_transition',
  )
  expect((await prepare(month)).state).toBe('prepared')
})

test('§3.4 §7.5 a transfer that the bank sent back opens its invoices again', async () => {
  const month = await aMonth(2)
  const run = await prepare(month)
  const params = { runId: run.id }
  const [first, second] = month.bills
  const back = (cooperativeId = first?.seller.id ?? '') => ({
    params,
    body: { cooperativeId, reason: '户名不符' },
  })
  const as = month.preparer
  expect((await refusal(runs.returnRunPayment, back(), { as })).code).toBe('illegal_transition')
  await call(runs.releasePaymentRun, { params }, { as: month.releaser })
  const returned = await call(runs.returnRunPayment, back(), { as })
  expect(returned.payees.map((payee) => payee.returnedReason).sort()).toEqual(['', '户名不符'])
  expect(await waitingOf(month)).toEqual({ waitingCents: 0, openCents: 60_000, dueBackCents: 0 })
  expect((await invoiceOf(month)).payments).toMatchObject([
    { state: 'rejected', stateReason: '户名不符' },
  ])
  expect((await refusal(runs.returnRunPayment, back(), { as })).code).toBe('illegal_transition')
  const next = await prepare({ ...month, bills: month.bills.slice(0, 1) })
  expect(next.amountCents).toBe(60_000)
  const { payments } = await invoiceOf(month, 1)
  const paymentId = payments[0]?.id ?? ''
  await call(api.confirmPayment, { params: { paymentId } }, { as: billOf(month.bills, 1).manager })
  expect((await refusal(runs.returnRunPayment, back(second?.seller.id), { as })).code).toBe(
    'payment_confirmed',
  )
})

test('§5.5 two releases at once record the payments once', async () => {
  const month = await aMonth(1)
  const run = await prepare(month)
  const params = { runId: run.id }
  const third = await billOf(month.bills).unit.member('finance')
  const stop = stopBefore(database, /insert into "billing"."payments"/)
  const first = send(runs.releasePaymentRun, { params }, { as: month.releaser })
  await stop.reached
  const second = send(runs.releasePaymentRun, { params }, { as: third })
  await untilBlocked(database)
  stop.release()
  expect((await first).statusCode).toBe(200)
  expect((await second).json().code).toBe('illegal_transition')
  expect((await invoiceOf(month)).payments).toHaveLength(1)
})

test.each([
  ['a payment by hand', 'first'],
  ['a payment by hand', 'second'],
  ['a credit note', 'first'],
  ['a credit note', 'second'],
])('§7.2 §7.4 a release beside %s of one of its invoices, which came %s', async (what, which) => {
  const month = await aMonth(1)
  const run = await prepare(month)
  const bill = month.bills[0] as Month['bills'][number]
  const params = { invoiceId: bill.invoiceId }
  const release = () =>
    send(runs.releasePaymentRun, { params: { runId: run.id } }, { as: month.releaser })
  const lines = [{ orderLineId: bill.orderLines[0]?.id ?? '', amountCents: 10_000 }]
  const note = { number: anInvoiceNumber(), issuedOn: '2026-07-21', reason: '更正', lines }
  const rival = () =>
    what === 'a credit note'
      ? send(api.createCreditNote, { params, body: note }, { as: bill.manager })
      : send(
          api.recordPayment,
          { params, body: { amountCents: 60_000, bankReference: newId(), paidOn: '2026-07-21' } },
          { as: month.preparer },
        )
  const isRivalFirst = which === 'first'
  const table = what === 'a credit note' ? 'credit_notes' : 'payments'
  const stop = stopBefore(
    database,
    new RegExp(`insert into "billing"."${isRivalFirst ? table : 'payments'}"`),
  )
  const one = isRivalFirst ? rival() : release()
  await stop.reached
  const other = isRivalFirst ? release() : rival()
  await untilBlocked(database)
  stop.release()
  expect((await one).statusCode).toBeLessThan(300)
  const answer = await other
  const { waitingCents, dueBackCents, openCents } = await invoiceOf(month)
  if (isRivalFirst) expect(answer.json()).toMatchObject({ code: 'run_outdated' })
  else if (table === 'payments')
    expect(answer.json().fields).toMatchObject([{ code: 'above_open' }])
  // What is taken off after the money went out shows as due back once it has arrived.
  else expect(answer.statusCode).toBe(201)
  expect(dueBackCents).toBe(0)
  expect(waitingCents + openCents).toBe(isRivalFirst && table !== 'payments' ? 50_000 : 60_000)
})

test('§7.2 cunji verify finds a run that is not what it says', async () => {
  const month = await aMonth(1)
  const run = await prepare(month)
  await call(runs.releasePaymentRun, { params: { runId: run.id } }, { as: month.releaser })
  expect(await findPaymentRunFault(database.db, '')).toBeUndefined()
  const broken = (change: string, back: string) =>
    sql.unsafe(change).then(async () => {
      const fault = await findPaymentRunFault(database.db, '')
      await sql.unsafe(back)
      return fault?.detail
    })
  const own = `where run_id = '${run.id}'`
  const ofRun = `where id = '${run.id}'`
  expect(
    await broken(
      `update billing.payment_runs set amount_cents = 1 ${ofRun}`,
      `update billing.payment_runs set amount_cents = 60000 ${ofRun}`,
    ),
  ).toContain('pays 1 fen, its payees 60000')
  expect(
    await broken(
      `update billing.payment_run_payees
        set returned_reason = 'x', returned_at = '2026-07-21' ${own}`,
      `update billing.payment_run_payees set returned_reason = '', returned_at = null ${own}`,
    ),
  ).toContain('is not what was released')
  expect(
    await broken(
      `update billing.payment_runs set state = 'cancelled' ${ofRun}`,
      `update billing.payment_runs set state = 'released' ${ofRun}`,
    ),
  ).toContain('cancelled')
})
