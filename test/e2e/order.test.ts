import type { Page } from 'playwright-core'
import { beforeAll, expect, test } from 'vitest'
import { addDays, dayOf } from '../../shared/scalars.ts'
import { testClock } from '../support/clock.ts'
import { aMember } from '../support/factories/accounts.ts'
import { aBuyingUnit, aPlacedOrder, aSeller } from '../support/factories/orders.ts'
import { aWorkbook } from '../support/factories/sheets.ts'
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
const email = 'buyer@order.test'
const longTimeout = { timeout: 10_000 }
const otherEmail = 'other-buyer@order.test'
const managerEmail = 'coop@order.test'

/** What three cooperatives sell; the sheet names them as a canteen would. */
const goods = [
  ['巫山脆李', '云台土豆', '福坪白菜', '高山萝卜'],
  ['黄金奈李', '石径绿茶', '连南香菇', '瑶山黑鸡'],
  ['下庄柑橘', '竹贤核桃油', '土蜂蜜', '青皮冬瓜'],
]
const sellers = ['下庄天路果蔬合作社', '石径村金奈李合作社', '竹贤乡农产品合作社']

beforeAll(async () => {
  const year = Number(dayOf(testClock()).slice(0, 4))
  const unit = await aBuyingUnit(database, { budget: { year, budgetCents: 50_000_000 } })
  const organisation = { organisationId: unit.id, organisationName: unit.name }
  const name = '陈采购'
  const { actor } = await aMember(database, {
    ...organisation,
    roles: ['buyer'],
    email,
    name,
    password: testPassword,
  })
  await aMember(database, {
    ...organisation,
    roles: ['buyer'],
    email: otherEmail,
    name: '李采购',
    password: testPassword,
  })
  const known: string[] = []
  for (const [index, names] of goods.entries()) {
    const terms = { minimumOrderCents: 20_000, areas: [{ code: '50', freightCentsPerKg: 40 }] }
    const seller = await aSeller(database, { name: sellers[index] as string, terms })
    for (const productName of names) {
      const tiers = [{ fromQuantity: 20, priceCents: 5_500 }]
      const offer = await seller.offer({ name: productName, tiers, minimumQuantity: 2 })
      known.push(offer.packId)
    }
    if (index > 0) continue
    await seller.offer({ name: '云台红皮土豆', packGrams: 10_000 })
    await aMember(database, {
      organisationId: seller.id,
      organisationName: seller.name,
      roles: ['cooperative_manager'],
      email: managerEmail,
      name: '毛建国',
      password: testPassword,
    })
  }
  const lines = known.slice(0, 5).map((packId) => ({ packId, quantity: 4 }))
  const at = new Date(testClock().getTime() - 7 * 86_400_000)
  const neededOn = addDays(dayOf(at), 5)
  await aPlacedOrder(database, { buyer: actor, channelId: unit.channelId, lines, at, neededOn })
})

/** Twelve rows with a head, as they leave a spreadsheet; one of them may mean two things. */
function pasted(): string {
  const rows = goods.flat().map((name, index) => {
    const searchText = name === '云台土豆' ? '土豆' : name
    return `${index + 1}\t${searchText}\t${index % 3 === 0 ? '６０公斤' : '12箱'}`
  })
  return ['序号\t品名\t数量', ...rows].join('\n')
}

test.each(Object.keys(screens) as Screen[])(
  'twelve lines over three cooperatives by pasting rows, on a %s',
  async (screen) => {
    const page = await open(screen)
    await signInAs(page, email)
    await page.getByRole('heading', { name: '工作台' }).waitFor()
    await page.getByText('照上次的').waitFor()
    await lookAt(page, 'unit-desk')
    await goTo(page, '/order')
    await paste(page, `${pasted()}\n13\t外星水果\t3箱`)
    await page.getByRole('heading', { name: '2 行待确认' }).waitFor()
    await lookAt(page, 'order-sheet-open')
    await page.getByRole('button', { name: /^云台土豆/ }).click()
    await page.getByRole('button', { name: /删除.*外星水果/ }).click()
    await expect.poll(() => page.locator('tbody.group').count(), longTimeout).toBe(3)
    await page.getByLabel('巫山脆李 的件数').fill('1')
    await page.getByLabel('巫山脆李 的件数').press('Tab')
    await page.getByText('至少订 2 件').waitFor()
    await page.getByText('1 处需修改').waitFor()
    await page.getByLabel('巫山脆李 的件数').fill('20')
    await page.getByLabel('巫山脆李 的件数').press('Tab')
    await page.getByText('将拆成 3 张采购订单').waitFor()
    await lookAt(page, 'order-sheet')
    await page.getByRole('button', { name: '下单', exact: true }).click()
    await page.getByRole('heading', { name: /采购申请 RQ/ }).waitFor()
    await expect.poll(() => page.locator('.orders li').count(), longTimeout).toBe(3)
    expect(await page.locator('tbody tr').count()).toBe(12)
    await lookAt(page, 'requisition')
    await goTo(page, '/order')
    await page.getByText('还没有要订的货').waitFor()
  },
)

test('the basket comes along to another device', async () => {
  const desktop = await open('desktop')
  await signInAs(desktop, email, { at: '/order?again=1' })
  await expect.poll(() => desktop.locator('tbody.group').count(), longTimeout).toBeGreaterThan(0)
  await expect
    .poll(
      async () => (await database.sql`select count(*) from orders.basket_lines`)[0]?.count,
      longTimeout,
    )
    .toBeGreaterThan(0)
  const phone = await open('phone')
  await signInAs(phone, email, { at: '/order' })
  await expect.poll(() => phone.locator('tbody.group').count(), longTimeout).toBeGreaterThan(0)
})

test.each(Object.keys(screens) as Screen[])(
  'what is missing is said in its place, and nothing is lost by a reload, on a %s',
  async (screen) => {
    const page = await open(screen)
    await signInAs(page, otherEmail, { at: '/order' })
    await page.getByText('已保存').waitFor()
    await paste(page, '巫山脆李\t12箱\n石径绿茶\t30箱\n土豆\t6箱')
    await page.getByLabel('备注').fill('走后门卸货')
    const plums = page.getByLabel('巫山脆李 的件数')
    await plums.fill('2.5')
    await plums.press('Tab')
    await page.getByText('2.5 不是整件').waitFor()
    await page.getByRole('button', { name: '3 件', exact: true }).click()
    await expect.poll(() => plums.inputValue(), longTimeout).toBe('3')
    await plums.fill('')
    await plums.press('Tab')
    await page.getByText('请填数量').waitFor()
    await page.getByRole('button', { name: /删除.*土豆/ }).click()
    await page.getByText('还有 1 行没填数量').waitFor()
    await page.getByLabel('要求送达日期').fill(addDays(dayOf(testClock()), 1))
    await page.getByText(/家合作社）/).waitFor()
    await page.getByText('已保存').waitFor()
    await lookAt(page, 'order-sheet-incomplete')
    await page.reload()
    await page.getByText('请填数量').waitFor()
    expect(await page.getByLabel('备注').inputValue()).toBe('走后门卸货')
    await page.getByRole('button', { name: /^改为/ }).click()
    await expect.poll(() => page.getByText(/家合作社）/).count(), longTimeout).toBe(0)
    await page.getByRole('button', { name: '去掉全部' }).click()
    await page.getByText('还没有要订的货').waitFor()
    await page.getByRole('button', { name: '撤销' }).click()
    await page.getByText('请填数量').waitFor()
    await page.getByRole('button', { name: '去掉全部' }).click()
    await page.getByText('已保存').waitFor()
  },
)

test.each(Object.keys(screens) as Screen[])(
  'a list out of a spreadsheet is read and priced, on a %s',
  async (screen) => {
    const page = await open(screen)
    await signInAs(page, otherEmail, { at: '/order' })
    await page.getByText('已保存').waitFor()
    const buffer = aWorkbook([
      ['第一食堂一周采购清单'],
      ['序号', '品名', '数量'],
      [1, '巫山脆李', '12箱'],
      [2, '石径绿茶', '30箱'],
      ['', '合计', '42箱'],
    ])
    const mimeType = 'application/vnd.ms-excel'
    await page.getByLabel('选择表格文件').setInputFiles({ name: '周一.xlsx', mimeType, buffer })
    const packsOf = (name: string) => page.getByLabel(`${name} 的件数`)
    await expect.poll(() => packsOf('巫山脆李').inputValue(), longTimeout).toBe('12')
    expect(await packsOf('石径绿茶').inputValue()).toBe('30')
    await page.getByText('将拆成 2 张采购订单').waitFor()
    await lookAt(page, 'order-sheet-file')
    await page.getByRole('button', { name: '去掉全部' }).click()
    await page.getByText('已保存').waitFor()
  },
)

test.each(Object.keys(screens) as Screen[])(
  'a template is kept, used and deleted, on a %s',
  async (screen) => {
    const page = await open(screen)
    await signInAs(page, otherEmail, { at: '/order' })
    await page.getByText('已保存').waitFor()
    await paste(page, '巫山脆李\t12箱\n石径绿茶\t30箱')
    await page.getByLabel('石径绿茶 的件数').waitFor()
    await page.getByRole('button', { name: '模板' }).click()
    await page.getByText('还没有模板').waitFor()
    await page.getByLabel('把当前内容存为模板').fill('周一早餐')
    await page.getByRole('button', { name: '保存' }).click()
    await page.getByRole('button', { name: '采用 周一早餐' }).waitFor()
    // Half-way from disabled to ready the button has too little contrast.
    await page.locator('button:enabled', { hasText: '下单' }).waitFor()
    await lookAt(page, 'order-templates')
    await page.keyboard.press('Escape')
    await page.getByRole('button', { name: '去掉全部' }).click()
    await page.getByText('还没有要订的货').waitFor()
    await page.getByRole('button', { name: '模板' }).click()
    await page.getByRole('button', { name: '采用 周一早餐' }).click()
    await expect.poll(() => page.getByLabel('石径绿茶 的件数').inputValue(), longTimeout).toBe('30')
    await page.getByRole('button', { name: '模板' }).click()
    await page.getByRole('button', { name: '删除 周一早餐' }).click()
    await page.getByRole('button', { name: '删除', exact: true }).last().click()
    await page.getByText('还没有模板').waitFor()
    await page.keyboard.press('Escape')
    await page.getByRole('button', { name: '去掉全部' }).click()
    await page.getByText('已保存').waitFor()
  },
)

test('two tabs: what each changed is kept, and what both changed is asked', async () => {
  const here = await open('desktop')
  const there = await open('desktop')
  await signInAs(here, otherEmail, { at: '/order' })
  await here.getByText('已保存').waitFor()
  await paste(here, '巫山脆李\t10箱\n石径绿茶\t10箱')
  await here.getByLabel('石径绿茶 的件数').waitFor()
  await here.getByText('已保存').waitFor()
  await signInAs(there, otherEmail, { at: '/order' })
  await there.getByLabel('石径绿茶 的件数').fill('40')
  await there.getByLabel('石径绿茶 的件数').press('Tab')
  await there.getByLabel('巫山脆李 的件数').fill('40')
  await there.getByLabel('巫山脆李 的件数').press('Tab')
  await there.getByText('已保存').waitFor()
  await here.getByLabel('巫山脆李 的件数').fill('77')
  await here.getByLabel('巫山脆李 的件数').press('Tab')
  await here.getByRole('button', { name: '保留这里的：77 件' }).waitFor()
  expect(await here.getByLabel('石径绿茶 的件数').inputValue()).toBe('40')
  await lookAt(here, 'order-sheet-conflict')
  await here.getByRole('button', { name: '保留这里的：77 件' }).click()
  await here.getByText('已保存').waitFor()
  await there.reload()
  await expect.poll(() => there.getByLabel('巫山脆李 的件数').inputValue(), longTimeout).toBe('77')
})

test.each(Object.keys(screens) as Screen[])(
  'a cooperative confirms and declines, on a %s',
  async (screen) => {
    const page = await open(screen)
    await signInAs(page, managerEmail)
    await page.getByRole('heading', { name: '待确认' }).waitFor()
    await page.locator('.briefs li').first().waitFor()
    await lookAt(page, 'cooperative-desk')
    await page.locator('.briefs a').first().click()
    await page.getByRole('button', { name: '确认接单' }).waitFor()
    await expectAccessible(page)
    await page.getByRole('button', { name: '确认接单' }).click()
    await page.locator('.status', { hasText: '已确认' }).waitFor()
    await shot(page, 'purchase-order')
    await goTo(page, '/purchase-orders')
    await page.locator('tbody tr').first().waitFor()
    await lookAt(page, 'purchase-orders')
  },
)

test('a phone shows three goods of the catalogue at once, and what is in the basket', async () => {
  const page = await open('phone')
  await signInAs(page, email, { at: '/catalogue' })
  const first = page.getByRole('article').first()
  await first.getByRole('button', { name: /^增加 1 件/ }).click()
  await first.getByRole('button', { name: /^加入/ }).click()
  const bar = page.getByRole('complementary', { name: '采购单' })
  await bar.getByText(/已选 \d+ 种/).waitFor()
  const foot = (await bar.boundingBox())?.y ?? 0
  const goodsShown = await page.getByRole('article').all()
  const boxes = await Promise.all(goodsShown.map((each) => each.boundingBox()))
  const whole = boxes.filter((box) => box !== null && box.y + box.height <= foot)
  expect(whole.length).toBeGreaterThanOrEqual(3)
  await lookAt(page, 'catalogue-basket')
  await bar.getByRole('link', { name: '去下单' }).click()
  await page.waitForURL('**/order')
  await page.locator('tbody.group .produce').first().waitFor()
})

test('the screens speak English as well', async () => {
  const page = await open('desktop', { language: 'en' })
  await signInAs(page, email, { at: '/order' })
  await page.getByRole('heading', { name: 'Order', exact: true }).waitFor()
  await page.locator('tbody.group').first().waitFor()
  await page.locator('button:enabled', { hasText: 'Place the order' }).waitFor()
  await lookAt(page, 'order-sheet-english')
})

async function paste(page: Page, text: string): Promise<void> {
  const field = page.getByLabel('粘贴采购清单')
  await field.fill(text)
  await page.getByRole('button', { name: '识别' }).click()
}
