import { text } from 'node:stream/consumers'
import { beforeAll, expect, test } from 'vitest'
import { testClock } from '../support/clock.ts'
import { aMember } from '../support/factories/accounts.ts'
import { aGoldenWorld, golden } from '../support/factories/golden.ts'
import { anOrganisation } from '../support/factories/organisations.ts'
import { goTo, openApp, signInAs, testPassword } from './support/index.ts'

type Amounts = [cents: number, grams: number]
const { wushan = {} } = golden<Record<string, Record<string, Record<string, Amounts>>>>('figures')
const { ranking } = golden<{
  ranking: Record<string, Record<string, Record<string, Record<string, Amounts>>>>
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
  helpSale: '帮助销售',
  distinct: '认定金额（去重）',
  paired: '帮扶村',
  unknownVillage: '产地未明',
} as const

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
        .evaluateAll((found) =>
          found.map((each) => Number(each.getAttribute('title')?.replace(/[^\d.-]/g, ''))),
        )
      const [yuan = Number.NaN, kilograms = Number.NaN] = await titles
      return [Math.round(yuan * 100), Math.round(kilograms * 1_000)]
    }
    for (const [kind, name] of Object.entries(kinds)) {
      const shown = await exact('认定消费帮扶', name)
      expect(shown, `${kind} ${period}`).toEqual(wushan[period]?.[kind]?.slice(0, 2))
    }
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
    const byHand = known.map(([, amounts]) => amounts).sort(([a], [b]) => b - a)
    expect(
      stated.filter(([cents]) => cents !== 0),
      period,
    ).toEqual(byHand)
  }
})
