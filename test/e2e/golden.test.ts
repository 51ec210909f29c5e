import { text } from 'node:stream/consumers'
import type { Page } from 'playwright-core'
import { beforeAll, expect, test } from 'vitest'
import { testClock } from '../support/clock.ts'
import { aMember } from '../support/factories/accounts.ts'
import { aGoldenWorld, golden } from '../support/factories/golden.ts'
import { anOrganisation } from '../support/factories/organisations.ts'
import { goTo, openApp, signInAs, testPassword } from './support/index.ts'

type Figures = Record<string, number[]>
const { wushan = {}, nation = {} } = golden<Record<string, Record<string, Figures>>>('figures')
const { ranking } = golden<{
  ranking: Record<string, Record<string, Record<string, Figures>>>
}>('groupings')

const hour = Date.parse('2028-06-30T04:00:00Z') - testClock().getTime()
const { open, database } = await openApp({ clock: () => new Date(testClock().getTime() + hour) })
const login = 'county@golden.test'

beforeAll(async () => {
  await aGoldenWorld(database)
  const county = await anOrganisation(database, { name: '巫山县乡村振兴局' })
  await aMember(database, {
    ...{ organisationId: county.id, organisationName: county.name, name: '谭科长' },
    ...{ roles: ['official'], divisionCode: '500237', email: login, password: testPassword },
  })
})

const kinds = {
  direct: '直接采购',
  help_sale: '帮助销售',
  overlap: '重叠',
  distinct: '认定金额（去重）',
  paired: '帮扶村',
  other_villages: '其他村',
  unknown_village: '产地未明',
  not_counted: '不计入',
} as const

/** A number as it is written for people, in its smallest unit. */
const smallest = (text: string | null | undefined, unit: number) =>
  Math.round(Number((text ?? '').replace('−', '-').replace(/[^\d.-]/g, '')) * unit)

/** What a card says, or what stands behind its rounded figure. */
async function cardOf(page: Page, label: string) {
  const value = page.locator('.figure').filter({ hasText: label }).locator('.value')
  return (await value.getAttribute('title')) ?? (await value.locator('.digits').textContent())
}

test('§3 golden case: the county’s screen and its file state the figures by hand', async () => {
  const page = await open('desktop')
  await signInAs(page, login)
  for (const period of ['2027', '2028']) {
    await goTo(page, `/reports?period=${period}`)
    /** What stands behind the rounded figures of a row of a table. */
    const exact = async (table: string, name: string) => {
      const row = page
        .getByRole('table', { name: table })
        .getByRole('row')
        .filter({
          has: page.getByRole('link', { name, exact: true }),
        })
      const titles = row
        .locator('td.number [title]')
        .evaluateAll((found) => found.map((each) => each.getAttribute('title')))
      const [yuan, kilograms] = await titles
      return [smallest(yuan, 100), smallest(kilograms, 1_000)]
    }
    for (const [kind, name] of Object.entries(kinds)) {
      const shown = await exact('认定消费帮扶', name)
      expect(shown, `${kind} ${period}`).toEqual(wushan[period]?.[kind]?.slice(0, 2) ?? [0, 0])
    }
    const { distinct: [cents, grams] = [], completion, growth } = wushan[period] ?? {}
    expect(smallest(await cardOf(page, kinds.distinct), 100)).toBe(cents)
    expect(smallest(await cardOf(page, '认定重量'), 1_000)).toBe(grams)
    if (completion) expect(smallest(await cardOf(page, '任务完成率'), 100)).toBe(completion[0])
    if (growth) expect(smallest(await cardOf(page, '同比'), 100)).toBe(growth[0])
    const downloading = page.waitForEvent('download')
    await page.getByRole('button', { name: '下载' }).last().click()
    const file = await text(await (await downloading).createReadStream())
    const rows = file
      .split('\r\n')
      .slice(1)
      .map((line) => line.split(','))
    const stated = rows.flatMap(([rank, , , yuan, , kilograms]) =>
      rank === '' || yuan === undefined
        ? []
        : [[Math.round(Number(yuan) * 100), Math.round(Number(kilograms) * 1_000)]],
    )
    const { village = {} } = ranking.wushan ?? {}
    const known = Object.entries(village[period] ?? {}).filter(([code]) => code !== '')
    const byHand = known
      .map(([, [cents = 0, grams = 0]]) => [cents, grams] as const)
      .sort(([a], [b]) => b - a)
    expect(
      stated.filter(([cents]) => cents !== 0),
      period,
    ).toEqual(byHand)
  }
})

test('§3 golden case: the public page states the nation’s figures by hand', async () => {
  const page = await open('desktop')
  for (const period of ['2027', '2028']) {
    await goTo(page, `/public?period=${period}`)
    const { distinct, villages_selling, units_participating } = nation[period] ?? {}
    expect([
      smallest(await cardOf(page, kinds.distinct), 100),
      smallest(await cardOf(page, '认定重量'), 1_000),
    ]).toEqual(distinct?.slice(0, 2))
    expect([
      smallest(await cardOf(page, '卖出产品的村'), 1),
      smallest(await cardOf(page, '参与单位'), 1),
    ]).toEqual([villages_selling?.[0], units_participating?.[0]])
  }
})
