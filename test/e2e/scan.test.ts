import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import sharp from 'sharp'
import { renderSVG } from 'uqr'
import { expect, onTestFinished, test } from 'vitest'
import { aConfirmedOrder, aDispatchedShipment } from '../support/factories/deliveries.ts'
import { aPartyTo } from '../support/factories/signing-in.ts'
import { expectAccessible, openApp, shot, signInAs, testPassword } from './support/index.ts'
import { aLastingPhone, aPhone } from './support/phone.ts'

const { url, database } = await openApp()

test('the camera reads the code of a delivery note and opens its shipment', async () => {
  const { shipmentId, code, login } = await onTheRoad()
  const film = await aFilmOf(`https://cunji.test/s/${code}`)
  const { page } = await aLastingPhone(url, { args: filming(film) })
  const faults: string[] = []
  page.on('console', (message) => message.type() === 'error' && faults.push(message.text()))
  await signInAs(page, login, { at: '/shipments' })
  await page.getByRole('button', { name: '扫码' }).click()
  await page.waitForURL(`**/shipments/${shipmentId}/receipt`)
  expect(faults).toEqual([])
})

test('without a camera it says so, and the code is typed', async () => {
  const { shipmentId, code, login } = await onTheRoad()
  const { page } = await aPhone(url)
  await signInAs(page, login, { at: '/shipments' })
  await page.getByRole('button', { name: '扫码' }).click()
  await page.getByText(/没有可用的相机|没有相机权限/).waitFor()
  await expectAccessible(page)
  await shot(page, 'scan-no-camera')
  await page.getByLabel('发货单码').fill(code)
  await page.getByRole('button', { name: '打开' }).click()
  await page.waitForURL(`**/shipments/${shipmentId}/receipt`)
})

test('the code on a lot’s label selects the lot while packing', async () => {
  const order = await aConfirmedOrder(database)
  const login = await aPartyTo(order, 'cooperative_manager', { database, password: testPassword })
  const [lot] = await database.sql<{ product_id: string; number: string }[]>`
    select product_id, number from catalogue.lots
    where id = (select lot_id from orders.order_lines
      where purchase_order_id = ${order.purchaseOrderId} limit 1)`
  const { page: desk } = await aPhone(url)
  await signInAs(desk, login, { at: `/listings/${lot?.product_id}/labels` })
  const code = desk.getByRole('img', { name: `批次 ${lot?.number} 的二维码` })
  await code.first().waitFor()
  expect(await desk.locator('.label').count()).toBe(24)
  await expectAccessible(desk)
  await shot(desk, 'lot-labels')
  const film = await aFilmOf(`https://cunji.test/listings/${lot?.product_id}/lots/${lot?.number}`)
  const { page } = await aLastingPhone(url, { args: filming(film) })
  await signInAs(page, login, { at: '/deliveries/to-pack' })
  await page.getByRole('button', { name: '扫批次码' }).click()
  await page.getByText(`${lot?.number}`).first().waitFor()
  await page
    .getByText(/已改用批次/)
    .first()
    .waitFor()
})

async function onTheRoad() {
  const order = await aConfirmedOrder(database)
  const { shipmentId } = await aDispatchedShipment(database, order)
  const login = await aPartyTo(order, 'receiver', { database, password: testPassword })
  const [row] = await database.sql`select code from deliveries.shipments where id = ${shipmentId}`
  return { shipmentId, code: String(row?.code), login }
}

/** What a camera films that is held over a code: a file of uncompressed pictures (YUV4MPEG2). */
async function aFilmOf(text: string): Promise<string> {
  const [width, height] = [640, 480]
  const code = await sharp(Buffer.from(renderSVG(text, { border: 4 })), { density: 300 })
    .resize(400, 400)
    .toBuffer()
  const { data } = await sharp({ create: { width, height, channels: 3, background: 'white' } })
    .composite([{ input: code }])
    .removeAlpha()
    .greyscale()
    .raw()
    .toBuffer({ resolveWithObject: true })
  const grey = data.length === width * height ? data : data.filter((_, at) => at % 3 === 0)
  const colourless = Buffer.alloc((width * height) / 2, 128)
  const head = Buffer.from(`YUV4MPEG2 W${width} H${height} F10:1 Ip A1:1 C420jpeg\n`)
  const folder = mkdtempSync(path.join(tmpdir(), 'cunji-film-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const file = path.join(folder, 'code.y4m')
  writeFileSync(file, Buffer.concat([head, Buffer.from('FRAME\n'), grey, colourless]))
  return file
}

function filming(film: string): string[] {
  return [
    '--use-fake-device-for-media-stream',
    '--use-fake-ui-for-media-stream',
    `--use-file-for-fake-video-capture=${film}`,
  ]
}
