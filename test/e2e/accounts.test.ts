import { beforeAll, expect, test } from 'vitest'
import { type AccountMail, mailForAccounts } from '../../server/accounts/index.ts'
import { notifyAudience } from '../../server/notices/notify-audience.ts'
import { systemActor } from '../../server/platform/context.ts'
import { transaction } from '../../server/platform/db/transaction.ts'
import { newId } from '../../server/platform/ids.ts'
import { contextFor } from '../support/app.ts'
import { testClock } from '../support/clock.ts'
import { aMember, anOrganisation } from '../support/factories/accounts.ts'
import {
  lookAt,
  openApp,
  type Screen,
  screens,
  shot,
  signInAs,
  signInByForm,
} from './support/index.ts'
import { testPassword } from './support/sign-in.ts'

const { open, database, deps } = await openApp()
const sizes = Object.keys(screens) as Screen[]
const unitName = '巫山县文旅委机关食堂'
let unitId = ''

beforeAll(async () => {
  unitId = await anOrganisation(database, { name: unitName })
})

function aPerson(attributes: { roles: readonly ('buyer' | 'unit_leader')[]; name?: string }) {
  const named = { organisationId: unitId, organisationName: unitName, password: testPassword }
  return aMember(database, { ...named, ...attributes })
}

/** The mail that the last announcement about this subject asks for. */
async function mailAbout(subjectId: string): Promise<AccountMail> {
  const sent: AccountMail[] = []
  const mailing = { ...deps, sendMail: async (mail: AccountMail) => void sent.push(mail) }
  const [announced] = await database.sql<{ topic: string }[]>`
    select topic from platform.outbox where subject_id = ${subjectId} order by id desc limit 1`
  await mailForAccounts(mailing, contextFor(systemActor), {
    topic: announced?.topic ?? '',
    subjectId,
  })
  if (sent[0] === undefined) throw new Error('no mail was sent')
  return sent[0]
}

const linkIn = (mail: AccountMail) => /https?:\/\/\S+/.exec(mail.text)?.[0] ?? ''

test.each(sizes)('a forgotten password is set anew by a mailed link, on a %s', async (size) => {
  const { email, personId } = await aPerson({ roles: ['buyer'] })
  const page = await open(size)
  await page.goto('/sign-in')
  await page.getByRole('link', { name: '忘记密码？' }).click()
  await page.getByLabel('邮箱', { exact: true }).fill(email)
  await lookAt(page, 'forgot-password')
  await page.getByRole('button', { name: '发送邮件' }).click()
  await page.getByText(`如果 ${email} 是村集的账号`).waitFor()

  await page.goto(linkIn(await mailAbout(personId)))
  await page.getByLabel('新密码').fill('123456789012')
  expect(page.url()).not.toContain('#')
  await page.getByRole('button', { name: '保存新密码' }).click()
  await page.getByText('这个密码太容易猜到').waitFor()
  await lookAt(page, 'reset-password')
  await page.getByLabel('新密码').fill('a-new-harvest-2027')
  await page.getByRole('button', { name: '保存新密码' }).click()
  await page.getByText('密码已改好').waitFor()
  await signInAs(page, email, { password: 'a-new-harvest-2027' })
})

test('after too many attempts the form says how long to wait', async () => {
  const { email } = await aPerson({ roles: ['buyer'] })
  const page = await open('phone')
  await page.goto('/sign-in')
  await page.getByLabel('邮箱、手机号或成员号').fill(email)
  for (let count = 0; count < 11; count += 1) {
    await page.getByLabel('密码', { exact: true }).fill(`wrong ${count}`)
    await Promise.all([
      page.waitForResponse('**/api/v1/session'),
      page.getByRole('button', { name: '登录' }).click(),
    ])
  }
  await page.getByText(/请等待 1[45]:\d\d 后再试/).waitFor()
  expect(await page.getByRole('button', { name: '登录' }).isDisabled()).toBe(true)
  await lookAt(page, 'sign-in-waiting')
  await database.sql`delete from accounts.sign_in_attempts`
})

test.each(sizes)('a leader invites, the invited one accepts, on a %s', async (size) => {
  const { email } = await aPerson({ roles: ['unit_leader', 'buyer'], name: '张伟' })
  const leader = await open(size)
  await signInAs(leader, email, { at: '/members' })
  await leader.getByRole('button', { name: '邀请成员' }).click()
  await leader.getByLabel('姓名').fill('李芳')
  await leader.getByRole('dialog').getByLabel('邮箱').fill(`li-${size}@unit.test`)
  await leader.getByLabel(/^验收员/).check()
  await lookAt(leader, 'invite')
  await leader.getByRole('dialog').getByRole('button', { name: '邀请成员' }).click()
  const link = await leader.getByLabel('邀请链接').last().inputValue()
  await lookAt(leader, 'members')

  const page = await open(size)
  await page.goto(link)
  await page.getByText(`张伟邀请您为“${unitName}”办理业务。`).waitFor()
  await page.getByLabel('设置密码').fill('harvest-of-li-fang')
  await lookAt(page, 'accept-invitation')
  await page.getByRole('button', { name: '接受并登录' }).click()
  await page.getByText('李芳').first().waitFor()
  await leader.goto('/members')
  const changeRoles = leader.getByRole('button', { name: '修改角色：李芳' }).last()
  await changeRoles.waitFor()
  // A link handed over proves no address (§11.1).
  expect(await leader.getByText(`li-${size}@unit.test`).count()).toBe(0)
  await changeRoles.click()
  await leader.getByLabel(/^财务/).check()
  await shot(leader, 'change-roles')
  await leader.getByRole('button', { name: '保存' }).click()
  await leader.getByText('财务').first().waitFor()
})

test.each(sizes)('one’s account: name, language, password, devices, on a %s', async (size) => {
  const { email } = await aPerson({ roles: ['buyer'] })
  const page = await open(size)
  // The form remembers who signed in by it.
  await page.goto('/sign-in?next=/account')
  await signInByForm(page, email)
  await page.getByText('本机').waitFor()
  await lookAt(page, 'account')
  await page.getByLabel('当前密码').fill('not this one')
  await page.getByLabel('新密码').fill('a-new-harvest-2027')
  await page.getByRole('button', { name: '修改密码' }).click()
  await page.getByText('密码不对').waitFor()
  await page.getByLabel('当前密码').fill(testPassword)
  await page.getByRole('button', { name: '修改密码' }).click()
  await page.getByText('密码已修改').waitFor()
  await page.getByRole('button', { name: '退出所有设备' }).click()
  await page.getByRole('dialog').getByRole('button', { name: '退出所有设备' }).click()
  await page.waitForURL('**/sign-in')
  expect(await page.getByLabel('邮箱、手机号或成员号').inputValue()).toBe(email)
})

test.each(sizes)('the bell counts, the list leads on, in English on a %s', async (size) => {
  const { email } = await aPerson({ roles: ['buyer'] })
  const announced = ['PO261122-000101', 'PO261122-000102'].map((number, id) => ({
    id,
    topic: 'orders.purchase-order-confirmed',
    subjectType: 'purchase_order',
    subjectId: newId(),
    payload: { number, unitId },
    publishedAt: testClock(),
  }))
  await transaction(database.db, (tx) => notifyAudience(tx, contextFor(systemActor), announced))
  const page = await open(size, { language: 'en' })
  await signInAs(page, email)
  await page.getByRole('link', { name: /^Notices, \d+ unread$/ }).click()
  await page.getByText('The cooperative confirmed order PO261122-000102').first().waitFor()
  await lookAt(page, 'notices')
  await page.getByRole('button', { name: 'Mark all as read' }).click()
  await page.getByRole('link', { name: 'Notices', exact: true }).waitFor()
})
