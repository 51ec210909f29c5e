import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { dayOf } from '../../shared/scalars.ts'
import { testClock } from '../support/clock.ts'
import { aMember } from '../support/factories/accounts.ts'
import { aGroup, anIntroduction, aPairing, aTarget } from '../support/factories/assistance.ts'
import { aCooperative, anOrganisation, aUnit } from '../support/factories/organisations.ts'
import { insertPlaces } from '../support/factories/villages.ts'
import { goTo, lookAt, openApp, screens, shot, signInAs, testPassword } from './support/index.ts'

const { open, database } = await openApp()
await insertPlaces(database)
const thisYear = Number(dayOf(testClock()).slice(0, 4))
const authority = await anOrganisation(database)
const platform = await anOrganisation(database, { kind: 'platform', name: '村集平台' })
const bureau = await aUnit(database, { name: '重庆市文化和旅游发展委员会（示例）' })
const university = await aUnit(database, { name: '示例大学', unitType: 'school' })
const group = await aGroup(database, {
  leadUnitId: bureau.id,
  memberUnitIds: [university.id],
})
await aPairing(database, { organisationId: group.id, divisionCode: '500237222' })
await aTarget(database, { organisationId: university.id, year: thisYear, amount: 50_000_000 })
const applicant = await aCooperative(database, { state: 'applied' })
const admitted = await aCooperative(database, { name: '竹贤蔬菜合作社' })
const introduced = { helperUnitId: bureau.id, buyerUnitId: university.id }
await anIntroduction(database, { ...introduced, cooperativeId: admitted.id, confirmedAt: null })

const password = testPassword
const logins = {
  county: 'county@places.test',
  admin: 'admin@places.test',
  leader: 'leader@places.test',
  group: 'group@places.test',
}
await aMember(database, {
  organisationId: authority.id,
  roles: ['official'],
  divisionCode: '500237',
  email: logins.county,
  password,
})
await aMember(database, {
  organisationId: platform.id,
  roles: ['platform_admin'],
  email: logins.admin,
  password,
})
await aMember(database, {
  organisationId: university.id,
  organisationName: university.name,
  roles: ['unit_leader', 'buyer'],
  email: logins.leader,
  password,
})
await aMember(database, {
  organisationId: group.id,
  organisationName: group.name,
  roles: ['group_coordinator'],
  email: logins.group,
  password,
})

const both = Object.keys(screens) as (keyof typeof screens)[]

/** Goes to a page, and looks at it once it has all it shows. */
async function visit(page: Page, address: string, name: string): Promise<void> {
  await goTo(page, address)
  await page.getByRole('heading', { level: 1 }).waitFor()
  await lookAt(page, name)
}

test.each(both)('an official and the platform let a cooperative in, on a %s', async (screen) => {
  const page = await open(screen)
  await signInAs(page, logins.county)
  await visit(page, '/admissions', 'admissions')
  await visit(page, `/cooperatives/${applicant.id}`, 'cooperative')
  await page.getByRole('button', { name: '退回' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('button', { name: '退回' }).click()
  await dialog.getByText('请填写').waitFor()
  await lookAt(page, 'cooperative-reject')
})

test.each(both)('villages are found and described, on a %s', async (screen) => {
  const page = await open(screen)
  await signInAs(page, logins.county)
  await visit(page, '/villages', 'villages')
  await page.getByRole('combobox', { name: '输入村、镇、县名称或编码' }).fill('下庄')
  await page.getByRole('option', { name: /下庄村/ }).click()
  await page.getByRole('heading', { name: '下庄村' }).waitFor()
  await page.getByText('已结对').waitFor()
  await lookAt(page, 'village')
  await page.getByRole('button', { name: '修改档案' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('村情介绍').fill('写错了')
  await dialog.getByRole('button', { name: '取消' }).click()
  await page.getByRole('button', { name: '修改档案' }).click()
  expect(await dialog.getByLabel('村情介绍').inputValue()).not.toBe('写错了')
  await shot(page, 'village-edit')
  await dialog.getByLabel('村情介绍').fill('悬崖上凿出天路的村子')
  await dialog.getByRole('button', { name: '保存' }).click()
  await page.getByText('悬崖上凿出天路的村子').waitFor()
})

test.each(both)('a cooperative applies without an account, on a %s', async (screen) => {
  const page = await open(screen)
  await visit(page, '/apply', 'apply')
  await page.getByLabel('名称', { exact: false }).first().fill('示例合作社')
  await page.getByLabel('统一社会信用代码').fill('91350100M000100Y4Z')
  await page.getByRole('button', { name: '提交申请' }).click()
  await page.getByText('统一社会信用代码有误').waitFor()
  await lookAt(page, 'apply-refused')
})

const tour = [
  { login: 'leader', address: '/organisations', name: 'directory' },
  { login: 'leader', address: `/units/${university.id}`, name: 'unit' },
  { login: 'leader', address: '/pairings', name: 'pairings' },
  { login: 'leader', address: '/targets', name: 'targets' },
  { login: 'leader', address: '/introductions', name: 'introductions' },
  { login: 'leader', address: '/shared-credits', name: 'shared-credits' },
  { login: 'group', address: '/groups', name: 'groups' },
  { login: 'group', address: `/groups/${group.id}`, name: 'group' },
  { login: 'admin', address: '/policies', name: 'policies' },
] as const

test.each(['zh-CN', 'en'] as const)(
  'every screen of organisations and assistance on both screens, in %s',
  async (language) => {
    const page = await open('desktop', { language })
    let signedIn = ''
    for (const { login, address, name } of tour) {
      if (login !== signedIn) {
        await page.context().clearCookies()
        await signInAs(page, logins[login])
        signedIn = login
      }
      await page.setViewportSize(screens.desktop)
      await goTo(page, address)
      for (const screen of both) {
        await page.setViewportSize(screens[screen])
        await page.getByRole('heading', { level: 1 }).waitFor()
        await lookAt(page, language === 'en' ? `${name}-en` : name)
      }
    }
  },
)

test('an introduction is confirmed from the inbox', async () => {
  const page = await open('phone')
  await signInAs(page, logins.leader, { at: '/introductions' })
  await page.getByRole('button', { name: '确认', exact: true }).click()
  await page.getByText('已确认').first().waitFor()
  expect(await page.getByRole('button', { name: '确认', exact: true }).count()).toBe(0)
})
