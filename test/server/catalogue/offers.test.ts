import { sql } from 'drizzle-orm'
import { expect, test } from 'vitest'
import { changeStock, lotsByIds, lotVillages, offer } from '../../../server/catalogue/index.ts'
import { queryRows } from '../../../server/platform/db/rows.ts'
import { contextFor } from '../../support/app.ts'
import { testDatabase } from '../../support/database.ts'
import { aMember } from '../../support/factories/accounts.ts'
import { aLot, anOffer, someTerms } from '../../support/factories/catalogue.ts'
import { aCooperative } from '../../support/factories/organisations.ts'

const database = await testDatabase()
const village = '500237222213'
const { id: cooperativeId } = await aCooperative(database)
const { actor } = await aMember(database, {
  organisationId: cooperativeId,
  roles: ['cooperative_manager'],
})
const context = contextFor(actor, new Date('2026-07-06T02:00:00Z'))

test('an offer carries everything that decides whether a pack can be ordered', async () => {
  const { packId, productId, lotId } = await anOffer(database, {
    cooperativeId,
    originCode: village,
    tiers: [
      { fromQuantity: 10, priceCents: 5_800 },
      { fromQuantity: 50, priceCents: 5_500 },
    ],
    seasonWindows: [{ starts: '11-01', ends: '02-10' }],
    lot: { expiresOn: '2026-12-20' },
  })
  const sooner = await aLot(database, {
    productId,
    originCode: village,
    stockGrams: 5_000,
    expiresOn: '2026-12-01',
  })
  await someTerms(database, {
    cooperativeId,
    minimumOrderCents: 20_000,
    areas: [{ code: '50', freightCentsPerKg: 80 }],
  })
  const [offered] = await queryRows(
    database.db,
    offer,
    sql`select offers.*, to_json(terms) as terms
      from catalogue.offers_published offers
      join catalogue.terms_in_force('2026-07-06') terms using (cooperative_id)
      where pack_id = ${packId}`,
  )
  expect(offered).toMatchObject({
    packId,
    packVersion: 1,
    productId,
    cooperativeId,
    productName: '巫山脆李',
    category: 'fruit',
    packGrams: 5_000,
    priceCents: 6_000,
    tiers: [
      { fromQuantity: 10, priceCents: 5_800 },
      { fromQuantity: 50, priceCents: 5_500 },
    ],
    productState: 'approved',
    seasonWindows: [{ starts: '11-01', ends: '02-10' }],
    terms: { minimumOrderCents: 20_000, cutOff: '16:00', leadTimeDays: 2, edition: '1' },
    deliveryAreas: [{ code: '50', freightCentsPerKg: 80 }],
    cooperativeState: 'admitted',
  })
  expect(offered?.lots.map((lot) => lot.lotId)).toEqual([sooner, lotId])
  expect(offered?.lots[0]).toEqual({
    lotId: sooner,
    availableGrams: 5_000,
    expiresOn: '2026-12-01',
    certificateValidTo: null,
  })
})

test('§3.5 a lot names its villages by weight, what is not known as null', async () => {
  const { productId } = await anOffer(database, { cooperativeId, originCode: village })
  const villages = [
    { villageCode: village, shareBasisPoints: 7_000 },
    { villageCode: null, shareBasisPoints: 3_000 },
  ]
  const lotId = await aLot(database, {
    productId,
    originCode: village,
    stockGrams: 1_000,
    villages,
  })
  expect(await lotVillages(database.db, [lotId])).toEqual(new Map([[lotId, villages]]))
  expect(await lotsByIds(database.db, [lotId])).toMatchObject([
    { lotId, productName: '巫山脆李', harvestedOn: '2026-01-01', certificateKind: 'promise' },
  ])
})

test('the database itself refuses a lot whose village shares do not sum to the whole', async () => {
  const { productId } = await anOffer(database, { cooperativeId, originCode: village })
  const villages = [{ villageCode: village, shareBasisPoints: 9_999 }]
  const lot = { productId, originCode: village, stockGrams: 1_000, villages }
  await expect(aLot(database, lot)).rejects.toThrow('do not sum to 10000')
})

test('what comes back to stock is added once for each lot', async () => {
  const lotId = await aLotOf(1_000, { outGrams: 500 })
  const changes = [
    { lotId, changeGrams: 200 },
    { lotId, changeGrams: 300 },
  ]
  expect(await database.db.transaction((tx) => changeStock(tx, context, changes))).toEqual([])
  expect(await stockOf(lotId)).toBe(1_500)
})

test('stock changes of all lots or, where one has too little, of none', async () => {
  const [full, empty] = [await aLotOf(1_000), await aLotOf(100)]
  const changes = [
    { lotId: full, changeGrams: 101 },
    { lotId: empty, changeGrams: -101 },
  ]
  expect(await database.db.transaction((tx) => changeStock(tx, context, changes))).toEqual([empty])
  expect([await stockOf(full), await stockOf(empty)]).toEqual([1_000, 100])
})

test('what comes back to a closed lot is written off, not offered again', async () => {
  const lotId = await aLotOf(1_000, { outGrams: 400 })
  await database.sql`update catalogue.lots set closed_at = created_at where id = ${lotId}`
  await database.sql`select catalogue.write_documents(array(select id from catalogue.products))`
  const changes = [{ lotId, changeGrams: 400 }]
  await database.db.transaction((tx) => changeStock(tx, context, changes))
  expect(await stockOf(lotId)).toBe(1_000)
  const written = await database.sql`
    select change_grams, reason from catalogue.lot_adjustments where lot_id = ${lotId}`
  expect([...written]).toEqual([{ change_grams: -400, reason: 'closed' }])
})

/** A lot with so much in stock; what is out of it is on its way back. */
async function aLotOf(stockGrams: number, { outGrams = 0 } = {}): Promise<string> {
  const { lotId } = await anOffer(database, { cooperativeId, originCode: village, stockGrams })
  if (lotId === null) throw new Error('the lot is missing')
  await database.sql`update catalogue.lots set total_grams = total_grams + ${outGrams}
    where id = ${lotId}`
  return lotId
}

async function stockOf(lotId: string): Promise<number> {
  const [row] = await database.sql<{ grams: number }[]>`
    select available_grams as grams from catalogue.lot_stock where lot_id = ${lotId}`
  return row?.grams ?? 0
}
