import { expect, test } from 'vitest'
import { nextTick } from 'vue'
import { AppError } from '../../../shared/errors.ts'
import { readBasket, saveBasket } from '../../../shared/orders/basket.api.ts'
import { useBasket } from '../../../web/catalogue/basket.store.ts'
import {
  type BasketContent,
  type BasketRow,
  emptyContent,
} from '../../../web/catalogue/merge-baskets.ts'
import { useAddingToBasket } from '../../../web/catalogue/use-adding-to-basket.ts'
import { useSession } from '../../../web/platform/session.store.ts'
import { fakeCall } from '../../support/fake-call.ts'
import { inApp } from '../in-app.ts'
import { answerBasket, pairsOf, rowOf } from './basket-server.ts'

const api = fakeCall()
const plum = '01900000-0000-7000-8000-000000000011'
const tea = '01900000-0000-7000-8000-000000000012'

const openBasket = async () => (await inApp(useBasket, { acting: { kind: 'unit' } })).result

test('goods are added to what another device has put in meanwhile', async () => {
  const kept = answerBasket(api, [rowOf(plum, 2)])
  const basket = await openBasket()
  await basket.load()
  kept.change({ lines: [...kept.content.lines, rowOf(tea, 1)] })
  await basket.add(plum, 3)
  expect(pairsOf(kept.content.lines)).toEqual([
    [plum, 5],
    [tea, 1],
  ])
  expect(basket.quantityOf(plum)).toBe(5)
  expect(basket.quantityOf(tea)).toBe(1)
})

test('the bar says how many goods there are and what they cost without freight', async () => {
  const seller = { cooperativeId: plum, cooperativeName: '合作社' }
  const pack = { packName: '箱', packGrams: 5_000, productName: '脆李', variety: '' }
  const looks = { category: 'fruit' as const, photoFileId: null }
  const goods = [{ packId: plum, priceCents: 6_000, ...pack, ...looks, ...seller }]
  answerBasket(api, [rowOf(plum, 3), rowOf(tea, null)], goods)
  const basket = await openBasket()
  await basket.load()
  expect([basket.lineCount, basket.sumCents]).toEqual([2, 18_000])
})

test('two goods put in at the same moment both are in', async () => {
  const kept = answerBasket(api)
  const basket = await openBasket()
  await Promise.all([basket.add(plum, 2), basket.add(tea, 1), basket.add(plum, 1)])
  expect(pairsOf(kept.content.lines)).toEqual([
    [plum, 3],
    [tea, 1],
  ])
})

const withLines = (...lines: BasketRow[]): BasketContent => ({ ...emptyContent, lines })

test('what the basket holds already is not written again', async () => {
  const kept = answerBasket(api, [rowOf(plum, 2)])
  const basket = await openBasket()
  await basket.load()
  await basket.save(withLines(rowOf(plum, 2)))
  expect(api.requests(saveBasket)).toEqual([])
  await basket.save(emptyContent)
  expect(kept.content.lines).toEqual([])
})

test('what could not be written is written the next time', async () => {
  const kept = answerBasket(api)
  const basket = await openBasket()
  await basket.load()
  api.on(saveBasket, () => {
    throw new AppError('too_many_requests')
  })
  const content = withLines(rowOf(plum, 2))
  await expect(basket.save(content)).rejects.toMatchObject({ code: 'too_many_requests' })
  const again = answerBasket(api)
  await basket.save(content)
  expect([pairsOf(kept.content.lines), pairsOf(again.content.lines)]).toEqual([[], [[plum, 2]]])
})

test('a save whose answer was lost is no conflict when it is sent again', async () => {
  const kept = answerBasket(api)
  const basket = await openBasket()
  await basket.load()
  const content = withLines(rowOf(plum, 2))
  kept.change(content)
  const saving = await basket.save(content)
  expect(saving).toEqual({ content, conflicts: [] })
})

test('rows that another tab has changed and those changed here are both saved', async () => {
  const kept = answerBasket(api, [rowOf(plum, 2), rowOf(tea, 1)])
  const basket = await openBasket()
  await basket.load()
  kept.change({ lines: [rowOf(plum, 40), rowOf(tea, 1)], note: '走后门' })
  const { content, conflicts } = await basket.save(withLines(rowOf(plum, 2), rowOf(tea, 9)))
  expect(conflicts).toEqual([])
  expect(pairsOf(kept.content.lines)).toEqual([
    [plum, 40],
    [tea, 9],
  ])
  expect(content).toEqual(kept.content)
  expect(kept.content.note).toBe('走后门')
})

test('a row that two tabs have changed is asked, and nothing is written before', async () => {
  const kept = answerBasket(api, [rowOf(plum, 10)])
  const basket = await openBasket()
  await basket.load()
  kept.change({ lines: [rowOf(plum, 40)] })
  const { conflicts } = await basket.save(withLines(rowOf(plum, 77)))
  expect(conflicts).toEqual([{ kind: 'quantity', packId: plum, mine: 77, theirs: rowOf(plum, 40) }])
  expect(pairsOf(kept.content.lines)).toEqual([[plum, 40]])
})

test('who acts for another unit does not see the basket of the first', async () => {
  answerBasket(api, [rowOf(plum, 2)])
  const { result } = await inApp(() => ({ basket: useBasket(), session: useSession() }), {
    acting: { kind: 'unit' },
  })
  await result.basket.load()
  expect(result.basket.quantityOf(plum)).toBe(2)
  const { person, acting } = result.session
  if (person === null || acting === null) throw new Error('nobody is signed in')
  const other = { ...acting, organisationId: '01900000-0000-7000-8000-0000000000a2' }
  const session = { person, acting: other, memberships: [acting, other] }
  result.session.enter({ session, accessToken: 'token', expiresInSeconds: 3_600 })
  await nextTick()
  expect(result.basket.quantityOf(plum)).toBe(0)
})

test('each button of the catalogue has its own problem', async () => {
  answerBasket(api)
  const { result } = await inApp(useAddingToBasket, { acting: { kind: 'unit' } })
  await api.settled()
  expect(await result.add(plum, 2)).toBe(true)
  api.on(saveBasket, () => {
    throw new AppError('validation_failed')
  })
  expect(await result.add(tea, 1)).toBe(false)
  expect(result.actOf(tea).problem.value?.code).toBe('validation_failed')
  expect(result.actOf(plum).problem.value).toBeNull()
})

test('who may not buy has no basket to load', async () => {
  await inApp(useAddingToBasket, { acting: { kind: 'authority', roles: ['official'] } })
  await api.settled()
  expect(api.requests(readBasket)).toEqual([])
})
