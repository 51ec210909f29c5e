import { expect, test } from 'vitest'
import type { Actor } from '../../../server/platform/context.ts'
import * as catalogue from '../../../shared/catalogue/catalogue.api.ts'
import { reviewListing } from '../../../shared/catalogue/listing-reviews.api.ts'
import * as listings from '../../../shared/catalogue/listings.api.ts'
import * as api from '../../../shared/exchange/imports.api.ts'
import { signedIn, testApp } from '../../support/app.ts'
import { aMember } from '../../support/factories/accounts.ts'
import { anOffer } from '../../support/factories/catalogue.ts'
import { aCooperative, anOrganisation } from '../../support/factories/organisations.ts'
import { aWorkbook } from '../../support/factories/sheets.ts'
import { insertDivision } from '../../support/factories/villages.ts'
import { importing } from '../../support/importing.ts'

const app = await testApp({ settings: { RATE_LIMIT: '0' } })
const { call, refusal, database } = app
const xiazhuang = '500237222213'
await insertDivision(database, { code: '500237109242', name: '石沟村' })

const platformId = (await anOrganisation(database, { kind: 'platform', name: '示例平台' })).id
const { actor: admin } = await aMember(database, {
  organisationId: platformId,
  roles: ['platform_admin'],
})

/** A cooperative of its own for each test: nothing of another is there. */
async function seller() {
  const cooperative = await aCooperative(database)
  const as = (
    await aMember(database, {
      organisationId: cooperative.id,
      roles: ['cooperative_manager'],
    })
  ).actor
  return { as, cooperativeId: cooperative.id, ...importing(app, 'products', as) }
}

const head = ['产品名称', '品类', '产地', '规格', '净重（公斤）', '单价（元/箱）', '起订量']
const plum = ['巫山脆李', '水果', '竹贤乡下庄村', '5公斤/箱', '5', '60', '1']
const pumpkin = ['老南瓜', '蔬菜', xiazhuang, '10公斤/筐', '10', '28.5', '2']

const listing = (productId: string | undefined, as: Actor) =>
  call(listings.showListing, { params: { productId: productId ?? '' } }, { as })

test('a cooperative brings in its products: a row for each pack, handed in for review', async () => {
  const { as, apply, check, rowsOf } = await seller()
  const small = [...plum.slice(0, 3), '2.5公斤/盒', '2.5', '35', '']
  const view = await apply([head, plum, small, pumpkin])
  expect(view).toMatchObject({ state: 'applied', counts: { create: 3, fault: 0 } })
  const rows = await rowsOf(view.id)
  expect(rows[0]?.subject?.id).toBe(rows[1]?.subject?.id)
  expect(await listing(rows[0]?.subject?.id, as)).toMatchObject({
    ...{ name: '巫山脆李', category: 'fruit', originCode: xiazhuang, state: 'in_review' },
    packs: [
      { name: '5公斤/箱', netGrams: 5_000, priceCents: 6_000, minimumQuantity: 1 },
      { name: '2.5公斤/盒', netGrams: 2_500, priceCents: 3_500, minimumQuantity: 1 },
    ],
    prices: [{ priceCents: 6_000 }, { priceCents: 3_500 }],
  })
  const again = await check([head, plum, small, pumpkin])
  expect(again).toMatchObject({ counts: { same: 3, create: 0, change: 0 }, mayApply: false })
})

test('of what is there the price changes and a pack is added, and the check says which', async () => {
  const { as, apply, check, rowsOf } = await seller()
  const first = await apply([head, plum])
  const sheet = [
    head,
    ['巫山 脆李', '水果', '下庄', '5公斤/箱', '5', '66', '3'],
    [...plum.slice(0, 3), '10公斤/箱', '', '110', ''],
  ]
  const { id, counts } = await check(sheet)
  expect(counts).toMatchObject({ create: 0, change: 2 })
  expect((await rowsOf(id)).map(({ notes }) => notes)).toMatchObject([
    [
      { field: 'price', code: 'was_before', values: { before: '60.00', after: '66.00' } },
      { field: 'minimum', code: 'was_before', values: { before: '1', after: '3' } },
    ],
    [{ field: 'pack', code: 'pack_added' }],
  ])
  await apply(sheet)
  const [row] = await rowsOf(first.id)
  const changed = await listing(row?.subject?.id, as)
  expect(changed.packs).toMatchObject([
    { priceCents: 6_600, minimumQuantity: 3 },
    { priceCents: 11_000, netGrams: 10_000 },
  ])
  expect(changed.prices.map(({ priceCents }) => priceCents).sort()).toEqual([11_000, 6_000, 6_600])
})

test('§2.7 a price by weight, or without a unit, is refused, and a pack without weight', async () => {
  const { faultsOf } = await seller()
  const by = (title: string, price: string) => faultsOf([head.with(5, title), plum.with(5, price)])
  expect(await by('单价（元/斤）', '6')).toEqual(['price price_per_weight'])
  expect(await by('单价（元）', '6元/公斤')).toEqual(['price price_per_weight'])
  expect(await by('单价', '6')).toEqual(['price price_unit_missing'])
  expect(await by('单价', '６０元')).toEqual([''])
  expect(await by('单价（元）', '0')).toEqual(['price too_small'])
  expect(await by('单价（元）', '99999999999')).toEqual(['price too_big'])
  const weighing = (title: string, pack: string, weight: string) =>
    faultsOf([head.with(4, title), plum.with(3, pack).with(4, weight)])
  expect(await weighing('净重', '箱', '5')).toEqual(['netWeight weight_unit_missing'])
  expect(await weighing('净重', '箱', '10斤')).toEqual([''])
  expect(await weighing('净重', '箱', '')).toEqual(['netWeight required'])
  expect(await weighing('净重', '5-6斤/袋', '')).toEqual(['netWeight pack_weight_unclear'])
  expect(await weighing('净重', '5-6斤/袋', '5.5斤')).toEqual([''])
  expect(await weighing('净重（公斤）', '箱', '5000')).toEqual(['netWeight pack_too_heavy'])
  const heavy = plum.with(3, '500kg*4袋').with(4, '2000').with(5, '20000')
  expect(await faultsOf([head.with(4, '净重（公斤）'), heavy])).toEqual([''])
  expect(await weighing('净重（公斤）', '箱', '900')).toEqual(['price price_too_low'])
  expect(await weighing('净重（公斤）', '5公斤/箱', '50')).toEqual([
    'netWeight weight_differs_from_name',
  ])
  const products = ['5', '20', ''].map((weight) => plum.with(3, '5kg*4袋/箱').with(4, weight))
  expect(await faultsOf([head, ...products])).toEqual([
    ...['netWeight weight_differs_from_name', '', 'netWeight pack_weight_unclear'],
  ])
})

test('heads in other words are recognised, and a shelf life in months is read', async () => {
  const { as, apply, rowsOf } = await seller()
  const more = ['产品名称', '类别', '产地', '规格', '净重（公斤）', '单价（元/箱）', '起售数量']
  const view = await apply([
    [...more, '存储方式', '保质期'],
    [...plum.with(6, '3'), '冷藏', '18个月'],
  ])
  const [row] = await rowsOf(view.id)
  expect(await listing(row?.subject?.id, as)).toMatchObject({
    ...{ storage: 'chilled', shelfLifeDays: 540, packs: [{ minimumQuantity: 3 }] },
  })
})

test('§3.15 a village of which there are two is refused with the paths to choose from', async () => {
  const { as, check, rowsOf, workOff, read } = await seller()
  const { id, version } = await check([head, plum.with(2, '石沟村')])
  const [row] = await rowsOf(id)
  expect(row).toMatchObject({ outcome: 'fault', faults: [{ field: 'village', code: 'ambiguous' }] })
  expect(row?.faults[0]?.options?.map(({ label }) => label)).toEqual([
    expect.stringContaining('双龙镇'),
    expect.stringContaining('竹贤乡'),
  ])
  const body = { field: 'village', text: '石沟村', value: '500237222211', version }
  await call(api.chooseMeant, { params: { importId: id }, body }, { as })
  await workOff()
  expect((await read(id)).counts).toMatchObject({ create: 1, fault: 0 })
})

test('what was reviewed of goods does not change by a sheet, nor do rows disagree', async () => {
  const { apply, faultsOf } = await seller()
  await apply([head, plum])
  expect(await faultsOf([head, plum.with(1, '蔬菜')])).toEqual(['category listing_differs'])
  expect(await faultsOf([head, plum.with(4, '6').with(3, '5公斤/箱')])).toEqual([
    'netWeight listing_differs',
  ])
  const two = [pumpkin, pumpkin.with(2, '石院村').with(3, '20公斤/筐').with(4, '20')]
  expect(await faultsOf([head, ...two])).toEqual(['', 'null row_differs'])
  expect(await faultsOf([head, pumpkin, pumpkin])).toEqual(['', 'null same_as_row'])
})

test('§5.7 what looks like a listing that is there is held, and the row says so', async () => {
  const { as, apply, rowsOf } = await seller()
  const sheet = [head, ['巫山青脆李', ...plum.slice(1)], ['青脆李', ...plum.slice(1, 5), '61', '1']]
  const { id } = await apply(sheet)
  const [first, second] = await rowsOf(id)
  expect(await listing(first?.subject?.id, as)).toMatchObject({ state: 'in_review' })
  expect(await listing(second?.subject?.id, as)).toMatchObject({
    ...{ state: 'held', stateReason: 'possible_duplicate', duplicateOf: first?.subject?.id },
  })
  expect(second?.notes).toMatchObject([{ code: 'held_as_duplicate' }])
})

test('an import is taken back: off sale what it listed, prices and packs as they were', async () => {
  const { cooperativeId, apply, undo, rowsOf } = await seller()
  const { productId } = await anOffer(database, {
    ...{ cooperativeId, originCode: xiazhuang, packName: '5公斤/箱', priceCents: 6_000 },
  })
  const view = await apply([
    head,
    plum.with(5, '77'),
    plum.with(3, '10公斤/箱').with(4, '10'),
    pumpkin,
  ])
  expect(view.counts).toMatchObject({ create: 1, change: 2 })
  const shown = await call(catalogue.showProduct, { params: { productId } })
  expect(shown.packs.map(({ priceCents }) => priceCents)).toEqual([7_700, 6_000])
  expect((await undo(view.id)).state).toBe('undone')
  const after = await call(catalogue.showProduct, { params: { productId } })
  expect(after.packs.map(({ priceCents }) => priceCents)).toEqual([6_000])
  const made = (await rowsOf(view.id))[2]?.subject?.id
  const rows = await database.sql`select state from catalogue.products
    where cooperative_id = ${cooperativeId} order by created_at, id`
  expect(rows.map(({ state }) => state)).toEqual(['approved', 'withdrawn'])
  expect(made).toBeUndefined()
  const again = await apply([head, pumpkin])
  expect(again.counts).toMatchObject({ create: 1 })
})

test('what was reviewed or changed since is not taken back', async () => {
  const { as, apply, undo, rowsOf } = await seller()
  const view = await apply([head, plum, pumpkin])
  const [row] = await rowsOf(view.id)
  const stored = await listing(row?.subject?.id, as)
  const [pack] = stored.packs
  await call(
    listings.changePrice,
    {
      params: { packId: pack?.packId ?? '' },
      body: { priceCents: 6_100, minimumQuantity: 1, tiers: [], version: pack?.version ?? 1 },
    },
    { as },
  )
  const productId = (await rowsOf(view.id))[1]?.subject?.id ?? ''
  const { version } = await listing(productId, as)
  await call(
    reviewListing,
    { params: { productId }, body: { decision: 'approve', reason: '', version } },
    { as: admin },
  )
  expect(await undo(view.id)).toMatchObject({ state: 'applied', failure: 'something_hangs_on_it' })
  expect((await rowsOf(view.id)).map(({ faults }) => faults[0]?.code)).toEqual([
    'changed_since',
    'listing_reviewed',
  ])
})

test('§11.4 a cooperative that was suspended meanwhile brings nothing in', async () => {
  const { as, cooperativeId, check, workOff, read } = await seller()
  const { id, version } = await check([head, plum])
  await call(api.applyImport, { params: { importId: id }, body: { version } }, { as })
  await database.sql`update organisations.cooperatives set state = 'suspended'
    where organisation_id = ${cooperativeId}`
  await workOff()
  expect(await read(id)).toMatchObject({ state: 'failed', failure: 'not_allowed_any_more' })
})

test('a packer, a buyer and the platform bring in no products', async () => {
  const cooperative = await aCooperative(database)
  const fields = { kind: 'products' }
  const file = { bytes: aWorkbook([head, plum]), name: 'a.xlsx', fields }
  const others = [
    signedIn({ roles: ['platform_admin'] }),
    (
      await aMember(database, {
        organisationId: cooperative.id,
        roles: ['cooperative_packer'],
      })
    ).actor,
  ]
  for (const as of others) {
    const { code } = await refusal(api.uploadImport, {}, { as, file })
    expect(['not_found', 'forbidden']).toContain(code)
  }
})

test('§2.7 each row says what its cells were read as, and what is taken for empty ones', async () => {
  const { check, rowsOf } = await seller()
  const titles = ['产品名称', '品类', '产地', '规格', '净重（斤）', '单价', '保质期', '储藏方式']
  const typed = ['巫山脆李', '鲜果', '下庄', '箱装', '１０', '６０元', '1年半', '保鲜']
  const named = ['老南瓜', '蔬菜', xiazhuang, '10公斤/筐', '', '28.5元', '', '']
  const wrong = [...typed.with(0, '乌桃').with(5, '很贵')]
  const { id, fields } = await check([titles, typed, named, wrong])
  const [first, second, third] = await rowsOf(id)
  expect(first?.understood).toEqual({
    category: { type: 'options', value: ['fruit'] },
    village: { type: 'text', value: expect.stringMatching(/巫山县.*竹贤乡.*下庄村/) },
    netWeight: { type: 'weight', value: 5_000 },
    price: { type: 'money', value: 6_000 },
    shelfLife: { type: 'days', value: 547 },
    storage: { type: 'options', value: ['chilled'] },
    minimum: { type: 'count', value: 1 },
  })
  expect(second?.understood).toMatchObject({
    netWeight: { type: 'weight', value: 10_000 },
    storage: { type: 'options', value: ['ambient'] },
  })
  expect(third).toMatchObject({ outcome: 'fault', understood: first && { netWeight: {} } })
  expect(third?.understood.price).toBeUndefined()
  const category = fields.find(({ name }) => name === 'category')
  expect(category?.options.fruit).toEqual({ 'zh-CN': '水果', en: 'Fruit' })
})
