import { expect } from 'vitest'
import type { OnlineDependencies } from '../../../server/billing/online/online-deps.ts'
import { onlineWork } from '../../../server/billing/online/online-work.ts'
import { workOnOnlinePayments } from '../../../server/billing/online/work-on-online-payments.ts'
import type { Actor } from '../../../server/platform/context.ts'
import {
  getOnlinePayment,
  openPayeeAccount,
  receiveProviderEvent,
  startOnlinePayment,
} from '../../../shared/billing/online.api.ts'
import { type TestApp, testApp } from '../app.ts'
import { testClock } from '../clock.ts'
import { anInvoice } from '../factories/billing.ts'
import { aReceivedOrder, type ConfirmedAttributes } from '../factories/deliveries.ts'
import { aBuyingUnit } from '../factories/orders.ts'
import { insertPlaces } from '../factories/villages.ts'
import { type FakeStripe, fakeStripe } from './fake-stripe.ts'

/** A program with the fake of Stripe behind it, whose clock can be put forward. */
export async function onlineProgram() {
  const time = { aheadSeconds: 0 }
  const clock = () => new Date(testClock().getTime() + time.aheadSeconds * 1_000)
  const stripe = await fakeStripe(clock)
  const program = await testApp({ settings: { ...stripe.settings, RATE_LIMIT: '0' }, clock })
  return { ...(await withStripe(program, stripe)), time }
}

/** A program with its work at the fake, which the test does turn by turn. */
export async function withStripe<P extends TestApp>(program: P, stripe: FakeStripe) {
  await insertPlaces(program.database)
  const errors: unknown[] = []
  const log = { error: (what: unknown) => errors.push(what) }
  const work = (await onlineWork(program.deps, log as never)) as OnlineDependencies
  return { ...program, stripe, work, errors }
}
export type OnlineProgram = Awaited<ReturnType<typeof withStripe<TestApp>>>

/** Turns of the work beside requests until nothing is left to do. */
export async function workAll(work: OnlineDependencies): Promise<void> {
  for (let turn = 0; turn < 50; turn += 1) if (!(await workOnOnlinePayments(work))) return
  throw new Error('the work with the provider never ends')
}

/** Sends a report of the fake as Stripe does. */
export async function report(
  { app, stripe }: { app: TestApp['app']; stripe: FakeStripe },
  event: object,
): Promise<number> {
  const payload = JSON.stringify(event)
  const response = await app.inject({
    method: 'POST',
    url: receiveProviderEvent.path,
    headers: { 'content-type': 'application/json', 'stripe-signature': stripe.sign(payload) },
    payload,
  })
  return response.statusCode
}

/** One unit that owes two cooperatives, or so many, each of which can be paid online. */
export async function aDebtor(program: OnlineProgram, { sellers = 2 } = {}) {
  const { database } = program
  const unit = await aBuyingUnit(database)
  const lines: ConfirmedAttributes['lines'] = [
    { quantity: 2, packGrams: 3_000, priceCents: 1_001 },
    { quantity: 3, packGrams: 7_000, priceCents: 33_333 },
  ]
  const debts = []
  for (let seller = 0; seller < sellers; seller += 1) {
    const order = await aReceivedOrder(database, { unit, lines })
    const { manager, purchaseOrderId } = order
    const { invoiceId } = await anInvoice(database, { purchaseOrderId, manager })
    const accountId = await anAccount(program, manager)
    debts.push({ ...order, invoiceId, accountId })
  }
  return { unit, debts, finance: debts[0]?.finance as Actor }
}
export type Debtor = Awaited<ReturnType<typeof aDebtor>>

/** A cooperative goes through the provider's form. Returns its account there. */
export async function anAccount(program: OnlineProgram, manager: Actor): Promise<string> {
  const { call, work, stripe } = program
  await call(openPayeeAccount, {}, { as: manager })
  await workAll(work)
  const account = stripe.money
    .all<{ id: string; object: string; created: number; metadata: Record<string, string> }>('acct_')
    .find((one) => one.metadata.cooperative === manager.organisationId)
  if (account === undefined) throw new Error('no account was opened')
  stripe.money.completeForm(account.id)
  await report(program, stripe.money.events.at(-1) as object)
  await workAll(work)
  return account.id
}

/** A payment that waits for its payer on the provider's page. */
export async function anOpenPayment(program: OnlineProgram, { debts, finance }: Debtor) {
  const { call, work, stripe } = program
  const invoiceIds = debts.map((debt) => debt.invoiceId)
  const body = { method: 'card' as const, invoiceIds }
  const { id } = await call(startOnlinePayment, { body }, { as: finance })
  await workAll(work)
  const [session] = stripe.money
    .all<{ id: string; object: string; created: number; client_reference_id: string }>('cs_test_')
    .filter((one) => one.client_reference_id === id)
  const params = { onlinePaymentId: id }
  const state = async () => (await call(getOnlinePayment, { params }, { as: finance })).state
  expect(await state()).toBe('open')
  return { id, sessionId: session?.id as string, state }
}

/** The reports since the last time. */
export function newEvents({ stripe }: OnlineProgram, from: number): object[] {
  return stripe.money.events.slice(from)
}

/** What the books say stands at the provider is what stands there, to the last 分. */
export async function agree(program: OnlineProgram, { debts }: Debtor): Promise<void> {
  const { database, stripe } = program
  const rows = await database.sql<{ id: string; clearing: number; due: number }[]>`
    select a.cooperative_id as id, billing.due_to(a.cooperative_id) as due,
      coalesce((select sum(p.cents)::bigint from billing.postings p
        where p.organisation_id = a.cooperative_id and p.account = 'stripe_clearing'), 0)
        as clearing
    from billing.payee_accounts a`
  const payouts = await database.sql<{ id: string; cents: number }[]>`
    select cooperative_id as id, sum(amount_cents)::bigint as cents from billing.payouts
    where state = 'under_way' group by 1`
  const of = (id: string) => rows.find((row) => row.id === id)
  for (const { seller, accountId } of debts) {
    const { clearing = 0, due = 0 } = of(seller.id) ?? {}
    const underWay = payouts.find((row) => row.id === seller.id)?.cents ?? 0
    expect(stripe.money.balanceOf(accountId), 'held at Stripe').toBe(clearing - due - underWay)
  }
  const due = rows.reduce((sum, row) => sum + row.due, 0)
  expect(stripe.money.balanceOf(undefined), 'the platform at Stripe').toBe(due)
}
