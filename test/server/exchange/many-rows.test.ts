import { expect, test } from 'vitest'
import { workOnImports } from '../../../server/exchange/index.ts'
import * as api from '../../../shared/exchange/imports.api.ts'
import { testApp } from '../../support/app.ts'
import { testDatabase } from '../../support/database.ts'
import { aMember } from '../../support/factories/accounts.ts'
import { anOrganisation } from '../../support/factories/organisations.ts'
import { aCreditCode, aWorkbook } from '../../support/factories/sheets.ts'
import { countStatements } from '../../support/statements.ts'

// Plans for any number of rows do not suit ten thousand.
const database = await testDatabase({ plansAsInProduction: true })
const { call, deps } = await testApp({ database })
const platformId = (await anOrganisation(database, { kind: 'platform', name: '示例平台' })).id
const admin = { roles: ['platform_admin' as const], organisationId: platformId }
const as = (await aMember(database, admin)).actor

const head = [
  ...['单位名称', '统一社会信用代码', '单位类型', '主管单位', '所在地', '地址', '联系人', '电话'],
  ...['采购渠道', '年度食堂预算（万元）', '年度任务(元)'],
]
const row = (number: number) => [
  ...[`示例第${number}小学`, aCreditCode(number, '12'), '学校', number === 0 ? '' : '示例第0小学'],
  ...['重庆市巫山县', '示例路 1 号', '李敏', '13900000001', '食堂、工会', '50', '50000'],
]

test('ten thousand rows are checked and applied by a bounded number of statements', async () => {
  const rows = Array.from({ length: 10_000 }, (_, number) => row(number))
  const file = { bytes: aWorkbook([head, ...rows]), name: '单位.xlsx', fields: { kind: 'units' } }
  const { result, statements } = await countStatements(database, async () => {
    const { id, version } = await call(api.uploadImport, {}, { as, file })
    while (await workOnImports(deps)) {
      // one batch after the other
    }
    await call(api.applyImport, { params: { importId: id }, body: { version } }, { as })
    while (await workOnImports(deps)) {
      // one batch after the other
    }
    return call(api.readImport, { params: { importId: id } }, { as })
  })
  expect(result.counts).toMatchObject({ create: 10_000 })
  expect(statements.length).toBeLessThan(800)
}, 180_000)
