import fc from 'fast-check'
import { expect, test } from 'vitest'
import { targetsOf } from '../../../server/assistance/index.ts'
import { splitByShares } from '../../../shared/assistance/target-shares.ts'
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
  const { items } = await call(api.waitingTargetChanges, { query: {} }, { as: coordinator })
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

test('§3.9 one change of a target waits at a time: nobody raises it over one that waits', async () => {
  const later = { ...money, year: 2029 }
  const own = { ...later, organisationId: member.id }
  await save({ ...later, organisationId: group.id, amount: 1_000 })
  await save({ ...own, amount: 500 })
  const stop = stopBefore(database, /insert into "assistance"."target_values"/)
  const lowering = send(
    api.saveTarget,
    { body: { ...own, amount: 400, ...why } as never },
    { as: leader },
  )
  await stop.reached
  const raise = { body: { ...own, amount: 700, ...why } }
  const raising = send(api.saveTarget, raise as never, { as: coordinator })
  await untilBlocked(database)
  stop.release()
  expect([(await lowering).statusCode, (await raising).statusCode]).toEqual([200, 409])
  const split = {
    params: { groupId: group.id },
    body: { ...later, parts: [{ unitId: member.id, shareBasisPoints: 9_000 }], ...why },
  }
  expect(await refusal(api.splitTarget, split, { as: coordinator })).toMatchObject({
    code: 'already_proposed',
  })
  const document = await aDocument(database, platformId)
  const byDocument = { body: { ...own, amount: 800, reason: '增产', document } }
  expect(await refusal(api.saveTarget, byDocument, { as: admin })).toMatchObject({
    code: 'already_proposed',
  })
  const [waiting] = (await call(api.waitingTargetChanges, { query: {} }, { as: coordinator })).items
  await call(api.answerTargetChange, answerTo(waiting?.id ?? '', 'decline'), { as: coordinator })
  expect((await save(raise.body)).target).toMatchObject({ amount: 700, waiting: null })
})

test('§3.9 what waits for one’s confirmation comes in pages, the longest waiting first', async () => {
  for (const year of [2031, 2032]) {
    await save({ ...ofMember, year, amount: 900 })
    await save({ ...ofMember, year, amount: 800, ...why }, leader)
  }
  const pageOf = (query: { pageSize: number; cursor?: string }) =>
    call(api.waitingTargetChanges, { query }, { as: coordinator })
  const first = await pageOf({ pageSize: 1 })
  expect(first.items).toMatchObject([{ amount: 800, amountBefore: 900, target: { year: 2031 } }])
  const second = await pageOf({ pageSize: 1, cursor: first.nextCursor ?? '' })
  expect(second).toMatchObject({ items: [{ target: { year: 2032 } }], nextCursor: null })
  for (const { id } of [...first.items, ...second.items])
    await call(api.answerTargetChange, answerTo(id, 'decline'), { as: coordinator })
})

test('§3.9 a group lowers no target of a member alone: the office of its place confirms', async () => {
  await save({ ...ofMember, amount: null, ...why })
  const { items } = await call(api.waitingTargetChanges, { query: {} }, { as: city })
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
  const leftOut = question([{ unitId: lead.id, shareBasisPoints: 10_000 }])
  expect(await refusal(api.splitTarget, leftOut, { as: coordinator })).toMatchObject({
    fields: [{ path: ['parts'], code: 'member_left_out', values: { name: '示例图书馆' } }],
  })
  const strange = question([{ unitId: stranger.id, shareBasisPoints: 10_000 }])
  expect(await refusal(api.splitTarget, strange, { as: coordinator })).toMatchObject({
    fields: [{ path: ['parts', 0, 'unitId'], code: 'not_found' }],
  })
})

test('§3.9 a share that changes is kept where the amount it comes to stays', async () => {
  const year = 2030
  const params = { groupId: group.id }
  const split = (shareBasisPoints: number) =>
    call(
      api.splitTarget,
      {
        params,
        body: { year, measure: 'money', parts: [{ unitId: member.id, shareBasisPoints }], ...why },
      },
      { as: coordinator },
    )
  await save({ year, measure: 'money', organisationId: group.id, amount: 1_000 })
  await split(4_000)
  await save({ year, measure: 'money', organisationId: group.id, amount: 2_000, ...why })
  const { items } = await split(2_000)
  expect(items).toMatchObject([{ amount: 400, waiting: null }])
  await split(2_000)
  const query = { year, measure: 'money' as const, organisationId: member.id }
  const history = await call(api.targetChanges, { query }, { as: leader })
  expect(history.items.map((row) => [row.amount, row.shareBasisPoints, row.state])).toEqual([
    [400, 2_000, 'in_force'],
    [400, 4_000, 'in_force'],
  ])
})

test('§3.9 parts and what is unassigned are the whole, whatever the shares', () => {
  const shares = fc.array(fc.nat(10_000), { minLength: 1, maxLength: 30 })
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 10 ** 13 }), shares, (whole, weights) => {
      const ids = weights.map((_, at) => `unit ${at}`)
      const cut = Math.max(
        10_000,
        weights.reduce((sum, weight) => sum + weight),
      )
      const parts = ids.map((unitId, at) => ({
        unitId,
        shareBasisPoints: Math.floor(((weights[at] ?? 0) * 10_000) / cut),
      }))
      const { amounts, unassigned } = splitByShares(whole, parts)
      const assigned = [...amounts.values()].reduce((sum, amount) => sum + amount, 0)
      expect(assigned + unassigned).toBe(whole)
      expect(unassigned).toBeGreaterThanOrEqual(0)
      for (const { unitId, shareBasisPoints } of parts) {
        const exact = (whole * shareBasisPoints) / 10_000
        expect(Math.abs((amounts.get(unitId) ?? 0) - exact)).toBeLessThanOrEqual(1)
      }
    }),
  )
})

test('§3.9 what a split leaves is unassigned, and so is what the group’s target changes by', async () => {
  const year = 2028
  const params = { groupId: group.id }
  const sharesOf = async (page = {}) =>
    call(api.targetShares, { params, query: { year, ...page } }, { as: coordinator })
  const totalsOf = async () => (await sharesOf()).totals
  await save({ year, measure: 'money', organisationId: group.id, amount: 1_000 })
  expect(await totalsOf()).toMatchObject({ whole: 1_000, assigned: 0, unassigned: 1_000 })
  const body = {
    ...{ year, measure: 'money' as const, validFrom: '2028-06-01' },
    parts: [
      { unitId: lead.id, shareBasisPoints: 3_333 },
      { unitId: member.id, shareBasisPoints: 0 },
    ],
  }
  await call(api.splitTarget, { params, body }, { as: coordinator })
  expect(await totalsOf()).toMatchObject({ on: '2028-01-01', assigned: 333, unassigned: 667 })
  const first = await sharesOf({ pageSize: 1 })
  const rest = await sharesOf({ pageSize: 1, cursor: first.nextCursor })
  expect(rest.nextCursor).toBeNull()
  const shares = [...first.items, ...rest.items].map((row) => [
    ...[row.unit.id, row.amount, row.shareBasisPoints],
  ])
  expect(shares).toHaveLength(2)
  expect(shares).toContainEqual([member.id, null, null])
  expect(shares).toContainEqual([lead.id, 333, 3_333])
  const raised = { year, measure: 'money' as const, organisationId: group.id, amount: 3_000 }
  await save({ ...raised, validFrom: '2028-01-01', ...why })
  expect(await totalsOf()).toMatchObject({ whole: 3_000, assigned: 333, unassigned: 2_667 })
  const taken = { ...body, validFrom: '2028-01-01', ...why }
  taken.parts = [{ unitId: lead.id, shareBasisPoints: 0 }]
  await call(api.splitTarget, { params, body: taken }, { as: coordinator })
  const waits = await call(api.waitingTargetChanges, { query: {} }, { as: city })
  const waiting = waits.items.find((change) => change.target.year === year)
  expect(waiting).toMatchObject({ amount: null, amountBefore: 333 })
  expect(await totalsOf()).toMatchObject({ assigned: 333 })
  await call(api.answerTargetChange, answerTo(waiting?.id ?? '', 'confirm'), { as: city })
  expect(await totalsOf()).toMatchObject({ assigned: 0, unassigned: 3_000 })
  const [audit] = await database.sql<{ before: object }[]>`
    select before from evidence.audit_entries
    where action = 'assistance.confirm-target' and subject_id = ${lead.id}`
  expect(audit).toEqual({ before: { amount: 333 } })
  const own = { params, query: { year } }
  expect(await refusal(api.targetShares, own, { as: leader })).toMatchObject({ code: 'forbidden' })
})
