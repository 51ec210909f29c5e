import { expect, test } from 'vitest'
import { facets, showProduct } from '../../../shared/catalogue/catalogue.api.ts'
import {
  adjustLot,
  closeLot,
  declareLot,
  listings,
  listProduct,
  showListing,
} from '../../../shared/catalogue/listings.api.ts'
import { foodLicenceCheckDigit } from '../../../shared/food-licence.ts'
import { signedIn, testApp } from '../../support/app.ts'
import { aMember } from '../../support/factories/accounts.ts'
import { aListing, aLotAttributes, aPackAttributes } from '../../support/factories/catalogue.ts'
import { aCooperative } from '../../support/factories/organisations.ts'
import { insertDivision } from '../../support/factories/villages.ts'

const clock = () => new Date('2026-07-02T02:00:00Z')
const { call, refusal, database } = await testApp({ clock })

const seller = async (name?: string) => {
  const cooperative = await aCooperative(database, name === undefined ? {} : { name })
  const { actor } = await aMember(database, {
    organisationId: cooperative.id,
    roles: ['cooperative_manager'],
  })
  return actor
}
const manager = await seller()

test('a cooperative lists a product with pack, tiers, season and a lot in one go', async () => {
  const listed = await call(listProduct, { body: aListing() }, { as: manager })
  expect(listed).toMatchObject({ state: 'in_review', stateReason: '' })
  const params = { productId: listed.productId }
  const listing = await call(showListing, { params }, { as: manager })
  expect(listing).toMatchObject({
    name: '巫山脆李',
    originPathName: expect.stringContaining('下庄村'),
    availableGrams: 2_000_000,
    seasonWindows: [{ starts: '06-20', ends: '08-20' }],
    packs: [{ netGrams: 5_000, tiers: [{ fromQuantity: 100, priceCents: 8_500 }] }],
    prices: [{ priceCents: 9_000 }],
  })
  expect(listing.lots[0]).toMatchObject({
    number: '260701-01',
    households: 12,
    certificate: { kind: 'promise', number: '渝巫2026-0701' },
    villages: [
      { code: '500237222213', shareBasisPoints: 7_000 },
      { code: '500237222215', shareBasisPoints: 2_000 },
      { code: null, pathName: null, shareBasisPoints: 1_000 },
    ],
  })
  const own = await call(listings, { query: { q: '脆李' } }, { as: manager })
  expect(own.items.map((item) => item.productId)).toContain(listed.productId)
})

test('what is not approved is not in the catalogue', async () => {
  const listed = await call(
    listProduct,
    { body: aListing({ name: '马铃薯', variety: '', submit: false }) },
    { as: manager },
  )
  const params = { productId: listed.productId }
  expect(await refusal(showProduct, { params })).toMatchObject({ code: 'not_found' })
  expect(await call(facets, { query: {} })).toMatchObject({ total: 0, categories: [] })
})

/** The fields that a listing with these changes is refused for. */
async function refusedFields(changes: Parameters<typeof aListing>[0]) {
  const problem = await refusal(listProduct, { body: aListing(changes) }, { as: manager })
  expect(problem.code).toBe('validation_failed')
  return problem.fields?.map(({ path, code, values }) => ({ at: path.join('.'), code, values }))
}

test('a tier dearer than the base price is refused at its field', async () => {
  const pack = aPackAttributes({ tiers: [{ fromQuantity: 10, priceCents: 9_001 }] })
  expect(await refusedFields({ packs: [aPackAttributes(), pack] })).toEqual([
    { at: 'packs.1.tiers.0.priceCents', code: 'tier_too_dear', values: { maximum: '90.00' } },
  ])
})

test('a tier dearer than the tier before it is refused at its field', async () => {
  const tiers = [
    { fromQuantity: 10, priceCents: 8_000 },
    { fromQuantity: 20, priceCents: 8_500 },
  ]
  expect(await refusedFields({ packs: [aPackAttributes({ tiers })] })).toEqual([
    { at: 'packs.0.tiers.1.priceCents', code: 'tier_too_dear', values: { maximum: '80.00' } },
  ])
})

test('village shares that do not sum are refused at the villages', async () => {
  const villages = [{ villageCode: '500237222213', shareBasisPoints: 9_900 }]
  expect(await refusedFields({ lot: aLotAttributes({ villages }) })).toEqual([
    { at: 'lot.villages', code: 'shares_do_not_sum', values: { sum: 99 } },
  ])
})

test('a village named twice is refused where it stands the second time', async () => {
  const half = { villageCode: '500237222213', shareBasisPoints: 5_000 }
  expect(await refusedFields({ lot: aLotAttributes({ villages: [half, half] }) })).toEqual([
    { at: 'lot.villages.1.villageCode', code: 'duplicate', values: undefined },
  ])
})

test('an unknown village code is refused where it stands', async () => {
  const villages = [{ villageCode: '500237222999', shareBasisPoints: 10_000 }]
  expect(await refusedFields({ lot: aLotAttributes({ villages }) })).toMatchObject([
    { at: 'lot.villages.0.villageCode', code: 'unknown_village' },
  ])
  expect(await refusedFields({ originCode: '500237222998' })).toMatchObject([
    { at: 'originCode', code: 'unknown_village' },
  ])
})

test('an abolished village is refused with its successor', async () => {
  await insertDivision(database, {
    code: '500237222299',
    name: '老村',
    validTo: '2020-12-31',
    successorCode: '500237222213',
  })
  const villages = [{ villageCode: '500237222299', shareBasisPoints: 10_000 }]
  expect(await refusedFields({ lot: aLotAttributes({ villages }) })).toMatchObject([
    {
      at: 'lot.villages.0.villageCode',
      code: 'abolished_village',
      values: { successorCode: '500237222213' },
    },
  ])
})

test('§9 an expired certificate is refused at its date', async () => {
  const certificate = { kind: 'promise', number: '1', validTo: '2026-07-01' } as const
  expect(await refusedFields({ lot: aLotAttributes({ certificate }) })).toEqual([
    {
      at: 'lot.certificate.validTo',
      code: 'certificate_expired',
      values: { validTo: '2026-07-01' },
    },
  ])
})

test('§9 fruit needs a promise certificate, dry tea a food production licence', async () => {
  const number = `SC1530825001410${foodLicenceCheckDigit('1530825001410')}`
  const licence = { kind: 'licence', number } as const
  expect(await refusedFields({ lot: aLotAttributes({ certificate: licence }) })).toMatchObject([
    { at: 'lot.certificate.kind', code: 'certificate_does_not_fit' },
  ])
  const lot = aLotAttributes({ certificate: { ...licence, number: 'SC15308250014108' } })
  expect(await refusedFields({ category: 'dry_tea', lot })).toMatchObject([
    { at: 'lot.certificate.number', code: 'wrong_licence_number' },
  ])
  const tea = aListing({ name: '绿茶', variety: '', category: 'dry_tea', submit: false })
  const body = { ...tea, lot: aLotAttributes({ certificate: licence }) }
  expect(await call(listProduct, { body }, { as: manager })).toMatchObject({ state: 'draft' })
})

test('§2.1 a weight in the wrong unit asks what was meant', async () => {
  expect(await refusedFields({ packs: [aPackAttributes({ netGrams: 5 })] })).toEqual([
    {
      at: 'packs.0.netGrams',
      code: 'weight_differs_from_name',
      values: { named: 5_000, given: 5 },
    },
  ])
  // 斤 taken for 公斤
  expect(await refusedFields({ packs: [aPackAttributes({ netGrams: 2_500 })] })).toMatchObject([
    { at: 'packs.0.netGrams', code: 'weight_differs_from_name' },
  ])
  expect(await refusedFields({ lot: aLotAttributes({ totalGrams: 2_000 }) })).toEqual([
    { at: 'lot.totalGrams', code: 'weight_below_pack', values: { given: 2_000, pack: 5_000 } },
  ])
})

test('all faults of a form are told at once', async () => {
  const packs = [aPackAttributes({ netGrams: 5, tiers: [{ fromQuantity: 1, priceCents: 1 }] })]
  const lot = aLotAttributes({ harvestedOn: '2026-07-03', expiresOn: '2026-07-02' })
  const fields = await refusedFields({ packs, lot })
  expect(fields?.map(({ at, code }) => `${at} ${code}`)).toEqual([
    'packs.0.tiers.0.fromQuantity tier_out_of_order',
    'packs.0.netGrams weight_differs_from_name',
    'lot.harvestedOn in_the_future',
    'lot.expiresOn dates_out_of_order',
  ])
})

test('a photo that was never uploaded is refused where it stands', async () => {
  const photoFileIds = ['0197c0de-0000-7000-8000-000000000001']
  expect(await refusedFields({ photoFileIds })).toEqual([
    { at: 'photoFileIds.0', code: 'not_found', values: undefined },
  ])
})

test('a cooperative that is not admitted lists nothing', async () => {
  const { id } = await aCooperative(database, { name: '未准入合作社', state: 'recommended' })
  const as = signedIn({ roles: ['cooperative_manager'], organisationId: id })
  const problem = await refusal(listProduct, { body: aListing() }, { as })
  expect(problem.code).toBe('cooperative_not_admitted')
})

test('another cooperative’s listing does not exist for its rivals', async () => {
  const rival = await seller('竹贤乡蔬菜专业合作社')
  const { productId, lotId } = await call(
    listProduct,
    { body: aListing({ name: '甘蓝', variety: '', category: 'vegetables' }) },
    { as: manager },
  )
  const params = { productId }
  expect((await refusal(showListing, { params }, { as: rival })).status).toBe(404)
  const body = aLotAttributes()
  expect((await refusal(declareLot, { params, body }, { as: rival })).status).toBe(404)
  if (lotId === null) throw new Error('the lot is missing')
  const loss = { params: { lotId }, body: { changeGrams: -1, reason: '损耗' } }
  expect((await refusal(adjustLot, loss, { as: rival })).status).toBe(404)
})

test('a loss is declared and kept; more than is left cannot be lost', async () => {
  const body = aListing({ name: '番茄', variety: '', category: 'vegetables' })
  const { lotId, productId } = await call(listProduct, { body }, { as: manager })
  if (lotId === null) throw new Error('the lot is missing')
  const params = { lotId }
  const loss = { params, body: { changeGrams: -500_000, reason: '运输途中腐烂' } }
  expect(await call(adjustLot, loss, { as: manager })).toMatchObject({ availableGrams: 1_500_000 })
  const tooMuch = { params, body: { changeGrams: -1_500_001, reason: '盘点' } }
  expect((await refusal(adjustLot, tooMuch, { as: manager })).fields).toEqual([
    {
      path: ['changeGrams'],
      code: 'less_than_nothing_left',
      values: { available: 1_500_000 },
    },
  ])
  await call(closeLot, { params }, { as: manager })
  expect((await refusal(adjustLot, loss, { as: manager })).code).toBe('lot_closed')
  const listing = await call(showListing, { params: { productId } }, { as: manager })
  expect(listing.adjustments.map(({ changeGrams }) => changeGrams)).toEqual([-1_500_000, -500_000])
  expect(listing).toMatchObject({ availableGrams: 0, openLots: 0 })
})

test('a lot number is used once for a product, and one is made where none is given', async () => {
  const body = aListing({ name: '玉米', variety: '', category: 'vegetables', lot: null })
  const { productId } = await call(listProduct, { body }, { as: manager })
  const params = { productId }
  const number = '甲-1'
  await call(declareLot, { params, body: aLotAttributes({ number }) }, { as: manager })
  const again = await refusal(
    declareLot,
    { params, body: aLotAttributes({ number }) },
    { as: manager },
  )
  expect(again.fields).toEqual([{ path: ['number'], code: 'duplicate' }])
  const made = await call(declareLot, { params, body: aLotAttributes() }, { as: manager })
  expect(made.number).toBe('260701-02')
})
