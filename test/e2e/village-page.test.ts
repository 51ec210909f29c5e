import { beforeAll, expect, test } from 'vitest'
import { xiazhuang } from '../support/factories/attribution.ts'
import { aPaidOrder } from '../support/factories/reports.ts'
import { lookAt, openApp, type Screen, screens, shot } from './support/index.ts'

const { open, database } = await openApp()
let buyerName = ''

beforeAll(async () => {
  const order = await aPaidOrder(database, { lines: [{ quantity: 122 }] })
  buyerName = order.unit.name
})

test.each(Object.keys(screens) as Screen[])(
  'a village’s page from a QR code, on a %s',
  async (screen) => {
    const page = await open(screen)
    await page.goto(`/v/${xiazhuang}`)
    await page.getByRole('heading', { name: '下庄村' }).waitFor()
    // 122 crates of five kilograms.
    await page.getByText('610', { exact: false }).first().waitFor()
    await page.getByText(buyerName).waitFor()
    await page.locator('figure svg').first().waitFor()
    await page.getByRole('heading', { name: '农时日历' }).waitFor()
    await lookAt(page, 'village')
    await page.getByRole('link', { name: '打印海报和二维码' }).click()
    await page.getByRole('img', { name: '下庄村页面的二维码' }).waitFor()
    await lookAt(page, 'poster')
  },
)

test.each(Object.keys(screens) as Screen[])('the public totals, on a %s', async (screen) => {
  const page = await open(screen)
  await page.goto('/public')
  await page.getByRole('link', { name: /下庄村/ }).waitFor()
  await page.locator('figure svg').first().waitFor()
  await lookAt(page, 'public')
  await page.getByRole('link', { name: /下庄村/ }).click()
  await page.getByRole('heading', { name: '下庄村' }).waitFor()
})

test('a village that does not exist says so, in English too', async () => {
  const page = await open('phone', { language: 'en' })
  await page.goto('/v/500237222299')
  await page.getByRole('heading', { name: 'This record was not found' }).waitFor()
  await page.goto(`/v/${xiazhuang}`)
  await page.getByRole('heading', { name: 'Products sold', exact: false }).count()
  await page.getByText('Units that bought or helped to sell').waitFor()
  await shot(page, 'village-en')
  expect(await page.title()).toContain('What the village sold')
})
