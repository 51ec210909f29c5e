import { expect, test } from 'vitest'
import type { Actor } from '../../../server/platform/context.ts'
import * as assistance from '../../../shared/assistance/assistance.api.ts'
import * as proposals from '../../../shared/assistance/proposals.api.ts'
import * as api from '../../../shared/exchange/imports.api.ts'
import type { Role } from '../../../shared/roles.ts'
import { signedIn, testApp } from '../../support/app.ts'
import { aMember } from '../../support/factories/accounts.ts'
import { anOrganisation, aUnit } from '../../support/factories/organisations.ts'
import { aWorkbook } from '../../support/factories/sheets.ts'
import { insertDivision } from '../../support/factories/villages.ts'
import { importing } from '../../support/importing.ts'

const app = await testApp({ settings: { RATE_LIMIT: '0' } })
const { call, refusal, database } = app
await insertDivision(database, { code: '500237109242', name: '石沟村' })
const office = (await anOrganisation(database, { name: '巫山县农业农村委员会' })).id

async function member(organisationId: string, role: Role, more = {}): Promise<Actor> {
  return (await aMember(database, { organisationId, roles: [role], ...more })).actor
}
const official = await member(office, 'official', { divisionCode: '500237' })
const county = importing(app, 'pairings', official)

async function unitWithLeader(name: string) {
  const { id } = await aUnit(database, { name })
  return { id, leader: await member(id, 'unit_leader') }
}

const head = ['帮扶单位', '结对村', '类型', '开始日期', '结束日期', '驻村第一书记']
const row = (unit: string) => [unit, '竹贤乡下庄村', '定点帮扶', '2026-01-01', '', '李敏']

const openOf = async (as: Actor) =>
  (await call(proposals.listProposals, { query: { which: 'open' } }, { as })).items

test('§3.17 pairings are proposed by one side, and are in force once the other has agreed', async () => {
  const { id: organisationId, leader } = await unitWithLeader('示例甲局')
  const view = await county.apply([head, row('示例甲局')])
  expect(view).toMatchObject({ state: 'applied', counts: { create: 1, fault: 0 } })
  const paired = () => call(assistance.pairings, { query: { organisationId } }, { as: leader })
  expect((await paired()).items).toEqual([])
  expect((await county.check([head, row('示例甲局')])).counts).toMatchObject({ same: 1, create: 0 })
  const [proposal] = await openOf(leader)
  const params = { proposalId: proposal?.id ?? '' }
  await call(proposals.answerProposal, { params, body: { answer: 'accept' } }, { as: leader })
  expect((await paired()).items).toMatchObject([
    { fromDate: '2026-11-22', firstSecretaryName: '李敏', kind: 'designated' },
  ])
  expect((await county.check([head, row('示例甲局')])).counts).toMatchObject({ same: 1, create: 0 })
  const faults = await county.faultsOf([head, row('示例甲局').with(5, '王芳')])
  expect(faults).toEqual(['from overlapping_dates'])
  const undone = await county.undo(view.id)
  expect(undone.failure).toBe('something_hangs_on_it')
})

test('what nobody has answered is taken back', async () => {
  const { leader } = await unitWithLeader('示例乙局')
  const view = await county.apply([head, row('示例乙局')])
  expect(await openOf(leader)).toHaveLength(1)
  expect((await county.undo(view.id)).state).toBe('undone')
  expect(await openOf(leader)).toEqual([])
  expect((await county.apply([head, row('示例乙局')])).counts).toMatchObject({ create: 1 })
})

test('§3.15 a namesake village is chosen with its path, and faults stand in their rows', async () => {
  await unitWithLeader('示例丙局')
  const { id } = await county.check([head, row('示例丙局').with(1, '石沟村')])
  const [first] = await county.rowsOf(id)
  expect(first?.faults).toMatchObject([{ field: 'place', code: 'ambiguous' }])
  expect(first?.faults[0]?.options).toHaveLength(2)
  const faults = await county.faultsOf([
    head,
    row('没有这个局'),
    row('示例丙局').with(4, '2025-01-01'),
    row('示例丙局').with(1, '石径村'),
    row(''),
  ])
  expect(faults).toEqual([
    'organisation not_found',
    'to in_the_past',
    'place no_such_place',
    'organisation required',
  ])
})

test('a unit’s leader proposes for the own unit only, and the platform by a document', async () => {
  const { leader } = await unitWithLeader('示例丁局')
  await unitWithLeader('示例戊局')
  const own = importing(app, 'pairings', leader)
  expect((await own.apply([head, row('')])).counts).toMatchObject({ create: 1 })
  expect(await openOf(official)).not.toEqual([])
  expect(await own.faultsOf([head, row('示例戊局')])).toEqual(['organisation not_a_side'])
  const platform = signedIn({ roles: ['platform_admin'], organisationId: office })
  const file = { bytes: aWorkbook([head]), name: 'a.xlsx', fields: { kind: 'pairings' } }
  expect((await refusal(api.uploadImport, {}, { as: platform, file })).code).toBe('not_found')
})
