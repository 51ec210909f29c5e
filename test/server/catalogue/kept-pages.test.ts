import { expect, test } from 'vitest'
import { newId } from '../../../server/platform/ids.ts'
import { browse, facets, showProduct } from '../../../shared/catalogue/catalogue.api.ts'
import {
  adjustLot,
  changePrice,
  reviseListing,
  withdrawListing,
} from '../../../shared/catalogue/listings.api.ts'
import { setSalesTerms } from '../../../shared/catalogue/sales-terms.api.ts'
import { decideAdmission } from '../../../shared/organisations/cooperatives.api.ts'
import { signedIn, testApp } from '../../support/app.ts'
import { aMember, anOrganisation } from '../../support/factories/accounts.ts'
import { anOffer } from '../../support/factories/catalogue.ts'
import { aCooperative, aUnit } from '../../support/factories/organisations.ts'

let now = Date.parse('2026-11-22T02:00:00Z')
const clock = () => new Date(now)
const first = await testApp({ clock })
const other = await testApp({ clock, database: first.database })
const { call, database } = first

const cooperative = await aCooperative(database)
const { productId, packId, lotId } = await anOffer(database, {
  cooperativeId: cooperative.id,
  originCode: '500237222213',
  name: '下庄柑橘',
})
const { actor: manager } = await aMember(database, {
  roles: ['cooperative_manager'],
  organisationId: cooperative.id,
})
const { actor: admin } = await aMember(database, {
  roles: ['platform_admin'],
  organisationId: await anOrganisation(database, { kind: 'platform' }),
})

const unit = await aUnit(database, { divisionCode: '500103' })
const buyer = signedIn({ roles: ['buyer'], organisationId: unit.id })
const elsewhere = await aUnit(database, { divisionCode: '441826' })
const stranger = signedIn({ roles: ['buyer'], organisationId: elsewhere.id })

const goods = {
  name: '下庄柑橘',
  variety: '',
  category: 'fruit' as const,
  originCode: '500237222213',
}

async function aPhoto(): Promise<string> {
  const id = newId()
  await database.sql`insert into evidence.files ${database.sql({
    id,
    sha256: id.replaceAll('-', '').padEnd(64, '0'),
    media_type: 'image/jpeg',
    byte_size: 3,
    original_name: 'a.jpg',
    created_by: manager.personId,
    organisation_id: cooperative.id,
    created_at: clock(),
  })}`
  return id
}

const versionOf = async (table: 'products' | 'packs', id: string) => {
  const [row] = await database.sql`
    select version from ${database.sql(`catalogue.${table}`)} where id = ${id}`
  return Number(row?.version)
}

/** The product as the first pages of both servers show it, to anybody and to a buyer. */
const shownByBoth = () =>
  Promise.all(
    [first, other].flatMap((server) =>
      [undefined, buyer].map(async (as) => {
        const page = await server.call(browse, { query: {} }, as && { as })
        return page.items[0]
      }),
    ),
  )

/** What is kept may be shown for a second more, and its pages nowhere after that. */
async function expectShown(change: () => Promise<unknown>, shown: object | undefined) {
  await shownByBoth()
  await change()
  now += 1_000
  const expected = shown === undefined ? undefined : expect.objectContaining(shown)
  expect(await shownByBoth()).toEqual([expected, expected, expected, expected])
}

const revise = async (changes: object) =>
  call(
    reviseListing,
    {
      params: { productId },
      body: { ...goods, version: await versionOf('products', productId), ...changes },
    },
    { as: manager },
  )

test('a price is shown by both servers within the second', async () => {
  const version = await versionOf('packs', packId)
  const body = { version, priceCents: 7_000, minimumQuantity: 2, tiers: [] }
  await expectShown(() => call(changePrice, { params: { packId }, body }, { as: manager }), {
    priceCents: 7_000,
    minimumQuantity: 2,
    centsPerJin: 700,
  })
})

const offering = (terms: object) => {
  const deliveryAreas = [{ code: '50', freightCentsPerKg: 80 }]
  const usual = { minimumOrderCents: 20_000, cutOff: '15:00', leadTimeDays: 3, deliveryAreas }
  const body = { ...usual, version: 0, ...terms }
  return call(setSalesTerms, { body }, { as: manager })
}

test('terms of sale are shown by both servers within the second', async () => {
  const terms = { minimumOrderCents: 20_000, cutOff: '15:00', leadTimeDays: 3 }
  await expectShown(() => offering({}), { terms })
})

/** The delivered price of the product on the first page of each server, or on its own page. */
const deliveredTo = async (as: typeof buyer) => {
  const asked = { as }
  const params = { productId }
  const cards = await Promise.all(
    [first, other].map((server) => server.call(browse, { query: {} }, asked)),
  )
  const pages = await Promise.all(
    [first, other].map((server) => server.call(showProduct, { params }, asked)),
  )
  return [
    ...cards.map(({ items }) => items[0]?.deliveredCentsPerJin),
    ...pages.map(({ packs, freightCentsPerKg }) =>
      freightCentsPerKg === null ? null : packs[0]?.deliveredCentsPerJin,
    ),
  ]
}
const fourTimes = <T>(value: T) => [value, value, value, value]

test('§5.1 freight and address decide at once, for each buyer alone', async () => {
  expect(await deliveredTo(buyer)).toEqual(fourTimes(740))
  expect(await deliveredTo(stranger)).toEqual(fourTimes(null))
  const deliveryAreas = [
    { code: '50', freightCentsPerKg: 80 },
    { code: '5001', freightCentsPerKg: 20 },
    { code: '44', freightCentsPerKg: 400 },
  ]
  await offering({ version: 1, deliveryAreas })
  expect(await deliveredTo(buyer)).toEqual(fourTimes(710))
  expect(await deliveredTo(stranger)).toEqual(fourTimes(900))
  await database.sql`update organisations.buying_channels set division_code = '441826'
    where unit_id = ${unit.id}`
  expect(await deliveredTo(buyer)).toEqual(fourTimes(900))
})

test('stock, photo and season are shown by both servers within the second', async () => {
  const loss = { changeGrams: -4_000_000, reason: '霜冻' }
  const params = { lotId: lotId ?? '' }
  await expectShown(() => call(adjustLot, { params, body: loss }, { as: manager }), {
    availableGrams: 6_000_000,
  })
  const photoFileId = await aPhoto()
  await expectShown(() => revise({ photoFileIds: [photoFileId] }), { photoFileId })
  const seasonWindows = [{ starts: '03-01', ends: '04-30' }]
  await expectShown(() => revise({ seasonWindows }), { isInSeason: false, photoFileId: null })
})

test('each part of a product’s page is read at once from both servers', async () => {
  const pages = () =>
    Promise.all([first, other].map((server) => server.call(showProduct, { params: { productId } })))
  const expectRead = async (change: () => Promise<unknown>, shown: object) => {
    const before = await pages()
    expect(before).not.toEqual([expect.objectContaining(shown), expect.objectContaining(shown)])
    await change()
    expect(await pages()).toEqual(before.map((page) => ({ ...page, ...shown })))
  }
  const { sql } = database
  const season = [{ starts: '01-01', ends: '12-31' }]
  await expectRead(
    async () => {
      await revise({ seasonWindows: season })
    },
    { seasonWindows: season, isInSeason: true },
  )
  const chongqing = { code: '50', name: '重庆市', freightCentsPerKg: 90 }
  const terms = { minimumOrderCents: 7_000, cutOff: '09:05', leadTimeDays: 4 }
  const deliveryAreas = [{ code: '50', freightCentsPerKg: 90 }]
  await expectRead(() => offering({ ...terms, version: 2, deliveryAreas }), {
    terms,
    deliveryAreas: [chongqing],
  })
  // Who never set any terms has the day's general ones.
  await expectRead(() => sql`delete from catalogue.sales_terms`, {
    terms: { minimumOrderCents: 0, cutOff: '16:00', leadTimeDays: 2 },
  })
  await expectRead(() => sql`delete from catalogue.delivery_areas`, { deliveryAreas: [] })
  await expectRead(
    () => sql`insert into catalogue.delivery_areas values (${cooperative.id}, '50', 90)`,
    { deliveryAreas: [chongqing] },
  )
  await expectRead(
    () => sql`update organisations.organisations set name = '新名合作社'
      where id = ${cooperative.id}`,
    { cooperativeName: '新名合作社' },
  )
  const renamed = (code: string) => sql`update villages.divisions set path_name = '新名'
    where code = ${code}`
  await expectRead(() => renamed('50'), { deliveryAreas: [{ ...chongqing, name: '新名' }] })
  const [{ lots = [] } = {}] = await pages()
  await expectRead(() => renamed('500237222213'), {
    originPathName: '新名',
    lots: lots.map((lot) => ({
      ...lot,
      villages: lot.villages.map((village) =>
        village.code === '500237222213' ? { ...village, pathName: '新名' } : village,
      ),
    })),
  })
  await expectRead(
    () => sql`insert into catalogue.produce_medians
      select category, produce_key, 777, 3 from catalogue.products where id = ${productId}
      on conflict (category, produce_key) do update set median_cents_per_jin = 777, offers = 3`,
    { median: { centsPerJin: 777, offers: 3 } },
  )
  const loss = { changeGrams: -1_000, reason: '霜冻' }
  await expectRead(
    () => call(adjustLot, { params: { lotId: lotId ?? '' }, body: loss }, { as: manager }),
    {
      lots: (await pages())[0]?.lots.map((lot) => ({
        ...lot,
        availableGrams: lot.availableGrams - 1_000,
      })),
    },
  )
})

const countedTotals = async () => {
  const all = await call(facets, { query: {} })
  const ofWord = await call(facets, { query: { q: '柑橘' } })
  return [all.total, all.categories.length, ofWord.total]
}

test('goods of a suspended cooperative are shown by no server and counted by none', async () => {
  const params = { cooperativeId: cooperative.id }
  const decide = (step: 'suspend' | 'reinstate') =>
    call(decideAdmission, { params, body: { step, reason: '抽检不合格' } }, { as: admin })
  expect(await countedTotals()).toEqual([1, 1, 1])
  await expectShown(() => decide('suspend'), undefined)
  expect(await countedTotals()).toEqual([0, 0, 0])
  expect((await other.send(showProduct, { params: { productId } })).statusCode).toBe(404)
  await expectShown(() => decide('reinstate'), { productId })
  expect(await countedTotals()).toEqual([1, 1, 1])
})

test('another name goes back to review, and what is withdrawn is gone', async () => {
  await expectShown(() => revise({ name: '下庄脐橙' }), undefined)
  await database.sql`update catalogue.products set state = 'approved' where id = ${productId}`
  await expectShown(async () => {}, { name: '下庄脐橙' })
  await expectShown(
    () => call(withdrawListing, { params: { productId } }, { as: manager }),
    undefined,
  )
  const refused = await other.send(showProduct, { params: { productId } })
  expect(refused.statusCode).toBe(404)
})
