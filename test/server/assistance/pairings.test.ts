import { expect, test } from 'vitest'
import { eligibleCodes, policyValue } from '../../../server/assistance/index.ts'
import * as api from '../../../shared/assistance/assistance.api.ts'
import { signedIn, testApp } from '../../support/app.ts'
import { aGroup, aPolicyValue } from '../../support/factories/assistance.ts'
import { aCooperative, aUnit } from '../../support/factories/organisations.ts'
import { insertDivision } from '../../support/factories/villages.ts'

const { call, refusal, database } = await testApp({
  clock: () => new Date('2026-11-22T02:00:00Z'),
})
const lead = await aUnit(database, { name: '重庆市文化和旅游发展委员会' })
const member = await aUnit(database, { name: '示例图书馆' })
const stranger = await aUnit(database, { name: '示例医院' })
const group = await aGroup(database, { leadUnitId: lead.id, memberUnitIds: [member.id] })
const admin = signedIn({ roles: ['platform_admin'] })
const coordinator = signedIn({ roles: ['group_coordinator'], organisationId: group.id })
const official = signedIn({ roles: ['official'], divisionCode: '500237' })
const leader = signedIn({ roles: ['unit_leader'], organisationId: member.id })
const pairing = {
  organisationId: group.id,
  divisionCode: '500237222',
  kind: 'designated',
  fromDate: '2023-01-01',
  toDate: null,
  firstSecretaryName: null,
} as const

test('a group is founded with its lead unit, and units come and go', async () => {
  const body = { name: '示例帮扶集团', leadUnitId: lead.id, fromDate: '2023-01-01' }
  const founded = await call(api.createGroup, { body }, { as: admin })
  expect(founded.members).toMatchObject([{ unit: { id: lead.id }, isLead: true, toDate: null }])
  const params = { groupId: founded.id }
  const joining = { params, body: { unitId: stranger.id, fromDate: '2024-01-01' } }
  const joined = await call(api.addMember, joining, { as: admin })
  const { membershipId } = joined.members[1] ?? { membershipId: '' }
  const again = await refusal(api.addMember, joining, { as: admin })
  expect(again.fields).toMatchObject([{ path: ['fromDate'], code: 'overlapping_dates' }])
  const end = { params: { ...params, membershipId }, body: { toDate: '2024-06-30' } }
  await call(api.endMember, end, { as: admin })
  expect((await refusal(api.endMember, end, { as: admin })).code).toBe('illegal_transition')
  const back = { params, body: { unitId: stranger.id, fromDate: '2024-07-01' } }
  expect((await call(api.addMember, back, { as: admin })).members).toHaveLength(3)
  const leadEnd = { membershipId: founded.members[0]?.membershipId ?? '', ...params }
  const leaving = { params: leadEnd, body: { toDate: '2025-01-01' } }
  expect((await refusal(api.endMember, leaving, { as: admin })).code).toBe('illegal_transition')
})

test('a group is read by its own, and changed by its coordinator', async () => {
  const params = { groupId: group.id }
  expect((await call(api.group, { params }, { as: leader })).mayEdit).toBe(false)
  expect((await call(api.group, { params }, { as: coordinator })).mayEdit).toBe(true)
  const buyer = signedIn({ roles: ['buyer'], organisationId: stranger.id })
  expect((await refusal(api.group, { params }, { as: buyer })).code).toBe('not_found')
  expect((await call(api.groups, {}, { as: buyer })).items.map((item) => item.id)).not.toContain(
    group.id,
  )
  const foreign = signedIn({ roles: ['group_coordinator'] })
  const joining = { params, body: { unitId: stranger.id, fromDate: '2026-01-01' } }
  expect((await refusal(api.addMember, joining, { as: foreign })).code).toBe('not_found')
})

test('either side writes a pairing down, once at a time', async () => {
  const made = await call(api.createPairing, { body: pairing }, { as: coordinator })
  expect(made.place.pathName).toBe('重庆市巫山县竹贤乡')
  const twice = await refusal(api.createPairing, { body: pairing }, { as: official })
  expect(twice.fields).toMatchObject([{ path: ['fromDate'], code: 'overlapping_dates' }])
  const ended = await call(
    api.endPairing,
    { params: { pairingId: made.id }, body: { toDate: '2025-12-31' } },
    { as: official },
  )
  expect(ended).toMatchObject({ toDate: '2025-12-31', mayEdit: false })
  const renewed = { ...pairing, fromDate: '2026-01-01', firstSecretaryName: '张书记' }
  await call(api.createPairing, { body: renewed }, { as: coordinator })
  const seen = await call(api.villagePairings, { params: { code: '500237222213' } })
  expect(seen.items).toEqual([
    {
      organisationName: group.name,
      place: { code: '500237222', pathName: '重庆市巫山县竹贤乡' },
      kind: 'designated',
      fromDate: '2026-01-01',
      toDate: null,
    },
  ])
})

test('a pairing outside one’s own is refused', async () => {
  const foreign = { ...pairing, divisionCode: '441826102221' }
  const body = { ...foreign, organisationId: stranger.id }
  for (const actor of [official, coordinator, leader])
    expect((await refusal(api.createPairing, { body }, { as: actor })).code).toBe('forbidden')
  await call(api.createPairing, { body }, { as: admin })
  const own = { ...foreign, organisationId: member.id }
  await call(api.createPairing, { body: own }, { as: leader })
})

test('§9 a pairing with an abolished, unknown or too large place is refused at the place', async () => {
  await insertDivision(database, {
    code: '500237299',
    name: '旧贤乡',
    validTo: '2020-12-31',
    successorCode: '500237222',
  })
  const codeFor = async (divisionCode: string) => {
    const body = { ...pairing, divisionCode }
    const problem = await refusal(api.createPairing, { body }, { as: admin })
    return problem.fields?.map((field) => `${field.path.join('.')} ${field.code}`)
  }
  expect(await codeFor('500237299')).toEqual(['divisionCode abolished_village'])
  expect(await codeFor('500299')).toEqual(['divisionCode unknown_division'])
  expect(await codeFor('50')).toEqual(['divisionCode level_too_high'])
  const body = { ...pairing, fromDate: '2026-01-02', toDate: '2026-01-01' }
  const problem = await refusal(api.createPairing, { body }, { as: admin })
  expect(problem.fields).toMatchObject([{ path: ['toDate'], code: 'dates_out_of_order' }])
  const seller = await aCooperative(database)
  const odd = { ...pairing, organisationId: seller.id }
  const refused = await refusal(api.createPairing, { body: odd }, { as: admin })
  expect(refused.fields).toMatchObject([{ path: ['organisationId'], code: 'not_found' }])
})

test('targets are set for a unit, a group or a county by who looks after them', async () => {
  const year = { year: 2026, measure: 'money' as const }
  const ofGroup = { ...year, organisationId: group.id, amount: 1_000_000_000 }
  const seen = await call(api.saveTarget, { body: ofGroup }, { as: coordinator })
  expect(seen.items).toMatchObject([{ amount: 1_000_000_000, mayEdit: true }])
  const ofMember = { ...year, organisationId: member.id, amount: 50_000_000 }
  await call(api.saveTarget, { body: ofMember }, { as: coordinator })
  const changed = await call(
    api.saveTarget,
    { body: { ...ofMember, amount: 60_000_000 } },
    { as: leader },
  )
  expect(changed.items.map((item) => item.amount)).toEqual([60_000_000])
  const ofCounty = { year: 2026, measure: 'weight' as const, divisionCode: '500237', amount: 5_000 }
  await call(api.saveTarget, { body: ofCounty }, { as: official })
  expect((await call(api.targets, { query: {} }, { as: official })).items).toHaveLength(1)
  expect((await call(api.targets, { query: {} }, { as: admin })).items).toHaveLength(3)
  const elsewhere = { ...ofCounty, divisionCode: '441826' }
  const refused = await refusal(api.saveTarget, { body: elsewhere }, { as: official })
  expect(refused.code).toBe('forbidden')
  const taken = await call(api.saveTarget, { body: { ...ofMember, amount: null } }, { as: leader })
  expect(taken.items).toEqual([])
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
