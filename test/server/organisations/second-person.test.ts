import { expect, test } from 'vitest'
import type { Actor } from '../../../server/platform/context.ts'
import { newId } from '../../../server/platform/ids.ts'
import * as api from '../../../shared/organisations/changes.api.ts'
import { cooperative as readCooperative } from '../../../shared/organisations/cooperatives.api.ts'
import { testApp } from '../../support/app.ts'
import { testClock } from '../../support/clock.ts'
import { aMember } from '../../support/factories/accounts.ts'
import { aCooperative, anOrganisation } from '../../support/factories/organisations.ts'

const { call, refusal, database } = await testApp({ settings: { RATE_LIMIT: '0' } })
const platform = await anOrganisation(database, { kind: 'platform', name: '村集平台' })
const { actor: admin } = await aMember(database, {
  organisationId: platform.id,
  roles: ['platform_admin'],
})

const daysAgo = (days: number) => new Date(testClock().getTime() - days * 86_400_000)

let cooperatives = 0
async function aCooperativeOf() {
  cooperatives += 1
  const { id } = await aCooperative(database, { name: `下庄第${cooperatives}合作社` })
  return {
    id,
    manager: async (days: number) => {
      const of = { organisationId: id, roles: ['cooperative_manager'] as const }
      return (await aMember(database, { ...of, since: daysAgo(days) })).actor
    },
  }
}

/** An invitation that was accepted: so one came to the organisation through the other. */
async function invited(organisationId: string, by: Actor, person: Actor): Promise<void> {
  await database.sql`insert into accounts.invitations (id, token_hash, organisation_id,
      organisation_kind, organisation_name, roles, name, email, invited_by, created_at, expires_at,
      accepted_at, accepted_by)
    values (${newId()}, ${newId()}, ${organisationId}, 'cooperative', '合作社',
      ${['cooperative_manager']}, '王小明', 'w@coop.test', ${by.personId}, ${testClock()},
      ${testClock()}, ${testClock()}, ${person.personId})`
}

let accounts = 0
async function proposed(cooperativeId: string, as: Actor): Promise<string> {
  accounts += 1
  const params = { cooperativeId }
  const { version } = await call(readCooperative, { params }, { as })
  const body = { bankName: '农商行', bankAccount: `62100000000000001${accounts}`, version }
  const { changes } = await call(api.proposeBankAccount, { params, body }, { as })
  return changes.find(({ state }) => state === 'proposed')?.id ?? ''
}

const answer = (changeId: string, act: 'confirm' | 'decline' = 'confirm') => ({
  params: { changeId },
  body: { answer: act, reason: act === 'decline' ? '账号不对' : '' },
})

async function code(changeId: string, as: Actor) {
  const problem = await refusal(api.decideChange, answer(changeId), { as })
  return [problem.code, problem.values?.days]
}

test('§11.5 a manager who joined a moment ago does not confirm; the platform does', async () => {
  const { id, manager } = await aCooperativeOf()
  const [first, late] = [await manager(100), await manager(29)]
  const changeId = await proposed(id, first)
  expect(await code(changeId, late)).toEqual(['not_second_person', 30])
  const params = { cooperativeId: id }
  const seen = await call(readCooperative, { params }, { as: late })
  expect(seen.changes[0]).toMatchObject({ mayDecide: true, notSecondPerson: { days: 30 } })
  const own = await call(readCooperative, { params }, { as: first })
  expect(own.changes[0]).toMatchObject({ mayDecide: false, notSecondPerson: null })
  const done = await call(api.decideChange, answer(changeId), { as: admin })
  expect(done).toMatchObject({ state: 'confirmed', notSecondPerson: null })
})

test('§11.5 nor is what a new manager proposes confirmed by an old one; declined it may be', async () => {
  const { id, manager } = await aCooperativeOf()
  const [old, late] = [await manager(100), await manager(1)]
  const changeId = await proposed(id, late)
  expect(await code(changeId, old)).toEqual(['not_second_person', 30])
  const declined = await call(api.decideChange, answer(changeId, 'decline'), { as: old })
  expect(declined.state).toBe('declined')
})

test('§11.5 days before somebody left and came back do not count', async () => {
  const { id, manager } = await aCooperativeOf()
  const [first, back] = [await manager(100), await manager(200)]
  await database.sql`update accounts.memberships set ended_at = ${daysAgo(150)}
    where person_id = ${back.personId}`
  const again = { organisationId: id, roles: ['cooperative_manager'] as const, since: daysAgo(1) }
  await aMember(database, { ...again, personId: back.personId })
  expect(await code(await proposed(id, first), back)).toEqual(['not_second_person', 30])
})

test('§11.5 whoever left after proposing had been a member when it was proposed', async () => {
  const { id, manager } = await aCooperativeOf()
  const [first, other] = [await manager(100), await manager(200)]
  const changeId = await proposed(id, first)
  await database.sql`update accounts.memberships set ended_at = ${testClock()}
    where person_id = ${first.personId}`
  const done = await call(api.decideChange, answer(changeId), { as: other })
  expect(done.state).toBe('confirmed')
})

test('§11.5 whoever came by the other’s invitation is no second person, from either side', async () => {
  const { id, manager } = await aCooperativeOf()
  const [first, between, last] = [await manager(400), await manager(300), await manager(200)]
  await invited(id, first, between)
  await invited(id, between, last)
  const changeId = await proposed(id, first)
  expect(await code(changeId, between)).toEqual(['not_second_person', 30])
  expect(await code(changeId, last)).toEqual(['not_second_person', 30])
  await call(api.decideChange, answer(changeId), { as: admin })
  expect(await code(await proposed(id, last), first)).toEqual(['not_second_person', 30])
})

test('§11.5 two whom a third member invited are not two persons either', async () => {
  const { id, manager } = await aCooperativeOf()
  const [third, one, other] = [await manager(400), await manager(300), await manager(200)]
  await invited(id, third, one)
  await invited(id, third, other)
  expect(await code(await proposed(id, one), other)).toEqual(['not_second_person', 30])
})

test('§11.5 two whom the platform invited are, and so are those who came otherwise', async () => {
  const { id, manager } = await aCooperativeOf()
  const [one, other] = [await manager(300), await manager(31)]
  await invited(id, admin, one)
  await invited(id, admin, other)
  const done = await call(api.decideChange, answer(await proposed(id, one)), { as: other })
  expect(done).toMatchObject({ state: 'confirmed', decidedAs: 'cooperative_manager' })
})

test('§3.12 §11.5 the days are those of the rule that held when it was proposed', async () => {
  const { id, manager } = await aCooperativeOf()
  const [first, late] = [await manager(100), await manager(10)]
  const before = await proposed(id, first)
  await database.sql`insert into assistance.policy_values
      (name, value, valid_from, decided_by, created_at)
    values ('second_person_days', '7', '2026-01-01', '县办', ${testClock()})`
  expect(await code(before, late)).toEqual(['not_second_person', 30])
  await call(api.decideChange, answer(before, 'decline'), { as: late })
  const done = await call(api.decideChange, answer(await proposed(id, first)), { as: late })
  expect(done.state).toBe('confirmed')
})
