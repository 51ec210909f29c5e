import { expect, test } from 'vitest'
import { verifyLedger } from '../../../server/attribution/index.ts'
import { endMarks } from '../../../server/catalogue/index.ts'
import { newId } from '../../../server/platform/ids.ts'
import { browse, facets, showProduct } from '../../../shared/catalogue/catalogue.api.ts'
import {
  reviewListing,
  reviewPack,
  reviewQueue,
  showReview,
} from '../../../shared/catalogue/listing-reviews.api.ts'
import {
  addPack,
  listings,
  listProduct,
  showListing,
  withdrawPack,
} from '../../../shared/catalogue/listings.api.ts'
import {
  addMark,
  marksOfListing,
  reviewMark,
  withdrawMark,
} from '../../../shared/catalogue/marks.api.ts'
import type { MarkInput } from '../../../shared/catalogue/marks.ts'
import { matchRows, readBasket, saveBasket } from '../../../shared/orders/basket.api.ts'
import { placeRequisition, quoteRequisition } from '../../../shared/orders/orders.api.ts'
import { signedIn, testApp } from '../../support/app.ts'
import { aMember } from '../../support/factories/accounts.ts'
import { aDocument } from '../../support/factories/assistance.ts'
import { accept, anAttributedLine, pay } from '../../support/factories/attribution.ts'
import { aListing, aPackAttributes, someTerms } from '../../support/factories/catalogue.ts'
import { aBuyingUnit, aSeller, orderedAt } from '../../support/factories/orders.ts'
import { aCooperative, anOrganisation } from '../../support/factories/organisations.ts'
import { stopBefore, untilBlocked } from '../../support/race.ts'

let now = orderedAt
const { call, refusal, send, database } = await testApp({ clock: () => now })
const { sql } = database

const { id: cooperativeId } = await aCooperative(database)
const { actor: manager } = await aMember(database, {
  organisationId: cooperativeId,
  roles: ['cooperative_manager'],
})
const { actor: official } = await aMember(database, {
  organisationId: (await anOrganisation(database)).id,
  roles: ['official'],
  divisionCode: '500237',
})
const elsewhere = signedIn({ roles: ['official'], divisionCode: '441826' })
await someTerms(database, { cooperativeId, areas: [{ code: '50', freightCentsPerKg: 100 }] })

async function anApprovedListing(name: string) {
  const lot = null
  const listed = await call(
    listProduct,
    { body: aListing({ name, variety: '', lot }) },
    {
      as: manager,
    },
  )
  const params = { productId: listed.productId }
  const { version } = await call(showListing, { params }, { as: official })
  const body = { version, decision: 'approve' as const }
  await call(reviewListing, { params, body }, { as: official })
  return { params, packId: listed.packIds[0] ?? '' }
}

const add = (params: { productId: string }, netGrams: number, name = '新规格') =>
  call(addPack, { params, body: aPackAttributes({ name, netGrams, tiers: [] }) }, { as: manager })

test('§5.9 a pack of another weight class waits, and the others stay on sale', async () => {
  const { params, packId } = await anApprovedListing('脆李甲')
  expect(await add(params, 50_000)).toMatchObject({ review: 'none' })
  const heavy = await add(params, 10_000_000_000, '万吨')
  expect(heavy).toMatchObject({ review: 'waiting' })
  const shown = await call(showProduct, { params })
  expect(shown.packs.map((pack) => pack.netGrams)).toEqual([5_000, 50_000])
  const listing = await call(showListing, { params }, { as: manager })
  expect(listing).toMatchObject({ state: 'approved', packsWaiting: 1 })
  expect(listing.packs.map((pack) => pack.isOffered)).toEqual([true, true, false])
  const queue = await call(reviewQueue, { query: {} }, { as: official })
  expect(queue.items.map((item) => item.productId)).toContain(params.productId)
  const order = { packId: heavy.packId, quantity: 1 }
  expect((await quoted([order, { packId, quantity: 1 }])).refusals).toContainEqual(
    expect.objectContaining({ path: ['lines', 0, 'packId'], code: 'not_for_sale' }),
  )
})

test('§5.9 nobody climbs by steps: what came in unseen is no measure', async () => {
  const { params } = await anApprovedListing('脆李乙')
  expect(await add(params, 50_000)).toMatchObject({ review: 'none' })
  expect(await add(params, 450_000)).toMatchObject({ review: 'waiting' })
  expect(await add(params, 400)).toMatchObject({ review: 'waiting' })
})

test('§5.9 an accepted pack is on sale and a measure; a rejected one says why', async () => {
  const { params } = await anApprovedListing('脆李丙')
  const large = await add(params, 500_000, '吨袋')
  const small = await add(params, 100, '小样')
  const decide = (packId: string, decision: 'accept' | 'reject', reason = '', version = 1) => {
    const at = { params: { ...params, packId }, body: { version, decision, reason } }
    return { at, run: () => call(reviewPack, at, { as: official }) }
  }
  const foreign = await refusal(reviewPack, decide(large.packId, 'accept').at, { as: elsewhere })
  expect(foreign.code).toBe('not_found')
  const silent = await refusal(reviewPack, decide(small.packId, 'reject').at, { as: official })
  expect(silent.fields).toEqual([{ path: ['reason'], code: 'required' }])
  expect(await decide(large.packId, 'accept').run()).toMatchObject({ review: 'accepted' })
  await decide(small.packId, 'reject', '无检验报告').run()
  const twice = await refusal(reviewPack, decide(small.packId, 'accept', '', 2).at, {
    as: official,
  })
  expect(twice.code).toBe('illegal_transition')
  expect((await call(showProduct, { params })).packs.map((pack) => pack.name)).toEqual([
    '5 公斤箱',
    '吨袋',
  ])
  const listing = await call(showListing, { params }, { as: manager })
  expect(listing.packsWaiting).toBe(0)
  expect(listing.packs[2]).toMatchObject({ review: 'rejected', reviewReason: '无检验报告' })
  expect(await add(params, 4_000_000)).toMatchObject({ review: 'none' })
  await call(withdrawPack, { params: { packId: small.packId } }, { as: manager })
  const waiting = await call(reviewQueue, { query: {} }, { as: official })
  expect(waiting.items.map((item) => item.productId)).not.toContain(params.productId)
  const actions = await sql`select action from evidence.audit_entries
    where subject_id in (${large.packId}, ${small.packId}) order by id`
  expect(actions.map((row) => row.action)).toEqual([
    'catalogue.accept-pack',
    'catalogue.reject-pack',
    'catalogue.withdraw-pack',
  ])
})

test('§5.9 the last pack on sale stays, whatever waits', async () => {
  const { params, packId } = await anApprovedListing('脆李丁')
  await add(params, 500_000)
  const last = { params: { packId } }
  expect((await refusal(withdrawPack, last, { as: manager })).code).toBe('last_pack')
})

const buyingUnit = await aBuyingUnit(database)

function quoted(lines: { packId: string; quantity: number }[]) {
  const { buyer, channelId } = buyingUnit
  const body = { channelId, neededOn: '2026-07-20', lines }
  return call(quoteRequisition, { body }, { as: buyer })
}

test('§2.6 one row that cannot be priced is left out, and every page stands', async () => {
  const seller = await aSeller(database)
  const good = await seller.offer({ name: '好李' })
  const absurd = await seller.offer({ name: '怪李' })
  const packIds = { good: good.packId, absurd: absurd.packId, planted: crypto.randomUUID() }
  await sql`insert into catalogue.packs (id, product_id, position, name, net_grams, price_cents)
    values (${packIds.planted}, ${good.productId}, 9, '怪箱', 9000000000000000, 1)`
  await sql`update catalogue.packs set price_cents = 9000000000000000 where id = ${absurd.packId}`
  for (const productId of [good.productId, absurd.productId]) {
    await sql`update catalogue.products set cents_per_jin = (select min(cents_per_jin)
      from catalogue.packs where product_id = products.id and is_offered) where id = ${productId}`
    await sql`select catalogue.write_documents(array[${productId}::uuid])`
  }
  const as = buyingUnit.buyer
  for (const sort of ['season', 'price', 'delivered', 'newest'] as const) {
    const page = await call(browse, { query: { sort, cooperativeId: seller.id } }, { as })
    expect(page.items.map((item) => item.name)).toEqual(['好李'])
  }
  const product = await call(showProduct, { params: { productId: good.productId } }, { as })
  expect(product).toMatchObject({ packsLeftOut: 1, packs: [{ packId: good.packId }] })
  const lines = [
    { packId: packIds.planted, quantity: 1 },
    { packId: packIds.good, quantity: 2 },
    { packId: packIds.absurd, quantity: 1 },
  ]
  const quote = await quoted(lines)
  expect(quote.lines.map((line) => line.packId)).toEqual([packIds.good])
  expect(quote.refusals.map(({ path, code }) => [path[1], code])).toEqual([
    [0, 'beyond_one_line'],
    [2, 'beyond_one_line'],
  ])
  expect(quote.goodsCents).toBe(12_000)
  await call(saveBasket, { body: { lines, version: 0 } }, { as })
  expect((await call(readBasket, {}, { as })).lines).toHaveLength(3)
  const { rows } = await call(matchRows, { body: { text: '好李 2箱' } }, { as })
  expect(rows[0]?.candidates.map((candidate) => candidate.packId)).toEqual([packIds.good])
  const own = await call(listings, { query: {} }, { as: seller.manager })
  expect(own.items.flatMap((item) => item.packs.map((pack) => pack.isOffered))).toContain(false)
  const params = { productId: good.productId }
  expect(await call(showListing, { params }, { as: seller.manager })).toBeDefined()
  expect(await call(showReview, { params }, { as: official })).toBeDefined()
})

test('§2.6 a line beyond what one line may hold is refused and left out of the sums', async () => {
  const seller = await aSeller(database)
  const offer = await seller.offer({ priceCents: 100_000_000 })
  const heavy = await seller.offer({ packGrams: 10_000_000_000 })
  const lines = [
    { packId: offer.packId, quantity: 1_001 },
    { packId: heavy.packId, quantity: 101 },
  ]
  const quote = await quoted(lines)
  expect(quote).toMatchObject({ lines: [], orders: [], goodsCents: 0 })
  const body = { channelId: buyingUnit.channelId, neededOn: '2026-07-20', lines }
  const refused = await refusal(placeRequisition, { body }, { as: buyingUnit.buyer })
  expect(refused.fields?.map((field) => field.code)).toEqual(['beyond_one_line', 'beyond_one_line'])
})

test('§5.10 a mark is shown and found once its certificate was accepted, until it ends', async () => {
  const { params } = await anApprovedListing('标识脆李')
  const { fileId } = await aDocument(database, cooperativeId)
  const body = { kind: 'organic', number: '123OP1900001', validTo: '2026-12-31', fileId } as const
  const markWith = (change: Partial<MarkInput>) =>
    refusal(addMark, { params, body: { ...body, ...change } }, { as: manager })
  const faultOf = async (change: Partial<MarkInput>) => (await markWith(change)).fields
  expect(await faultOf({ kind: 'brand' })).toMatchObject([{ path: ['name'], code: 'required' }])
  expect(await faultOf({ validTo: '2026-01-01' })).toMatchObject([{ code: 'certificate_expired' }])
  const theirs = await aDocument(database, (await anOrganisation(database)).id)
  expect(await faultOf(theirs)).toMatchObject([{ path: ['fileId'], code: 'not_found' }])

  const { markId } = await call(addMark, { params, body }, { as: manager })
  const mark = { params: { ...params, markId } }
  // Pages are kept for a second, each size by itself, and this clock stands still.
  let pageSize = 10
  const found = async () => {
    pageSize += 1
    const { items } = await call(browse, { query: { mark: 'organic', pageSize } })
    return items.map((item) => item.marks.map(({ kind, number }) => `${kind} ${number}`))
  }
  expect(await found()).toEqual([])
  const queue = await call(reviewQueue, { query: {} }, { as: official })
  expect(queue.items.map((item) => item.productId)).toContain(params.productId)
  const decide = (decision: 'accept' | 'reject') => ({ ...mark, body: { decision } })
  expect((await refusal(reviewMark, decide('accept'), { as: elsewhere })).code).toBe('not_found')
  expect((await refusal(reviewMark, decide('reject'), { as: official })).code).toBe(
    'validation_failed',
  )
  expect(await faultOf({})).toMatchObject([{ path: ['number'], code: 'duplicate' }])
  await sql`update catalogue.product_marks set valid_to = '2026-01-01' where id = ${markId}`
  expect((await refusal(reviewMark, decide('accept'), { as: official })).fields).toMatchObject([
    { code: 'certificate_expired', values: { validTo: '2026-01-01' } },
  ])
  await sql`update catalogue.product_marks set valid_to = '2026-12-31' where id = ${markId}`
  // Two reviewers at once: one of them decides.
  const both = [decide('accept'), decide('accept')].map((each) =>
    call(reviewMark, each, { as: official }).then(
      () => 'done',
      () => 'refused',
    ),
  )
  expect((await Promise.all(both)).sort()).toEqual(['done', 'refused'])
  expect(await found()).toEqual([['organic 123OP1900001']])
  expect((await call(facets, { query: { mark: 'organic' } })).total).toBe(1)
  const { marks } = await call(showProduct, { params })
  expect(marks).toMatchObject([{ kind: 'organic', validTo: '2026-12-31' }])

  const clock = () => new Date('2026-12-31T16:05:00Z')
  const atNight = endMarks({ db: database.db, clock, newId })
  await Promise.all([1, 2].map(() => atNight.run(undefined as never)))
  expect(await found()).toEqual([])
  const own = await call(marksOfListing, { params }, { as: manager })
  expect(own.items.map(({ state }) => state)).toEqual(['expired'])
  expect(await call(withdrawMark, mark, { as: manager })).toMatchObject({ state: 'expired' })
  const audited = await sql`select action from evidence.audit_entries
    where subject_id = ${params.productId} and action like '%-mark' order by id`
  expect(audited.map(({ action }) => action)).toEqual(
    ['add', 'accept', 'expire'].map((act) => `catalogue.${act}-mark`),
  )
})

test('§3.6 a mark that is decided while an order is recognised is dated to after it', async () => {
  const { params } = await anApprovedListing('同时脆李')
  const { fileId } = await aDocument(database, cooperativeId)
  const body = { kind: 'green_food', number: 'GF1', fileId } as const
  const { markId } = await call(addMark, { params, body }, { as: manager })
  const decision = { params: { ...params, markId }, body: { decision: 'accept' as const } }
  const moment = (seconds: number) => {
    now = new Date(orderedAt.getTime() + seconds * 1_000)
    return now
  }
  moment(1)
  const deciding = stopBefore(database, /"catalogue"."product_marks".* for no key update/)
  const accepting = send(reviewMark, decision, { as: official })
  await deciding.reached
  const placedAt = moment(2)
  const line = anAttributedLine({ productId: params.productId, placedAt })
  const entering = stopBefore(database, /recognition_lines/)
  const recognising = accept(database, line, { grams: 1_000, cents: 1_000 })
  await entering.reached
  deciding.release()
  await untilBlocked(database)
  moment(3)
  entering.release()
  await recognising
  expect((await accepting).statusCode).toBe(200)
  await pay(database, line, { cents: 1_000 })
  expect((await verifyLedger(database.db)).fault).toBeNull()
  const later = anAttributedLine({ productId: params.productId, placedAt: moment(4) })
  await accept(database, later, { grams: 1_000, cents: 1_000 })
  await pay(database, later, { cents: 1_000 })
  const entries = await sql`select marks from attribution.ledger_entries order by number`
  expect(entries).toEqual([{ marks: [] }, { marks: ['green_food'] }])
  expect((await verifyLedger(database.db)).fault).toBeNull()
  now = orderedAt
})

test('§5.10 a product carries a dozen marks at most; one never handed in is found in order', async () => {
  const { productId } = await call(
    listProduct,
    { body: aListing({ name: '草稿脆李', lot: null, submit: false }) },
    { as: manager },
  )
  const params = { productId }
  const { fileId } = await aDocument(database, cooperativeId)
  const add = (number: number) => ({
    params,
    body: { kind: 'organic' as const, number: `OP${number}`, fileId },
  })
  for (let number = 1; number <= 12; number += 1) await call(addMark, add(number), { as: manager })
  expect((await refusal(addMark, add(13), { as: manager })).fields).toMatchObject([
    { path: ['kind'], code: 'too_many', values: { maximum: 12 } },
  ])
  const [row] = await sql`select submitted_at from catalogue.products where id = ${productId}`
  expect(row?.submitted_at).not.toBeNull()
})
