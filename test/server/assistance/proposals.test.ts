import { expect, test } from 'vitest'
import { isDocumentForSide } from '../../../server/assistance/proposals.queries.ts'
import { noticeListeners } from '../../../server/notices/index.ts'
import { relayOnce } from '../../../server/platform/jobs/relay.ts'
import { addMember, createPairing, group } from '../../../shared/assistance/assistance.api.ts'
import * as api from '../../../shared/assistance/proposals.api.ts'
import { readFile } from '../../../shared/evidence/evidence.api.ts'
import { listNotices } from '../../../shared/notices/notices.api.ts'
import type { Role } from '../../../shared/roles.ts'
import { testApp } from '../../support/app.ts'
import { aMember, anOrganisation } from '../../support/factories/accounts.ts'
import { aDocument, aGroup } from '../../support/factories/assistance.ts'
import { aUnit } from '../../support/factories/organisations.ts'
import { stopBefore, untilBlocked } from '../../support/race.ts'

let now = new Date('2026-11-22T02:00:00Z')
const { call, refusal, send, database, deps } = await testApp({ clock: () => now })
const lead = await aUnit(database, { name: '示例牵头单位' })
const { id: groupId } = await aGroup(database, { leadUnitId: lead.id })
const coordinator = await personOf(groupId, 'group_coordinator')

async function personOf(organisationId: string, role: Role, divisionCode?: string) {
  const area = divisionCode === undefined ? {} : { divisionCode }
  return (await aMember(database, { organisationId, roles: [role], ...area })).actor
}

/** A unit with its leader, proposed to be a member of the group. */
async function proposed(fromDate = '2000-01-01') {
  const unit = await aUnit(database)
  const leader = await personOf(unit.id, 'unit_leader')
  const body = { unitId: unit.id, fromDate }
  const { id } = await call(addMember, { params: { groupId }, body }, { as: coordinator })
  return { unit, leader, params: { proposalId: id } }
}

const accept = { answer: 'accept' } as const
const decline = { answer: 'decline' } as const
const membershipsOf = (unitId: string) =>
  database.sql`select from_date::text from assistance.group_members where unit_id = ${unitId}`

test('§3.17 a membership is in force when the unit accepts, never from before that day', async () => {
  const { unit, leader, params } = await proposed()
  expect(await membershipsOf(unit.id)).toHaveLength(0)
  const own = { query: { which: 'mine' } } as const
  expect((await call(api.listProposals, own, { as: leader })).items).toMatchObject([
    { id: params.proposalId, mayAnswer: true, mayWithdraw: false, sides: [{}, { agreedAt: null }] },
  ])
  expect((await call(api.listProposals, own, { as: coordinator })).items).toEqual([])
  const ofGroup = { params: { groupId } }
  expect((await refusal(group, ofGroup, { as: leader })).code).toBe('not_found')
  const answered = await call(api.answerProposal, { params, body: accept }, { as: leader })
  expect(answered).toMatchObject({ state: 'in_force', fromDate: '2026-11-22', mayAnswer: false })
  expect(await membershipsOf(unit.id)).toEqual([{ from_date: '2026-11-22' }])
  expect((await call(group, ofGroup, { as: leader })).members).toHaveLength(2)
  const again = await refusal(api.answerProposal, { params, body: decline }, { as: leader })
  expect(again.code).toBe('illegal_transition')
})

test('§3.17 a later day than that of the last consent is kept', async () => {
  const { unit, leader, params } = await proposed('2027-01-01')
  await call(api.answerProposal, { params, body: accept }, { as: leader })
  expect(await membershipsOf(unit.id)).toEqual([{ from_date: '2027-01-01' }])
})

test('§3.17 a unit asks to join, and the coordinator accepts', async () => {
  const unit = await aUnit(database)
  const leader = await personOf(unit.id, 'unit_leader')
  const body = { unitId: unit.id, fromDate: '2026-11-22' }
  const asked = await call(addMember, { params: { groupId }, body }, { as: leader })
  const params = { proposalId: asked.id }
  await call(api.answerProposal, { params, body: accept }, { as: coordinator })
  expect(await membershipsOf(unit.id)).toHaveLength(1)
})

test('§3.17 declined or withdrawn, nothing is in force; only the proposer withdraws', async () => {
  const first = await proposed()
  const declined = { params: first.params, body: decline }
  expect(await call(api.answerProposal, declined, { as: first.leader })).toMatchObject({
    state: 'declined',
  })
  expect(await membershipsOf(first.unit.id)).toHaveLength(0)
  const second = await proposed()
  const denied = await refusal(api.withdrawProposal, second, { as: second.leader })
  expect(denied.code).toBe('not_found')
  const gone = await call(api.withdrawProposal, second, { as: coordinator })
  expect(gone.state).toBe('withdrawn')
  const late = { params: second.params, body: accept }
  expect((await refusal(api.answerProposal, late, { as: second.leader })).code).toBe(
    'illegal_transition',
  )
  const open = await call(api.listProposals, { query: {} }, { as: second.leader })
  expect(open.items).toEqual([])
  const all = await call(api.listProposals, { query: { which: 'all' } }, { as: second.leader })
  expect(all.items).toMatchObject([{ state: 'withdrawn' }])
})

test('§3.17 a person of both sides cannot agree for both; who is no side learns nothing', async () => {
  const { unit, params } = await proposed()
  const { personId } = coordinator
  const both = { organisationId: unit.id, roles: ['unit_leader'] as const, personId }
  const second = (await aMember(database, both)).actor
  const refused = await refusal(api.answerProposal, { params, body: accept }, { as: second })
  expect(refused.code).toBe('same_person')
  const stranger = await personOf((await aUnit(database)).id, 'unit_leader')
  const unknown = await refusal(api.answerProposal, { params, body: accept }, { as: stranger })
  expect(unknown.code).toBe('not_found')
})

test('two accept at once: the relation is written once', async () => {
  const { unit, leader, params } = await proposed()
  const other = await personOf(unit.id, 'unit_leader')
  const stop = stopBefore(database, /insert into "assistance"."group_members"/)
  const first = send(api.answerProposal, { params, body: accept }, { as: leader })
  await stop.reached
  const second = send(api.answerProposal, { params, body: accept }, { as: other })
  await untilBlocked(database)
  stop.release()
  expect((await first).statusCode).toBe(200)
  expect((await second).json()).toMatchObject({ code: 'illegal_transition' })
  expect(await membershipsOf(unit.id)).toHaveLength(1)
})

test('accepted while it is withdrawn: whoever came second is told so', async () => {
  const { unit, leader, params } = await proposed()
  const stop = stopBefore(database, /update "assistance"."proposals"/)
  const withdrawal = send(api.withdrawProposal, { params }, { as: coordinator })
  await stop.reached
  const answer = send(api.answerProposal, { params, body: accept }, { as: leader })
  await untilBlocked(database)
  stop.release()
  expect((await withdrawal).statusCode).toBe(200)
  expect((await answer).json()).toMatchObject({ code: 'illegal_transition' })
  expect(await membershipsOf(unit.id)).toHaveLength(0)
})

test('§3.17 the platform records for both by a document, which both may read', async () => {
  const platformId = await anOrganisation(database, { kind: 'platform' })
  const admin = await personOf(platformId, 'platform_admin')
  const document = await aDocument(database, platformId)
  const unit = await aUnit(database)
  const leader = await personOf(unit.id, 'unit_leader')
  const body = { unitId: unit.id, fromDate: '2025-01-01', document }
  const recorded = await call(addMember, { params: { groupId }, body }, { as: admin })
  expect(recorded).toMatchObject({ state: 'in_force', fromDate: '2025-01-01', document })
  expect(await membershipsOf(unit.id)).toEqual([{ from_date: '2025-01-01' }])
  // The content is not there, but the leave to read it is asked first.
  const reading = await send(readFile, { params: { fileId: document.fileId } }, { as: leader })
  expect(reading.json()).toMatchObject({ code: 'not_found' })
  const isSide = (actor: typeof leader) =>
    isDocumentForSide(database.db, { fileId: document.fileId, actor })
  expect(await isSide(leader)).toBe(true)
  expect(await isSide(await personOf((await aUnit(database)).id, 'unit_leader'))).toBe(false)
  const foreign = await aDocument(database, unit.id)
  const wrong = await refusal(
    addMember,
    { params: { groupId }, body: { ...body, document: foreign } },
    { as: admin },
  )
  expect(wrong.fields).toMatchObject([{ path: ['document', 'fileId'], code: 'not_found' }])
})

test('the other side is told of a proposal, and who made it of the answer', async () => {
  const authorityId = await anOrganisation(database, {
    kind: 'authority',
    name: '巫山县农业农村局',
  })
  const official = await personOf(authorityId, 'official', '500237')
  const unit = await aUnit(database, { name: '示例医院' })
  const leader = await personOf(unit.id, 'unit_leader')
  const body = {
    ...{ organisationId: unit.id, divisionCode: '500237222213', kind: 'designated' as const },
    ...{ fromDate: '2026-11-22', toDate: null },
  }
  const { id } = await call(createPairing, { body }, { as: leader })
  const told = async (as: typeof leader) => {
    now = new Date(now.getTime() + 60_000)
    const log = { error: () => {} }
    await relayOnce({ ...deps, log, listeners: noticeListeners(deps.config) })
    const { items } = await call(listNotices, { query: {} }, { as })
    return items.map(({ topic, values, subjectId }) => [topic, values.kind, values.by, subjectId])
  }
  expect(await told(official)).toEqual([['assistance.proposal-made', 'pairing', '示例医院', id]])
  expect(await told(leader)).toEqual([])
  const query = { which: 'mine' as const, count: 'true' as const }
  expect(await call(api.listProposals, { query }, { as: official })).toMatchObject({ total: 1 })
  await call(api.answerProposal, { params: { proposalId: id }, body: accept }, { as: official })
  expect(await told(leader)).toEqual([
    ['assistance.proposal-in-force', 'pairing', '巫山县农业农村局', id],
  ])
})
