import { readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { readXlsx } from 'hucre/xlsx'

import type { Locator, Page } from 'playwright-core'
import { beforeAll, describe, expect, test } from 'vitest'
import { ledgerColumns } from '../../server/exchange/ledger-columns.ts'
import { runVerification } from '../../server/reports/verifications.ts'
import { aMember } from '../support/factories/accounts.ts'
import { aTarget } from '../support/factories/assistance.ts'
import { aRecognisedSale, pay } from '../support/factories/attribution.ts'
import { anOrganisation } from '../support/factories/organisations.ts'
import { aPaidOrder } from '../support/factories/reports.ts'
import { goTo, lookAt, openApp, type Screen, screens, shot, signInAs } from './support/index.ts'
import { testPassword } from './support/sign-in.ts'

const { open, database, deps } = await openApp()
const county = 'county@review.test'
const colleague = 'colleague@review.test'
/** Of the order that is reviewed, whenever the test runs. */
const year = 2026
/** In the months that are closed, on the desktop the first one, on the phone the next. */
const sold: Awaited<ReturnType<typeof aRecognisedSale>>[] = []

beforeAll(async () => {
  await aPaidOrder(database, {
    lines: [{ quantity: 400 }, { quantity: 120 }],
    weighed: [{ weighedGrams: 1_990_000, reason: 'short', remark: '少两箱' }],
  })
  const authority = await anOrganisation(database)
  await aMember(database, {
    organisationId: authority.id,
    organisationName: authority.name,
    roles: ['official'],
    divisionCode: '500237',
    email: county,
    name: '谭科长',
    password: testPassword,
  })
  await aMember(database, {
    organisationId: authority.id,
    organisationName: authority.name,
    roles: ['official'],
    divisionCode: '500237',
    email: colleague,
    name: '向科员',
    password: testPassword,
  })
  const sale = { grams: 50_000, cents: 60_000 }
  sold.push(await aRecognisedSale(database, { ...sale, on: `${year}-05-20` }))
  sold.push(await aRecognisedSale(database, { ...sale, on: `${year}-06-20` }))
  await aTarget(database, { divisionCode: '500237', year, amount: 10_000_000 })
})

/** The queues do not run beside these tests. */
async function verifyAsTheQueueDoes(): Promise<void> {
  const rows = await database.sql<{ id: string }[]>`
    select id from reports.verifications where finished_at is null`
  for (const { id } of rows) await runVerification(deps, id)
}

/** Counts what a person clicks. */
function clicking(page: Page) {
  let clicks = 0
  return {
    count: () => clicks,
    click: async (name: RegExp, within: Page | Locator = page) => {
      clicks += 1
      await within.getByRole('link', { name }).first().click()
    },
  }
}

describe.each(Object.keys(screens) as Screen[])('reviewing, on a %s', (screen) => {
  test('from the county’s total to the weigh slip in at most four clicks', async () => {
    const page = await open(screen)
    await signInAs(page, county, { at: `/reports?period=${year}` })
    await page.getByRole('heading', { name: '巫山县', exact: true }).waitFor()
    await page.getByRole('heading', { name: '排名' }).waitFor()
    // An official's first question comes first in the navigation, on both screens.
    const places = page.getByRole('navigation').getByRole('link')
    expect((await places.first().textContent())?.trim()).toBe('统计')
    await page.locator('figure svg').first().waitFor()
    await lookAt(page, 'overview')

    const { click, count } = clicking(page)
    await click(/^认定金额（去重）/)
    await page.getByText('计入合计').waitFor()
    await lookAt(page, 'ledger')
    // Which of the two lines comes first is nobody's promise.
    await click(/^500237-/, page.locator('tr', { hasText: '1,990' }))
    await page.getByRole('heading', { name: '验收单（过磅）' }).waitFor()
    await page.getByText('1,990 公斤').first().waitFor()
    await page.getByText('少两箱').waitFor()
    await page.getByText('本机复算一致').waitFor()
    await lookAt(page, 'entry')
    await click(/^GR/)
    await page.getByRole('heading', { name: /GR\d+/ }).waitFor()
    await page.getByText('少两箱').waitFor()
    expect(count()).toBeLessThanOrEqual(4)
    // Each step leads back to where one was, after a reload as well.
    await page.reload()
    const way = page.getByRole('navigation', { name: '返回路径' }).getByRole('link')
    await way.nth(2).waitFor()
    await lookAt(page, 'way-back')
    await way.nth(1).click()
    await page.waitForURL(/\/ledger\?.*recognition=counted/)
    await page.getByText('计入合计').waitFor()
    await way.getByText('巫山县').click()
    await page.waitForURL(new RegExp(`/reports\\?period=${year}$`))
  })

  test('the ledger is exported as it is shown', async () => {
    const page = await open(screen)
    await signInAs(page, county, { at: `/ledger?recognition=counted&period=${year}` })
    const shown = page.getByTestId('total-yuan')
    await shown.waitFor()
    const total = Number((await shown.innerText()).replaceAll(',', ''))
    const [file] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: /导出台账/ }).click(),
    ])
    expect(file.suggestedFilename()).toMatch(new RegExp(`^台账-巫山县-${year}年-.*\\.xlsx$`))
    const place = path.join(tmpdir(), `review-${process.pid}-${screen}.xlsx`)
    await file.saveAs(place)
    const rows = (await readXlsx(readFileSync(place))).sheets[0]?.rows ?? []
    const money = ledgerColumns.findIndex((column) => column.titles.en.startsWith('Recognised am'))
    expect(rows.at(-1)?.[money]).toBe(total)
  })

  test('the official verifies the ledger of the county', async () => {
    const page = await open(screen)
    await signInAs(page, county, { at: '/verification' })
    await page.getByRole('button', { name: '开始核验' }).click()
    await page.getByText('核验在后台进行').waitFor()
    await shot(page, `verifying-${screen}`)
    await verifyAsTheQueueDoes()
    await page.getByText('全部一致').waitFor()
    await lookAt(page, 'verification')
  })
})

describe.each(Object.keys(screens) as Screen[])('closing, on a %s', (screen) => {
  test('§4.2 a month is closed with a colleague, and what changes later stands apart', async () => {
    const at = screen === 'desktop' ? 0 : 1
    const month = `${year}-${['05', '06'][at]}`
    const page = await open(screen)
    await signInAs(page, county, { at: '/months' })
    await page.getByRole('link', { name: month }).click()
    await page.getByRole('heading', { name: `${month} 结账` }).waitFor()
    await lookAt(page, 'month')
    await page.getByRole('button', { name: '制表' }).click()
    await page.getByText('已制表，等本县另一位县级人员复核').waitFor()

    const other = await open(screen)
    await signInAs(other, colleague, { at: `/months/500237/${month}` })
    await other.getByRole('button', { name: '结账', exact: true }).click()
    await other.getByRole('dialog').getByRole('button', { name: '结账', exact: true }).click()
    await other.getByRole('button', { name: '结账报表' }).click()
    await other.getByText('谭科长').waitFor()
    const hash = await other.getByTestId('statement-hash').innerText()
    await lookAt(other, 'statement')
    await other.emulateMedia({ media: 'print' })
    await shot(other, `statement-print-${screen}`)
    await other.emulateMedia({ media: 'screen' })

    const line = sold[at]
    if (line === undefined) throw new Error('nothing was sold in this month')
    await pay(database, line, { cents: -1_200, on: `${year}-11-20` })
    await other.getByRole('button', { name: '此后的变化' }).click()
    await other.getByText('净额 -12.00 元').waitFor()
    await lookAt(other, 'changes')
    await goTo(other, `/months/500237/${month}/statement`)
    expect(await other.getByTestId('statement-hash').innerText()).toBe(hash)
    await goTo(other, '/months')
    await other.getByText('已结账').first().waitFor()
    await lookAt(other, 'months')
  })
})

test('an address that asks for a ranking that a county has not shows its villages', async () => {
  const page = await open('phone')
  await signInAs(page, county, { at: `/reports?period=${year}&by=first_secretary` })
  await page.waitForURL(/by=village/)
  await page.getByRole('heading', { name: '排名' }).waitFor()
  expect(await page.getByRole('alert').count()).toBe(0)
})

test('the reports speak English', async () => {
  const page = await open('desktop', { language: 'en' })
  await signInAs(page, county, { at: `/reports?period=${year}` })
  await page.getByRole('heading', { name: 'Ranking' }).waitFor()
  await page.locator('figure svg').first().waitFor()
  await shot(page, 'overview-en')
  await goTo(page, '/ledger/500237/1')
  await page.getByRole('heading', { name: 'Goods receipt (weigh slip)' }).waitFor()
  await shot(page, 'entry-en')
})
