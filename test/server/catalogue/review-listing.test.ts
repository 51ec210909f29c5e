import { expect, test } from 'vitest'
import { browse, showProduct } from '../../../shared/catalogue/catalogue.api.ts'
import {
  reviewListing,
  reviewQueue,
  showReview,
} from '../../../shared/catalogue/listing-reviews.api.ts'
import {
  changePrice,
  declareLot,
  listProduct,
  reviseListing,
  showListing,
  submitListing,
  withdrawListing,
} from '../../../shared/catalogue/listings.api.ts'
import { signedIn, testApp } from '../../support/app.ts'
import { aMember } from '../../support/factories/accounts.ts'
import { aListing, aPackAttributes } from '../../support/factories/catalogue.ts'
import { aCooperative, anOrganisation } from '../../support/factories/organisations.ts'

let now = new Date('2026-07-02T02:00:00Z')
const { call, refusal, database } = await testApp({ clock: () => now })

const { id: cooperativeId } = await aCooperative(database)
const { actor: manager } = await aMember(database, {
  organisationId: cooperativeId,
  roles: ['cooperative_manager'],
})
const { id: authorityId } = await anOrganisation(database)
const { actor: official } = await aMember(database, {
  organisationId: authorityId,
  roles: ['official'],
  divisionCode: '500237',
})
const elsewhere = signedIn({ roles: ['official'], divisionCode: '441826' })

const list = (changes: Parameters<typeof aListing>[0]) =>
  call(listProduct, { body: aListing(changes) }, { as: manager })

const decide = async (productId: string, decision: 'approve' | 'hold' | 'reject', reason = '') => {
  const params = { productId }
  const { version } = await call(showListing, { params }, { as: official })
  return call(reviewListing, { params, body: { version, decision, reason } }, { as: official })
}

test('a county official approves, and the goods are on sale', async () => {
  const { productId } = await list({ name: '脐橙', variety: '纽荷尔' })
  const params = { productId }
  expect((await refusal(showProduct, { params })).status).toBe(404)
  expect(await decide(productId, 'approve')).toMatchObject({ state: 'approved' })
  const product = await call(showProduct, { params })
  expect(product).toMatchObject({ name: '脐橙', lots: [{ availableGrams: 2_000_000 }] })
})

test('an official of another county neither sees nor decides', async () => {
  const { productId } = await list({ name: '蜜柚', variety: '' })
  const params = { productId }
  const body = { version: 2, decision: 'approve' as const }
  expect((await refusal(reviewListing, { params, body }, { as: elsewhere })).status).toBe(404)
  expect((await refusal(showReview, { params }, { as: elsewhere })).status).toBe(404)
  expect((await call(reviewQueue, { query: {} }, { as: elsewhere })).items).toEqual([])
  const queue = await call(reviewQueue, { query: {} }, { as: official })
  expect(queue.items.map((item) => item.productId)).toContain(productId)
})

test('whoever rejects or holds says why', async () => {
  const { productId } = await list({ name: '枇杷', variety: '' })
  const params = { productId }
  const { version } = await call(showListing, { params }, { as: official })
  const body = { version, decision: 'reject' as const }
  const refused = await refusal(reviewListing, { params, body }, { as: official })
  expect(refused.fields).toEqual([{ path: ['reason'], code: 'required' }])
  await decide(productId, 'reject', '图片与产品不符')
  expect(await call(showListing, { params }, { as: manager })).toMatchObject({
    state: 'rejected',
    stateReason: '图片与产品不符',
  })
  expect(await call(submitListing, { params }, { as: manager })).toMatchObject({
    state: 'in_review',
  })
})

test('a decision about a version that has changed since is refused', async () => {
  const { productId } = await list({ name: '樱桃', variety: '' })
  const body = { version: 99, decision: 'approve' as const }
  const problem = await refusal(reviewListing, { params: { productId }, body }, { as: official })
  expect(problem.code).toBe('stale_version')
})

test('§5.7 the same goods under another name, pack or price are held for review', async () => {
  const first = await list({ name: '巫山脆李', variety: '青脆李' })
  const second = await list({
    name: '精品脆李（5斤装）',
    variety: '',
    packs: [aPackAttributes({ name: '5 斤盒', netGrams: 2_500, priceCents: 4_999, tiers: [] })],
  })
  expect(second).toMatchObject({ state: 'held', stateReason: 'possible_duplicate' })
  const params = { productId: second.productId }
  const review = await call(showReview, { params }, { as: official })
  expect(review.listing.duplicateOf).toBe(first.productId)
  expect(review.rivals).toMatchObject([
    { listing: { productId: first.productId }, likenesses: ['same_name', 'same_origin'] },
  ])
  await decide(second.productId, 'approve')
  expect(await call(showListing, { params }, { as: manager })).toMatchObject({
    state: 'approved',
    duplicateOf: null,
  })
})

test('§5.7 other goods of the same cooperative are not held', async () => {
  const first = await list({ name: '甜玉米', variety: '', category: 'vegetables' })
  const second = await list({ name: '糯玉米', variety: '', category: 'vegetables' })
  const third = await list({ name: '甜玉米', variety: '金银粒', category: 'fruit' })
  expect([first.state, second.state, third.state]).toEqual(['in_review', 'in_review', 'in_review'])
})

test('another name goes back to review, a description does not', async () => {
  const { productId } = await list({ name: '猕猴桃', variety: '红心' })
  await decide(productId, 'approve')
  const params = { productId }
  const goods = { name: '猕猴桃', variety: '红心', category: 'fruit', originCode: '500237222213' }
  const revise = async (changes: object) => {
    const { version } = await call(showListing, { params }, { as: manager })
    const body = { ...goods, ...changes, version } as never
    return call(reviseListing, { params, body }, { as: manager })
  }
  expect(await revise({ description: '海拔八百米' })).toMatchObject({ state: 'approved' })
  expect(await revise({ name: '野生猕猴桃' })).toMatchObject({ state: 'in_review' })
  expect((await refusal(showProduct, { params })).status).toBe(404)
})

test('§5.1 every base price is kept, and the goods stay on sale', async () => {
  const { productId, packIds } = await list({ name: '核桃仁', variety: '' })
  await decide(productId, 'approve')
  const [packId = ''] = packIds
  now = new Date('2026-07-10T02:00:00Z')
  const price = { version: 1, priceCents: 9_500, minimumQuantity: 2, tiers: [] }
  const changed = await call(changePrice, { params: { packId }, body: price }, { as: manager })
  expect(changed).toEqual({ packId, version: 2 })
  const stale = { params: { packId }, body: price }
  expect((await refusal(changePrice, stale, { as: manager })).code).toBe('stale_version')
  const product = await call(showProduct, { params: { productId } })
  expect(product.packs[0]).toMatchObject({
    priceCents: 9_500,
    minimumQuantity: 2,
    prices: [
      { priceCents: 9_500, fromAt: '2026-07-10T02:00:00.000Z' },
      { priceCents: 9_000, fromAt: '2026-07-02T02:00:00.000Z' },
    ],
  })
})

test('§5.1 the price stands beside the median of comparable offers', async () => {
  const ids: string[] = []
  for (const [index, priceCents] of [4_000, 6_000, 7_000].entries()) {
    const { id } = await aCooperative(database, { name: `蜂蜜合作社${index}` })
    const { actor } = await aMember(database, {
      organisationId: id,
      roles: ['cooperative_manager'],
    })
    const body = aListing({
      name: ['土蜂蜜', '巫山土蜂蜜', '正宗土蜂蜜（瓶装）'][index] ?? '',
      variety: '',
      category: 'honey',
      lot: null,
      packs: [aPackAttributes({ name: '瓶', netGrams: 500, priceCents, tiers: [] })],
    })
    const { productId } = await call(listProduct, { body }, { as: actor })
    await decide(productId, 'approve')
    ids.push(productId)
  }
  const [first = ''] = ids
  const product = await call(showProduct, { params: { productId: first } })
  expect(product.median).toEqual({ centsPerJin: 6_000, offers: 3 })
  const page = await call(browse, { query: { category: 'honey', sort: 'price' } })
  expect(page.items.map((item) => [item.centsPerJin, item.medianCentsPerJin])).toEqual([
    [4_000, 6_000],
    [6_000, 6_000],
    [7_000, 6_000],
  ])
})

test('what is withdrawn leaves the catalogue', async () => {
  const { productId } = await list({ name: '羊肚菌', variety: '', category: 'mushrooms' })
  await decide(productId, 'approve')
  const params = { productId }
  await call(withdrawListing, { params }, { as: manager })
  expect((await refusal(showProduct, { params })).status).toBe(404)
  const again = await refusal(withdrawListing, { params }, { as: manager })
  expect(again).toMatchObject({ code: 'illegal_transition' })
})

test('§3.15: goods from outside the county wait for the platform, which says why', async () => {
  const { productId } = await list({ name: '外县萝卜', originCode: '441826102221' })
  const shown = await call(showReview, { params: { productId } }, { as: official })
  expect(shown.outside).toEqual([
    { code: '441826102221', pathName: expect.stringContaining('石径村') },
  ])
  const approve = (as: typeof official, reason = '') => ({
    params: { productId },
    body: { version: shown.listing.version, decision: 'approve' as const, reason },
    as,
  })
  const { as: _, ...byCounty } = approve(official, '同意')
  expect(await refusal(reviewListing, byCounty, { as: official })).toMatchObject({
    code: 'outside_county',
  })
  const platform = signedIn({ roles: ['platform_admin'] })
  const { as: __, ...silent } = approve(platform)
  expect(await refusal(reviewListing, silent, { as: platform })).toMatchObject({
    fields: [{ path: ['reason'], code: 'required' }],
  })
})

test('§3.15: a lot out of another county, declared after the review, is questioned', async () => {
  const { productId } = await list({ name: '本县萝卜', variety: '后来批次' })
  await decide(productId, 'approve')
  const { lot } = aListing({})
  if (!lot) throw new Error('the listing of the tests has no lot')
  const declare = (villageCode: string) =>
    call(
      declareLot,
      {
        params: { productId },
        body: { ...lot, number: null, villages: [{ villageCode, shareBasisPoints: 10_000 }] },
      },
      { as: manager },
    )
  const told = () => database.sql`select payload from platform.outbox
    where topic = 'catalogue.lot-outside-county' and subject_id = ${productId}`
  await declare('500237222214')
  expect(await told()).toEqual([])
  await declare('441826102221')
  expect(await told()).toMatchObject([{ payload: { name: '本县萝卜', divisionCodes: ['500237'] } }])
})
