import { expect } from 'vitest'
import type { OnlineDependencies } from '../../../server/billing/online/online-deps.ts'
import { onlineWork } from '../../../server/billing/online/online-work.ts'
import { workOnOnlinePayments } from '../../../server/billing/online/work-on-online-payments.ts'
import type { Actor } from '../../../server/platform/context.ts'
import type { FeeBearer } from '../../../shared/assistance/policies.ts'
import {
  getOnlinePayment,
  receiveProviderEvent,
  requestOnlineRefund,
  startOnlinePayment,
} from '../../../shared/billing/online.api.ts'
import { signedIn, type TestApp, testApp } from '../app.ts'
import { testClock } from '../clock.ts'
import { aMember } from '../factories/accounts.ts'
import { anInvoice } from '../factories/billing.ts'
import { aReceivedOrder, type ConfirmedAttributes } from '../factories/deliveries.ts'
import { aBuyingUnit } from '../factories/orders.ts'
import { anOrganisation } from '../factories/organisations.ts'
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

/** The organisation that runs the platform, made once, with an administrator. */
export async function aPlatform(database: TestApp['database']): Promise<Actor> {
  const { sql } = database
  const [known] = await sql<{ id: string; person: string }[]>`
    select o.id, m.person_id as person from organisations.organisations o
    join accounts.memberships m on m.organisation_id = o.id where o.kind = 'platform' limit 1`
  const roles = ['platform_admin' as const]
  if (known !== undefined)
    return signedIn({ roles, organisationId: known.id, personId: known.person })
  const { id: organisationId } = await anOrganisation(database, { kind: 'platform' })
  return (await aMember(database, { organisationId, roles })).actor
}

/** The platform decides who bears the provider's fees from now on (§7.2). */
export async function feesBorneBy(
  { sql }: TestApp['database'],
  bearer: FeeBearer,
  at: Date,
): Promise<void> {
  await sql`insert into assistance.policy_values (name, value, valid_from, decided_by, created_at)
    values ('provider_fees', ${sql.json(bearer)}, '2026-01-01', '平台', ${at})`
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

/**
 * One unit that owes two cooperatives, or so many, each of which can be paid online. Of an order
 * that is so many `times` as large it owes one part; `owesAgain` bills the next.
 */
export async function aDebtor(
  program: OnlineProgram,
  { sellers = 2, hasAccounts = true, times = 1 } = {},
) {
  const { database } = program
  const unit = await aBuyingUnit(database)
  const lines: ConfirmedAttributes['lines'] = [
    { quantity: 2 * times, packGrams: 3_000, priceCents: 1_001 },
    { quantity: 3 * times, packGrams: 7_000, priceCents: 33_333 },
  ]
  const bill = ({ manager, purchaseOrderId, orderLines }: ReceivedOrder) =>
    anInvoice(database, {
      ...{ purchaseOrderId, manager },
      lines: orderLines.map(({ id, amountCents, orderedGrams }) => ({
        ...{ orderLineId: id, amountCents: amountCents / times, grams: orderedGrams / times },
      })),
    })
  const debts: Debt[] = []
  for (let seller = 0; seller < sellers; seller += 1) {
    const order = await aReceivedOrder(database, { unit, lines })
    const { invoiceId } = await bill(order)
    const accountId = hasAccounts ? await aReadyAccount(program, order.manager) : ''
    debts.push({ ...order, invoiceId, accountId })
  }
  const finance = debts[0]?.finance as Actor
  const owesAgain = async () => {
    const again: Debt[] = []
    for (const debt of debts) again.push({ ...debt, ...(await bill(debt)) })
    return { unit, debts: again, finance }
  }
  return { unit, debts, finance, owesAgain }
}
type ReceivedOrder = Awaited<ReturnType<typeof aReceivedOrder>>
type Debt = ReceivedOrder & { invoiceId: string; accountId: string }
export type Debtor = Omit<Awaited<ReturnType<typeof aDebtor>>, 'owesAgain'>

/** An account at the fake that is ready, without going through its form. */
export async function aReadyAccount(program: OnlineProgram, manager: Actor): Promise<string> {
  const { stripe, database, work } = program
  const { organisationId, personId } = manager
  const params = { metadata: { cooperative: organisationId }, business_profile: { name: 'x' } }
  const asked = { ids: [], params: params as never, account: undefined }
  const { id } = stripe.money.answer('POST /v1/accounts', asked) as { id: string }
  stripe.money.completeForm(id)
  await database.sql`insert into billing.payee_accounts (cooperative_id, provider_id,
      takes_transfers, pays_out, is_submitted, opened_by, opened_at)
    values (${organisationId}, ${id}, true, true, true, ${personId}, ${work.clock()})`
  return id
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
export async function agree(
  program: OnlineProgram,
  { debts }: { debts: readonly { seller: { id: string }; accountId: string }[] },
): Promise<void> {
  const { database, stripe } = program
  const { sql } = database
  const ids = debts.map((debt) => debt.seller.id)
  const rows = await sql<{ id: string; clearing: number; due: number }[]>`
    select a.cooperative_id as id, billing.due_to(a.cooperative_id) as due,
      coalesce((select sum(p.cents)::bigint from billing.postings p
        where p.organisation_id = a.cooperative_id and p.account = 'stripe_clearing'), 0)
        as clearing
    from billing.payee_accounts a where a.cooperative_id in ${sql(ids)}`
  const payouts = await database.sql<{ id: string; cents: number }[]>`
    select cooperative_id as id, sum(amount_cents)::bigint as cents from billing.payouts
    where state = 'under_way' group by 1`
  const of = (id: string) => rows.find((row) => row.id === id)
  for (const { seller, accountId } of debts) {
    const { clearing = 0, due = 0 } = of(seller.id) ?? {}
    const underWay = payouts.find((row) => row.id === seller.id)?.cents ?? 0
    expect(stripe.money.balanceOf(accountId), 'held at Stripe').toBe(clearing - due - underWay)
  }
  const [all] = await sql<{ due: number }[]>`
    select ((select coalesce(sum(amount_cents), 0) from billing.payments
        where method = 'online' and state = 'confirmed')
      - (select coalesce(sum(amount_cents), 0) from billing.refunds
        where method = 'online' and state <> 'rejected')
      - (select coalesce(sum(amount_cents), 0) from billing.provider_fees)
      + (select coalesce(sum(amount_cents), 0) from billing.provider_movements
        where cooperative_id is not null)
      + (select coalesce(sum(amount_cents - fee_cents), 0)
        from billing.platform_movements))::bigint as due`
  expect(stripe.money.balanceOf(undefined), 'the platform at Stripe').toBe(all?.due)
}

/** What stands on each account of an organisation. */
export async function booksOf(
  database: TestApp['database'],
  organisationId: string,
): Promise<Record<string, number>> {
  const rows = await database.sql<{ account: string; cents: number }[]>`
    select account, sum(cents)::bigint as cents from billing.postings
    where organisation_id = ${organisationId} group by 1 order by 1`
  return Object.fromEntries(rows.map(({ account, cents }) => [account, cents]))
}

/** Sends back 10.01 of the first line of the first cooperative's invoice. */
export function refundPart(call: OnlineProgram['call'], { debts }: Debtor, amountCents = 1_001) {
  const { invoiceId, manager, orderLines } = debts[0] as Debtor['debts'][0]
  const lines = [{ orderLineId: orderLines[0]?.id as string, amountCents }]
  const body = { reason: '坏果', lines }
  return call(requestOnlineRefund, { params: { invoiceId }, body }, { as: manager })
}
