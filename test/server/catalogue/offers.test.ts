import { expect, test } from 'vitest'
import {
  lotsByIds,
  lotVillages,
  offersByPackIds,
  returnToStock,
} from '../../../server/catalogue/index.ts'
import { newId } from '../../../server/platform/ids.ts'
import { testDatabase } from '../../support/database.ts'
import { aLot, anOffer, someTerms } from '../../support/factories/catalogue.ts'
import { aCooperative } from '../../support/factories/organisations.ts'

const database = await testDatabase()
const village = '500237222213'
const { id: cooperativeId } = await aCooperative(database)

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
  const [offer, ...others] = await offersByPackIds(database.db, [packId, newId()])
  expect(others).toEqual([])
  expect(offer).toMatchObject({
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
    terms: { minimumOrderCents: 20_000, cutOff: '16:00', leadTimeDays: 2, version: 1 },
    deliveryAreas: [{ code: '50', freightCentsPerKg: 80 }],
    supervisingCountyCode: '500237',
    cooperativeState: 'admitted',
  })
  expect(offer?.lots.map((lot) => lot.lotId)).toEqual([sooner, lotId])
  expect(offer?.lots[0]).toEqual({
    lotId: sooner,
    availableGrams: 5_000,
    harvestedOn: '2026-01-01',
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

test('what returns to stock is added once for each lot', async () => {
  const offer = { cooperativeId, originCode: village, stockGrams: 1_000 }
  const { lotId } = await anOffer(database, offer)
  if (lotId === null) throw new Error('the lot is missing')
  await database.db.transaction((tx) =>
    returnToStock(tx, [
      { lotId, grams: 200 },
      { lotId, grams: 300 },
    ]),
  )
  const [stock] = await database.sql`select * from catalogue.lot_stock where lot_id = ${lotId}`
  expect(stock?.available_grams).toBe(1_500)
})
