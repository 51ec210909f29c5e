import { buffer } from 'node:stream/consumers'
import { readXlsx } from 'hucre/xlsx'
import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { workOnImports } from '../../server/exchange/index.ts'
import { dayOf } from '../../shared/scalars.ts'
import { testClock } from '../support/clock.ts'
import { bankLayouts } from '../support/factories/bank-statements.ts'
import { anInvoice } from '../support/factories/billing.ts'
import { aReceivedOrder } from '../support/factories/deliveries.ts'
import { aBuyingUnit, aSeller } from '../support/factories/orders.ts'
import { aWorkbook } from '../support/factories/sheets.ts'
import { aPartyTo } from '../support/factories/signing-in.ts'
import { goTo, lookAt, openApp, screens, shot, signInAs, testPassword } from './support/index.ts'

const { open, database, deps } = await openApp()
const today = dayOf(testClock())

/** Of each cooperative its account and what its invoices are of, in 分. */
const payees = {
  下庄天路果蔬专业合作社: { account: '6210000000000000001', cents: [60_000, 90_000] },
  巫山县曲尺乡脆李种植专业合作社: { account: '6210000000000000002', cents: [120_000] },
  竹贤高山蔬菜专业合作社: { account: '6210000000000000003', cents: [33_000] },
}

test('§7.2 §11.2 a run of two persons, its bank file, and a statement imported twice', async () => {
  const { sides, order } = await aMonth()
  const preparing = await open('desktop')
  await signInAs(preparing, await sides('finance'), { at: '/payment-runs/new' })
  await preparing.getByLabel('到期日截至').fill(today)
  await preparing.getByText('已选 4 张发票，3,030.00 元').waitFor()
  await lookAt(preparing, 'payment-run-new')
  await preparing.getByRole('button', { name: '制单，等另一人放行' }).click()
  await preparing.getByText('等另一位财务人员放行').waitFor()
  const at = new URL(preparing.url()).pathname

  const releasing = await open('desktop')
  await signInAs(releasing, await sides('finance'), { at: '/payment-runs' })
  await shot(releasing, 'payment-runs')
  await goTo(releasing, at)
  await shot(releasing, 'payment-run')
  await releasing.getByRole('button', { name: '放行付款' }).click()
  await releasing.getByRole('button', { name: '工行样式 xlsx' }).waitFor()
  await lookInBoth(releasing, 'payment-run-released')
  const transfers = await transfersOf(releasing)
  expect(transfers.map(({ name, account, cents }) => [name, account, cents]).sort()).toEqual(
    Object.entries(payees)
      .map(([name, { account, cents }]) => [name, account, cents.reduce((sum, each) => sum + each)])
      .sort(),
  )

  const sent = transfers.map(({ cents, ...of }) => ({ ...of, cents: -cents, on: today }))
  const fee = { cents: -1_500, on: today, name: '', purpose: '手续费' }
  const statement = aWorkbook(bankLayouts.icbc([...sent, fee]))
  const first = await imported(preparing, statement)
  expect(first).toEqual(['4 新建', '0 更改', '0 无变化', '0 有错', '1 跳过'])
  await Promise.all([
    preparing.waitForResponse((answer) => answer.request().method() === 'POST' && answer.ok()),
    preparing.getByRole('button', { name: '导入 4 行' }).click(),
  ])
  await worked()
  await preparing.getByRole('link', { name: '查看流水' }).click()
  await expect.poll(() => preparing.locator('main').getByText('自动匹配').count()).toBe(3)
  await lookInBoth(preparing, 'bank-lines')
  const again = await imported(preparing, statement)
  expect(again).toEqual(['0 新建', '0 更改', '4 无变化', '0 有错', '1 跳过'])
  expect(await preparing.getByRole('button', { name: /导入 \d+ 行/ }).count()).toBe(0)

  const selling = await open('phone')
  const seller = await aPartyTo(order, 'cooperative_manager', { database, password: testPassword })
  await signInAs(selling, seller, { at: '/payments' })
  await selling.getByRole('button', { name: '已到账，确认' }).first().waitFor()
  expect(await selling.getByRole('button', { name: '已到账，确认' }).count()).toBe(2)
  await lookAt(selling, 'payments-of-run')
})

/** One unit's goods and invoices of three cooperatives, none paid yet. */
async function aMonth() {
  const unit = await aBuyingUnit(database)
  const orders: Awaited<ReturnType<typeof aReceivedOrder>>[] = []
  for (const [name, { account, cents }] of Object.entries(payees)) {
    const seller = await aSeller(database, { name })
    await database.sql`update organisations.cooperatives set bank_account = ${account}
      where organisation_id = ${seller.id}`
    for (const priceCents of cents) {
      const lines = [{ quantity: 1, priceCents }]
      const received = await aReceivedOrder(database, { beside: { seller, unit }, lines })
      await anInvoice(database, received)
      orders.push(received)
    }
  }
  const [order] = orders
  if (order === undefined) throw new Error('a month has its orders')
  const sides = (role: 'finance') => aPartyTo(order, role, { database, password: testPassword })
  return { sides, order }
}

/** What the bank is asked to send, as the downloaded file says. */
async function transfersOf(page: Page) {
  const [file] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: '工行样式 xlsx' }).click(),
  ])
  expect(file.suggestedFilename()).toMatch(/^工行批量转账-FK\d+\.xlsx$/)
  const [sheet] = (await readXlsx(await buffer(await file.createReadStream()))).sheets
  const [, ...rows] = sheet?.rows ?? []
  return rows.map(([, account, name, , , yuan, purpose]) => ({
    ...{ name: String(name), account: String(account), purpose: String(purpose) },
    cents: Math.round(Number(yuan) * 100),
  }))
}

/** Has a statement read on the page that the bank lines lead to; returns what it counted. */
async function imported(page: Page, statement: Buffer): Promise<string[]> {
  await goTo(page, '/bank-lines')
  await page.getByRole('link', { name: '导入流水' }).click()
  await page.locator('input[type=file]').setInputFiles({
    ...{ name: '对账单.xlsx', buffer: statement },
    mimeType: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  })
  await page.waitForURL('**/imports/*')
  await worked()
  await page.getByText('待确认', { exact: true }).waitFor()
  return page.locator('.counts li').allInnerTexts()
}

/** The queues do not run beside these tests. */
async function worked() {
  while (await workOnImports(deps)) {
    // one batch after the other
  }
}

async function lookInBoth(page: Page, name: string) {
  for (const size of [screens.phone, screens.desktop]) {
    await page.setViewportSize(size)
    await lookAt(page, name)
  }
}
