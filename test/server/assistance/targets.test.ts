import { expect, test } from 'vitest'
import { targetsOf } from '../../../server/assistance/index.ts'
import * as api from '../../../shared/assistance/targets.api.ts'
import { testApp } from '../../support/app.ts'
import { aMember, anOrganisation, type MemberAttributes } from '../../support/factories/accounts.ts'
import { aDocument, aGroup } from '../../support/factories/assistance.ts'
import { aUnit } from '../../support/factories/organisations.ts'
import { stopBefore, untilBlocked } from '../../support/race.ts'

let now = Date.parse('2026-11-22T02:00:00Z')
const { call, refusal, send, database } = await testApp({
  // Each act a moment after the one before.
  clock: () => {
    now += 1
    return new Date(now)
  },
})
const lead = await aUnit(database, { name: '重庆市文化和旅游发展委员会' })
const member = await aUnit(database, { name: '示例图书馆' })
const stranger = await aUnit(database, { name: '示例医院' })
const group = await aGroup(database, { leadUnitId: lead.id, memberUnitIds: [member.id] })
const authorityId = await anOrganisation(database, { kind: 'authority' })
const platformId = await anOrganisation(database, { kind: 'platform' })
const person = async (attributes: MemberAttributes) => (await aMember(database, attributes)).actor
const coordinating = { organisationId: group.id, roles: ['group_coordinator' as const] }
const coordinator = await person(coordinating)
const second = await person(coordinating)
const leader = await person({ organisationId: member.id, roles: ['unit_leader'] })
const outsider = await person({ organisationId: stranger.id, roles: ['unit_leader'] })
const admin = await person({ organisationId: platformId, roles: ['platform_admin'] })
const officialOf = (divisionCode: string) =>
  person({ organisationId: authorityId, roles: ['official'], divisionCode })
const county = await officialOf('500237')
const city = await officialOf('50')

const money = { year: 2026, measure: 'money' as const }
const ofMember = { ...money, organisationId: member.id }
const why = { reason: '减产', document: { name: '帮扶工作会纪要' } }
const save = (body: Parameters<typeof api.saveTarget.body.parse>[0], as = coordinator) =>
  call(api.saveTarget, { body: body as never }, { as })
const historyOf = async (as = leader) =>
  (await call(api.targetChanges, { query: ofMember }, { as })).items
const answerTo = (changeId: string, answer: 'confirm' | 'decline' | 'withdraw') => ({
  params: { changeId },
  body: { answer, reason: answer === 'decline' ? '不减' : '' },
})
const standing = async (on: string) =>
  (await targetsOf(database.db, { organisationIds: [member.id], year: 2026, on }))[0]?.amount

test('§3.9 a target is set by who looks after it, and raised at once with reason and document', async () => {
  await save({ ...money, organisationId: group.id, amount: 1_000_000_000 })
  await save({ ...ofMember, amount: 50_000_000 })
  const bare = await refusal(
    api.saveTarget,
    { body: { ...ofMember, amount: 60_000_000 } },
    { as: leader },
  )
  expect(bare.fields).toMatchObject([{ path: ['reason'], code: 'required' }])
  const { target } = await save({ ...ofMember, amount: 60_000_000, ...why }, leader)
  expect(target).toMatchObject({ amount: 60_000_000, waiting: null, mayEdit: true })
  expect([await standing('2026-11-21'), await standing('2026-11-22')]).toEqual([
    50_000_000, 60_000_000,
  ])
  const ofCounty = { year: 2026, measure: 'weight' as const, divisionCode: '500237', amount: 5_000 }
  await save(ofCounty, county)
  expect((await call(api.targets, { query: {} }, { as: county })).items).toHaveLength(1)
  const elsewhere = { ...ofCounty, divisionCode: '441826' }
  const refused = await refusal(api.saveTarget, { body: elsewhere }, { as: county })
  expect(refused.code).toBe('forbidden')
})

test('§3.9 what lowers a target waits for the side above: two confirmations count once', async () => {
  const { target } = await save({ ...ofMember, amount: 40_000_000, ...why }, leader)
  expect(target).toMatchObject({ amount: 60_000_000, waiting: { amount: 40_000_000 } })
  const again = { body: { ...ofMember, amount: 30_000_000, ...why } }
  expect(await refusal(api.saveTarget, again, { as: leader })).toMatchObject({
    code: 'already_proposed',
  })
  const { items } = await call(api.waitingTargetChanges, {}, { as: coordinator })
  expect(items).toMatchObject([
    { amount: 40_000_000, amountBefore: 60_000_000, reason: '减产', mayAnswer: true },
  ])
  const changeId = items[0]?.id ?? ''
  const confirm = answerTo(changeId, 'confirm')
  expect(await refusal(api.answerTargetChange, confirm, { as: outsider })).toMatchObject({
    code: 'not_found',
  })
  expect(await refusal(api.answerTargetChange, confirm, { as: leader })).toMatchObject({
    code: 'not_found',
  })
  const stop = stopBefore(database, /update "assistance"."target_values"/)
  const first = send(api.answerTargetChange, confirm, { as: coordinator })
  await stop.reached
  const rival = send(api.answerTargetChange, confirm, { as: second })
  await untilBlocked(database)
  stop.release()
  expect([(await first).statusCode, (await rival).statusCode]).toEqual([200, 409])
  expect(await standing('2026-11-22')).toBe(40_000_000)
  const [latest, ...earlier] = await historyOf()
  expect(latest).toMatchObject({
    ...{ state: 'in_force', validFrom: '2026-11-22', document: { name: '帮扶工作会纪要' } },
    confirming: { organisation: { id: group.id } },
  })
  expect(earlier.map((row) => row.amount)).toEqual([60_000_000, 50_000_000])
  const events = await database.sql<{ topic: string; payload: object }[]>`
    select topic, payload from platform.outbox where subject_id = ${changeId} order by id`
  expect(events).toMatchObject([
    { topic: 'assistance.target-change-proposed', payload: { organisationIds: [group.id] } },
    { topic: 'assistance.target-changed', payload: { organisationIds: [member.id] } },
  ])
})

test('§3.9 a group lowers no target of a member alone: the office of its place confirms', async () => {
  await save({ ...ofMember, amount: null, ...why })
  const { items } = await call(api.waitingTargetChanges, {}, { as: city })
  expect(items).toMatchObject([{ amount: null, target: { organisation: { id: member.id } } }])
  const changeId = items[0]?.id ?? ''
  expect(
    await refusal(api.answerTargetChange, answerTo(changeId, 'confirm'), { as: second }),
  ).toMatchObject({ code: 'not_found' })
  await call(api.answerTargetChange, answerTo(changeId, 'decline'), { as: city })
  expect(await standing('2026-12-31')).toBe(40_000_000)
  const past = { ...ofMember, amount: 70_000_000, validFrom: '2026-01-01', ...why }
  const { target } = await save(past)
  expect(target).toMatchObject({ amount: 40_000_000, waiting: { validFrom: '2026-01-01' } })
  const [change] = await historyOf(coordinator)
  await call(api.answerTargetChange, answerTo(change?.id ?? '', 'withdraw'), { as: second })
  const unscanned = { body: { ...ofMember, amount: 10_000_000, ...why } }
  expect(await refusal(api.saveTarget, unscanned, { as: admin })).toMatchObject({
    fields: [{ path: ['document', 'fileId'], code: 'required' }],
  })
  const document = await aDocument(database, platformId)
  await save({ ...ofMember, amount: 10_000_000, reason: '减产', document }, admin)
  expect(await standing('2026-11-22')).toBe(10_000_000)
  expect((await historyOf(city)).map((row) => row.state)).toEqual([
    ...['in_force', 'withdrawn', 'declined'],
    ...['in_force', 'in_force', 'in_force'],
  ])
  const question = { query: ofMember }
  expect(await refusal(api.targetChanges, question, { as: outsider })).toMatchObject({
    code: 'not_found',
  })
  await expect(database.sql`delete from assistance.target_values`).rejects.toThrow('stays')
})

test('§3.9 a group’s target is split over its members by shares, to the last cent', async () => {
  const year = 2027
  const question = (parts: { unitId: string; shareBasisPoints: number }[]) => ({
    params: { groupId: group.id },
    body: { year, measure: 'money' as const, parts },
  })
  const third = [
    { unitId: lead.id, shareBasisPoints: 6_667 },
    { unitId: member.id, shareBasisPoints: 3_333 },
  ]
  expect(await refusal(api.splitTarget, question(third), { as: coordinator })).toMatchObject({
    code: 'not_found',
  })
  await save({ year, measure: 'money', organisationId: group.id, amount: 100_000_001 })
  const { items } = await call(api.splitTarget, question(third), { as: coordinator })
  expect(items.map(({ amount }) => amount).sort()).toEqual([33_330_000, 66_670_001])
  const half = [
    { unitId: lead.id, shareBasisPoints: 5_000 },
    { unitId: member.id, shareBasisPoints: 5_000 },
  ]
  const { params, body } = question(half)
  const again = { params, body: { ...body, ...why } }
  const changed = await call(api.splitTarget, again, { as: coordinator })
  expect(changed.items.map((row) => row.waiting !== null).sort()).toEqual([false, true])
  expect(await refusal(api.splitTarget, again, { as: coordinator })).toMatchObject({
    code: 'already_proposed',
  })
  const strange = question([{ unitId: stranger.id, shareBasisPoints: 10_000 }])
  expect(await refusal(api.splitTarget, strange, { as: coordinator })).toMatchObject({
    fields: [{ path: ['parts', 0, 'unitId'], code: 'not_found' }],
  })
})
