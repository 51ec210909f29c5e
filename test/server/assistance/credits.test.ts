import { expect, test } from 'vitest'
import type { Actor } from '../../../server/platform/context.ts'
import * as api from '../../../shared/assistance/credits.api.ts'
import { answerProposal } from '../../../shared/assistance/proposals.api.ts'
import { signedIn, testApp } from '../../support/app.ts'
import { aMember } from '../../support/factories/accounts.ts'
import { creditSnapshot } from '../../support/factories/assistance.ts'
import { aCooperative, aUnit } from '../../support/factories/organisations.ts'

let now = new Date('2026-11-22T02:00:00Z')
const { call, refusal, database } = await testApp({ clock: () => now })
const buyer = await aUnit(database, { name: '示例大学' })
const helper = await aUnit(database, { name: '示例机关' })
const seller = await aCooperative(database)

async function personOf(unitId: string, role: 'buyer' | 'unit_leader' | 'approver') {
  const { actor } = await aMember(database, { organisationId: unitId, roles: [role] })
  return actor
}

test('§3.7 an introduction is recorded by the helper and confirmed by the buyer', async () => {
  const helping = await personOf(helper.id, 'buyer')
  const approver = await personOf(buyer.id, 'approver')
  const body = { buyerUnitId: buyer.id, cooperativeId: seller.id, note: '介绍巫山脆李' }
  const recorded = await call(api.recordIntroduction, { body }, { as: helping })
  expect(recorded).toMatchObject({ state: 'waiting', mayAnswer: false })
  const inbox = await call(api.introductions, { query: { state: 'waiting' } }, { as: approver })
  expect(inbox.items).toMatchObject([{ id: recorded.id, mayAnswer: true }])
  const answer = (decision: 'confirm' | 'decline') => ({
    params: { introductionId: recorded.id },
    body: { answer: decision },
  })
  const wrongSide = await personOf(helper.id, 'unit_leader')
  const denied = await refusal(api.answerIntroduction, answer('confirm'), { as: wrongSide })
  expect(denied.code).toBe('not_found')
  now = new Date('2026-11-22T03:00:00Z')
  await call(api.answerIntroduction, answer('confirm'), { as: approver })
  const again = await refusal(api.answerIntroduction, answer('decline'), { as: approver })
  expect(again.code).toBe('illegal_transition')
  const helperAt = async (placedAt: string) => {
    const order = { unitId: buyer.id, cooperativeId: seller.id, on: '2026-11-22' }
    return (await creditSnapshot(database, { ...order, placedAt: new Date(placedAt) })).helpUnitId
  }
  expect(await helperAt('2026-11-22T02:30:00Z')).toBeNull()
  expect(await helperAt('2026-11-22T03:00:01Z')).toBe(helper.id)
})

test('a unit introduces nobody to itself, and no unknown seller', async () => {
  const helping = await personOf(helper.id, 'unit_leader')
  const own = { buyerUnitId: helper.id }
  const selfish = await refusal(api.recordIntroduction, { body: own }, { as: helping })
  expect(selfish.fields).toMatchObject([{ path: ['buyerUnitId'], code: 'same_unit' }])
  const applicant = await aCooperative(database, { state: 'applied' })
  const body = { buyerUnitId: buyer.id, cooperativeId: applicant.id }
  const unknown = await refusal(api.recordIntroduction, { body }, { as: helping })
  expect(unknown.fields).toMatchObject([{ path: ['cooperativeId'], code: 'not_found' }])
})

test('§3.9 shares must sum to 10,000, and are refused where they stand', async () => {
  const leader = await personOf(buyer.id, 'unit_leader')
  const sharing = (mine: number, theirs: number, fromDate = '2026-01-01') => ({
    body: {
      buyerUnitId: buyer.id,
      fromDate,
      toDate: null,
      parts: [
        { unitId: buyer.id, shareBasisPoints: mine },
        { unitId: helper.id, shareBasisPoints: theirs },
      ],
    },
  })
  const short = await refusal(api.recordSharedCredit, sharing(6_000, 3_999), { as: leader })
  expect(short.fields).toEqual([
    { path: ['parts'], code: 'shares_do_not_sum', values: { sum: 99.99 } },
  ])
  const receiving = await personOf(helper.id, 'unit_leader')
  const agree = async (proposalId: string) =>
    call(answerProposal, { params: { proposalId }, body: { answer: 'accept' } }, { as: receiving })
  const made = await call(api.recordSharedCredit, sharing(6_001, 3_999), { as: leader })
  expect(made).toMatchObject({ state: 'proposed', mayAnswer: false })
  const listed = async (unitId: string, as: Actor) =>
    (await call(api.sharedCredits, { params: { unitId } }, { as })).items
  expect(await listed(buyer.id, leader)).toEqual([])
  expect(await agree(made.id)).toMatchObject({ state: 'in_force', fromDate: '2026-11-22' })
  const overlap = await refusal(api.recordSharedCredit, sharing(5_000, 5_000), { as: leader })
  expect(overlap.fields).toMatchObject([{ path: ['fromDate'], code: 'overlapping_dates' }])
  const [shared] = await listed(helper.id, receiving)
  expect(shared).toMatchObject({ buyer: { id: buyer.id }, mayEdit: true })
  const params = { sharedCreditId: shared?.id ?? '' }
  const end = (toDate: string, as: Actor) => [{ params, body: { toDate } }, { as }] as const
  const back = await refusal(api.endSharedCredit, ...end('2026-11-21', receiving))
  expect(back.fields).toMatchObject([{ path: ['toDate'], code: 'in_the_past' }])
  const elsewhere = signedIn({ roles: ['unit_leader'] })
  expect((await refusal(api.endSharedCredit, ...end('2026-11-22', elsewhere))).code).toBe(
    'not_found',
  )
  const ended = await call(api.endSharedCredit, ...end('2026-11-22', receiving))
  expect(ended).toMatchObject({ toDate: '2026-11-22', mayEdit: false })
  const next = sharing(5_000, 5_000, '2026-11-23')
  await agree((await call(api.recordSharedCredit, next, { as: leader })).id)
  const foreign = signedIn({ roles: ['unit_leader'], organisationId: helper.id })
  const denied = await refusal(api.recordSharedCredit, sharing(1, 9_999), { as: foreign })
  expect(denied.code).toBe('not_found')
  const twice = { ...sharing(5_000, 5_000).body, parts: sharing(5_000, 5_000).body.parts }
  twice.parts[1] = { unitId: buyer.id, shareBasisPoints: 5_000 }
  const doubled = await refusal(api.recordSharedCredit, { body: twice }, { as: leader })
  expect(doubled.fields).toMatchObject([{ path: ['parts', 1, 'unitId'], code: 'duplicate' }])
})

test('§3.17 an introduction is confirmed by another person, and ended by either side', async () => {
  const one = await personOf(helper.id, 'unit_leader')
  const own = { organisationId: buyer.id, roles: ['approver'] as const, personId: one.personId }
  const both = (await aMember(database, own)).actor
  const approver = await personOf(buyer.id, 'approver')
  const body = { buyerUnitId: buyer.id }
  const { id } = await call(api.recordIntroduction, { body }, { as: one })
  const params = { introductionId: id }
  const confirm = { params, body: { answer: 'confirm' as const } }
  const refused = await refusal(api.answerIntroduction, confirm, { as: both })
  expect(refused.code).toBe('same_person')
  const end = (toDate: string) => ({ params, body: { toDate } })
  const early = await refusal(api.endIntroduction, end('2026-12-31'), { as: one })
  expect(early.code).toBe('illegal_transition')
  await call(api.answerIntroduction, confirm, { as: approver })
  const back = await refusal(api.endIntroduction, end('2026-11-21'), { as: one })
  expect(back.fields).toMatchObject([{ path: ['toDate'], code: 'in_the_past' }])
  const stranger = await refusal(api.endIntroduction, end('2026-11-22'), {
    as: signedIn({ roles: ['unit_leader'] }),
  })
  expect(stranger.code).toBe('not_found')
  const ended = await call(api.endIntroduction, end('2026-11-22'), { as: one })
  expect(ended).toMatchObject({ validTo: '2026-11-22', mayEnd: false })
})

test('§3.9 the database itself refuses shares that are not the whole', async () => {
  const write = database.sql.begin(async (tx) => {
    const [row] = await tx`
      insert into assistance.shared_credits (id, buyer_unit_id, from_date, created_at)
      values (gen_random_uuid(), ${buyer.id}, '2030-01-01', ${now}) returning id`
    await tx`insert into assistance.shared_credit_parts values (${row?.id}, ${buyer.id}, 9000)`
  })
  await expect(write).rejects.toThrow('must sum to 10,000')
})
