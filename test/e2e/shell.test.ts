import { expect, test } from 'vitest'
import { newId } from '../../server/platform/ids.ts'
import { aMember } from '../support/factories/accounts.ts'
import { aUnit } from '../support/factories/organisations.ts'
import { goTo, lookAt, openApp, screens, signInAs, testPassword } from './support/index.ts'

const { open, database } = await openApp()

test.each(Object.keys(screens) as (keyof typeof screens)[])(
  'an unknown address says so and leads home, on a %s',
  async (screen) => {
    const page = await open(screen)
    await page.goto('/no/such/page')
    await page.getByRole('heading', { name: '找不到这个页面' }).waitFor()
    await lookAt(page, 'not-found')
  },
)

test.each(Object.keys(screens) as (keyof typeof screens)[])(
  'a record that is not there has a title and a way back, on a %s',
  async (screen) => {
    const { id } = await aUnit(database)
    const person = { organisationId: id, roles: ['buyer'] as const, password: testPassword }
    await aMember(database, { ...person, email: `${screen}@shell.test` })
    const page = await open(screen)
    await signInAs(page, `${screen}@shell.test`)
    await goTo(page, '/requisitions')
    await goTo(page, `/requisitions/${newId()}`)
    await page.getByRole('heading', { name: '找不到这条记录' }).waitFor()
    await lookAt(page, 'missing-record')
    await page.getByRole('button', { name: '返回上一页' }).click()
    await page.waitForURL('**/requisitions')
  },
)

test('the language is changed by one press and kept', async () => {
  const page = await open('desktop')
  await page.goto('/no/such/page')
  await page.getByRole('button', { name: 'English' }).click()
  await page.getByRole('heading', { name: 'Page not found' }).waitFor()
  expect(await page.locator('html').getAttribute('lang')).toBe('en')
  await page.reload()
  await page.getByRole('heading', { name: 'Page not found' }).waitFor()
  await page.getByRole('button', { name: '中文' }).click()
  await page.getByRole('heading', { name: '找不到这个页面' }).waitFor()
})
