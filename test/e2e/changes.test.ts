import { beforeAll, expect, test } from 'vitest'
import { aMember } from '../support/factories/accounts.ts'
import { aCooperative, anOrganisation, aUnit } from '../support/factories/organisations.ts'
import { goTo, lookAt, openApp, type Screen, screens, signInAs } from './support/index.ts'
import { testPassword } from './support/sign-in.ts'

const { open, database } = await openApp()

/** An empty page of a PDF: enough of a scan to be stored. */
const scan = {
  name: '营业执照.pdf',
  mimeType: 'application/pdf',
  buffer: Buffer.from('%PDF-1.4\n%%EOF\n'),
}

beforeAll(async () => {
  const platform = await anOrganisation(database, { kind: 'platform', name: '村集平台' })
  const authority = await anOrganisation(database)
  const desk = { organisationName: authority.name, name: '谭科长', password: testPassword }
  await aMember(database, {
    ...{ organisationId: platform.id, organisationName: platform.name, name: '平台管理员' },
    ...{ roles: ['platform_admin'], email: 'admin@changes.test', password: testPassword },
  })
  await aMember(database, {
    ...{ organisationId: authority.id, ...desk, roles: ['official'], divisionCode: '500237' },
    email: 'county@changes.test',
  })
})

async function aCooperativeWithManagers(key: string) {
  const { id, name } = await aCooperative(database, { name: `下庄${key}合作社` })
  for (const [person, account] of [
    ['毛建国', 'first'],
    ['毛小红', 'second'],
  ] as const)
    await aMember(database, {
      ...{ organisationId: id, organisationName: name, name: person, password: testPassword },
      ...{ roles: ['cooperative_manager'], email: `${account}@${key}.test` },
      since: new Date('2024-01-01T00:00:00Z'),
    })
  return { name, address: `/cooperatives/${id}` }
}

const sizes = Object.keys(screens) as Screen[]

test.each(sizes)(
  '§11.5 one manager proposes another account, the second confirms it, on a %s',
  async (screen) => {
    const key = `account-${screen}`
    const { address } = await aCooperativeWithManagers(key)
    const page = await open(screen)
    await signInAs(page, `first@${key}.test`, { at: address })
    await page.getByRole('button', { name: '申请变更账户' }).click()
    await page.getByLabel('银行账号').fill('6210 0000 0000 0000 009')
    await page.getByRole('button', { name: '提交申请' }).click()
    await page.getByText('已提交，核准后生效').waitFor()
    const panel = page.getByRole('region', { name: '变更申请' })
    await panel.getByText('待核准', { exact: true }).waitFor()
    expect(await page.getByText('6210000000000000001').count()).toBe(2)
    expect(await panel.getByRole('button', { name: '核准' }).count()).toBe(0)
    expect(await page.getByRole('button', { name: '申请变更账户' }).count()).toBe(0)
    await lookAt(page, `proposed-${screen}`)

    const other = await open(screen)
    await signInAs(other, `second@${key}.test`)
    await other.getByRole('link', { name: /有 1 项变更等您核准/ }).click()
    await other.getByRole('button', { name: '核准' }).click()
    await other.getByText('已核准', { exact: true }).first().waitFor()
    const facts = other.locator('dl.facts').first()
    await facts.getByText('6210000000000000009').waitFor()
  },
)

test.each(sizes)(
  '§11.5 a licence is submitted with its scan, and the county accepts it, on a %s',
  async (screen) => {
    const key = `licence-${screen}`
    const { name, address } = await aCooperativeWithManagers(key)
    const page = await open(screen)
    await signInAs(page, `first@${key}.test`, { at: address })
    await page.getByText('还没有扫描件，请补传').waitFor()
    await page.locator('input[type="file"]').first().setInputFiles(scan)
    await page.getByRole('button', { name: '查看扫描件' }).waitFor()
    await page.getByRole('button', { name: '增加证照' }).click()
    const form = page.getByRole('dialog')
    await form.getByLabel('编号').fill('示例执照-2027')
    await form.getByLabel('生效日期').fill('2026-01-01')
    await form.getByRole('button', { name: '提交审核' }).click()
    await form.getByText('请上传扫描件', { exact: true }).waitFor()
    await form.locator('input[type="file"]').setInputFiles(scan)
    await form.getByText('营业执照.pdf').waitFor()
    await form.getByRole('button', { name: '提交审核' }).click()
    await page.getByText('待审核', { exact: true }).waitFor()

    const county = await open(screen)
    await signInAs(county, 'county@changes.test')
    await goTo(county, '/organisation-changes')
    const waiting = county.locator('li', { hasText: name })
    await waiting.getByRole('button', { name: '查看扫描件' }).waitFor()
    await lookAt(county, `licence-review-${screen}`)
    await waiting.getByRole('button', { name: '通过' }).click()
    await county.getByText('已通过').first().waitFor()
    await page.reload()
    await page.getByText('有效', { exact: true }).nth(1).waitFor()
  },
)

test.each(sizes)(
  '§11.5 a unit’s new name waits for the platform and is declined with a reason, on a %s',
  async (screen) => {
    const key = `unit-${screen}`
    const { id, name } = await aUnit(database, { name: `渝中区示例${screen}馆` })
    await aMember(database, {
      ...{ organisationId: id, organisationName: name, name: '李敏', password: testPassword },
      ...{ roles: ['unit_leader'], email: `leader@${key}.test` },
    })
    const page = await open(screen)
    await signInAs(page, `leader@${key}.test`, { at: `/units/${id}` })
    await page.getByRole('button', { name: '申请变更名称等' }).click()
    await page.getByRole('textbox', { name: '名称' }).fill('重庆市财政局')
    await page.getByRole('button', { name: '提交申请' }).click()
    await page.getByText('重庆市财政局').waitFor()
    expect(await page.getByRole('heading', { level: 1 }).textContent()).toContain(name)

    const admin = await open(screen)
    await signInAs(admin, 'admin@changes.test')
    await goTo(admin, '/organisation-changes')
    const waiting = admin.locator('li', { hasText: '重庆市财政局' })
    await waiting.getByRole('button', { name: '退回' }).click()
    await waiting.getByLabel('退回理由').fill('与证书不符')
    await waiting.getByRole('button', { name: '退回' }).click()
    await waiting.waitFor({ state: 'detached' })
    await page.reload()
    await page.getByText('与证书不符').waitFor()
    await lookAt(page, `declined-${screen}`)
  },
)
