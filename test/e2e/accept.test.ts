import { expect, test } from 'vitest'
import { aConfirmedOrder, aDispatchedShipment } from '../support/factories/deliveries.ts'
import { aPartyTo, plumsAndTomatoes } from '../support/factories/signing-in.ts'
import { lookAt, openApp, type Screen, screens, signInAs, testPassword } from './support/index.ts'

const { open, database } = await openApp()

test.each(Object.keys(screens) as Screen[])('accepting goods, on a %s', async (screen) => {
  const order = await aConfirmedOrder(database, { lines: plumsAndTomatoes })
  const { shipmentId } = await aDispatchedShipment(database, order)
  const login = await aPartyTo(order, 'receiver', { database, password: testPassword })
  const page = await open(screen)
  await signInAs(page, login, { at: '/shipments' })
  await page.getByRole('heading', { name: '待验收' }).waitFor()
  await page.getByText('在路上').last().waitFor()
  await lookAt(page, 'shipments-due')

  const [shipment] =
    await database.sql`select code from deliveries.shipments where id = ${shipmentId}`
  await page.getByLabel('发货单码').fill(`https://cunji.test/s/${shipment?.code}`)
  await page.getByRole('button', { name: '打开' }).click()
  await page.waitForURL(`**/shipments/${shipmentId}/receipt`)
  const plums = page.locator('article', { hasText: '巫山脆李' })
  const tomatoes = page.locator('article', { hasText: '高山番茄' })

  await page.getByRole('button', { name: '验收完成' }).click()
  await page.getByText('还有行没填好').waitFor()

  await plums.getByLabel('称重').fill('57500')
  await plums.getByText('单位填对了吗').waitFor()
  await lookAt(page, 'receive-asks')
  await plums.getByRole('button', { name: '重新填' }).click()
  await plums.getByLabel('称重').fill('115斤')
  await plums.getByText('57.5 公斤').first().waitFor()
  await plums.getByRole('button', { name: '短少' }).click()
  await tomatoes.getByRole('button', { name: '如数' }).click()
  await page.getByText('已称 2 行，共 2 行').waitFor()
  await lookAt(page, 'receive')

  await page.getByRole('button', { name: '验收完成' }).click()
  await page.waitForURL('**/goods-receipts/*')
  await page.getByText('960.00').first().waitFor()
  await lookAt(page, 'receipt')
  const [row] = await database.sql`select state from orders.purchase_orders
    where id = ${order.purchaseOrderId}`
  expect(row?.state).toBe('received')
})

test('targets on the scales are as big as a finger in a glove', async () => {
  const order = await aConfirmedOrder(database)
  const { shipmentId } = await aDispatchedShipment(database, order)
  const login = await aPartyTo(order, 'receiver', { database, password: testPassword })
  const page = await open('phone')
  await signInAs(page, login, { at: `/shipments/${shipmentId}/receipt` })
  await page.getByLabel('称重').fill('40')
  for (const name of ['如数', '短少', '破损', '变质', '验收完成']) {
    const box = await page.getByRole('button', { name }).boundingBox()
    expect(box?.height, name).toBeGreaterThanOrEqual(44)
  }
})
