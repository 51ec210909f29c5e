import iconv from 'iconv-lite'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { setUpCode } from '../../server/accounts/index.ts'
import { startBackgroundWork } from '../../server/background-work.ts'
import type { Actor } from '../../server/platform/context.ts'
import { connect } from '../../server/platform/db/connect.ts'
import { nilId } from '../../server/platform/ids.ts'
import { readTotals } from '../../shared/reports/reports.api.ts'
import type { OrganisationKind, Role } from '../../shared/roles.ts'
import { dayOf } from '../../shared/scalars.ts'
import { testClock } from '../support/clock.ts'
import { aWorkbook } from '../support/factories/sheets.ts'
import { aRecording, goTo, lookAt, openApp, signInAs, testPassword } from './support/index.ts'

/** The steps of docs/first-week.md, in their order, from an empty database to paid goods. */
const { app, open, database, deps, call } = await openApp({ isEmpty: true })
const longTimeout = { timeout: 20_000 }
const today = dayOf(testClock())
const year = Number(today.slice(0, 4))

const admin = '13800000001'
const county = '13800000002'
const leader = '13800000003'
const manager = '13800000005'
const unitName = '渝州大学'
const cooperativeName = '竹贤高山蔬菜专业合作社'

const recording = aRecording('first-week')
let work: Awaited<ReturnType<typeof startBackgroundWork>>
const pool = connect({ url: database.url, max: 4 })
beforeAll(async () => {
  work = await startBackgroundWork({ deps, db: pool.db, log: app.log })
})
afterAll(async () => {
  recording.write()
  await work.stop()
  await pool.close()
})

/** Chooses a password by an invitation's link, as whoever got it does on a device of their own. */
async function accept(link: string): Promise<Page> {
  const page = await open('phone')
  await page.goto(link)
  await page.getByLabel('设置密码').fill(testPassword)
  await page.getByRole('button', { name: '接受并登录' }).click()
  await page.waitForURL((url) => !url.pathname.includes('accept'))
  return page
}

/** Invites somebody on the page of members that is open; returns the link to hand over. */
async function invite(page: Page, person: { name: string; phone: string; roles?: string[] }) {
  await page.getByRole('button', { name: '邀请成员' }).first().click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('姓名').fill(person.name)
  await dialog.getByLabel('手机号').fill(person.phone)
  for (const role of person.roles ?? []) {
    const box = dialog.getByRole('checkbox', { name: new RegExp(`^${role}`) })
    await box.check()
  }
  if (person.roles && !person.roles.includes('采购员'))
    await dialog.getByRole('checkbox', { name: /^采购员/ }).uncheck()
  await dialog.getByRole('button', { name: '邀请成员' }).click()
  const waiting = page.locator('li', { hasText: person.phone })
  await waiting.waitFor()
  return waiting.getByLabel('邀请链接').inputValue()
}

async function pickPlace(page: Page, label: string, text: string, name: string) {
  const field = page.getByLabel(label).first()
  await field.click()
  await field.fill(text)
  await page.getByRole('option', { name }).first().click()
}

async function somebody(phone: string): Promise<Actor> {
  const [row] = await database.sql<
    { person: string; organisation: string; kind: OrganisationKind; roles: Role[] }[]
  >`select p.id as person, m.organisation_id as organisation, m.organisation_kind as kind, m.roles
    from accounts.people p join accounts.memberships m on m.person_id = p.id
    where p.phone = ${phone}`
  if (row === undefined) throw new Error(`nobody states ${phone}`)
  const { person: personId, organisation: organisationId, kind, roles } = row
  return {
    ...{ personId, organisationId, organisationKind: kind, roles },
    ...{ sessionId: nilId, divisionCode: null },
  }
}

test('Monday: the platform, its administrator and the divisions', async () => {
  const page = await open('desktop')
  await page.goto('/')
  await page.getByRole('heading', { name: '首次启用' }).waitFor()
  await lookAt(page, 'set-up')
  await page.getByLabel('启用码').fill('wrong')
  await page.getByLabel('运营单位名称').fill('渝东村集运营中心')
  await page.getByLabel('管理员姓名').fill('王主任')
  await page.getByLabel('管理员手机号').fill(admin)
  await page.getByRole('button', { name: '下一步：设置密码' }).click()
  await page.getByText('验证码不对或已过期').waitFor()
  const setUp = { name: 'set-up', what: 'Monday: the platform and its administrator' }
  await recording.step(page, setUp, async () => {
    await page.getByLabel('启用码').fill(setUpCode(deps.config))
    await page.getByRole('button', { name: '下一步：设置密码' }).click()
    await page.getByLabel('设置密码').fill(testPassword)
    await page.getByRole('button', { name: '接受并登录' }).click()
    await page.waitForURL('**/account')
  })

  await goTo(page, '/villages')
  await page.getByText('还没有行政区划').waitFor()
  const divisions = { name: 'divisions', what: 'Monday: the divisions of two counties' }
  await recording.step(page, divisions, async () => {
    await page.getByLabel('只导入这些地区').fill('500237，500103')
    await page.getByRole('button', { name: '开始导入' }).click()
    await page.getByText('导入完成').waitFor(longTimeout)
  })
  await page.getByRole('link', { name: /重庆市/ }).waitFor()
  await lookAt(page, 'divisions')
})

test('Tuesday: the county’s office, its official, and a unit with its people', async () => {
  const page = await open('desktop')
  await signInAs(page, admin, { at: '/organisations' })
  await page.getByRole('button', { name: '设立主管部门' }).click()
  const office = page.getByRole('dialog')
  await office.getByLabel('名称').fill('巫山县农业农村局')
  await pickPlace(page, '管辖地区', '巫山', '巫山县')
  await office.getByRole('button', { name: '设立' }).click()
  await page.getByRole('heading', { name: '成员' }).waitFor()
  await accept(await invite(page, { name: '县级专员', phone: county }))

  await goTo(page, '/organisations')
  await lookAt(page, 'organisations')
  await recording.step(page, { name: 'unit', what: 'Tuesday: a buying unit' }, async () => {
    await page.getByRole('button', { name: '登记单位' }).click()
    const form = page.getByRole('dialog')
    await form.getByLabel('名称').fill(unitName)
    await form.getByLabel('地址').fill('渝中区学府路 1 号')
    await form.getByLabel('联系人姓名').fill('李处长')
    await form.getByLabel('联系电话').fill(leader)
    await form.getByLabel('单位类型').selectOption({ label: '学校' })
    await pickPlace(page, '所在地', '渝中', '渝中区')
    await form.getByRole('button', { name: '保存' }).click()
    await page.getByRole('heading', { name: unitName }).waitFor()
  })
  await page.getByRole('link', { name: '成员', exact: true }).last().click()
  await page.getByRole('heading', { name: '成员' }).waitFor()
  const link = await invite(page, { name: '李处长', phone: leader, roles: ['单位负责人'] })

  const own = await accept(link)
  await goTo(own, `/units/${(await somebody(leader)).organisationId}`)
  await own.getByRole('button', { name: '增加渠道' }).click()
  const channel = own.getByRole('dialog')
  await channel.getByLabel('名称').fill('第一食堂')
  await channel.getByRole('button', { name: '保存' }).click()
  await own.getByText('第一食堂').first().waitFor()
  await goTo(own, '/order-settings')
  await own.getByLabel('免审批额度').fill('20000')
  await own.getByRole('button', { name: '保存' }).first().click()
  await own.getByText('已保存').first().waitFor()
  await goTo(own, '/members')
  await accept(
    await invite(own, {
      name: '陈采购',
      phone: '13800000004',
      roles: ['采购员', '验收员', '财务'],
    }),
  )
})

/** Chooses a sheet on the page of imports, and waits until its rows are checked. */
async function bring(page: Page, kind: string, name: string, buffer: Buffer) {
  await page.getByLabel('导入什么').selectOption({ label: kind })
  const mimeType = 'application/octet-stream'
  await page.locator('input[type="file"]').setInputFiles({ name, mimeType, buffer })
  await page.getByText('待确认').waitFor(longTimeout)
}

/** Does what the check of a sheet with one good row has shown. */
async function apply(page: Page) {
  await page.getByRole('button', { name: '导入 1 行' }).click()
  await page.getByText('已导入').waitFor(longTimeout)
}

test('Tuesday, by sheet: units and their people out of what the county has', async () => {
  const page = await open('desktop')
  await signInAs(page, admin, { at: '/imports' })
  await lookAt(page, 'imports')
  const units = aWorkbook([
    ['渝东帮扶单位一览表'],
    ['序号', '单位名称', '单位性质', '主管单位', '所在地', '地址', '联系人', '联系电话', '渠道'],
    [
      1,
      '渝州第一小学',
      '学校',
      unitName,
      '渝中区',
      '学府路 2 号',
      '赵老师',
      13_800_000_011,
      '食堂',
    ],
    [
      2,
      '渝州第二小学',
      '学堂',
      unitName,
      '渝中区',
      '学府路 3 号',
      '钱老师',
      13_800_000_012,
      '食堂',
    ],
  ])
  await bring(page, '帮扶单位', '单位.xlsx', units)
  await page.getByText('不认识“学堂”').waitFor()
  await lookAt(page, 'import')
  await apply(page)
  await page.getByRole('link', { name: '已新建' }).waitFor()

  const people = '姓名,手机,所属单位,角色\n赵老师,13800000011,渝州第一小学,单位负责人、采购员'
  await goTo(page, '/imports')
  await bring(page, '人员', '人员.csv', iconv.encode(people, 'gb18030'))
  await page.getByText('GB18030').waitFor()
  await page.getByRole('button', { name: '导入 1 行' }).click()
  await page.getByRole('button', { name: '一次性代码' }).click()
  await page.getByText('有效').waitFor(longTimeout)
  await lookAt(page, 'import-codes')
  const code = (await page.locator('.code').textContent()) ?? ''

  const phone = await open('phone')
  await phone.goto('/accept-invitation')
  await phone.getByLabel('邀请代码').fill(code.trim().toLowerCase())
  await phone.getByRole('button', { name: '下一步' }).click()
  await phone.getByLabel('设置密码').fill(testPassword)
  await phone.getByRole('button', { name: '接受并登录' }).click()
  await phone.waitForURL('**/account')
})

test('Wednesday, by sheet: a cooperative, which the county recommends and the platform admits', async () => {
  const official = await open('desktop')
  await signInAs(official, county, { at: '/imports' })
  const sheet = aWorkbook([
    ['巫山县合作社名单'],
    [
      '合作社名称',
      '统一社会信用代码',
      '类型',
      '法人',
      '所在村',
      '地址',
      '联系人',
      '电话',
      '成立日期',
    ],
    [
      ...[cooperativeName, '91654026MA78WT2Q66', '合作社', '毛建国', '竹贤乡下庄村', '1 组'],
      ...['毛建国', manager, '2020年1月1日'],
    ],
  ])
  const comes = { name: 'cooperatives', what: 'Wednesday: cooperatives come in by a sheet' }
  await recording.step(official, comes, async () => {
    await bring(official, '合作社', '合作社.xlsx', sheet)
    await apply(official)
  })

  await goTo(official, '/admissions')
  const recommends = { name: 'recommend', what: 'Wednesday: the county recommends it' }
  await recording.step(official, recommends, () => decide(official, '推荐'))
  const page = await open('desktop')
  await signInAs(page, admin, { at: '/admissions' })
  const admits = { name: 'admit', what: 'Wednesday: the platform admits it' }
  await recording.step(page, admits, () => decide(page, '准入'))
  await page.getByRole('link', { name: '成员', exact: true }).last().click()
  await page.getByRole('heading', { name: '成员' }).waitFor()
  await accept(await page.getByLabel('邀请链接').first().inputValue())
})

async function decide(page: Page, step: string) {
  await page.getByRole('link', { name: cooperativeName }).click()
  await page.getByRole('button', { name: step, exact: true }).click()
  await page.getByRole('dialog').getByRole('button', { name: step, exact: true }).click()
  await page.getByRole('dialog').waitFor({ state: 'hidden' })
}

test('Thursday: terms, products and lots by sheet, and the county’s review', async () => {
  const page = await open('phone')
  await signInAs(page, manager, { at: '/sales-terms' })
  await page.getByLabel('起送金额').fill('100')
  await page.getByRole('button', { name: '增加送货地区' }).click()
  await pickPlace(page, '地区', '重庆', '重庆市')
  await page.getByLabel('运费').fill('0.4')
  await page.getByRole('button', { name: '保存' }).click()
  await page.getByText('供货条件已保存').waitFor()

  await goTo(page, '/listings')
  const products = aWorkbook([
    ['品名', '品类', '产地', '规格', '净重（公斤）', '单价（元/袋）'],
    ['高山萝卜', '蔬菜', '下庄村', '20 公斤袋', 20, 56],
  ])
  const lists = { name: 'products', what: 'Thursday: its products, by a sheet' }
  await recording.step(page, lists, async () => {
    await page.getByRole('button', { name: '从表格导入' }).click()
    await bring(page, '产品与价格', '产品.xlsx', products)
    await apply(page)
  })
  await goTo(page, '/imports')
  const lots = aWorkbook([
    ['产品', '产地村', '重量', '采收日期', '合格证号'],
    ['高山萝卜', '下庄村', '2吨', today, '渝巫2026-1101'],
  ])
  await recording.step(
    page,
    { name: 'lots', what: 'Thursday: their lots, by a sheet' },
    async () => {
      await bring(page, '批次', '批次.xlsx', lots)
      await apply(page)
    },
  )

  const official = await open('desktop')
  await signInAs(official, county, { at: '/listing-reviews' })
  const reviews = { name: 'review', what: 'Thursday: the county approves it' }
  await recording.step(official, reviews, async () => {
    await official
      .getByRole('link', { name: /高山萝卜/ })
      .first()
      .click()
    await official.getByRole('button', { name: '通过', exact: true }).click()
    await official.waitForURL('**/listing-reviews')
  })
})

test('Friday: the first order, from the pasted list to what was paid', async () => {
  const page = await open('desktop')
  await signInAs(page, '13800000004', { at: '/order' })
  await recording.step(page, { name: 'order', what: 'Friday: the first order' }, async () => {
    await page.getByLabel('粘贴采购清单').fill('序号\t品名\t数量\n1\t高山萝卜\t5袋')
    await page.getByRole('button', { name: '识别' }).click()
    await page.getByText('高山萝卜').first().waitFor()
    await page.getByRole('button', { name: '下单', exact: true }).click()
    await page.getByRole('heading', { name: /采购申请 RQ/ }).waitFor()
  })
  await lookAt(page, 'first-order')

  const village = await open('phone')
  const code = await ship(village)
  await weigh(code)
  await pay({ office: page, village })

  const buyer = await somebody('13800000004')
  const { figures } = await call(readTotals, { query: { period: String(year) } }, { as: buyer })
  expect(figures.distinct).toMatchObject({ cents: 28_000, grams: 100_000 })
  const official = await open('desktop')
  await signInAs(official, county)
  await recording.step(official, { name: 'counted', what: 'Friday: it counts' }, async () => {
    await official
      .getByRole('link', { name: /^认定金额（去重）/ })
      .first()
      .click()
    await official
      .getByRole('link', { name: /^500237-\d+$/ })
      .first()
      .waitFor()
  })
})

/** The cooperative confirms, packs and dispatches on a phone; the code on the delivery note. */
async function ship(village: Page): Promise<string> {
  await signInAs(village, manager)
  const confirms = { name: 'confirm', what: 'Friday: the cooperative confirms' }
  await recording.step(village, confirms, async () => {
    await village.locator('.briefs a').first().click()
    await village.getByRole('button', { name: '确认接单' }).click()
    await village.locator('.status', { hasText: '已确认' }).waitFor()
  })
  await goTo(village, '/deliveries/to-pack')
  await recording.step(village, { name: 'pack', what: 'Friday: it packs and ships' }, async () => {
    await village.getByRole('button', { name: '装货并生成发货单' }).click()
    await village.waitForURL('**/shipments/*')
    await village.getByLabel('承运').fill('县邮政公司')
    await village.getByRole('button', { name: '发出', exact: true }).click()
    await village.getByText('在路上').first().waitFor()
  })
  const id = new URL(village.url()).pathname.split('/').at(-1) ?? ''
  const [row] = await database.sql<{ code: string }[]>`
    select code from deliveries.shipments where id = ${id}`
  return row?.code ?? ''
}

/** The receiver scans the delivery note with a phone and weighs. */
async function weigh(code: string): Promise<void> {
  const cellar = await open('phone')
  await signInAs(cellar, '13800000004', { at: `/s/${code}` })
  const receives = { name: 'weigh', what: 'Friday: the canteen weighs and accepts' }
  await recording.step(cellar, receives, async () => {
    await cellar.getByRole('button', { name: '如数' }).click()
    await cellar.getByRole('button', { name: '验收完成' }).click()
    await cellar.waitForURL('**/goods-receipts/*')
  })
}

/** Invoice, payment, and that the money came. */
async function pay({ office, village }: { office: Page; village: Page }): Promise<void> {
  await goTo(village, '/money-due')
  const invoices = { name: 'invoice', what: 'Friday: the cooperative enters its invoice' }
  await recording.step(village, invoices, async () => {
    await village.getByRole('link', { name: '登记发票' }).click()
    await village.getByLabel('发票号码').fill('26502000000123456789')
    await village.getByRole('button', { name: '登记', exact: true }).click()
    await village.waitForURL('**/invoices/*')
  })
  await goTo(office, new URL(village.url()).pathname)
  const records = { name: 'pay', what: 'Friday: finance records the payment' }
  await recording.step(office, records, async () => {
    await office.getByLabel('银行流水号').fill('HK-0001')
    await office.getByRole('button', { name: '登记', exact: true }).click()
    await office.getByText('待合作社确认').waitFor()
  })
  await goTo(village, '/payments')
  const arrived = {
    name: 'arrived',
    what: 'Friday: the money has arrived',
    shows: 'before' as const,
  }
  await recording.step(village, arrived, async () => {
    await village.getByRole('button', { name: '已到账，确认' }).click()
    await village.getByText('没有这种状态的付款').waitFor()
  })
}
