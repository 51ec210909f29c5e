import type Stripe from 'stripe'
import { expect, test } from 'vitest'
import { dayOf } from '../../shared/scalars.ts'
import { aMember } from '../support/factories/accounts.ts'
import { aReceivedOrder } from '../support/factories/deliveries.ts'
import { anOrganisation } from '../support/factories/organisations.ts'
import { aPartyTo } from '../support/factories/signing-in.ts'
import { fakeStripe } from '../support/stripe/fake-stripe.ts'
import {
  aDebtor,
  agree,
  newEvents,
  report,
  withStripe,
  workAll,
} from '../support/stripe/online-world.ts'
import { lookAt, openApp, type Screen, screens, signInAs, testPassword } from './support/index.ts'

const stripe = await fakeStripe()
const opened = await openApp({ settings: stripe.settings })
const program = await withStripe(opened, stripe)
const { open, database, work } = program

test.each(Object.keys(screens) as Screen[])(
  '§7.3 two cooperatives are paid on the provider’s page, on a %s',
  async (screen) => {
    const debtor = await aDebtor(program)
    const [debt] = debtor.debts as [(typeof debtor.debts)[0]]
    const from = stripe.money.events.length
    const finance = await aPartyTo(debt, 'finance', { database, password: testPassword })
    const page = await open(screen)
    await signInAs(page, finance, { at: '/online-payments' })
    await page.getByLabel('全选').check()
    await page.getByText('已选 2 张发票').waitFor()
    await lookAt(page, 'pay-online')
    await page.getByRole('button', { name: '去付款' }).click()
    await page.getByText('正在打开支付页面').waitFor()
    await workAll(work)
    await page.waitForURL(`${stripe.url}/**`)
    const reported = async () => {
      for (const event of newEvents(program, from)) await report(program, event)
      await workAll(work)
    }
    if (screen === 'desktop') {
      // Back before any report: the page has the provider asked.
      await page.getByRole('button', { name: 'Pay' }).click()
      await page.getByText('正在向支付机构确认').waitFor()
      await lookAt(page, 'online-payment-confirming')
      await workAll(work)
    } else {
      // The report comes first, and the browser's way back is lost.
      const [session] = stripe.money
        .all<{ id: string; object: string; created: number }>('cs_')
        .slice(-1)
      stripe.money.pay(session?.id ?? '')
      await reported()
      await page.goto(`${opened.url}/online-payments`)
      await page.getByText('已付清').first().waitFor()
      await page.locator('main').getByRole('link').last().click()
    }
    await page.getByText('付清，发票已结清').waitFor()
    await lookAt(page, 'online-payment-paid')
    await reported()
    await agree(program, debtor)

    // The seller sends a part of it back the same way.
    const seller = await aPartyTo(debt, 'cooperative_manager', { database, password: testPassword })
    const selling = await open(screen)
    await signInAs(selling, seller, { at: `/invoices/${debt.invoiceId}` })
    await selling.getByRole('button', { name: '原路退款' }).click()
    await selling.getByText('已划转给合作社').waitFor()
    await lookAt(selling, 'online-refund')
    expect(program.errors).toEqual([])
  },
)

test('§7.2 a cooperative goes through the provider’s form', async () => {
  const order = await aReceivedOrder(database)
  const seller = await aPartyTo(order, 'cooperative_manager', { database, password: testPassword })
  const page = await open('phone')
  await signInAs(page, seller, { at: '/payee-account' })
  await page.getByRole('button', { name: '开通线上收款' }).click()
  await page.getByText('开通中').waitFor()
  await workAll(work)
  await page.getByRole('button', { name: 'Submit' }).click()
  await page.getByText('正在向支付机构确认').waitFor()
  await lookAt(page, 'payee-account')
  await report(program, stripe.money.events.at(-1) as object)
  await workAll(work)
  await page.getByText('已开通').waitFor()
})

test('§7.2 the platform sees what differs and what needs somebody', async () => {
  const paid = stripe.money.all<Stripe.PaymentIntent>('pi_').at(-1)
  stripe.money.dispute(paid?.id ?? '')
  await report(program, stripe.money.events.at(-1) as object)
  await workAll(work)
  await database.sql`insert into billing.provider_movements (id, kind, source_id,
      online_payment_id, amount_cents, fee_cents, moved_at)
    select 'txn_of_nobody', 'charge', 'ch_of_nobody', id, 500, 15, ${work.clock()}
    from billing.online_payments limit 1`
  const page = await open('desktop', { language: 'en' })
  const { id: organisationId } = await anOrganisation(database, { kind: 'platform' })
  const admin = { organisationId, roles: ['platform_admin' as const], password: testPassword }
  const { email } = await aMember(database, admin)
  await signInAs(page, email, { at: '/reconciliations' })
  await page.getByText('Provider fees by cooperative').waitFor()
  await page.getByLabel('Day').fill(dayOf(work.clock()))
  await page.getByRole('button', { name: 'Reconcile this day' }).click()
  await page.getByText('In progress').waitFor()
  await workAll(work)
  await page.getByText('1 difference').click()
  await page.getByText('Missing at the provider').waitFor()
  for (const size of Object.values(screens)) {
    await page.setViewportSize(size)
    await lookAt(page, 'reconciliations')
  }
})
