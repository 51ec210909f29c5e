import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { z } from 'zod'
import {
  type BrowseQuery,
  browse,
  facets,
  seasonCalendar,
  showProduct,
} from '../../../shared/catalogue/catalogue.api.ts'
import type { Endpoint } from '../../../shared/endpoint.ts'
import { signedIn, testApp } from '../../support/app.ts'
import { aLot, anOffer, someTerms } from '../../support/factories/catalogue.ts'
import { aCooperative, aUnit } from '../../support/factories/organisations.ts'

const clock = () => new Date('2026-11-22T02:00:00Z')
const { call, refusal, send, database } = await testApp({ clock })

const wushan = await aCooperative(database)
const liannan = await aCooperative(database, {
  name: '石径村黄金奈李合作社',
  countyCode: '441826',
  divisionCode: '441826102221',
})
const unit = await aUnit(database, { divisionCode: '500103' })
const buyer = signedIn({ roles: ['buyer'], organisationId: unit.id })

const citrus = await anOffer(database, {
  cooperativeId: wushan.id,
  originCode: '500237222213',
  name: '下庄柑橘',
  variety: '纽荷尔脐橙',
  packName: '10 公斤箱',
  packGrams: 10_000,
  priceCents: 6_800,
  tiers: [{ fromQuantity: 50, priceCents: 6_500 }],
  seasonWindows: [{ starts: '11-01', ends: '02-28' }],
  lot: { harvestedOn: '2026-11-20', households: 96 },
})
const plum = await anOffer(database, {
  cooperativeId: liannan.id,
  originCode: '441826102221',
  name: '黄金奈李',
  packGrams: 5_000,
  priceCents: 4_500,
  seasonWindows: [{ starts: '07-01', ends: '08-10' }],
  stockGrams: 0,
})
const egg = await anOffer(database, {
  cooperativeId: wushan.id,
  originCode: '500237222210',
  name: '散养土鸡蛋',
  category: 'eggs',
  packGrams: 15_000,
  priceCents: 33_000,
  stockGrams: 300_000,
  lot: { harvestedOn: '2026-11-21' },
})
await anOffer(database, {
  cooperativeId: wushan.id,
  originCode: '500237222210',
  name: '未审核甘蓝',
  category: 'vegetables',
  state: 'in_review',
})
await someTerms(database, {
  cooperativeId: wushan.id,
  minimumOrderCents: 20_000,
  leadTimeDays: 1,
  areas: [
    { code: '50', freightCentsPerKg: 80 },
    { code: '500103', freightCentsPerKg: 60 },
  ],
})

const names = async (query: Partial<BrowseQuery>, as?: typeof buyer) => {
  const page = await call(browse, { query }, as === undefined ? {} : { as })
  return page.items.map((item) => item.name)
}

test('what is in season comes first, and of that what was harvested last', async () => {
  expect(await names({})).toEqual(['散养土鸡蛋', '下庄柑橘', '黄金奈李'])
  expect(await names({ season: 'now' })).toEqual(['散养土鸡蛋', '下庄柑橘'])
})

test('§5.2 a season over new year is found in each of its months', async () => {
  for (const season of ['11', '12', '1', '2'])
    expect(await names({ season, category: 'fruit' })).toEqual(['下庄柑橘'])
  expect(await names({ season: '3', category: 'fruit' })).toEqual([])
  expect(await names({ season: '8', category: 'fruit' })).toEqual(['黄金奈李'])
})

test('§5.1 delivered per 斤 for the acting unit’s address, by the narrowest area', async () => {
  const page = await call(browse, { query: { q: '柑橘' } }, { as: buyer })
  // 68.00 for 20 斤, and 0.60 for a kilogram
  expect(page.items[0]).toMatchObject({ centsPerJin: 340, deliveredCentsPerJin: 370 })
  const params = { productId: citrus.productId }
  const product = await call(showProduct, { params }, { as: buyer })
  expect(product).toMatchObject({
    freightCentsPerKg: 60,
    packs: [{ centsPerJin: 340, deliveredCentsPerJin: 370 }],
  })
})

test('without sign-in there is no delivered price, and nobody else’s freight', async () => {
  const page = await call(browse, { query: {} })
  expect(page.items.map((item) => item.deliveredCentsPerJin)).toEqual([null, null, null])
  const params = { productId: citrus.productId }
  expect(await call(showProduct, { params })).toMatchObject({ freightCentsPerKg: null })
})

test('by price, by delivered price and by age', async () => {
  expect(await names({ sort: 'price' })).toEqual(['下庄柑橘', '黄金奈李', '散养土鸡蛋'])
  const delivered = await names({ sort: 'delivered' }, buyer)
  expect(delivered).toEqual(['下庄柑橘', '散养土鸡蛋', '黄金奈李'])
  expect(await names({ sort: 'newest' })).toHaveLength(3)
})

test('by price per 斤, category, storage, village and cooperative', async () => {
  expect(await names({ maximumCentsPerJin: 400 })).toEqual(['下庄柑橘'])
  expect(await names({ minimumCentsPerJin: 400, maximumCentsPerJin: 500 })).toEqual(['黄金奈李'])
  expect(await names({ category: 'eggs' })).toEqual(['散养土鸡蛋'])
  expect(await names({ storage: 'frozen' })).toEqual([])
  expect(await names({ area: '500237222' })).toEqual(['散养土鸡蛋', '下庄柑橘'])
  expect(await names({ area: '500237222213' })).toEqual(['下庄柑橘'])
  expect(await names({ cooperativeId: liannan.id })).toEqual(['黄金奈李'])
})

test('a word of two characters is found, and one that only looks like it is not', async () => {
  expect(await names({ q: '柑橘' })).toEqual(['下庄柑橘'])
  expect(await names({ q: '脐橙 下庄' })).toEqual(['下庄柑橘'])
  expect(await names({ q: '奈' })).toEqual(['黄金奈李'])
  expect(await names({ q: '庄下' })).toEqual([])
  expect(await names({ q: "100% '; --" })).toEqual([])
})

test('stock is what open, valid lots have left', async () => {
  const offer = { productId: egg.productId, originCode: '500237222210', stockGrams: 1_000 }
  await aLot(database, { ...offer, expiresOn: '2026-11-21' })
  await aLot(database, { ...offer, certificateValidTo: '2026-11-21' })
  const page = await call(browse, { query: { category: 'eggs' } })
  expect(page.items[0]?.availableGrams).toBe(300_000)
  const params = { productId: egg.productId }
  expect((await call(showProduct, { params })).lots).toHaveLength(1)
})

test('tiers, minimum, cut-off and lead time are told with the price', async () => {
  const page = await call(browse, { query: { q: '柑橘' } })
  expect(page.items[0]).toMatchObject({
    packId: citrus.packId,
    packName: '10 公斤箱',
    minimumQuantity: 1,
    tiers: [{ fromQuantity: 50, priceCents: 6_500 }],
    terms: { minimumOrderCents: 20_000, cutOff: '16:00', leadTimeDays: 1 },
  })
})

test('pages follow one another without gap or repetition', async () => {
  const pages = await Promise.all(
    [1, 2, 3].map((page) => call(browse, { query: { page, pageSize: 1 } })),
  )
  expect(pages.flatMap((page) => page.items.map((item) => item.name))).toEqual(await names({}))
  expect(pages.map((page) => page.hasMore)).toEqual([true, true, false])
})

test('what lies behind five thousand products is refused, by the field page', async () => {
  for (const [page, pageSize, maximum] of [
    [209, 24, 208],
    [51, 100, 50],
  ] as const) {
    expect(await refusal(browse, { query: { page, pageSize } })).toMatchObject({
      status: 400,
      code: 'validation_failed',
      fields: [{ path: ['page'], code: 'too_big', values: { maximum } }],
    })
    const last = await call(browse, { query: { page: maximum, pageSize } })
    expect(last).toMatchObject({ items: [], hasMore: false })
  }
})

test('each facet counts what its other values would show', async () => {
  const all = await call(facets, { query: {} })
  expect(all).toMatchObject({
    total: 3,
    inSeason: 2,
    categories: [
      { value: 'fruit', count: 2 },
      { value: 'eggs', count: 1 },
    ],
    storages: [{ value: 'ambient', count: 3 }],
    areas: [
      { value: '500237', count: 2 },
      { value: '441826', count: 1 },
    ],
  })
  const eggs = await call(facets, { query: { category: 'eggs' } })
  expect(eggs).toMatchObject({ total: 1, categories: all.categories })
  expect(eggs.areas).toEqual([{ value: '500237', name: '重庆市巫山县', count: 1 }])
})

const spies = () => [
  vi.spyOn(database.db.$client, 'unsafe'),
  vi.spyOn(database.db.$client, 'begin'),
]
let watched: ReturnType<typeof spies> = []
beforeEach(() => {
  watched = spies()
})
afterEach(() => {
  vi.restoreAllMocks()
})
const statements = () => watched.reduce((sum, spy) => sum + spy.mock.calls.length, 0)

test('a page is one statement, one more where freight is known, two more where words are', async () => {
  await call(browse, { query: { sort: 'newest', page: 2 } })
  expect(statements()).toBe(1)
  await call(browse, { query: { sort: 'delivered' } }, { as: buyer })
  expect(statements()).toBe(3)
  await call(browse, { query: { q: '柑橘', sort: 'delivered' } }, { as: buyer })
  expect(statements()).toBe(7)
})

test('for buyers a first page is found once a second, and freight looked up for each', async () => {
  const query = { sort: 'price', pageSize: 2 } as const
  await Promise.all(Array.from({ length: 5 }, () => call(browse, { query }, { as: buyer })))
  expect(statements()).toBe(6)
})

test('a product’s page is one statement', async () => {
  await call(showProduct, { params: { productId: citrus.productId } }, { as: buyer })
  expect(statements()).toBe(1)
})

test('§5.2 the season calendar of a place holds its goods with their months, in one statement', async () => {
  const of = async (area: string) => (await call(seasonCalendar, { query: { area } })).items
  const whole = Array.from({ length: 12 }, (_, at) => at + 1)
  expect(await of('500237')).toMatchObject([
    { name: '下庄柑橘', products: 1, months: [1, 2, 11, 12] },
    { name: '散养土鸡蛋', products: 1, months: whole },
  ])
  expect(statements()).toBe(1)
  expect(await of('441826102221')).toMatchObject([{ name: '黄金奈李', months: [7, 8] }])
  expect((await refusal(seasonCalendar, { query: { area: '50' } })).code).toBe('validation_failed')
})

test('facets are one statement, one more where words are', async () => {
  await call(facets, { query: { q: '柑橘', season: 'now', area: '50' } })
  expect(statements()).toBe(2)
})

/** The bytes that zod would write for the same answer. */
const bytesOfZod = (endpoint: Endpoint, body: string) =>
  JSON.stringify(z.encode(endpoint.response, endpoint.response.parse(JSON.parse(body)) as never))

test('what is written are the bytes that zod would write', async () => {
  const page = await send(browse, { query: {} }, { as: buyer })
  expect(JSON.parse(page.body).items).toHaveLength(3)
  expect(page.body).toBe(bytesOfZod(browse, page.body))
  for (const { productId } of [citrus, plum, egg]) {
    const product = await send(showProduct, { params: { productId } }, { as: buyer })
    expect(product.headers['content-type']).toMatch('application/json')
    expect(product.body).toBe(bytesOfZod(showProduct, product.body))
  }
})
