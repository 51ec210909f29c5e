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
  testPassword,
} from './support/index.ts'

const { open, database } = await openApp()
const email = 'admin@audit.test'

beforeAll(async () => {
  const organisationName = '村集平台'
  const kind = 'platform'
  const organisationId = await anOrganisation(database, { name: organisationName, kind })
  await aMember(database, {
    organisationId,
    organisationName,
    roles: ['platform_admin'],
    email,
    name: '李主任',
    password: testPassword,
  })
})

test.each(Object.keys(screens) as Screen[])('who did what is read, on a %s', async (screen) => {
  const page = await open(screen)
  await signInAs(page, email, { at: '/audit' })
  const rows = page.locator('tbody tr')
  await rows.first().waitFor()
  await lookAt(page, 'audit')

  await rows.first().getByRole('button', { name: '查看' }).click()
  await page.getByRole('dialog').getByText('请求编号').waitFor()
  await expectAccessible(page)
  await page.keyboard.press('Escape')

  await page.getByRole('combobox', { name: '操作' }).fill('导出台账')
  await page.getByRole('option', { name: '导出台账' }).click()
  await page.getByText('没有符合筛选条件的记录').waitFor()
  expect(new URL(page.url()).searchParams.get('action')).toBe('exchange.export-ledger')
  await page.getByRole('button', { name: '清除筛选' }).click()
  await rows.first().waitFor()
})

test.each(Object.keys(screens) as Screen[])(
  'a long list goes on below, on a %s',
  async (screen) => {
    await database.sql`insert into evidence.audit_entries
      (at, roles, request_id, action, subject_type, subject_id)
    select ${testClock()}::timestamptz - n * interval '1 hour', '{platform_admin}', 'r' || n,
      'accounts.sign-in', 'person', n::text
    from generate_series(1, 60) n`
    const page = await open(screen)
    await signInAs(page, email, { at: '/audit' })
    const rows = page.locator('tbody tr')
    await page.getByText('已显示 50 条').waitFor()
    expect(await rows.count()).toBe(50)
    const more = page.getByRole('button', { name: '显示更多' })
    await more.scrollIntoViewIfNeeded()
    await expectAccessible(page)
    await more.click()
    await rows.nth(50).waitFor()
    expect(await rows.count()).toBeGreaterThan(60)
  },
)
