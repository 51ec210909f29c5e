import { expect, test } from 'vitest'
import { aConfirmedOrder, aDispatchedShipment, aReceipt } from '../support/factories/deliveries.ts'
import { aPartyTo, plumsAndTomatoes } from '../support/factories/signing-in.ts'
import { openApp, shot, signInAs, testPassword } from './support/index.ts'
import { aLine } from './support/line.ts'
import { installed, keptOn, pagesKept, receiveAll } from './support/offline.ts'
import { aPhone } from './support/phone.ts'

const { url, database } = await openApp()

test('§5.5 a lot and a product listed without a server, through reload: each is there once', async () => {
  const order = await aConfirmedOrder(database, { lines: [plumsAndTomatoes[0] ?? { quantity: 1 }] })
  const login = await aPartyTo(order, 'cooperative_manager', { database, password: testPassword })
  const productId = order.offers[0]?.productId ?? ''
  const line = await aLine(url)
  const { page } = await aPhone(line.url)
  await signInAs(page, login, { at: `/listings/${productId}` })
  await page.getByRole('button', { name: '报新批次' }).waitFor()
  // A village is found on the server: it is chosen before the signal is gone.
  await page.goto('/listings/new')
  const village = page.getByLabel('产地村').first()
  await village.fill('下庄')
  await page.getByRole('option', { name: '下庄' }).first().click()
  await pagesKept(page)

  line.cut()
  await page.goto(`/listings/${productId}`)
  await page.getByRole('button', { name: '报新批次' }).click()
  await page.getByLabel('这批有多少').fill('３００ 斤')
  await page.getByLabel('证明编号').fill('渝巫2026-0801')
  await page.reload()
  await page.getByRole('button', { name: '报新批次' }).click()
  expect(await page.getByLabel('证明编号').inputValue()).toBe('渝巫2026-0801')
  await page.getByRole('button', { name: '这批上架' }).click()
  await page.getByText('已存在这台手机上').waitFor()

  await page.goto('/listings/new')
  await page.getByLabel('品名').fill('高山土豆')
  await page.getByLabel('品类').selectOption({ label: '蔬菜' })
  await page.getByLabel('规格名称').fill('20 公斤袋')
  await page.getByLabel('每件净重').fill('40斤')
  await page.getByLabel('每件价格').first().fill('56')
  await page.getByLabel('现在就有货').uncheck()
  await page.reload()
  await page.getByText('已恢复上次没填完的内容').waitFor()
  await page.getByRole('button', { name: '提交审核' }).click()
  await page.waitForURL('**/unsent')
  expect((await keptOn(page)).acts).toBe(2)
  await shot(page, 'unsent-listings')

  line.mend()
  await page.getByRole('button', { name: '现在发送' }).click()
  await page.getByText('没有要发送的').waitFor()
  const lots = await database.sql`select total_grams from catalogue.lots
    where product_id = ${productId} and certificate_number = '渝巫2026-0801'`
  expect(lots).toEqual([{ total_grams: 150_000 }])
  const products = await database.sql`select state from catalogue.products where name = '高山土豆'`
  expect(products).toEqual([{ state: 'in_review' }])
})

test('what came second is sent again, taken back to its form, or dropped', async () => {
  const order = await aConfirmedOrder(database, { lines: plumsAndTomatoes })
  const second = await aConfirmedOrder(database, { lines: plumsAndTomatoes, beside: order })
  const shipments = [
    (await aDispatchedShipment(database, order)).shipmentId,
    (await aDispatchedShipment(database, second)).shipmentId,
  ]
  const login = await aPartyTo(order, 'receiver', { database, password: testPassword })
  const line = await aLine(url)
  const { page } = await aPhone(line.url)
  await installed(page, login)
  line.cut()
  for (const shipmentId of shipments) {
    await receiveAll(page, shipmentId)
    await page.getByText('已存在这台手机上').waitFor()
    await aReceipt(database, { shipmentId, receiver: order.receiver })
  }
  line.mend()
  await page.goto('/unsent')
  const refused = page.locator('article', { hasText: '没有收下' })
  await refused.nth(1).waitFor()

  await refused.first().getByRole('button', { name: '再发一次' }).click()
  await expect.poll(() => line.reached('POST', /\/receipt$/)).toBe(3)
  await expect.poll(() => refused.count()).toBe(2)

  await refused.first().getByRole('button', { name: '丢掉我的' }).click()
  await page.getByRole('dialog').getByRole('button', { name: '删除' }).click()
  await expect.poll(() => refused.count()).toBe(1)

  await refused.getByRole('button', { name: '拿回来改' }).click()
  await page.getByRole('dialog').getByRole('button', { name: '拿回来改' }).click()
  await page.waitForURL(/\/shipments\/[0-9a-f-]{36}\/receipt$/)
  expect(await keptOn(page)).toMatchObject({ acts: 0 })
  const receipts = await database.sql`select id from deliveries.goods_receipts
    where shipment_id = any(${shipments})`
  expect(receipts).toHaveLength(2)
})
