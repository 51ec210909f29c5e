import { expect, test } from 'vitest'
import { aConfirmedOrder } from '../support/factories/deliveries.ts'
import { aPartyTo, plumsAndTomatoes } from '../support/factories/signing-in.ts'
import {
  expectAccessible,
  lookAt,
  openApp,
  type Screen,
  screens,
  shot,
  signInAs,
  testPassword,
} from './support/index.ts'

const { open, database } = await openApp()

test.each(Object.keys(screens) as Screen[])('packing and shipping, on a %s', async (screen) => {
  const order = await aConfirmedOrder(database, { lines: plumsAndTomatoes })
  const login = await aPartyTo(order, 'cooperative_manager', { database, password: testPassword })
  const page = await open(screen)
  await signInAs(page, login, { at: '/deliveries/to-pack' })
  await page.getByRole('heading', { name: '待装货' }).waitFor()
  await page.getByText('巫山脆李', { exact: true }).waitFor()
  await lookAt(page, 'to-pack')

  await page.getByRole('link', { name: '拣货单' }).click()
  await page.getByRole('heading', { name: '拣货单' }).waitFor()
  await page.getByText('高山番茄').waitFor()
  await lookAt(page, 'pick-list')
  await page.goBack()

  await page.getByRole('button', { name: '装货并生成发货单' }).click()
  await page.waitForURL('**/shipments/*')
  await page.getByLabel('承运').fill('邮政快递')
  await page.getByLabel('车牌').fill('渝F12345')
  await page.getByLabel('司机电话').fill('13800000000')
  await expectAccessible(page)
  await page.getByRole('button', { name: '发出', exact: true }).click()
  await page.getByText('在路上').first().waitFor()
  await lookAt(page, 'shipment')

  await page.getByRole('link', { name: '送货单' }).click()
  await page.getByRole('img', { name: '打开这张发货单的二维码' }).waitFor()
  await expectAccessible(page)
  await page.emulateMedia({ media: 'print' })
  await shot(page, 'delivery-note-print')
  const paper = await page.pdf({ preferCSSPageSize: true })
  expect(paper.toString('latin1').match(/\/Type\s*\/Page\b/g)).toHaveLength(1)
  const [row] = await database.sql`select state from orders.purchase_orders
    where id = ${order.purchaseOrderId}`
  expect(row?.state).toBe('shipped')
})
