import { expect, test } from 'vitest'
import { noticeListeners } from '../../../server/notices/index.ts'
import { relayOnce } from '../../../server/platform/jobs/relay.ts'
import {
  answerWantedGoods,
  listWantedGoods,
  listWantedNearby,
  mostWanted,
  requestGoods,
  withdrawWantedGoods,
} from '../../../shared/catalogue/wanted-goods.api.ts'
import { listNotices } from '../../../shared/notices/notices.api.ts'
import { addDays, dayOf } from '../../../shared/scalars.ts'
import { testApp } from '../../support/app.ts'
import { aBuyingUnit, aSeller, orderedAt } from '../../support/factories/orders.ts'

const clock = { now: orderedAt }
const { call, refusal, database, deps } = await testApp({ clock: () => clock.now })
const log = { error: () => {} }
const relay = () => relayOnce({ ...deps, log, listeners: noticeListeners(deps.config) })
const today = dayOf(orderedAt)
const unit = await aBuyingUnit(database)
const near = await aSeller(database)
const far = await aSeller(database)
await database.sql`update catalogue.delivery_areas set division_code = '44'
  where cooperative_id = ${far.id}`
const manager = near.manager
const stranger = far.manager
const plums = await near.offer({ name: '巫山脆李' })

const wanted = { goods: '新鲜折耳根', grams: 25_000, neededOn: addDays(today, 5), remarks: '去须' }
const ask = (body: object = {}, as = unit.buyer) =>
  call(requestGoods, { body: { ...wanted, ...body } }, { as })
const nearby = async (as = manager) => (await call(listWantedNearby, { query: {} }, { as })).items

test('a request reaches those who deliver there, and nobody else', async () => {
  const { id, state, answers } = await ask()
  expect([state, answers]).toEqual(['open', []])
  const [row] = await nearby()
  expect(row).toMatchObject({ id, ...wanted, unit: { id: unit.id }, answer: null })
  expect(await nearby(stranger)).toEqual([])
  const answer = { params: { id }, body: { productId: null } }
  expect((await refusal(answerWantedGoods, answer, { as: stranger })).code).toBe('not_found')
})

test('a seller answers with a product of its own on sale, and the unit is told', async () => {
  const { id } = await ask({ goods: '李子' })
  const answerWith = (productId: string | null) =>
    call(answerWantedGoods, { params: { id }, body: { productId } }, { as: manager })
  expect((await answerWith(null)).answer).toMatchObject({ product: null })
  const own = async () =>
    (await call(listWantedGoods, { query: {} }, { as: unit.buyer })).items.find(
      (row) => row.id === id,
    )
  expect(await own()).toMatchObject({ declined: 1, answers: [] })
  const other = await far.offer({ name: '黄金奈李' })
  const foreign = { params: { id }, body: { productId: other.productId } }
  const refused = await refusal(answerWantedGoods, foreign, { as: manager })
  expect(refused.fields).toEqual([{ path: ['productId'], code: 'not_found' }])
  await answerWith(plums.productId)
  await answerWith(plums.productId)
  expect(await own()).toMatchObject({
    declined: 0,
    answers: [{ cooperative: { id: near.id }, product: { id: plums.productId } }],
  })
  await relay()
  const { items } = await call(listNotices, { query: {} }, { as: unit.buyer })
  expect(items.filter(({ topic }) => topic === 'catalogue.wanted-goods-answered')).toMatchObject([
    { values: { goods: '李子', product: '巫山脆李' } },
  ])
})

test('a request ends by its day or its unit; another unit has none of it', async () => {
  const { id } = await ask({ goods: '魔芋' })
  const other = await aBuyingUnit(database)
  const end = { params: { id } }
  expect((await refusal(withdrawWantedGoods, end, { as: other.buyer })).code).toBe('not_found')
  expect((await call(listWantedGoods, { query: {} }, { as: other.buyer })).items).toEqual([])
  expect((await call(withdrawWantedGoods, end, { as: unit.buyer })).state).toBe('withdrawn')
  const answer = { params: { id }, body: { productId: null } }
  expect((await refusal(answerWantedGoods, answer, { as: manager })).code).toBe('wanted_ended')
  expect((await refusal(withdrawWantedGoods, end, { as: unit.buyer })).code).toBe('wanted_ended')
  clock.now = new Date(orderedAt.getTime() + 6 * 86_400_000)
  const states = (await call(listWantedGoods, { query: {} }, { as: unit.buyer })).items.map(
    (row) => row.state,
  )
  expect(new Set(states)).toEqual(new Set(['expired', 'withdrawn']))
  expect(await nearby()).toEqual([])
  clock.now = orderedAt
})

test('a day lies ahead and not too far, and a unit has so many requests and no more', async () => {
  const own = await aBuyingUnit(database)
  const at = async (neededOn: string) =>
    (await refusal(requestGoods, { body: { ...wanted, neededOn } }, { as: own.buyer })).fields
  expect(await at(addDays(today, -1))).toMatchObject([{ path: ['neededOn'], code: 'in_the_past' }])
  expect(await at(addDays(today, 91))).toMatchObject([{ code: 'in_the_future' }])
  const made = []
  for (let count = 0; count < mostWanted; count += 1) made.push(await ask({}, own.buyer))
  const full = { body: wanted }
  expect((await refusal(requestGoods, full, { as: own.buyer })).code).toBe('too_many_wanted')
  await call(withdrawWantedGoods, { params: { id: made[0]?.id ?? '' } }, { as: own.buyer })
  expect((await refusal(requestGoods, full, { as: own.buyer })).code).toBe('too_many_wanted')
})
