import iconv from 'iconv-lite'
import { expect, test } from 'vitest'
import { workOnImports } from '../../../server/exchange/index.ts'
import type { Actor } from '../../../server/platform/context.ts'
import { saveTarget } from '../../../shared/assistance/targets.api.ts'
import * as api from '../../../shared/exchange/imports.api.ts'
import { signedIn, testApp } from '../../support/app.ts'
import { aMember } from '../../support/factories/accounts.ts'
import { anOrganisation } from '../../support/factories/organisations.ts'
import { aCreditCode, aWorkbook } from '../../support/factories/sheets.ts'

const { call, refusal, send, database, deps } = await testApp({ settings: { RATE_LIMIT: '0' } })
const platformId = (await anOrganisation(database, { kind: 'platform', name: '示例平台' })).id
const admin = { roles: ['platform_admin' as const], organisationId: platformId }
const as = (await aMember(database, admin)).actor

const head = [
  ...['序号', '单位名称', '统一社会信用代码', '单位类型', '主管单位', '所在地', '地址', '联系人'],
  ...['联系电话', '采购渠道', '年度食堂预算（万元）', '年度任务(元)'],
]
const school = (number: number, more: Record<number, unknown> = {}) =>
  Object.assign(
    [
      ...[number, `示例第${number}小学`, aCreditCode(number, '12'), '学校', '', '重庆市巫山县'],
      ...[`示例路 ${number} 号`, '李敏', '13900000001', '食堂、工会', '50', '50000'],
    ],
    more,
  )

async function upload(bytes: Buffer, fields: Record<string, string> = {}, who: Actor = as) {
  const file = { bytes, name: '单位.xlsx', fields: { kind: 'units', ...fields } }
  return call(api.uploadImport, {}, { as: who, file })
}

async function workOff(): Promise<void> {
  while (await workOnImports(deps)) {
    // one batch after the other
  }
}

const viewOf = (importId: string) => call(api.readImport, { params: { importId } }, { as })
const rowsOf = async (importId: string, which: 'all' | 'faults' | 'changes' = 'all') =>
  (
    await call(
      api.listImportRows,
      { params: { importId }, query: { which, pageSize: 100 } },
      { as },
    )
  ).items

async function checked(rows: readonly (readonly unknown[])[]) {
  const { id } = await upload(aWorkbook([['巫山县帮扶单位一览表'], head, ...rows]))
  await workOff()
  return viewOf(id)
}

async function applied(rows: readonly (readonly unknown[])[]) {
  const { id, version } = await checked(rows)
  await call(api.applyImport, { params: { importId: id }, body: { version } }, { as })
  await workOff()
  return viewOf(id)
}

const countUnits = async () =>
  (await database.sql`select count(*)::integer as count from organisations.units`)[0]?.count

test('units come in with supervising unit, channels, budget and target; again, nothing changes', async () => {
  const rows = [
    school(1, { 4: '示例第2小学' }),
    school(2),
    ['', '合计', '', '', '', '', '', '', '', '', '100', ''],
  ]
  const first = await checked(rows)
  expect(first.columns.map(({ field }) => field)).toEqual([
    ...[null, 'name', 'creditCode', 'unitType', 'parent', 'place', 'address', 'contactName'],
    ...['contactPhone', 'channels', 'budget', 'target'],
  ])
  expect(first).toMatchObject({
    state: 'checked',
    counts: { create: 2, change: 0, same: 0, fault: 0, skipped: 1 },
    mayApply: true,
  })
  expect(await countUnits()).toBe(0)
  const params = { importId: first.id }
  await call(api.applyImport, { params, body: { version: first.version } }, { as })
  await workOff()
  expect(await viewOf(first.id)).toMatchObject({ state: 'applied', mayUndo: true })
  const stored = await database.sql`
    select o.name, parent.name as parent, o.division_code, b.budget_cents::bigint as budget,
      (select amount::bigint from assistance.target_values v where v.target_id = t.id
        order by decided_at desc, id desc limit 1) as target,
      array(select kind from organisations.buying_channels c where c.unit_id = o.id order by 1)
        as channels
    from organisations.units u join organisations.organisations o on o.id = u.organisation_id
    left join organisations.organisations parent on parent.id = u.parent_id
    left join orders.unit_budgets b on b.unit_id = o.id
    left join assistance.targets t on t.organisation_id = o.id order by o.name`
  expect(stored.map((row) => ({ ...row }))).toMatchObject([
    {
      ...{ name: '示例第1小学', parent: '示例第2小学', division_code: '500237' },
      ...{ budget: 50_000_000, target: 5_000_000, channels: ['canteen', 'union'] },
    },
    { name: '示例第2小学', parent: null },
  ])
  const again = await checked(rows)
  expect(again.counts).toMatchObject({ create: 0, change: 0, same: 2, fault: 0, skipped: 1 })
  expect(again.mayApply).toBe(false)
  const nothing = { params: { importId: again.id }, body: { version: again.version } }
  expect((await refusal(api.applyImport, nothing, { as })).code).toBe('nothing_changed')
  await call(api.undoImport, { params }, { as })
  await workOff()
  expect(await viewOf(first.id)).toMatchObject({ state: 'undone' })
  expect(await countUnits()).toBe(0)
})

test('a sheet with townships and names of canteens is read as it is', async () => {
  const sheet = [
    ['单位名称', '单位性质', '所在乡镇', '详细地址', '联系人', '联系电话', '食堂', '年度帮扶任务'],
    ['示例第31小学', '学校', '竹贤乡', '示例路 1 号', '李敏', 13_900_000_001, '学生食堂', '5万'],
  ]
  const { id } = await upload(aWorkbook(sheet))
  await workOff()
  const { columns, counts } = await viewOf(id)
  expect(columns.slice(2).map(({ field }) => field)).toEqual([
    ...['place', 'address', 'contactName', 'contactPhone', 'channels', 'target'],
  ])
  expect(counts).toMatchObject({ create: 1, fault: 0 })
})

test('every fault stands in its row, and the rows can be corrected as a file', async () => {
  const { id, counts } = await checked([
    school(10, { 2: '91350100M000100Y4Z' }),
    school(11, { 3: '公司', 8: '' }),
    school(12, { 5: '不存在的地方' }),
    school(13),
    school(13),
    school(14, { 4: '没有的单位' }),
    school(15, { 4: '示例第16小学' }),
    school(16, { 4: '示例第15小学' }),
  ])
  const faults = (await rowsOf(id, 'faults')).map(({ number, faults }) => [
    number,
    faults.map(({ field, code }) => `${field} ${code}`),
  ])
  expect(faults).toEqual([
    [3, ['creditCode wrong_credit_code']],
    [4, ['unitType not_one_of', 'contactPhone required']],
    [5, ['place no_such_place']],
    [7, ['null same_as_row']],
    [8, ['parent not_recorded']],
    [9, ['null row_not_ready']],
    [10, ['null row_not_ready']],
  ])
  expect(counts).toMatchObject({ create: 1, fault: 7 })
  const query = { language: 'zh-CN' as const }
  const file = await send(api.exportImportFaults, { params: { importId: id }, query }, { as })
  const again = await upload(file.rawPayload)
  await workOff()
  const second = await viewOf(again.id)
  expect(second.columns.map(({ title }) => title)).toEqual([...head, '原因'])
  expect(second.counts).toMatchObject({ create: 1, fault: 6 })
})

test('§2.7 a place with namesakes is asked with its path, once for all rows that name it', async () => {
  await database.sql`
    insert into villages.divisions
      (code, level, parent_code, name, official_name, path_name, search_terms)
    values ('500238', 3, '5002', '朝阳区', '朝阳区', '重庆市朝阳区', '{}'),
      ('500239', 3, '5002', '朝阳区', '朝阳区', '重庆市东朝阳区', '{}')`
  const { id, version } = await checked([school(20, { 5: '朝阳区' }), school(21, { 5: '朝阳区' })])
  const [row] = await rowsOf(id, 'faults')
  const [fault] = row?.faults ?? []
  expect(fault).toMatchObject({ field: 'place', code: 'ambiguous', text: '朝阳区' })
  expect(fault?.options?.map(({ label }) => label)).toEqual([
    '重庆市朝阳区 500238',
    '重庆市东朝阳区 500239',
  ])
  const body = { field: 'place', text: '朝阳区', value: '500239', version }
  await call(api.chooseMeant, { params: { importId: id }, body }, { as })
  await workOff()
  expect((await viewOf(id)).counts).toMatchObject({ create: 2, fault: 0 })
})

test('columns that were chosen are remembered for the organisation', async () => {
  const sheet = [
    ['甲', '统一社会信用代码', '类型', '所在地', '地址', '联系人', '电话'],
    ['示例第30小学', aCreditCode(30, '12'), '学校', '500237', '示例路', '李敏', '13900000001'],
  ]
  const { id, version, columns } = await upload(aWorkbook(sheet))
  expect(columns[0]).toMatchObject({ title: '甲', field: null })
  const missing = await viewOf(id)
  expect(missing).toMatchObject({ missing: ['name'], mayApply: false })
  await workOff()
  const params = { importId: id }
  const early = { params, body: { version } }
  expect((await refusal(api.applyImport, early, { as })).code).toBe('columns_missing')
  const fields = columns.map(({ field }, at) => (at === 0 ? 'name' : field))
  await call(api.chooseColumns, { params, body: { fields, version } }, { as })
  await workOff()
  expect((await viewOf(id)).counts).toMatchObject({ create: 1 })
  const next = await upload(iconv.encode(sheet.map((row) => row.join(',')).join('\n'), 'gb18030'))
  expect(next.columns[0]).toMatchObject({ title: '甲', field: 'name' })
  expect(next.encoding).toBe('gb18030')
})

test('§3.9 a sheet changes no target of which a change waits to be confirmed, and says so', async () => {
  await applied([school(60)])
  const [unit] = await database.sql`
    select id from organisations.organisations where credit_code = ${aCreditCode(60, '12')}`
  const leading = { organisationId: unit?.id, roles: ['unit_leader' as const] }
  const leader = (await aMember(database, leading)).actor
  const early = await checked([school(60, { 7: '王芳', 11: '60000' })])
  const document = { name: '帮扶工作会纪要' }
  const lowered = { organisationId: unit?.id, year: 2026, measure: 'money' as const }
  const body = { ...lowered, amount: 4_000_000, reason: '减产', document }
  await call(saveTarget, { body }, { as: leader })
  const late = await checked([school(60, { 11: '70000' })])
  expect((await rowsOf(late.id))[0]).toMatchObject({
    ...{ outcome: 'same', notes: [{ code: 'budget_is_theirs' }, { code: 'change_waits' }] },
  })
  const { id: importId, version } = early
  await call(api.applyImport, { params: { importId }, body: { version } }, { as })
  await workOff()
  const [row] = await rowsOf(importId)
  expect(row?.notes).toContainEqual({ field: 'target', code: 'change_waits' })
  const values = await database.sql`
    select amount::integer, state from assistance.target_values v
    join assistance.targets t on t.id = target_id
    where t.organisation_id = ${unit?.id ?? ''} order by proposed_at`
  expect(values).toEqual([
    { amount: 5_000_000, state: 'in_force' },
    { amount: 4_000_000, state: 'proposed' },
  ])
})

test('§11.5 what is registered is changed by a sheet only as far as one may alone', async () => {
  const { id } = await applied([school(40)])
  expect((await viewOf(id)).state).toBe('applied')
  const changed = await checked([
    school(40, { 7: '王芳', 9: '食堂、职工', 11: '60000' }),
    school(40, { 1: '另一个名字' }),
  ])
  expect(changed.counts).toMatchObject({ change: 1, fault: 1 })
  const [, named] = await rowsOf(changed.id)
  expect(named?.faults).toMatchObject([{ field: 'name', code: 'identity_differs' }])
  const { version } = changed
  await call(api.applyImport, { params: { importId: changed.id }, body: { version } }, { as })
  await workOff()
  const unit = () => database.sql`
    select o.contact_name,
      (select amount::integer from assistance.target_values v where v.target_id = t.id
        order by decided_at desc, id desc limit 1) as target,
      array(select kind from organisations.buying_channels c
        where c.unit_id = o.id and closed_at is null order by 1) as channels
    from organisations.organisations o join assistance.targets t on t.organisation_id = o.id
    where o.credit_code = ${aCreditCode(40, '12')}`
  expect((await unit())[0]).toEqual({
    ...{ contact_name: '王芳', target: 6_000_000, channels: ['canteen', 'staff', 'union'] },
  })
  await call(api.undoImport, { params: { importId: changed.id } }, { as })
  await workOff()
  expect((await unit())[0]).toEqual({
    ...{ contact_name: '李敏', target: 5_000_000, channels: ['canteen', 'union'] },
  })
})

test('an import is not undone while something hangs on what it made: its rows say what', async () => {
  const { id } = await applied([school(50), school(51)])
  const rows = await rowsOf(id)
  const unitId = rows[1]?.subject?.id ?? ''
  await aMember(database, { organisationId: unitId, roles: ['unit_leader'] })
  await call(api.undoImport, { params: { importId: id } }, { as })
  await workOff()
  expect(await viewOf(id)).toMatchObject({
    ...{ state: 'applied', failure: 'something_hangs_on_it', hindered: 1 },
  })
  expect((await rowsOf(id, 'faults')).map(({ number }) => number)).toEqual([4])
  const after = await rowsOf(id)
  expect(after.map(({ faults }) => faults.map(({ code }) => code))).toEqual([[], ['has_people']])
  expect(after.every(({ isApplied }) => isApplied)).toBe(true)
})

test('an import goes on where a server died, each row exactly once', async () => {
  const rows = Array.from({ length: 1_200 }, (_, at) => school(1_000 + at))
  const { id, version } = await checked(rows)
  await call(api.applyImport, { params: { importId: id }, body: { version } }, { as })
  await workOnImports(deps)
  const begun = await viewOf(id)
  expect(begun).toMatchObject({ state: 'applying', done: 500 })
  // A batch that is cut off before its end leaves nothing behind.
  const broken = { ...deps, newId: () => 'no id' }
  await database.sql`update exchange.import_rows set plan = plan - 'details'
    where import_id = ${id} and not is_applied and number = 503`
  await expect(workOnImports(broken)).rejects.toThrow()
  expect((await viewOf(id)).done).toBe(500)
  await database.sql`update exchange.import_rows set plan = plan || jsonb_build_object('details',
    jsonb_build_object('unitType', 'school', 'address', '示例路', 'contactName', '李敏',
      'contactPhone', '13900000001')) where import_id = ${id} and number = 503`
  await Promise.all([workOff(), workOff()])
  expect(await viewOf(id)).toMatchObject({ state: 'applied', done: 1_200 })
  const [count] =
    await database.sql`select count(*)::integer as units from organisations.organisations
    where name like '示例第1___小学' or name like '示例第2___小学'`
  expect(count?.units).toBe(1_200)
}, 120_000)

test('an import of another organisation is not there', async () => {
  const { id } = await checked([school(60)])
  const other = signedIn({ roles: ['platform_admin'] })
  const params = { importId: id }
  const version = { version: 1 }
  expect((await refusal(api.readImport, { params }, { as: other })).code).toBe('not_found')
  expect((await refusal(api.listImportRows, { params, query: {} }, { as: other })).code).toBe(
    'not_found',
  )
  expect((await refusal(api.exportImportFaults, { params, query: {} }, { as: other })).code).toBe(
    'not_found',
  )
  expect((await refusal(api.undoImport, { params }, { as: other })).code).toBe('not_found')
  const apply = await refusal(api.applyImport, { params, body: version }, { as: other })
  expect(apply.code).toBe('not_found')
})

test('a template is itself read as a sheet without rows', async () => {
  for (const language of ['zh-CN', 'en'] as const) {
    const file = await send(api.readTemplate, { query: { kind: 'units', language } }, { as })
    const { id } = await upload(file.rawPayload)
    await workOff()
    const view = await viewOf(id)
    expect(view.missing).toEqual([])
    expect(view.counts).toMatchObject({ create: 0, fault: 0, skipped: 2 })
  }
})

test('§2.7 a unit that stands once above the head is that of all its figures', async () => {
  const sheet = (unit: string) => [
    ['巫山县2026年消费帮扶任务分解表', unit],
    head.map((title) => title.replace(/[（(].*$/, '')),
    school(60, { 10: '1.5', 11: '20' }),
  ]
  const { id } = await upload(aWorkbook(sheet('金额单位：万元')))
  await workOff()
  expect((await rowsOf(id))[0]?.understood).toMatchObject({
    target: { type: 'money', value: 20_000_000 },
  })
  const said = [
    head.map((title) => title.replace(/[（(].*$/, '')),
    school(61, { 10: '1.2亿', 11: '３０ 万元' }),
  ]
  const own = await upload(aWorkbook(said))
  await workOff()
  expect((await rowsOf(own.id))[0]?.understood).toMatchObject({
    budget: { type: 'money', value: 12_000_000_000 },
    target: { type: 'money', value: 30_000_000 },
  })
  const other = await upload(aWorkbook(sheet('单位：千元')))
  await workOff()
  expect((await rowsOf(other.id))[0]?.faults).toMatchObject([
    { code: 'unit_missing' },
    { code: 'unit_missing' },
  ])
})
