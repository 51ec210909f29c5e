import sharp from 'sharp'
import { expect, test } from 'vitest'
import { testClock } from '../support/clock.ts'
import { aConfirmedOrder, aDispatchedShipment } from '../support/factories/deliveries.ts'
import { aPartyTo, plumsAndTomatoes } from '../support/factories/signing-in.ts'
import {
  expectAccessible,
  openApp,
  shot,
  signInAs,
  signInByForm,
  testPassword,
} from './support/index.ts'
import { aLine } from './support/line.ts'
import { installed, keptOn, pagesKept, receiveAll } from './support/offline.ts'
import { aLastingPhone, aPhone } from './support/phone.ts'

const { url, database } = await openApp()

test('§6.2 accepting without a server, through reload and restart: one receipt with its photo', async () => {
  const { shipmentId, login } = await onTheRoad()
  const line = await aLine(url)
  const phone = await aLastingPhone(line.url)
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
  await page.goto('/shipments')
  await page.getByRole('table').getByText('待发送').waitFor()
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

test('§5.5 answers that get lost on the way: one receipt all the same', async () => {
  const { shipmentId, login } = await onTheRoad()
  const line = await aLine(url)
  const { page } = await aPhone(line.url)
  await installed(page, login)
  line.loseAnswers(/\/receipt$/, 1)
  await receiveAll(page, shipmentId)
  await page.getByText('已存在这台手机上').waitFor()
  await expect.poll(() => receiptsOf(shipmentId), { timeout: 15_000 }).toHaveLength(1)

  // A second tab sends as well; the one key is answered as it was the first time.
  const tab = await page.context().newPage()
  await tab.goto('/unsent')
  await expect.poll(() => line.reached('POST', /\/receipt$/), { timeout: 40_000 }).toBe(2)
  await tab.getByText('没有要发送的').waitFor()
  expect(await receiptsOf(shipmentId)).toHaveLength(1)
})

test('two phones receive one shipment: one receipt, and the other person decides', async () => {
  const { order, shipmentId, login } = await onTheRoad()
  const other = await aPartyTo(order, 'receiver', { database, password: testPassword })
  const [line, otherLine] = [await aLine(url), await aLine(url)]
  const [{ page }, { page: otherPage }] = [await aPhone(line.url), await aPhone(otherLine.url)]
  await installed(page, login)
  await installed(otherPage, other)
  line.cut()
  await page.goto(`/shipments/${shipmentId}/receipt`)
  const plums = page.locator('article', { hasText: '巫山脆李' })
  await plums.getByLabel('称重').fill('50')
  await plums.getByRole('button', { name: '破损' }).click()
  await page.locator('article', { hasText: '高山番茄' }).getByText('如数').click()
  await page.getByRole('button', { name: '验收完成' }).click()
  await page.getByText('已存在这台手机上').waitFor()
  await receiveAll(otherPage, shipmentId)
  await otherPage.waitForURL('**/goods-receipts/*')

  line.mend()
  await page.goto('/unsent')
  await page.getByText('没有收下').waitFor()
  const refused = page.locator('article', { hasText: '没有收下' })
  await refused.getByText('已经验收了这张发货单').waitFor()
  await refused.getByRole('cell', { name: '50', exact: true }).waitFor()
  await expectAccessible(page)
  await shot(page, 'unsent-conflict')
  await refused.getByRole('button', { name: '留作备注' }).click()
  await page.locator('article', { hasText: '备注' }).waitFor()
  await page.getByRole('button', { name: '删除' }).click()
  await page.getByRole('dialog').getByRole('button', { name: '删除' }).click()
  await page.getByText('没有要发送的').waitFor()
  expect(await receiptsOf(shipmentId)).toHaveLength(1)
})

test('whose session ended meanwhile signs in, and what was done is sent', async () => {
  const { shipmentId, login } = await onTheRoad()
  const line = await aLine(url)
  const phone = await aPhone(line.url)
  await installed(phone.page, login)
  line.cut()
  await receiveAll(phone.page, shipmentId)
  await phone.page.getByText('已存在这台手机上').waitFor()
  await database.sql`update accounts.sessions
    set ended_at = ${testClock()}, ended_reason = 'signed-out-elsewhere'
    where person_id = (select id from accounts.people where email = ${login})`
  // The page opens without a signal, and the signal comes back.
  const page = await phone.reopen()
  await page.goto('/unsent')
  line.mend()
  await page.evaluate(`dispatchEvent(new Event('online'))`)
  const password = page.getByLabel('李收货的密码')
  const signIn = page.getByRole('button', { name: '登录并发送' })
  // Whatever else asked the server has opened the question already.
  await password.or(signIn).first().waitFor()
  if (!(await password.isVisible())) await signIn.click()
  await password.fill(testPassword)
  await page.getByRole('button', { name: '继续' }).click()
  await page.getByText('没有要发送的').waitFor()
  expect(await receiptsOf(shipmentId)).toHaveLength(1)
})

test('another person on the same phone sees nothing, and signing out deletes it all', async () => {
  const { order, shipmentId, login } = await onTheRoad()
  const other = await aPartyTo(order, 'receiver', { database, password: testPassword })
  const line = await aLine(url)
  const phone = await aPhone(line.url)
  await installed(phone.page, login)
  line.cut()
  await receiveAll(phone.page, shipmentId)
  await phone.page.getByText('已存在这台手机上').waitFor()
  expect((await keptOn(phone.page)).answers).toBeGreaterThan(0)

  const page = await phone.reopen()
  line.mend()
  const kept = page.waitForResponse('**/api/v1/open-shipments**')
  await signInAs(page, other, { at: '/shipments' })
  await kept
  await page.goto('/unsent')
  await page.getByText('还有别人没发送的 1 件').waitFor()
  await page.getByText('没有要发送的').waitFor()
  expect(await keptOn(page)).toMatchObject({ owners: 1, acts: 1 })
  await page.getByLabel('李收货的菜单').click()
  await page.getByRole('button', { name: '退出登录' }).click()
  await page.waitForURL('**/sign-in')
  await expect.poll(() => keptOn(page)).toMatchObject({ answers: 0, session: 0, acts: 1 })

  // The first person comes back: theirs is sent, and their signing out leaves nothing.
  await page.goto('/sign-in?next=/unsent')
  await signInByForm(page, login)
  await page.getByText('已发送').waitFor()
  await page.getByLabel('李收货的菜单').click()
  await page.getByRole('button', { name: '退出登录' }).click()
  await page.waitForURL('**/sign-in')
  await expect
    .poll(() => keptOn(page))
    .toEqual({ answers: 0, session: 0, drafts: 0, photos: 0, acts: 0, owners: 0 })
})

test('packing and sending off without a signal, in that order', async () => {
  const order = await aConfirmedOrder(database, { lines: plumsAndTomatoes })
  const login = await aPartyTo(order, 'cooperative_manager', { database, password: testPassword })
  const line = await aLine(url)
  const { page } = await aPhone(line.url)
  await signInAs(page, login, { at: '/deliveries/to-pack' })
  await page.getByText('巫山脆李', { exact: true }).waitFor()
  await pagesKept(page)
  line.cut()
  await page.goto('/deliveries/to-pack')
  await page.getByRole('button', { name: '装货并生成发货单' }).click()
  await page.getByLabel('承运').fill('自送')
  await shot(page, 'offline-packed')
  await page.getByRole('button', { name: '发出', exact: true }).click()
  await expect.poll(async () => (await keptOn(page)).acts).toBe(2)
  line.mend()
  await page.goto('/unsent')
  await expect.poll(() => stateOf(order.purchaseOrderId), { timeout: 20_000 }).toBe('shipped')
  const rows = await database.sql`select state, carrier from deliveries.shipments
    where purchase_order_id = ${order.purchaseOrderId}`
  expect(rows).toEqual([{ state: 'dispatched', carrier: '自送' }])
})

// The last one: it throws away the phone on which the others find the program installed.
test('a new version is offered, and taken when the person wants it', async () => {
  const { login } = await onTheRoad()
  const line = await aLine(url)
  const { page } = await aPhone(line.url, { isThrownAway: true })
  await installed(page, login)
  line.rewrite('/offline-worker.js', (text) => `${text}\n// another version`)
  await page.reload()
  await page.getByText('有新版本').waitFor()
  await shot(page, 'new-version')
  await page.getByRole('button', { name: '更新' }).click()
  await page.getByText('有新版本').waitFor({ state: 'detached' })
})

async function onTheRoad() {
  const order = await aConfirmedOrder(database, { lines: plumsAndTomatoes })
  const { shipmentId } = await aDispatchedShipment(database, order)
  const login = await aPartyTo(order, 'receiver', { database, password: testPassword })
  return { order, shipmentId, login }
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

async function stateOf(purchaseOrderId: string): Promise<string> {
  const [row] = await database.sql`select state from orders.purchase_orders
    where id = ${purchaseOrderId}`
  return String(row?.state)
}
