import type { Page } from 'playwright-core'
import sharp from 'sharp'
import { expect, test } from 'vitest'
import { aConfirmedOrder, aDispatchedShipment } from '../support/factories/deliveries.ts'
import { aPartyTo, plumsAndTomatoes } from '../support/factories/signing-in.ts'
import { expectAccessible, openApp, shot, signInAs, testPassword } from './support/index.ts'
import { aLine } from './support/line.ts'
import { aPhone } from './support/phone.ts'

const { url, database } = await openApp()

test('§6.2 accepting without a server, through reload and restart: one receipt with its photo', async () => {
  const { shipmentId, login } = await onTheRoad()
  const line = await aLine(url)
  const phone = await aPhone(line.url)
  await installed(phone.page, login)

  line.cut()
  await phone.page.goto('/shipments')
  await phone.page.getByText('没有信号').waitFor()
  await phone.page.getByText('现在连不上服务器').waitFor()
  await shot(phone.page, 'offline-due')
  await phone.page.goto(`/shipments/${shipmentId}/receipt`)
  const plums = phone.page.locator('article', { hasText: '巫山脆李' })
  await plums.getByLabel('称重').fill('１１５ 斤')
  await plums.getByRole('button', { name: '短少' }).click()
  await plums.locator('input[type=file]').setInputFiles(await aPhoto())
  await plums.getByRole('img').waitFor()

  await phone.page.reload()
  await phone.page.getByText('接着上次没填完的继续').waitFor()
  expect(await plums.getByLabel('称重').inputValue()).toBe('57.5公斤')
  await plums.getByRole('img').waitFor()
  await phone.page.locator('article', { hasText: '高山番茄' }).getByText('如数').click()
  await shot(phone.page, 'offline-receive')
  await phone.page.getByRole('button', { name: '验收完成' }).click()
  await phone.page.getByText('已存在这台手机上').waitFor()

  const page = await phone.restart()
  await page.goto('/')
  await page.goto('/unsent')
  await page.getByText('等待发送').waitFor()
  await expectAccessible(page)
  await shot(page, 'unsent-waiting')
  expect(await receiptsOf(shipmentId)).toEqual([])

  line.mend()
  await page.getByRole('button', { name: '现在发送' }).click()
  await page.getByText('没有要发送的').waitFor()
  await shot(page, 'unsent-sent')
  const [receipt, ...others] = await receiptsOf(shipmentId)
  expect(others).toEqual([])
  const rows = await database.sql`select l.photo_file_id, f.width, f.height
    from deliveries.goods_receipt_lines l left join evidence.files f on f.id = l.photo_file_id
    where l.receipt_id = ${receipt?.id} order by f.width`
  // Taken upright with 3,000 dots: upright still, and its longest side no more than 1,600.
  expect(rows).toMatchObject([{ width: 1_200, height: 1_600 }, { photo_file_id: null }])
})

async function onTheRoad() {
  const order = await aConfirmedOrder(database, { lines: plumsAndTomatoes })
  const { shipmentId } = await aDispatchedShipment(database, order)
  const login = await aPartyTo(order, 'receiver', { database, password: testPassword })
  return { order, shipmentId, login }
}

/** Signs in and waits until the program stands on the phone, with what waits for this person. */
async function installed(page: Page, login: string): Promise<void> {
  const kept = page.waitForResponse('**/api/v1/open-shipments**')
  await signInAs(page, login, { at: '/shipments' })
  await kept
  await page.goto('/unsent')
  await page.getByText('添加到主屏幕').waitFor()
}

function receiptsOf(shipmentId: string) {
  return database.sql`select id from deliveries.goods_receipts where shipment_id = ${shipmentId}`
}

/** A photo as a telephone writes it: lying, with a mark which side is up. */
async function aPhoto() {
  const picture = sharp({
    create: { width: 3_000, height: 2_250, channels: 3, background: '#a33' },
  })
  const buffer = await picture.withMetadata({ orientation: 6 }).jpeg().toBuffer()
  return { name: 'IMG_1.jpg', mimeType: 'image/jpeg', buffer }
}
