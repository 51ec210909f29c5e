import type { Route } from 'playwright-core'
import { beforeAll, expect, test } from 'vitest'
import { testClock } from '../support/clock.ts'
import { aMember, anOrganisation } from '../support/factories/accounts.ts'
import {
  expectAccessible,
  lookAt,
  openApp,
  type Screen,
  screens,
  signInAs,
} from './support/index.ts'
import { testPassword } from './support/sign-in.ts'

const { open, database } = await openApp()
const email = 'wang@session.test'

beforeAll(async () => {
  const first = await anOrganisation(database, { name: '巫山县文旅委机关食堂' })
  const second = await anOrganisation(database, { name: '巫山县人民医院工会' })
  const roles = ['buyer', 'approver'] as const
  const { personId } = await aMember(database, {
    organisationId: first,
    organisationName: '巫山县文旅委机关食堂',
    roles,
    email,
    name: '王小明',
    password: testPassword,
  })
  await aMember(database, {
    organisationId: second,
    organisationName: '巫山县人民医院工会',
    roles,
    personId,
  })
})

test.each(Object.keys(screens) as Screen[])('signing in, on a %s', async (screen) => {
  const page = await open(screen)
  await page.goto('/')
  await page.waitForURL('**/sign-in')
  await lookAt(page, 'sign-in')

  await page.getByLabel('邮箱、手机号或成员号').fill(email)
  await page.getByLabel('密码', { exact: true }).fill('not the password')
  await page.getByRole('button', { name: '登录' }).click()
  await page.getByText('账号或密码不对').waitFor()
  await expectAccessible(page)

  await page.getByLabel('密码', { exact: true }).fill(testPassword)
  await page.getByRole('button', { name: '登录' }).click()
  await page.getByText('王小明').waitFor()
})

test('the session outlives a reload, and ends for every tab', async () => {
  const page = await open('desktop')
  await signInAs(page, email)
  await page.reload()
  await page.getByText('王小明').waitFor()
  const other = await page.context().newPage()
  await other.goto('/')
  await other.getByText('王小明').waitFor()

  await page.getByText('王小明').click()
  await page.getByRole('button', { name: '退出登录' }).click()
  await page.waitForURL('**/sign-in')
  await other.reload()
  await other.waitForURL('**/sign-in**')
})

test('a person of two organisations acts for the other one', async () => {
  const page = await open('desktop')
  await signInAs(page, email)
  const shown = page.locator('.acting')
  const before = await shown.innerText()
  await page.getByText('王小明').click()
  const other = page.locator('.choice:not([aria-current])', { hasText: '采购员' })
  const name = (await other.innerText()).split('\n')[0] ?? ''
  expect(name).not.toBe(before)
  await other.click()
  await shown.filter({ hasText: name }).waitFor()
  await page.reload()
  await shown.filter({ hasText: name }).waitFor()
})

test('a session that ends in the middle of work is taken up again in place', async () => {
  const organisationName = '村集平台'
  const platform = await anOrganisation(database, { kind: 'platform', name: organisationName })
  const admin = 'admin@session.test'
  const { personId } = await aMember(database, {
    organisationId: platform,
    organisationName,
    roles: ['platform_admin'],
    email: admin,
    name: '赵管理',
    password: testPassword,
  })
  const page = await open('phone')
  await signInAs(page, admin, { at: '/audit' })
  await page.locator('tbody tr').first().waitFor()

  await database.sql`update accounts.sessions
    set ended_at = ${testClock()}, ended_reason = 'signed-out-elsewhere'
    where person_id = ${personId}`
  await page.route('**/api/v1/audit**', refuseOnce())
  await page.getByRole('combobox', { name: '操作' }).fill('登录')
  await page.getByRole('option', { name: '登录', exact: true }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('heading', { name: '登录已过期' }).waitFor()
  await lookAt(page, 'session-ended')

  await dialog.getByLabel('赵管理的密码').fill('not the password')
  await dialog.getByRole('button', { name: '继续' }).click()
  await dialog.getByText('账号或密码不对').waitFor()
  await dialog.getByLabel('赵管理的密码').fill(testPassword)
  await dialog.getByRole('button', { name: '继续' }).click()
  await dialog.waitFor({ state: 'detached' })
  await page.locator('tbody').getByText('登录', { exact: true }).first().waitFor()
  expect(new URL(page.url()).searchParams.get('action')).toBe('accounts.sign-in')
})

/**
 * As the server answers a token that is no longer good, and then as it does. The route stays: in
 * Chromium the request after the one that ends an interception may never be answered.
 */
function refuseOnce() {
  const status = 401
  const body = JSON.stringify({ status, code: 'unauthenticated', requestId: 'r', retryable: false })
  let isRefused = false
  return (route: Route) => {
    if (isRefused) return route.continue()
    isRefused = true
    return route.fulfill({ status, contentType: 'application/problem+json', body })
  }
}
