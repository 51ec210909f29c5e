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
import { anOrganisation } from '../support/factories/organisations.ts'
import { aPaidOrder } from '../support/factories/reports.ts'
import { goTo, lookAt, openApp, type Screen, screens, shot, signInAs } from './support/index.ts'
import { testPassword } from './support/sign-in.ts'

const { open, database, deps } = await openApp()
const county = 'county@review.test'
/** Of the order that is reviewed, whenever the test runs. */
const year = 2026

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
    await click(/认定金额（去重）/)
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
    expect(file.suggestedFilename()).toMatch(new RegExp(`^台账-${year}年-.*\\.xlsx$`))
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
