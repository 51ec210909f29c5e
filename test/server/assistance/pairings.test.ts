import { expect, test } from 'vitest'
import { eligibleCodes, policyValue, publicSecretaries } from '../../../server/assistance/index.ts'
import { newId } from '../../../server/platform/ids.ts'
import * as api from '../../../shared/assistance/assistance.api.ts'
import { answerProposal } from '../../../shared/assistance/proposals.api.ts'
import * as secretary from '../../../shared/assistance/secretaries.api.ts'
import { readPublicVillage } from '../../../shared/reports/reports.api.ts'
import { signedIn, testApp } from '../../support/app.ts'
import { aMember, anOrganisation, type MemberAttributes } from '../../support/factories/accounts.ts'
import {
  aConsent,
  aDocument,
  aGroup,
  aPairing,
  aPolicyValue,
} from '../../support/factories/assistance.ts'
import { aCooperative, aUnit } from '../../support/factories/organisations.ts'
import { insertDivision } from '../../support/factories/villages.ts'

const { call, refusal, database } = await testApp({
  clock: () => new Date('2026-11-22T02:00:00Z'),
})
const lead = await aUnit(database, { name: '重庆市文化和旅游发展委员会' })
const member = await aUnit(database, { name: '示例图书馆' })
const stranger = await aUnit(database, { name: '示例医院' })
const group = await aGroup(database, { leadUnitId: lead.id, memberUnitIds: [member.id] })
const platformId = await anOrganisation(database, { kind: 'platform' })
const authorityId = await anOrganisation(database, { kind: 'authority' })
const since = new Date('2026-11-01T00:00:00Z')
const person = async (attributes: MemberAttributes) =>
  (await aMember(database, { since, ...attributes })).actor
const admin = await person({ organisationId: platformId, roles: ['platform_admin'] })
const coordinator = await person({ organisationId: group.id, roles: ['group_coordinator'] })
const official = await person({
  organisationId: authorityId,
  roles: ['official'],
  divisionCode: '500237',
})
const leader = await person({ organisationId: member.id, roles: ['unit_leader'] })
const document = await aDocument(database, platformId)
const pairing = {
  organisationId: group.id,
  divisionCode: '500237222',
  kind: 'designated',
  fromDate: '2023-01-01',
  toDate: null,
  firstSecretaryName: null,
} as const

test('§3.17 a group is founded by a document with its lead unit; units come and go', async () => {
  const body = { name: '示例帮扶集团', leadUnitId: lead.id, fromDate: '2023-01-01', document }
  const founded = await call(api.createGroup, { body }, { as: admin })
  expect(founded.members).toMatchObject([
    { unit: { id: lead.id }, isLead: true, fromDate: '2023-01-01', toDate: null },
  ])
  const params = { groupId: founded.id }
  const undocumented = { params, body: { unitId: stranger.id, fromDate: '2024-01-01' } }
  const bare = await refusal(api.addMember, undocumented, { as: admin })
  expect(bare.fields).toMatchObject([{ path: ['document'], code: 'required' }])
  const joining = { params, body: { ...undocumented.body, document } }
  const joined = await call(api.addMember, joining, { as: admin })
  expect(joined).toMatchObject({ state: 'in_force', fromDate: '2024-01-01', mayAnswer: false })
  const again = await refusal(api.addMember, joining, { as: admin })
  expect(again.fields).toMatchObject([{ path: ['fromDate'], code: 'overlapping_dates' }])
  const { members } = await call(api.group, { params }, { as: admin })
  const { membershipId } = members[1] ?? { membershipId: '' }
  const end = (toDate: string) => ({ params: { ...params, membershipId }, body: { toDate } })
  const backdated = await refusal(api.endMember, end('2026-11-21'), { as: admin })
  expect(backdated.fields).toMatchObject([{ path: ['toDate'], code: 'in_the_past' }])
  const leaving = await person({ organisationId: stranger.id, roles: ['unit_leader'] })
  const ended = await call(api.endMember, end('2026-11-22'), { as: leaving })
  expect(ended).toMatchObject({ unit: { id: stranger.id }, toDate: '2026-11-22' })
  const twice = await refusal(api.endMember, end('2026-11-23'), { as: admin })
  expect(twice.code).toBe('illegal_transition')
  const back = { params, body: { unitId: stranger.id, fromDate: '2026-11-23', document } }
  await call(api.addMember, back, { as: admin })
  const leadEnd = { membershipId: founded.members[0]?.membershipId ?? '', ...params }
  const refused = await refusal(
    api.endMember,
    { params: leadEnd, body: { toDate: '2026-12-01' } },
    { as: admin },
  )
  expect(refused.code).toBe('illegal_transition')
})

test('a group is read by its own, and changed by its coordinator', async () => {
  const params = { groupId: group.id }
  expect((await call(api.group, { params }, { as: leader })).mayEdit).toBe(false)
  expect((await call(api.group, { params }, { as: coordinator })).mayEdit).toBe(true)
  const buyer = signedIn({ roles: ['buyer'], organisationId: stranger.id })
  expect((await refusal(api.group, { params }, { as: buyer })).code).toBe('not_found')
  expect(
    (await call(api.groups, { query: {} }, { as: buyer })).items.map((item) => item.id),
  ).not.toContain(group.id)
  const foreign = signedIn({ roles: ['group_coordinator'] })
  const joining = { params, body: { unitId: stranger.id, fromDate: '2026-01-01' } }
  expect((await refusal(api.addMember, joining, { as: foreign })).code).toBe('not_found')
})

test('§3.17 who was a member, or will be one, reads nothing of the group', async () => {
  const [former, future] = [await aUnit(database), await aUnit(database)]
  const held = await aGroup(database, { leadUnitId: lead.id })
  await database.sql`
    insert into assistance.group_members (id, group_id, unit_id, from_date, to_date) values
      (${newId()}, ${held.id}, ${former.id}, '2024-01-01', '2026-11-21'),
      (${newId()}, ${held.id}, ${future.id}, '2026-11-23', null)`
  for (const { id } of [former, future]) {
    const as = signedIn({ roles: ['unit_leader'], organisationId: id })
    const refused = await refusal(api.group, { params: { groupId: held.id } }, { as })
    expect(refused.code).toBe('not_found')
    expect((await call(api.groups, { query: {} }, { as })).items).toEqual([])
  }
})

test('§3.17 a pairing is in force when both sides have agreed, and either side ends it', async () => {
  const proposed = await call(api.createPairing, { body: pairing }, { as: coordinator })
  expect(proposed).toMatchObject({ state: 'proposed', mayAnswer: false, mayWithdraw: true })
  const pairs = (as = coordinator) =>
    call(api.pairings, { query: { organisationId: group.id } }, { as })
  expect((await pairs()).items).toEqual([])
  const twice = await refusal(api.createPairing, { body: pairing }, { as: official })
  expect(twice.code).toBe('already_proposed')
  const accept = { params: { proposalId: proposed.id }, body: { answer: 'accept' as const } }
  const made = await call(answerProposal, accept, { as: official })
  expect(made).toMatchObject({ state: 'in_force', fromDate: '2026-11-22' })
  const [{ id, place } = { id: '', place: { code: '', pathName: '' } }] = (await pairs()).items
  expect(place.pathName).toBe('重庆市巫山县竹贤乡')
  const params = { pairingId: id }
  const back = await refusal(
    api.endPairing,
    { params, body: { toDate: '2026-11-21' } },
    { as: official },
  )
  expect(back.fields).toMatchObject([{ path: ['toDate'], code: 'in_the_past' }])
  const ended = await call(
    api.endPairing,
    { params, body: { toDate: '2026-12-31' } },
    { as: official },
  )
  expect(ended).toMatchObject({ toDate: '2026-12-31', mayEdit: true })
  const longer = { params, body: { toDate: '2027-12-31' } }
  expect((await refusal(api.endPairing, longer, { as: coordinator })).code).toBe(
    'illegal_transition',
  )
  const renewed = { ...pairing, fromDate: '2027-01-01', firstSecretaryName: '张书记', document }
  await call(api.createPairing, { body: renewed }, { as: admin })
  const seen = await call(api.villagePairings, { params: { code: '500237222213' } })
  expect(seen.items).toEqual([
    {
      organisationName: group.name,
      place: { code: '500237222', pathName: '重庆市巫山县竹贤乡' },
      kind: 'designated',
      fromDate: '2026-11-22',
      toDate: '2026-12-31',
    },
  ])
})

test('§3.17 nobody proposes a pairing for others; a coordinator none for a member', async () => {
  const foreign = { ...pairing, divisionCode: '441826102221' }
  const body = { ...foreign, organisationId: stranger.id }
  for (const actor of [official, coordinator, leader])
    expect((await refusal(api.createPairing, { body }, { as: actor })).code).toBe('forbidden')
  await call(api.createPairing, { body: { ...body, document } }, { as: admin })
  const own = { ...foreign, organisationId: member.id }
  expect((await refusal(api.createPairing, { body: own }, { as: coordinator })).code).toBe(
    'forbidden',
  )
  const proposed = await call(api.createPairing, { body: own }, { as: leader })
  expect(proposed.state).toBe('proposed')
})

test('§9 a pairing with an abolished, unknown or too large place is refused at the place', async () => {
  await insertDivision(database, {
    code: '500237299',
    name: '旧贤乡',
    validTo: '2020-12-31',
    successorCode: '500237222',
  })
  const codeFor = async (divisionCode: string) => {
    const body = { ...pairing, divisionCode, document }
    const problem = await refusal(api.createPairing, { body }, { as: admin })
    return problem.fields?.map((field) => `${field.path.join('.')} ${field.code}`)
  }
  expect(await codeFor('500237299')).toEqual(['divisionCode abolished_village'])
  expect(await codeFor('500299')).toEqual(['divisionCode unknown_division'])
  expect(await codeFor('50')).toEqual(['divisionCode level_too_high'])
  const body = { ...pairing, fromDate: '2026-01-02', toDate: '2026-01-01', document }
  const problem = await refusal(api.createPairing, { body }, { as: admin })
  expect(problem.fields).toMatchObject([{ path: ['toDate'], code: 'dates_out_of_order' }])
  const seller = await aCooperative(database)
  const odd = { ...pairing, organisationId: seller.id, document }
  const refused = await refusal(api.createPairing, { body: odd }, { as: admin })
  expect(refused.fields).toMatchObject([{ path: ['organisationId'], code: 'not_found' }])
})

test('§3.12 ratios, terms and lists are dated rows that are only added', async () => {
  const decide = (value: number, validFrom: string) => ({
    body: { name: 'reserve_share' as const, value, validFrom, decidedBy: '示例文件第 1 号' },
  })
  await call(api.addPolicy, decide(1_000, '2024-01-01'), { as: admin })
  await call(api.addPolicy, decide(1_500, '2026-01-01'), { as: admin })
  const on = (day: string) => policyValue(database.db, 'reserve_share', day)
  expect(await on('2023-12-31')).toBeUndefined()
  expect(await on('2025-12-31')).toBe(1_000)
  expect(await on('2026-01-01')).toBe(1_500)
  await call(api.addPolicy, decide(1_200, '2026-01-01'), { as: admin })
  expect(await on('2026-06-01')).toBe(1_200)
  const all = await call(api.policies, {}, { as: official })
  expect(all.items.filter((item) => item.name === 'reserve_share')).toHaveLength(3)
  const wrong = await refusal(api.addPolicy, decide(10_001, '2026-01-01'), { as: admin })
  expect(wrong.fields).toMatchObject([{ path: ['value'], code: 'wrong_format' }])
  const denied = await refusal(api.addPolicy, decide(1, '2026-01-01'), { as: official })
  expect(denied.code).toBe('forbidden')
  await expect(database.sql`update assistance.policy_values set value = '1'`).rejects.toThrow(
    'append-only',
  )
})

test('§3.12 what counts follows the list as it was known then; without a list all counts', async () => {
  const codes = ['500237222213', '441826102221']
  const known = (recordedBefore: string) =>
    eligibleCodes(database.db, {
      codes,
      on: '2026-11-22',
      recordedBefore: new Date(recordedBefore),
    })
  expect(await known('2026-11-22T00:00:00Z')).toEqual(new Set(codes))
  await aPolicyValue(database, {
    name: 'eligible_divisions',
    value: ['500237'],
    createdAt: new Date('2026-06-01T00:00:00Z'),
  })
  expect(await known('2026-11-22T00:00:00Z')).toEqual(new Set(['500237222213']))
  expect(await known('2026-05-31T00:00:00Z')).toEqual(new Set(codes))
})

test('§11.6 a first secretary is named in public by own consent, once a leader confirms it', async () => {
  const village = '500237222241'
  await insertDivision(database, { code: village, name: '公示村' })
  const named = { divisionCode: village, firstSecretaryName: '周书记' }
  const post = await aPairing(database, { ...named, organisationId: group.id })
  const over = { ...named, organisationId: member.id, toDate: '2026-11-21' }
  await aPairing(database, over)
  const [own, namesake, colleague, outsider] = await Promise.all([
    person({ organisationId: member.id, roles: ['buyer'], name: '周书记' }),
    person({ organisationId: member.id, roles: ['receiver'], name: '周书记' }),
    person({ organisationId: member.id, roles: ['unit_leader'] }),
    person({ organisationId: stranger.id, roles: ['unit_leader'], name: '周书记' }),
  ])
  const waiting = async (as = colleague) =>
    (await call(secretary.secretaryPosts, {}, { as })).waiting
  const confirm = async () => {
    const [{ consentId } = { consentId: '' }] = await waiting()
    await call(secretary.confirmConsent, { params: { consentId } }, { as: colleague })
    return consentId
  }
  const params = { pairingId: post.id }
  const shown = () => call(readPublicVillage, { params: { code: village } })
  expect((await shown()).firstSecretaries).toEqual([])
  for (const as of [colleague, outsider]) {
    expect((await call(secretary.secretaryPosts, {}, { as })).items).toEqual([])
    expect((await refusal(secretary.agreeToBeNamed, { params }, { as })).code).toBe('not_found')
  }
  const { items } = await call(secretary.secretaryPosts, {}, { as: own })
  expect(items).toMatchObject([{ pairingId: post.id, unitName: member.name, agreedAt: null }])
  const agreed = await call(secretary.agreeToBeNamed, { params }, { as: own })
  expect(agreed).toMatchObject({ agreedAt: expect.any(String), confirmedAt: null })
  expect(await call(secretary.agreeToBeNamed, { params }, { as: own })).toEqual(agreed)
  const second = await refusal(secretary.agreeToBeNamed, { params }, { as: namesake })
  expect(second.code).toBe('illegal_transition')
  await call(secretary.withdrawName, { params }, { as: namesake })
  const question = { villageCode: village, on: '2026-11-22' }
  const inPublic = () => publicSecretaries(database.db, question)
  expect(await inPublic()).toEqual([])
  expect(await waiting(own)).toEqual([])
  expect(await waiting(outsider)).toEqual([])
  const consentId = await confirm()
  expect(await waiting()).toEqual([])
  expect(await inPublic()).toEqual([{ name: '周书记', unitName: member.name }])
  await call(secretary.confirmConsent, { params: { consentId } }, { as: colleague })
  const { code } = await refusal(
    secretary.confirmConsent,
    { params: { consentId } },
    { as: outsider },
  )
  expect(code).toBe('not_found')
  expect(await publicSecretaries(database.db, { ...question, on: '2023-12-31' })).toEqual([])
  const elsewhere = { ...own, organisationId: stranger.id }
  await aMember(database, {
    ...{ personId: own.personId, organisationId: stranger.id, roles: ['buyer'] },
  })
  await call(secretary.withdrawName, { params }, { as: elsewhere })
  expect(await inPublic()).toEqual([])
  await call(secretary.agreeToBeNamed, { params }, { as: own })
  await confirm()
  expect(await inPublic()).toHaveLength(1)
  await database.sql`update accounts.memberships set ended_at = '2026-11-22T02:00:00Z'
    where person_id = ${own.personId} and organisation_id = ${member.id}`
  expect(await inPublic()).toEqual([])
})

test('§11.6 a colleague who takes a first secretary’s name is not named in their stead', async () => {
  const unit = await aUnit(database)
  const post = await aPairing(database, { organisationId: unit.id, firstSecretaryName: '吴书记' })
  const params = { pairingId: post.id }
  const [real, rival, leader] = await Promise.all([
    person({ organisationId: unit.id, roles: ['buyer'], name: '吴书记' }),
    person({ organisationId: unit.id, roles: ['unit_leader'] }),
    person({ organisationId: unit.id, roles: ['unit_leader'] }),
  ])
  await database.sql`update accounts.people set name = '吴书记' where id = ${rival.personId}`
  await call(secretary.agreeToBeNamed, { params }, { as: rival })
  await database.sql`update accounts.people set name = '郑科员', email = 'zheng@example.cn'
    where id = ${rival.personId}`
  const { waiting } = await call(secretary.secretaryPosts, {}, { as: leader })
  // The leader sees whose account it is, whatever name it bore for a moment.
  expect(waiting).toMatchObject([
    { name: '吴书记', account: { name: '郑科员', email: 'zheng@example.cn' } },
  ])
  const consent = { params: { consentId: waiting[0]?.consentId ?? '' } }
  expect((await call(secretary.secretaryPosts, {}, { as: rival })).waiting).toEqual([])
  const own = await refusal(secretary.confirmConsent, consent, { as: rival })
  expect(own.code).toBe('same_person')
  await call(secretary.refuseConsent, consent, { as: leader })
  // The answer may have been lost: asked again, nothing more happens.
  await call(secretary.refuseConsent, consent, { as: leader })
  const [audited] = await database.sql`select count(*)::int as refusals from evidence.audit_entries
    where action = 'assistance.refuse-consent' and subject_id = ${post.id}`
  expect(audited).toEqual({ refusals: 1 })
  const late = await refusal(secretary.confirmConsent, consent, { as: leader })
  expect(late.code).toBe('not_found')
  const question = { villageCode: '500237222213', on: '2026-11-22' }
  expect(await publicSecretaries(database.db, question)).toEqual([])
  const agreed = await call(secretary.agreeToBeNamed, { params }, { as: real })
  expect(agreed.agreedAt).not.toBeNull()
})

test('§11.6 whoever left takes no place among the twenty of a village', async () => {
  const village = '500237222242'
  await insertDivision(database, { code: village, name: '多书记村' })
  const unit = await aUnit(database)
  const leader = await person({ organisationId: unit.id, roles: ['unit_leader'] })
  const consents = await Promise.all(
    Array.from({ length: 21 }, () => aConsent(database, { unitId: unit.id, village })),
  )
  await database.sql`update assistance.secretary_consents
    set confirmed_by = ${leader.personId}, confirmed_at = agreed_at where unit_id = ${unit.id}`
  const left = consents.slice(0, 20).map(({ personId }) => personId)
  await database.sql`update accounts.memberships set ended_at = '2026-11-22T02:00:00Z'
    where person_id = any(${left}::uuid[])`
  const question = { villageCode: village, on: '2026-11-22' }
  expect(await publicSecretaries(database.db, question)).toEqual([
    { name: '周小红', unitName: unit.name },
  ])
})
