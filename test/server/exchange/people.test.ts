import { expect, test } from 'vitest'
import { workOnImports } from '../../../server/exchange/index.ts'
import type { Actor } from '../../../server/platform/context.ts'
import { acceptInvitation, showInvitation } from '../../../shared/accounts/members.api.ts'
import * as api from '../../../shared/exchange/imports.api.ts'
import type { Role } from '../../../shared/roles.ts'
import { signedIn, testApp } from '../../support/app.ts'
import { aMember } from '../../support/factories/accounts.ts'
import { anOrganisation, aUnit } from '../../support/factories/organisations.ts'

const { call, refusal, database, deps } = await testApp({ settings: { RATE_LIMIT: '0' } })
const platformId = (await anOrganisation(database, { kind: 'platform', name: '示例平台' })).id
const platform = { organisationId: platformId, roles: ['platform_admin' as const] }
const admin = await aMember(database, platform)
const unit = await aUnit(database, { name: '示例小学' })
const other = await aUnit(database, { name: '示例医院', divisionCode: '500237' })
const leader = await aMember(database, { organisationId: unit.id, roles: ['unit_leader'] })

const password = '一亩三分地里的三棵大白菜'
const head = ['姓名', '手机', '邮箱', '单位', '角色']

async function upload(rows: readonly (readonly string[])[], as: Actor) {
  const text = [head, ...rows].map((row) => row.join(',')).join('\n')
  const file = { bytes: Buffer.from(text), name: '人员.csv', fields: { kind: 'people' } }
  return call(api.uploadImport, {}, { as, file })
}

async function workOff(): Promise<void> {
  while (await workOnImports(deps)) {
    // one batch after the other
  }
}

async function checked(rows: readonly (readonly string[])[], as: Actor) {
  const { id } = await upload(rows, as)
  await workOff()
  return call(api.readImport, { params: { importId: id } }, { as })
}

async function applied(rows: readonly (readonly string[])[], as: Actor) {
  const { id, version } = await checked(rows, as)
  await call(api.applyImport, { params: { importId: id }, body: { version } }, { as })
  await workOff()
  return call(api.readImport, { params: { importId: id } }, { as })
}

const faultsOf = async (importId: string, as: Actor) => {
  const query = { which: 'faults' as const }
  const { items } = await call(api.listImportRows, { params: { importId }, query }, { as })
  return items.map(({ number, faults }) => [number, ...faults.map((f) => `${f.field} ${f.code}`)])
}

const codesOf = (importId: string, as: Actor) =>
  call(api.listImportCodes, { params: { importId }, query: {} }, { as })

test('who has no e-mail gets a code to type, which opens one new account and no other', async () => {
  const rows = [
    ['王芳', '13900000011', '', '示例小学', '采购员、验收员'],
    ['李敏', '', 'limin@people.test', '示例小学', '财务'],
    ['张伟', '13900000012', '', '示例医院', '单位负责人'],
  ]
  const view = await applied(rows, admin.actor)
  expect(view).toMatchObject({ state: 'applied', counts: { create: 3 }, hasCodes: true })
  const { items, address } = await codesOf(view.id, admin.actor)
  expect(address).toBe('cunji.test/accept-invitation')
  expect(items.map(({ name }) => name).sort()).toEqual(['张伟', '王芳'])
  // Two of one name are told apart by what stands on the strip.
  const strip = items.find(({ name }) => name === '王芳')
  expect(strip).toMatchObject({ phoneEnding: '0011', roles: ['buyer', 'receiver'] })
  const typed = (strip?.code ?? '').toLowerCase().replaceAll('-', ' ')
  const shown = await call(showInvitation, { body: { token: typed } })
  expect(shown).toMatchObject({ name: '王芳', email: null, provesEmail: false, hasAccount: false })
  const { session } = await call(acceptInvitation, { body: { token: typed, password } })
  expect(session.person).toMatchObject({ email: null, phone: '13900000011' })
  expect(session.acting?.roles.toSorted()).toEqual(['buyer', 'receiver'])
  const again = await refusal(acceptInvitation, { body: { token: typed, password } })
  expect(again.code).toBe('link_expired')
  expect((await codesOf(view.id, admin.actor)).items.map(({ name }) => name)).toEqual(['张伟'])
  // Whoever has an address gets a mail, the others a text message where there is a gateway.
  const published = await database.sql`select subject_id from platform.outbox
    where topic = 'accounts.invitation-sent'`
  expect(published).toHaveLength(3)
})

test('the same sheet again invites nobody twice', async () => {
  const rows = [['赵强', '13900000021', '', '', '采购员']]
  await applied(rows, leader.actor)
  expect((await checked(rows, leader.actor)).counts).toMatchObject({ same: 1, create: 0 })
  const more = await checked([['赵强', '13900000021', '', '', '财务']], leader.actor)
  expect(more.counts).toMatchObject({ change: 1 })
})

/** A member under a mobile number, in the roles, of a unit. */
async function memberAt(organisationId: string, phone: string, roles: Role[]) {
  const member = await aMember(database, { organisationId, roles })
  await database.sql`update accounts.people set phone = ${phone}, name = '周 梅'
    where id = ${member.actor.personId}`
  const rolesNow = async () => {
    const [row] = await database.sql<{ roles: Role[] }[]>`select roles from accounts.memberships
      where id = ${member.membershipId}`
    return row?.roles
  }
  return { ...member, rolesNow }
}

const rowsOf = async (importId: string) =>
  (await call(api.listImportRows, { params: { importId }, query: {} }, { as: leader.actor })).items

const undone = async (importId: string, as = leader.actor) => {
  await call(api.undoImport, { params: { importId } }, { as })
  await workOff()
  return call(api.readImport, { params: { importId } }, { as })
}

test('a member gets the roles of the row: from and to are shown, audited and taken back', async () => {
  const member = await memberAt(unit.id, '13900000022', ['buyer'])
  const rows = [['周梅', '１３９ 0000 0022', '', '示例小学', '财务、 验收员']]
  const view = await checked(rows, leader.actor)
  expect(view.counts).toMatchObject({ change: 1, create: 0 })
  expect((await rowsOf(view.id))[0]?.notes).toEqual([
    {
      ...{ field: 'roles', code: 'was_before' },
      values: { before: 'buyer', after: 'receiver finance' },
    },
  ])
  expect(await member.rolesNow()).toEqual(['buyer'])
  const one = await applied(rows, leader.actor)
  expect(one).toMatchObject({ state: 'applied', counts: { change: 1 } })
  expect(await member.rolesNow()).toEqual(['receiver', 'finance'])
  const audits = await database.sql`select before, after from evidence.audit_entries
    where action = 'accounts.change-roles' and subject_id = ${member.membershipId}`
  expect(audits).toEqual([
    { before: { roles: ['buyer'] }, after: { roles: ['receiver', 'finance'] } },
  ])
  expect((await checked(rows, leader.actor)).counts).toMatchObject({ same: 1, change: 0 })
  expect((await undone(one.id)).state).toBe('undone')
  expect(await member.rolesNow()).toEqual(['buyer'])
  const two = await applied(rows, leader.actor)
  await database.sql`update accounts.memberships set roles = '{approver}'
    where id = ${member.membershipId}`
  expect(await undone(two.id)).toMatchObject({ failure: 'something_hangs_on_it' })
  expect((await rowsOf(two.id))[0]?.faults).toMatchObject([{ code: 'changed_since' }])
  expect(await member.rolesNow()).toEqual(['approver'])
})

test('§11 nobody gives themselves roles by a sheet, nor takes the last head, nor another’s', async () => {
  const { id: unitId } = await aUnit(database, { name: '示例中学' })
  const head = await memberAt(unitId, '13900000071', ['unit_leader'])
  const other = await memberAt(unitId, '13900000072', ['buyer'])
  const own = await checked([['周梅', '13900000071', '', '', '财务']], head.actor)
  expect(await faultsOf(own.id, head.actor)).toEqual([[2, 'roles own_role']])
  const down = ['周梅', '13900000071', '', '示例中学', '财务']
  const up = ['周梅', '13900000072', '', '示例中学', '单位负责人']
  const alone = await checked([down], admin.actor)
  expect(await faultsOf(alone.id, admin.actor)).toEqual([[2, 'roles last_of_its_role']])
  const both = await applied([down, up], admin.actor)
  expect(both.counts).toMatchObject({ change: 2, fault: 0 })
  expect([await head.rolesNow(), await other.rolesNow()]).toEqual([['finance'], ['unit_leader']])
  await database.sql`update accounts.people set email = 'zhou@people.test'
    where id = ${other.actor.personId}`
  const doubtful = await checked(
    [
      ['李某', '13900000071', '', '示例中学', '采购员'],
      ['周梅', '13900000071', 'zhou@people.test', '示例中学', '采购员'],
      ['周梅', '13900000071', '', '示例中学', '官员'],
    ],
    admin.actor,
  )
  expect(await faultsOf(doubtful.id, admin.actor)).toEqual([
    [2, 'name name_differs'],
    [3, 'phone two_members'],
    [4, 'roles not_one_of'],
  ])
  const ended = await checked([['周梅', '13900000071', '', '示例中学', '采购员']], admin.actor)
  await database.sql`update accounts.memberships set ended_at = '2026-11-22T00:00:00Z'
    where id = ${head.membershipId}`
  const params = { importId: ended.id }
  const body = { version: ended.version }
  await call(api.applyImport, { params, body }, { as: admin.actor })
  await workOff()
  expect(await faultsOf(ended.id, admin.actor)).toEqual([[2, 'roles changed_since']])
})

test('a head brings in the people of their own organisation alone, in fitting roles', async () => {
  const { id, counts } = await checked(
    [
      ['甲', '13900000031', '', '示例医院', '采购员'],
      ['乙', '13900000032', '', '示例小学', '平台管理员'],
      ['丙', '', '', '', '采购员'],
      ['丁', '12345', '', '', '采购员'],
      ['戊', '13900000033', '', '', '采购员'],
      ['己', '13900000033', '', '', '采购员'],
    ],
    leader.actor,
  )
  expect(await faultsOf(id, leader.actor)).toEqual([
    [2, 'organisation not_found'],
    [3, 'roles not_an_option'],
    [4, 'phone email_or_phone'],
    [5, 'phone wrong_format'],
    [7, 'null same_as_row'],
  ])
  expect(counts).toMatchObject({ create: 1, fault: 5 })
  const many = Array.from({ length: 501 }, (_, at) => [
    '某某',
    String(13900001000 + at),
    '',
    '',
    '采购员',
  ])
  const text = [head, ...many].map((row) => row.join(',')).join('\n')
  const file = { bytes: Buffer.from(text), name: 'a.csv', fields: { kind: 'people' } }
  expect((await refusal(api.uploadImport, {}, { as: leader.actor, file })).code).toBe(
    'too_many_rows',
  )
})

test('invitations are taken back as a whole, but not once somebody has accepted', async () => {
  const one = await applied([['钱一', '13900000041', '', '示例医院', '采购员']], admin.actor)
  await call(api.undoImport, { params: { importId: one.id } }, { as: admin.actor })
  await workOff()
  expect((await codesOf(one.id, admin.actor)).items).toEqual([])
  const two = await applied([['钱二', '13900000042', '', '示例医院', '采购员']], admin.actor)
  const [strip] = (await codesOf(two.id, admin.actor)).items
  await call(acceptInvitation, { body: { token: strip?.code ?? '', password } })
  await call(api.undoImport, { params: { importId: two.id } }, { as: admin.actor })
  await workOff()
  const params = { importId: two.id }
  const view = await call(api.readImport, { params }, { as: admin.actor })
  expect(view).toMatchObject({ state: 'applied', failure: 'something_hangs_on_it' })
  const { items } = await call(api.listImportRows, { params, query: {} }, { as: admin.actor })
  expect(items[0]?.faults).toMatchObject([{ code: 'has_accepted' }])
})

test('§11.4 what somebody began is not done once they have lost the role', async () => {
  const head = await aMember(database, { organisationId: other.id, roles: ['unit_leader'] })
  const { id, version } = await checked([['孙三', '13900000051', '', '', '采购员']], head.actor)
  await call(api.applyImport, { params: { importId: id }, body: { version } }, { as: head.actor })
  // As it is for whoever signed in; what the tests do themselves hangs on no session.
  await database.sql`update exchange.imports
    set actor = jsonb_set(actor, '{sessionId}', to_jsonb(${id}::text)) where id = ${id}`
  await database.sql`update accounts.memberships set ended_at = '2026-11-22T00:00:00Z'
    where person_id = ${head.actor.personId}`
  await workOff()
  const [row] = await database.sql`select state, failure from exchange.imports where id = ${id}`
  expect(row).toEqual({ state: 'failed', failure: 'not_allowed_any_more' })
})

test('sheets of invitations are bounded for a head, and people’s imports are their own', async () => {
  const own = await aMember(database, { organisationId: other.id, roles: ['unit_leader'] })
  const begin = async (at: number) => {
    const { id, version } = await checked([['某', `1390000006${at}`, '', '', '采购员']], own.actor)
    const input = { params: { importId: id }, body: { version } }
    return { id, input }
  }
  for (const at of [0, 1, 2])
    await call(api.applyImport, (await begin(at)).input, { as: own.actor })
  const fourth = await begin(3)
  const refused = await refusal(api.applyImport, fourth.input, { as: own.actor })
  expect(refused.code).toBe('too_many_requests')
  const params = { importId: fourth.id }
  const strange = signedIn({ roles: ['unit_leader'], organisationId: unit.id })
  expect((await refusal(api.readImport, { params }, { as: strange })).code).toBe('not_found')
  expect((await refusal(api.listImportCodes, { params, query: {} }, { as: strange })).code).toBe(
    'not_found',
  )
})

test('§11.1 one phone in two units is one person, or a fault where the names differ', async () => {
  const { id } = await checked(
    [
      ['周兰', '13900000091', '', '示例小学', '采购员'],
      ['周 兰', '+86 139-0000-0091', '', '示例医院', '采购员'],
      ['孙丽', '13900000092', '', '示例小学', '财务'],
      ['吴强', '１３９００００００９２', '', '示例医院', '财务'],
    ],
    admin.actor,
  )
  const query = {}
  const { items } = await call(
    api.listImportRows,
    { params: { importId: id }, query },
    {
      as: admin.actor,
    },
  )
  const remark = (row: number) => ({ field: 'phone', code: 'phone_of_row', values: { row } })
  expect(items[0]).toMatchObject({ outcome: 'create', notes: [], faults: [] })
  expect(items[1]).toMatchObject({ outcome: 'create', notes: [remark(2)], faults: [] })
  expect(items[3]).toMatchObject({ outcome: 'fault', faults: [remark(4)] })
})
