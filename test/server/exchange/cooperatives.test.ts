import { expect, test } from 'vitest'
import { workOnImports } from '../../../server/exchange/index.ts'
import type { Actor } from '../../../server/platform/context.ts'
import * as api from '../../../shared/exchange/imports.api.ts'
import { foodLicenceCheckDigit } from '../../../shared/food-licence.ts'
import { cooperative, decideAdmission } from '../../../shared/organisations/cooperatives.api.ts'
import { signedIn, testApp } from '../../support/app.ts'
import { aMember } from '../../support/factories/accounts.ts'
import { anOrganisation } from '../../support/factories/organisations.ts'
import { aCreditCode, aWorkbook } from '../../support/factories/sheets.ts'

const { call, refusal, database, deps } = await testApp({ settings: { RATE_LIMIT: '0' } })
const office = (await anOrganisation(database, { name: '巫山县农业农村委员会' })).id
const county = { divisionCode: '500237' }
const official = (
  await aMember(database, { organisationId: office, roles: ['official'], ...county })
).actor

const head = [
  ...['序号', '合作社名称', '统一社会信用代码', '类型', '法定代表人', '所在村', '地址', '联系人'],
  ...['联系电话', '开户行', '银行账号', '成立日期', '食品经营许可证号'],
]
const growers = (number: number, more: Record<number, unknown> = {}) =>
  Object.assign(
    [
      ...[number, `示例第${number}种植合作社`, aCreditCode(number, '93'), '合作社', '毛建国'],
      ...['竹贤乡下庄村', '1 组', '毛建国', '13900000001', '农村商业银行'],
      ...['6210000000000000099', '2020年3月1日', ''],
    ],
    more,
  )

async function checked(rows: readonly (readonly unknown[])[], as: Actor = official) {
  const fields = { kind: 'cooperatives' }
  const file = { bytes: aWorkbook([head, ...rows]), name: '合作社.xlsx', fields }
  const { id } = await call(api.uploadImport, {}, { as, file })
  await workOff()
  return call(api.readImport, { params: { importId: id } }, { as })
}

async function workOff(): Promise<void> {
  while (await workOnImports(deps)) {
    // one batch after the other
  }
}

async function applied(rows: readonly (readonly unknown[])[]) {
  const { id, version } = await checked(rows)
  await call(api.applyImport, { params: { importId: id }, body: { version } }, { as: official })
  await workOff()
  return call(api.readImport, { params: { importId: id } }, { as: official })
}

const rowsOf = async (importId: string) =>
  (await call(api.listImportRows, { params: { importId }, query: {} }, { as: official })).items

test('§11.5 cooperatives come as applications, which the county and the platform decide on', async () => {
  const view = await applied([growers(1), growers(2)])
  expect(view).toMatchObject({ state: 'applied', counts: { create: 2 } })
  const [row] = await rowsOf(view.id)
  const params = { cooperativeId: row?.subject?.id ?? '' }
  const stored = await call(cooperative, { params }, { as: official })
  expect(stored).toMatchObject({
    ...{ name: '示例第1种植合作社', state: 'applied', bankAccount: '6210000000000000099' },
    licences: [{ kind: 'business', validFrom: '2020-03-01', validTo: null }],
    place: { code: '500237222213' },
  })
  const body = { step: 'admit' as const }
  expect((await refusal(decideAdmission, { params, body }, { as: official })).code).toBe(
    'forbidden',
  )
  expect((await checked([growers(1), growers(2)])).counts).toMatchObject({ same: 2, create: 0 })
  const other = await checked([growers(1, { 10: '6210000000000000098' })])
  const [again] = await rowsOf(other.id)
  expect(again).toMatchObject({
    outcome: 'same',
    notes: [{ field: 'bankAccount', code: 'theirs_to_change' }],
  })
  expect(view.mayUndo).toBe(true)
  await call(api.undoImport, { params: { importId: view.id } }, { as: official })
  await workOff()
  const [count] = await database.sql`select count(*)::integer as count
    from organisations.cooperatives`
  expect(count?.count).toBe(0)
})

test('an application on which somebody has decided is not taken back', async () => {
  const { id } = await applied([growers(11)])
  const [row] = await rowsOf(id)
  const params = { cooperativeId: row?.subject?.id ?? '' }
  await call(decideAdmission, { params, body: { step: 'recommend' } }, { as: official })
  await call(api.undoImport, { params: { importId: id } }, { as: official })
  await workOff()
  const [after] = await rowsOf(id)
  expect(after?.faults).toMatchObject([{ code: 'decided_since' }])
})

test('what is wrong stands in its row: a village elsewhere, lost digits, a licence that ended', async () => {
  const { id } = await checked([
    growers(21, { 5: '渝中区' }),
    growers(22, { 10: 6_210_000_000_000_000_000 }),
    growers(23, { 11: '去年' }),
    growers(24, { 2: '' }),
    growers(25, { 11: '2030-01-01' }),
  ])
  const faults = (await rowsOf(id)).map((row) => row.faults.map((f) => `${f.field} ${f.code}`))
  expect(faults).toEqual([
    ['village no_such_village'],
    ['bankAccount wrong_format'],
    ['licenceFrom not_a_day'],
    ['creditCode required'],
    ['licenceFrom in_the_future'],
  ])
})

test('§2.7 what an organisation is stands in its name, or is asked', async () => {
  const view = await checked([
    growers(21, { 3: '' }),
    growers(22, { 1: '示例第22家庭农场', 3: '' }),
    growers(23, { 1: '示例第23农业开发有限公司', 3: '' }),
  ])
  const rows = await rowsOf(view.id)
  expect(rows.map(({ outcome }) => outcome)).toEqual(['create', 'create', 'fault'])
  expect(rows[2]?.faults).toMatchObject([{ field: 'cooperativeType', code: 'required' }])
})

test('an official brings in cooperatives of their own area, and no units or people', async () => {
  const elsewhere = signedIn({
    ...{ roles: ['official'], organisationId: office, divisionCode: '500103' },
  })
  const { counts } = await checked([growers(31)], elsewhere)
  expect(counts).toMatchObject({ create: 0, fault: 1 })
  const { items } = await call(api.listImportKinds, {}, { as: official })
  expect(items.map(({ kind }) => kind)).toEqual([
    ...['cooperatives', 'sales_terms', 'pairings', 'outside', 'opening'],
  ])
  const file = { bytes: aWorkbook([head]), name: 'a.xlsx', fields: { kind: 'units' } }
  const refused = await refusal(api.uploadImport, {}, { as: official, file })
  expect(refused.code).toBe('not_found')
})

test('§9 a food production licence comes with its days, and its check digit is checked', async () => {
  const more = ['食品生产许可证号', '食品生产许可证有效期起', '食品生产许可证有效期止']
  const body = '1530825001410'
  const licence = `SC${body}${foodLicenceCheckDigit(body)}`
  const file = (rows: readonly (readonly unknown[])[]) => ({
    bytes: aWorkbook([[...head, ...more], ...rows]),
    name: '合作社.xlsx',
    fields: { kind: 'cooperatives' },
  })
  const rows = [
    [...growers(41), licence.toLowerCase(), '2024-05-01', '2029-04-30'],
    [...growers(42), 'SC15308250014108', '2024-05-01', ''],
    [...growers(43), licence, '', ''],
    [...growers(44), licence, '2019-01-01', '2024-01-01'],
  ]
  const { id, version } = await call(api.uploadImport, {}, { as: official, file: file(rows) })
  await workOff()
  expect((await rowsOf(id)).map(({ faults }) => faults.map((f) => `${f.field} ${f.code}`))).toEqual(
    [
      [],
      ['production wrong_licence_number'],
      ['productionFrom required'],
      ['productionTo in_the_past'],
    ],
  )
  await call(api.applyImport, { params: { importId: id }, body: { version } }, { as: official })
  await workOff()
  const [row] = await rowsOf(id)
  const params = { cooperativeId: row?.subject?.id ?? '' }
  const stored = await call(cooperative, { params }, { as: official })
  expect(stored.licences).toMatchObject([
    { kind: 'business' },
    { kind: 'food_production', number: licence, validFrom: '2024-05-01', validTo: '2029-04-30' },
  ])
})
