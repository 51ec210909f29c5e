import { expect, test } from 'vitest'
import { matchBankLine } from '../../../server/billing/bank/match-bank-line.ts'
import { confirmMisdirected } from '../../../server/billing/misdirected-money.ts'
import { confirmPayment, recordPayment } from '../../../server/billing/pay-invoice.ts'
import { transaction } from '../../../server/platform/db/transaction.ts'
import { verifyRecords } from '../../../server/reports/verify-records.ts'
import type { BankMatchInput } from '../../../shared/billing/bank.schemas.ts'
import { contextFor } from '../../support/app.ts'
import { testDatabase } from '../../support/database.ts'
import { aMember } from '../../support/factories/accounts.ts'
import { aBankLine, aMisdirectedPayment, anInvoice } from '../../support/factories/billing.ts'
import { aReceivedOrder } from '../../support/factories/deliveries.ts'
import { breaksInvariants } from '../../support/invariants.ts'
import { stopBefore, untilBlocked } from '../../support/race.ts'

const database = await testDatabase()
const at = new Date('2026-07-21T01:00:00Z')

async function waiting() {
  const order = await aReceivedOrder(database, { lines: [{ quantity: 10 }] })
  const { invoiceId } = await anInvoice(database, order)
  const amountCents = 30_000
  const paymentId = await transaction(database.db, (tx) =>
    recordPayment(tx, contextFor(order.finance, at), {
      ...{ invoiceId, amountCents, bankReference: 'T1', paidOn: '2026-07-20' },
    }),
  )
  const { manager } = order
  const lineId = await aBankLine(database, manager, { cents: amountCents })
  const organisationId = manager.organisationId ?? ''
  const other = await aMember(database, { organisationId, roles: ['cooperative_manager'] })
  const match = (as: typeof manager, input: BankMatchInput) =>
    transaction(database.db, (tx) =>
      matchBankLine(tx, contextFor(as, at), { lineId, match: input }),
    )
  const parts = [{ invoiceId, amountCents }]
  return { ...order, paymentId, lineId, other: other.actor, match, parts }
}

const statesOf = async (lineId: string) => {
  const [row] = await database.sql`select state, (select count(*)::int from billing.bank_matches
    where line_id = ${lineId}) as matches from billing.bank_line_states where line_id = ${lineId}`
  return row
}

test('two persons decide about one line: the second finds it decided', async () => {
  const { manager, other, match, paymentId, parts, lineId } = await waiting()
  const stop = stopBefore(database, /update billing\.bank_line_states|update "billing"/)
  const first = match(manager, { kind: 'payments', ids: [paymentId] })
  await stop.reached
  const second = match(other, { kind: 'invoices', parts }).catch((error: unknown) => error)
  await untilBlocked(database)
  stop.release()
  await first
  expect(await second).toMatchObject({ code: 'illegal_transition' })
  expect(await statesOf(lineId)).toMatchObject({ state: 'matched', matches: 1 })
})

test('a line is decided beside the confirmation by hand: paid once, and the line is its own', async () => {
  const { manager, other, match, paymentId, lineId } = await waiting()
  const stop = stopBefore(database, /insert into (billing\.|"billing"\.)?"?payment_lines/)
  const byHand = transaction(database.db, (tx) =>
    confirmPayment(tx, contextFor(other, at), { paymentId }),
  )
  await stop.reached
  const byLine = match(manager, { kind: 'payments', ids: [paymentId] })
  await untilBlocked(database)
  stop.release()
  await Promise.all([byHand, byLine])
  expect(await statesOf(lineId)).toMatchObject({ state: 'matched', matches: 1 })
  const posted = await database.sql`select cause_kind, count(*)::int as count
    from billing.journal_entries where cause_kind in ('payment', 'bank_statement')
      and organisation_id = ${manager.organisationId} group by 1 order by 1`
  expect(posted.map(({ cause_kind, count }) => [cause_kind, count])).toEqual([
    ['bank_statement', 1],
    ['payment', 1],
  ])
})

test('money without an invoice is confirmed by hand beside its line: posted once, by both', async () => {
  const { manager, finance, seller, other } = await waiting()
  const by = { by: finance, partyId: seller.id }
  const misdirectedId = await aMisdirectedPayment(database, by)
  const lineId = await aBankLine(database, manager, { cents: 2_000 })
  const match = { kind: 'misdirected' as const, ids: [misdirectedId] }
  const stop = stopBefore(database, /insert into "?billing"?\."?journal_entries/)
  const byHand = transaction(database.db, (tx) =>
    confirmMisdirected(tx, contextFor(other, at), { misdirectedId }),
  )
  await stop.reached
  const byLine = () =>
    transaction(database.db, (tx) => matchBankLine(tx, contextFor(manager, at), { lineId, match }))
  const first = byLine()
  await untilBlocked(database)
  const second = byLine().catch((error: unknown) => error)
  stop.release()
  await Promise.all([byHand, first])
  expect(await second).toMatchObject({ code: 'illegal_transition' })
  expect(await statesOf(lineId)).toMatchObject({ state: 'matched', matches: 1 })
  const posted = await database.sql`select cause_kind from billing.journal_entries
    where cause_kind in ('misdirected_payment', 'bank_statement')
      and organisation_id = ${seller.id} order by 1`
  expect(posted.map(({ cause_kind }) => cause_kind)).toEqual([
    'bank_statement',
    'misdirected_payment',
  ])
})

test('§7.2 verify finds a matched line whose documents are not its amount', async () => {
  const { manager, match, paymentId, lineId } = await waiting()
  await match(manager, { kind: 'payments', ids: [paymentId] })
  expect((await verifyRecords(database.db)).fault).toBe(null)
  breaksInvariants(database, 'a match is taken away')
  await database.sql`delete from billing.bank_matches where line_id = ${lineId}`
  expect((await verifyRecords(database.db)).fault?.check).toBe('journal')
})
