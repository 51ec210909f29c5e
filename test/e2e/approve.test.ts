import { beforeAll, expect, test } from 'vitest'
import { addDays, dayOf } from '../../shared/scalars.ts'
import { testClock } from '../support/clock.ts'
import { aMember } from '../support/factories/accounts.ts'
import { aTarget } from '../support/factories/assistance.ts'
import { aBuyingUnit, aPlacedOrder, aSeller } from '../support/factories/orders.ts'
import { lookAt, openApp, screens, signInByForm, testPassword } from './support/index.ts'

const { open, database } = await openApp()
const email = 'approver@approve.test'
const year = Number(dayOf(testClock()).slice(0, 4))
const neededOn = addDays(dayOf(testClock()), 10)
let unit: Awaited<ReturnType<typeof aBuyingUnit>>
let lines: { packId: string; quantity: number }[]

beforeAll(async () => {
  const budget = { year, budgetCents: 2_000_000 }
  unit = await aBuyingUnit(database, { freeUpToCents: 10_000, budget })
  await aMember(database, {
    organisationId: unit.id,
    organisationName: unit.name,
    roles: ['approver'],
    email,
    name: '赵主任',
    password: testPassword,
  })
  await aTarget(database, { organisationId: unit.id, year, amount: 1_000_000 })
  const seller = await aSeller(database)
  const offers = [await seller.offer(), await seller.offer({ name: '云台土豆' })]
  lines = offers.map(({ packId }) => ({ packId, quantity: 5 }))
})

const submitted = () =>
  aPlacedOrder(database, {
    buyer: unit.buyer,
    channelId: unit.channelId,
    lines,
    neededOn,
    at: testClock(),
  })

test('signed on a phone from a link, with budget and target before the eyes', async () => {
  const { id, state } = await submitted()
  expect(state).toBe('submitted')
  const page = await open('phone')
  await page.goto(`/requisitions/${id}`)
  await signInByForm(page, email)
  await page.getByText('本年预算余额').waitFor()
  await page.getByText('20,000.00').waitFor()
  await page.getByText('同意后剩 19,400.00 元').waitFor()
  await page.getByText('0.0% → 6.0%').waitFor()
  await lookAt(page, 'approve')
  await page.setViewportSize(screens.desktop)
  await lookAt(page, 'approve')
  await page.setViewportSize(screens.phone)
  await page.getByRole('button', { name: '同意并下单（600.00 元）' }).click()
  await page.locator('.status', { hasText: '已下单' }).waitFor()
  await expect.poll(() => page.locator('.orders li').count(), { timeout: 10_000 }).toBe(1)
  await lookAt(page, 'approved')
})

test('what changed since is said at its line; refusing takes a reason', async () => {
  const { id } = await submitted()
  await database.sql`update catalogue.packs set price_cents = 6_300, version = version + 1
    where id = ${lines[0]?.packId ?? null}`
  await database.sql`select catalogue.write_documents(array(
    select product_id from catalogue.packs where id = ${lines[0]?.packId ?? null}))`
  const page = await open('phone')
  await page.goto(`/sign-in?next=/requisitions/${id}`)
  await signInByForm(page, email)
  await page.getByRole('button', { name: /同意并下单/ }).click()
  await page.getByText('价格已从 60.00 元变为 63.00 元').waitFor()
  await lookAt(page, 'approve-refused')
  await page.getByRole('button', { name: '驳回' }).click()
  await page.getByRole('dialog').getByLabel('原因').fill('价格变了，请重新提交')
  await page.getByRole('dialog').getByRole('button', { name: '驳回' }).click()
  await page.locator('.status', { hasText: '已驳回' }).waitFor()
  await page.getByText('价格变了，请重新提交').waitFor()
})

test('§5.4 above the unit’s limit nobody can press, and the page says who raises it', async () => {
  const { id } = await submitted()
  await database.sql`update orders.approval_limits set approver_up_to_cents = 50_000
    where unit_id = ${unit.id}`
  const page = await open('phone')
  await page.goto(`/sign-in?next=/requisitions/${id}`)
  await signInByForm(page, email)
  await page.getByText('金额超过本单位的审批上限 500.00 元，谁都不能签。').waitFor()
  expect(await page.getByRole('button', { name: /同意并下单/ }).isDisabled()).toBe(true)
  await lookAt(page, 'approve-above-limit')
})
