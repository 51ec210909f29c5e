import { expect, test } from 'vitest'
import { nextTick } from 'vue'
import { AppError } from '../../../shared/errors.ts'
import { readBasket, saveBasket } from '../../../shared/orders/basket.api.ts'
import { useBasket } from '../../../web/catalogue/basket.store.ts'
import { useAddingToBasket } from '../../../web/catalogue/use-adding-to-basket.ts'
import { useSession } from '../../../web/platform/session.store.ts'
import { fakeCall } from '../../support/fake-call.ts'
import { inApp } from '../in-app.ts'

type Lines = { packId: string; quantity: number }[]

const api = fakeCall()
const plum = '01900000-0000-7000-8000-000000000011'
const tea = '01900000-0000-7000-8000-000000000012'

/** A server that keeps a basket; returns how it stands, and a way to change it from elsewhere. */
function answerBasket(first: Lines = []) {
  const kept = { lines: first }
  api.on(readBasket, () => ({ lines: kept.lines, updatedAt: null }))
  api.on(saveBasket, ({ body }) => {
    kept.lines = body.lines
    return { lines: kept.lines, updatedAt: null }
  })
  return kept
}

const openBasket = async () => (await inApp(useBasket, { acting: { kind: 'unit' } })).result

test('goods are added to what another device has put in meanwhile', async () => {
  const kept = answerBasket([{ packId: plum, quantity: 2 }])
  const basket = await openBasket()
  await basket.load()
  kept.lines = [...kept.lines, { packId: tea, quantity: 1 }]
  await basket.add(plum, 3)
  expect(kept.lines).toEqual([
    { packId: plum, quantity: 5 },
    { packId: tea, quantity: 1 },
  ])
  expect(basket.quantityOf(plum)).toBe(5)
  expect(basket.quantityOf(tea)).toBe(1)
})

test('two goods put in at the same moment both are in', async () => {
  const kept = answerBasket()
  const basket = await openBasket()
  await Promise.all([basket.add(plum, 2), basket.add(tea, 1), basket.add(plum, 1)])
  expect(kept.lines).toEqual([
    { packId: plum, quantity: 3 },
    { packId: tea, quantity: 1 },
  ])
})

test('what the basket holds already is not written again', async () => {
  const kept = answerBasket([{ packId: plum, quantity: 2 }])
  const basket = await openBasket()
  await basket.load()
  await basket.replace([{ packId: plum, quantity: 2 }])
  expect(api.requests(saveBasket)).toEqual([])
  await basket.replace([])
  expect(kept.lines).toEqual([])
})

test('what could not be written is written the next time', async () => {
  const basket = await openBasket()
  const lines = [{ packId: plum, quantity: 2 }]
  api.on(saveBasket, () => {
    throw new AppError('too_many_requests')
  })
  await expect(basket.replace(lines)).rejects.toMatchObject({ code: 'too_many_requests' })
  const kept = answerBasket()
  await basket.replace(lines)
  expect(kept.lines).toEqual(lines)
})

test('who acts for another unit does not see the basket of the first', async () => {
  answerBasket([{ packId: plum, quantity: 2 }])
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
  answerBasket()
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
