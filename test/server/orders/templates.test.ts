import { expect, test } from 'vitest'
import { readBasket, readEarlierOrder, saveBasket } from '../../../shared/orders/basket.api.ts'
import {
  placeRequisition,
  readRequisition,
  rejectRequisition,
} from '../../../shared/orders/orders.api.ts'
import {
  changeTemplate,
  createTemplate,
  listTemplates,
  readTemplate,
  removeTemplate,
} from '../../../shared/orders/templates.api.ts'
import { testApp } from '../../support/app.ts'
import { aBuyingUnit, aSeller, neededOn, orderedAt } from '../../support/factories/orders.ts'

const { call, refusal, database } = await testApp({ clock: () => orderedAt })
const unit = await aBuyingUnit(database, { freeUpToCents: 0 })
const seller = await aSeller(database)
const plums = await seller.offer({ name: '巫山脆李' })
const potatoes = await seller.offer({ name: '高山土豆', packGrams: 20_000, category: 'vegetables' })
const as = unit.buyer
const lines = [
  { packId: potatoes.packId, quantity: 2 },
  { packId: plums.packId, quantity: 5 },
]

test('a template is kept for the unit under one name, changed, and deleted', async () => {
  const body = { name: '周一早餐', lines }
  const made = await call(createTemplate, { body }, { as })
  expect(made).toMatchObject({ name: '周一早餐', lineCount: 2, lines })
  expect((await refusal(createTemplate, { body }, { as })).fields).toEqual([
    { path: ['name'], code: 'duplicate' },
  ])
  const colleague = await unit.member('buyer')
  const { templates } = await call(listTemplates, {}, { as: colleague })
  expect(templates).toMatchObject([{ name: '周一早餐', lineCount: 2, version: 1 }])
  const params = { id: made.id }
  const changed = { name: '周二早餐', lines: lines.slice(1), version: 1 }
  await call(changeTemplate, { params, body: changed }, { as: colleague })
  expect((await refusal(changeTemplate, { params, body: changed }, { as })).code).toBe(
    'stale_version',
  )
  expect(await call(readTemplate, { params }, { as })).toMatchObject({
    name: '周二早餐',
    lines: lines.slice(1),
  })
  await call(removeTemplate, { params, body: { version: 2 } }, { as })
  expect((await call(listTemplates, {}, { as })).templates).toEqual([])
})

test('a template of another unit does not exist for anybody else', async () => {
  const made = await call(createTemplate, { body: { name: '别人的', lines } }, { as })
  const other = await aBuyingUnit(database)
  const params = { id: made.id }
  for (const endpoint of [readTemplate, changeTemplate, removeTemplate] as const) {
    const body = { version: 1 }
    const answer = await refusal(
      endpoint as typeof removeTemplate,
      { params, body },
      { as: other.buyer },
    )
    expect(answer.code).toBe('not_found')
  }
  await call(removeTemplate, { params, body: { version: 1 } }, { as })
})

test('two create a template of one name at once: one is refused, none is an internal error', async () => {
  const body = { name: '同时', lines }
  const both = await Promise.allSettled([
    call(createTemplate, { body }, { as }),
    call(createTemplate, { body }, { as: await unit.member('buyer') }),
  ])
  expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
})

test('what changed since, and what is gone, is said of each line', async () => {
  const dear = await seller.offer({ name: '竹贤核桃油' })
  const body = { name: '会变的', lines: [{ packId: dear.packId, quantity: 3 }] }
  const { id } = await call(createTemplate, { body }, { as })
  const read = async () => (await call(readTemplate, { params: { id } }, { as })).lines[0]
  const before = await read()
  expect(before?.now).toMatchObject({ isForSale: true, unitPriceCents: before?.unitPriceCents })
  await database.sql`update catalogue.packs set price_cents = 6600 where id = ${dear.packId}`
  await database.sql`update catalogue.products set state = 'withdrawn'
    where id = ${dear.productId}`
  await database.sql`select catalogue.write_documents(array[${dear.productId}::uuid])`
  expect(await read()).toMatchObject({
    unitPriceCents: before?.unitPriceCents,
    now: { isForSale: false, unitPriceCents: 6_600 },
  })
})

/** A requisition that waits for a signature and is then rejected. */
async function aRejected() {
  const request = { channelId: unit.channelId, neededOn, lines }
  const { id, state } = await call(
    placeRequisition,
    { body: { ...request, note: '走后门' } },
    { as },
  )
  expect(state).toBe('submitted')
  const body = { reason: '土豆太多' }
  await call(rejectRequisition, { params: { id }, body }, { as: unit.approver })
  return { id, request }
}

test('a rejected requisition is corrected and handed in again, once, and both name each other', async () => {
  const { id, request } = await aRejected()
  const earlier = await call(readEarlierOrder, { params: { id } }, { as })
  expect(earlier).toMatchObject({ mayCorrect: true, note: '走后门', lines })
  const kept = { lines, version: (await call(readBasket, {}, { as })).version, correctsId: id }
  await call(saveBasket, { body: kept }, { as })
  expect((await call(readBasket, {}, { as })).correctsId).toBe(id)
  const body = { ...request, lines: lines.slice(1), note: '', correctsId: id }
  const again = await Promise.allSettled([
    call(placeRequisition, { body }, { as }),
    call(placeRequisition, { body }, { as: await unit.member('buyer') }),
  ])
  expect(again.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
  expect(String(again.find((one) => one.status === 'rejected')?.reason)).toContain(
    'already_corrected',
  )
  const former = await call(readRequisition, { params: { id } }, { as })
  const later = await call(
    readRequisition,
    { params: { id: former.correctedBy?.id ?? '' } },
    { as },
  )
  expect(later).toMatchObject({ corrects: { id, number: former.number }, state: 'submitted' })
  expect((await call(readEarlierOrder, { params: { id } }, { as })).mayCorrect).toBe(false)
})

test('only a requisition of one’s own unit that was rejected or withdrawn is corrected', async () => {
  const { id, request } = await aRejected()
  const other = await aBuyingUnit(database)
  const theirs = { ...request, channelId: other.channelId, note: '', correctsId: id }
  const answer = await refusal(placeRequisition, { body: theirs }, { as: other.buyer })
  expect(answer.code).toBe('not_found')
  const body = { ...request, note: '' }
  const waiting = await call(placeRequisition, { body }, { as })
  const early = { ...body, correctsId: waiting.id }
  expect((await refusal(placeRequisition, { body: early }, { as })).code).toBe('illegal_transition')
})
