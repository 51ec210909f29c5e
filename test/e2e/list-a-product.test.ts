import path from 'node:path'
import type { Page } from 'playwright-core'
import sharp from 'sharp'
import { beforeAll, expect, test } from 'vitest'
import { aMember } from '../support/factories/accounts.ts'
import { aCooperative, anOrganisation, aUnit } from '../support/factories/organisations.ts'
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
import { keptOn } from './support/offline.ts'

const { open, database } = await openApp()
const sizes = Object.keys(screens) as Screen[]
let photo: { name: string; mimeType: string; buffer: Buffer }

beforeAll(async () => {
  for (const screen of sizes) {
    const { id } = await aCooperative(database, { name: `下庄天路合作社（${screen}）` })
    await aMember(database, {
      organisationId: id,
      organisationName: `下庄天路合作社（${screen}）`,
      roles: ['cooperative_manager'],
      email: `${screen}@coop.test`,
      password: testPassword,
    })
  }
  const authority = await anOrganisation(database)
  await aMember(database, {
    organisationId: authority.id,
    organisationName: authority.name,
    roles: ['official'],
    divisionCode: '500237',
    email: 'county@gov.test',
    password: testPassword,
  })
  const unit = await aUnit(database)
  await aMember(database, {
    organisationId: unit.id,
    organisationName: unit.name,
    roles: ['buyer'],
    email: 'buyer@unit.test',
    password: testPassword,
  })
  const image = { width: 1200, height: 900, channels: 3 as const, background: '#8aa84f' }
  const buffer = await sharp({ create: image }).jpeg().toBuffer()
  photo = { name: '脆李.jpg', mimeType: 'image/jpeg', buffer }
})

/** Types into a picker of villages and takes the first that is found. */
async function pickVillage(page: Page, label: string, name: string) {
  const field = page.getByLabel(label).first()
  await field.click()
  await field.fill(name)
  await page.getByRole('option', { name }).first().click()
}

test.each(sizes)(
  'journey 3: a product with pack, tiers, season and lot, on a %s',
  async (screen) => {
    const page = await open(screen)
    await signInAs(page, `${screen}@coop.test`, { at: '/listings' })
    await page.getByRole('button', { name: '上架新产品' }).first().click()
    await expectAccessible(page)

    await page.locator('input[type="file"]').first().setInputFiles(photo)
    await page.getByRole('button', { name: '移除照片 1' }).waitFor()
    await page.getByLabel('品名').fill('巫山脆李')
    await page.getByLabel('品种').fill('青脆李')
    await page.getByLabel('品类').selectOption({ label: '水果' })
    await pickVillage(page, '产地村', '下庄')
    await page.getByRole('button', { name: '选供应期' }).click()
    await page.getByLabel('从', { exact: true }).selectOption({ label: '6月下旬' })
    await page.getByLabel('到', { exact: true }).selectOption({ label: '8月中旬' })
    await page.getByText('供应期：6月下旬至8月中旬').waitFor()

    await page.getByLabel('规格名称').fill('5 公斤箱')
    await page.getByLabel('每件净重').fill('10斤')
    await page.getByText('即 5 公斤（10 斤）').waitFor()
    await page.getByLabel('每件价格').first().fill('90')
    await page.getByText('合每斤 9.00 元').waitFor()
    await page.getByRole('button', { name: '加一档阶梯价' }).click()
    await page.getByLabel('满多少件').fill('100')
    await page.getByLabel('每件价格').nth(1).fill('95')

    await page.getByLabel('这批有多少').fill('2吨')
    await page.getByLabel('占比').first().fill('70')
    await page.getByRole('button', { name: '部分产地不明' }).click()
    await page.getByText('合计 100%').waitFor()
    await page.getByLabel('占比').nth(1).fill('20')
    await page.getByLabel('证明编号').fill('渝巫2026-0701')

    // Both faults come back at their fields, and nothing that was filled in is lost.
    await page.getByRole('button', { name: '提交审核' }).click()
    await page.getByText('不能比前一档贵，最多 90.00 元').first().waitFor()
    await page.getByText('各份额合计须为 100%，现为 90%').first().waitFor()
    await expectAccessible(page)
    expect(await page.getByText('500237222213').count()).toBe(0)
    await shot(page, 'list-a-product-refused')
    await page.getByLabel('每件价格').nth(1).fill('85')
    await page.getByRole('button', { name: '补足到 100%' }).click()
    await shot(page, 'list-a-product')
    await page.getByRole('button', { name: '提交审核' }).click()

    await page.waitForURL(/\/listings\/[0-9a-f-]{36}$/)
    await page.getByText('审核中').first().waitFor()
    await page.getByText('2,000 / 2,000').waitFor()
    await page.getByText('产地未明').waitFor()
    await lookAt(page, 'listing')
    await goTo(page, '/listings')
    await page.getByRole('link', { name: /巫山脆李/ }).waitFor()
    await lookAt(page, 'listings')
  },
)

test('what was filled in is still there after the page was closed', async () => {
  const page = await open('phone')
  await signInAs(page, 'phone@coop.test', { at: '/listings/new' })
  await page.getByLabel('品名').fill('半截子脐橙')
  await expect.poll(async () => (await keptOn(page)).drafts).toBe(1)
  await page.reload()
  await page.getByText('已恢复上次没填完的内容').waitFor()
  expect(await page.getByLabel('品名').inputValue()).toBe('半截子脐橙')
})

test('the county approves it, and it is on sale with its villages', async () => {
  const page = await open('desktop')
  await signInAs(page, 'county@gov.test', { at: '/listing-reviews' })
  await page
    .getByRole('link', { name: /巫山脆李/ })
    .first()
    .waitFor()
  await lookAt(page, 'listing-reviews')
  await page
    .getByRole('link', { name: /巫山脆李/ })
    .first()
    .click()
  await page.getByText('没有发现相似产品').waitFor()
  await lookAt(page, 'listing-review')
  await page.getByRole('button', { name: '通过', exact: true }).click()
  await page.waitForURL('**/listing-reviews')

  for (const screen of sizes) {
    const visitor = await open(screen)
    await visitor.goto('/catalogue')
    await visitor.getByText('登录后显示到货价').waitFor()
    await visitor.getByRole('link', { name: '巫山脆李', exact: true }).waitFor()
    await lookAt(visitor, 'catalogue-public')
    await visitor.getByRole('link', { name: '巫山脆李', exact: true }).click()
    await visitor.getByRole('heading', { name: '在售批次' }).waitFor()
    await visitor.getByText('重庆市巫山县竹贤乡下庄村').first().waitFor()
    await lookAt(visitor, 'product')
  }
})

test('§5.7 the same goods under another name stand side by side on the review desk', async () => {
  const page = await open('desktop')
  await signInAs(page, 'desktop@coop.test', { at: '/listings/new' })
  await page.getByLabel('品名').fill('精品脆李')
  await page.getByLabel('品类').selectOption({ label: '水果' })
  await pickVillage(page, '产地村', '下庄')
  await page.getByLabel('规格名称').fill('5 斤盒')
  await page.getByLabel('每件净重').fill('5斤')
  await page.getByLabel('每件价格').first().fill('49')
  await page.getByLabel('现在就有货').uncheck()
  await page.getByRole('button', { name: '提交审核' }).click()
  await page.getByText('与已上架的产品相似').first().waitFor()
  const official = await open('desktop')
  await signInAs(official, 'county@gov.test', { at: '/listing-reviews' })
  await official.getByRole('link', { name: /精品脆李/ }).click()
  await official.getByText('品名相同').waitFor()
  await lookAt(official, 'listing-review-duplicate')
  await official.getByRole('button', { name: '不通过' }).click()
  await official.getByText('请填写').waitFor()
  await official.getByRole('textbox', { name: '意见' }).fill('与在售的巫山脆李重复，请合并规格')
  await official.getByRole('button', { name: '不通过' }).click()
  await official.waitForURL('**/listing-reviews')
})

test.each(sizes)(
  'terms of sale, and then the delivered price for the buyer, on a %s',
  async (screen) => {
    const page = await open(screen)
    await signInAs(page, `${screen}@coop.test`, { at: '/sales-terms' })
    await page.getByText('还没有送货地区').waitFor()
    await page.getByRole('button', { name: '增加送货地区' }).click()
    await pickVillage(page, '地区', '重庆')
    await page.getByLabel('运费').fill('0.8')
    await page.getByLabel('起送金额').fill('200')
    await page.getByRole('button', { name: '保存', exact: true }).click()
    await page.getByText('供货条件已保存').waitFor()
    await lookAt(page, 'sales-terms')

    const buyer = await open(screen)
    await signInAs(buyer, 'buyer@unit.test', { at: '/catalogue' })
    const row = buyer.getByRole('article').filter({ hasText: '巫山脆李' })
    await row.first().waitFor()
    await buyer.getByLabel('搜品名、产地、合作社').fill('脆李')
    await buyer.keyboard.press('Enter')
    await buyer.waitForURL(/q=/)
    await buyer.getByLabel('排序').selectOption({ label: '到货价从低到高' })
    await buyer.waitForURL(/sort=delivered/)
    await row.getByText('9.40').first().waitFor()
    await lookAt(buyer, 'catalogue')
  },
)

test('a zip that is named as a photo is refused in words', async () => {
  const page = await open('phone')
  await signInAs(page, 'phone@coop.test', { at: '/listings/new' })
  const zip = Buffer.concat([Buffer.from('PK\u0003\u0004'), Buffer.alloc(2_000, 7)])
  const file = { name: '照片.jpg', mimeType: 'image/jpeg', buffer: zip }
  await page.locator('input[type="file"]').first().setInputFiles(file)
  await page.getByText('只能上传照片（JPG、PNG、WebP）、PDF、OFD 或 XML 文件').waitFor()
})

test('a photo of 50 MB is refused before it is sent', async () => {
  const page = await open('phone')
  await signInAs(page, 'phone@coop.test', { at: '/listings/new' })
  const folder = await import('node:os').then((os) => os.tmpdir())
  const large = path.join(folder, `large-${process.pid}.jpg`)
  const { truncateSync, writeFileSync, rmSync } = await import('node:fs')
  writeFileSync(large, '')
  truncateSync(large, 50 * 1_048_576)
  await page.locator('input[type="file"]').first().setInputFiles(large)
  await page.getByText('文件超过 20 MB').waitFor()
  rmSync(large)
})
