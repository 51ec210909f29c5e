import { expect, test } from 'vitest'
import {
  approveRequisition,
  placeRequisition,
  readRequisition,
} from '../../../shared/orders/orders.api.ts'
import { commentOnRequisition, readCustom, strikeLine } from '../../../shared/orders/review.api.ts'
import { testApp } from '../../support/app.ts'
import { aBuyingUnit, aSeller, neededOn, orderedAt } from '../../support/factories/orders.ts'

let now = orderedAt
const { call, refusal, database } = await testApp({ clock: () => now })
const budget = { year: 2026, budgetCents: 100_000_000 }
const unit = await aBuyingUnit(database, { freeUpToCents: 0, budget })
const seller = await aSeller(database)
const plums = await seller.offer({ name: '巫山脆李' })
const potatoes = await seller.offer({ name: '高山土豆', packGrams: 20_000, category: 'vegetables' })
const { buyer, approver, channelId } = unit

const waiting = async (...lines: { packId: string; quantity: number }[]) =>
  call(placeRequisition, { body: { channelId, neededOn, lines, note: '' } }, { as: buyer })
const read = (id: string) => call(readRequisition, { params: { id } }, { as: buyer })
const committed = async () =>
  (await read((await waiting(line(plums, 1))).id)).budget?.committedCents
const line = ({ packId }: { packId: string }, quantity: number) => ({ packId, quantity })

test('§5.8 a struck line is neither ordered nor taken from the budget; the rest is signed', async () => {
  const { id } = await waiting(line(plums, 3), line(potatoes, 2))
  const params = { id }
  const strike = { packId: potatoes.packId, reason: '土豆太多', version: 1 }
  const before = await committed()
  const left = await call(strikeLine, { params, body: strike }, { as: approver })
  expect(left.lines.map(({ packId }) => packId)).toEqual([plums.packId])
  expect(left.goodsCents).toBe(left.lines[0]?.amountCents)
  expect(left.struckLines).toMatchObject([{ reason: '土豆太多', line: { quantity: 2 } }])
  expect(await committed()).toBe(before)
  const stale = await refusal(
    approveRequisition,
    { params, body: { version: 1 } },
    { as: approver },
  )
  expect(stale.code).toBe('stale_version')
  const placed = await call(
    approveRequisition,
    { params, body: { version: left.version } },
    { as: approver },
  )
  expect(placed.goodsCents).toBe(left.goodsCents)
  expect(await committed()).toBe((before ?? 0) + placed.goodsCents + placed.freightCents)
})

test('the last line is not struck, nor a line by who asked, nor one of what was signed', async () => {
  const { id } = await waiting(line(plums, 3))
  const body = { packId: plums.packId, reason: '不需要', version: 1 }
  const params = { id }
  expect((await refusal(strikeLine, { params, body }, { as: approver })).code).toBe('last_line')
  await call(approveRequisition, { params, body: { version: 1 } }, { as: approver })
  const late = await refusal(strikeLine, { params, body }, { as: approver })
  expect(late.code).toBe('illegal_transition')
})

test('of signing and striking at once one goes through, on what it has seen', async () => {
  const { id } = await waiting(line(plums, 3), line(potatoes, 2))
  const params = { id }
  const strike = { packId: potatoes.packId, reason: '土豆太多', version: 1 }
  const other = await unit.member('approver')
  const both = await Promise.allSettled([
    call(approveRequisition, { params, body: { version: 1 } }, { as: approver }),
    call(strikeLine, { params, body: strike }, { as: other }),
  ])
  expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
  const { state, lines } = await read(id)
  expect([state, lines.length]).toEqual(
    both[0]?.status === 'fulfilled' ? ['placed', 2] : ['submitted', 1],
  )
})

test('requester and approver talk without deciding; another unit knows nothing of it', async () => {
  const { id } = await waiting(line(plums, 3), line(potatoes, 2))
  const params = { id }
  await call(commentOnRequisition, { params, body: { text: '要这么多？' } }, { as: approver })
  const said = await call(
    commentOnRequisition,
    { params, body: { text: '周末有会' } },
    { as: buyer },
  )
  expect(said.comments.map(({ text }) => text)).toEqual(['要这么多？', '周末有会'])
  expect(said.state).toBe('submitted')
  const other = await aBuyingUnit(database)
  const body = { text: '？' }
  const answer = await refusal(commentOnRequisition, { params, body }, { as: other.buyer })
  expect(answer.code).toBe('not_found')
})

test('a line stands beside what the unit usually asks for and paid last', async () => {
  const own = await aBuyingUnit(database)
  const chicken = await seller.offer({ name: '瑶山黑鸡' })
  for (const [index, quantity] of [4, 6, 5].entries()) {
    now = new Date(orderedAt.getTime() + index * 60_000)
    const body = { channelId: own.channelId, neededOn, lines: [line(chicken, quantity)], note: '' }
    await call(placeRequisition, { body }, { as: own.buyer })
  }
  now = new Date(orderedAt.getTime() + 3_600_000)
  await database.sql`update orders.approval_limits set free_up_to_cents = 0
    where unit_id = ${own.id}`
  const body = { channelId: own.channelId, neededOn, lines: [line(chicken, 40)], note: '' }
  const { id } = await call(placeRequisition, { body }, { as: own.buyer })
  const custom = await call(readCustom, { params: { id } }, { as: own.approver })
  const grams = (await call(readRequisition, { params: { id } }, { as: own.approver })).lines[0]
  expect(custom).toMatchObject({
    earlier: 3,
    lines: [
      {
        times: 3,
        usualGrams: 5 * (grams?.packGrams ?? 0),
        lastUnitPriceCents: grams?.unitPriceCents,
        lastOn: neededOn,
      },
    ],
  })
})
