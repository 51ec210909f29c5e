import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { anInvoiceNumber } from '../support/factories/billing.ts'
import { aReceivedOrder } from '../support/factories/deliveries.ts'
import { aPartyTo, plumsAndTomatoes } from '../support/factories/signing-in.ts'
import {
  expectAccessible,
  goTo,
  lookAt,
  openApp,
  type Screen,
  screens,
  shot,
  signInAs,
  testPassword,
} from './support/index.ts'

const { open, database } = await openApp()

test.each(Object.keys(screens) as Screen[])('matching and paying, on a %s', async (screen) => {
  const { order, seller, finance } = await aDeal()
  const selling = await open(screen)
  await signInAs(selling, seller, { at: '/money-due' })
  await selling.getByRole('link', { name: '登记发票' }).waitFor()
  await lookAt(selling, 'money-due')
  await selling.getByRole('link', { name: '登记发票' }).click()
  await selling.getByLabel('发票号码').fill('2650')
  await selling.getByRole('button', { name: '登记', exact: true }).click()
  await selling.getByText('发票号码应为 20 位数字').waitFor()
  await selling.getByLabel('发票号码').fill('1234 5678')
  await selling.getByLabel('发票代码').waitFor()
  await shot(selling, 'invoice-entry-older')
  await selling.getByLabel('发票号码').fill('')
  await selling.locator('input[type=file]').setInputFiles({
    ...{ name: '发票.xml', mimeType: 'application/xml' },
    buffer: Buffer.from(`<?xml version="1.0"?><EInvoice><EIid>${anInvoiceNumber()}</EIid>
      <SellerName>${order.seller.name}</SellerName>
      <TotalTax-includedAmount>1.00</TotalTax-includedAmount></EInvoice>`),
  })
  await selling.getByText('与填写的不同').waitFor()
  await lookAt(selling, 'invoice-entry')
  await selling.getByRole('button', { name: '登记', exact: true }).click()
  await selling.waitForURL('**/invoices/*')

  const paying = await open(screen)
  await signInAs(paying, finance, { at: `/purchase-orders/${order.purchaseOrderId}/match` })
  await paying.getByText('还没付款').first().waitFor()
  await lookAt(paying, 'match')
  await goTo(paying, new URL(selling.url()).pathname)
  await paying.getByLabel('银行流水号').fill(`B-${screen}`)
  await lookAt(paying, 'invoice')
  await paying.getByRole('button', { name: '登记', exact: true }).click()
  await paying.getByText('待合作社确认').waitFor()

  await goTo(selling, '/payments')
  await selling.getByRole('button', { name: '已到账，确认' }).waitFor()
  await lookAt(selling, 'payments')
  await selling.getByRole('button', { name: '已到账，确认' }).click()
  await selling.getByText('没有这种状态的付款').waitFor()

  await goTo(paying, `/purchase-orders/${order.purchaseOrderId}/match`)
  await paying.getByText('一致').first().waitFor()
  await lookAt(paying, 'match-paid')

  await goTo(selling, `/purchase-orders/${order.purchaseOrderId}/settlements`)
  await settle(selling)

  const [row] = await database.sql`select sum(recognised_cents)::bigint as cents
    from attribution.recognition_lines where purchase_order_id = ${order.purchaseOrderId}`
  expect(Number(row?.cents)).toBe(69_000 + 27_000)
})

/** Goods received one line short, and the two people who deal with their money. */
async function aDeal() {
  const order = await aReceivedOrder(database, {
    lines: plumsAndTomatoes,
    weighed: [{ weighedGrams: 57_500, reason: 'short' }],
  })
  const seller = await aPartyTo(order, 'cooperative_manager', { database, password: testPassword })
  const finance = await aPartyTo(order, 'finance', { database, password: testPassword })
  return { order, seller, finance }
}

/** Pastes two rows out of a spreadsheet. */
async function settle(selling: Page) {
  await selling.getByLabel('农户与金额').fill('012\t毛建国\t500\tB1\n集体\t下庄村集体\t120.50\t')
  await selling.getByText('共 2 笔，620.50 元').waitFor()
  await expectAccessible(selling)
  await selling.getByRole('button', { name: '登记结算' }).click()
  await selling.getByText('毛**').waitFor()
  await lookAt(selling, 'settlements')
  await selling.getByRole('link', { name: '农户结算单' }).click()
  await selling.getByText('12 号户').first().waitFor()
  await lookAt(selling, 'household-slips')
}
