import { beforeAll, expect, test } from 'vitest'
import { foldEntries } from '../../../server/attribution/index.ts'
import * as api from '../../../shared/reports/reports.api.ts'
import { signedIn, testApp } from '../../support/app.ts'
import { aRecognisedSale, shijing, xiazhuang } from '../../support/factories/attribution.ts'
import { anOffer } from '../../support/factories/catalogue.ts'
import { aCooperative } from '../../support/factories/organisations.ts'
import { insertPlaces } from '../../support/factories/villages.ts'

const { call, database } = await testApp({ clock: () => new Date('2026-11-22T04:00:00Z') })
const official = signedIn({ roles: ['official'], divisionCode: '500237' })
const admin = signedIn({ roles: ['platform_admin'] })
const [ruan, shigou] = ['500237222212', '500237222211']
const sell = async (
  villageCode: string,
  product: { productId: string },
  cents: number,
  on = '2026-05-10',
) => {
  const villages = [{ villageCode, grams: cents }]
  const { productId } = product
  await aRecognisedSale(database, { productId, cents, grams: cents, on, villages })
}
await insertPlaces(database)
const { id: cooperativeId } = await aCooperative(database)
const offered = { cooperativeId, originCode: xiazhuang, stockGrams: 0 }
const plums = await anOffer(database, { ...offered, name: '脆李' })
const otherPlums = await anOffer(database, { ...offered, name: '脆李' })
const kiwi = await anOffer(database, { ...offered, name: '猕猴桃' })

beforeAll(async () => {
  // All of it one product that two cooperatives list, nine parts in ten, and half.
  await sell(xiazhuang, plums, 60_000)
  await sell(xiazhuang, otherPlums, 40_000, '2026-10-05')
  await sell(shigou, kiwi, 90_000)
  await sell(ruan, plums, 50_000)
  while (await foldEntries(database.db));
  // What is not folded yet counts as well.
  await sell(shigou, plums, 10_000)
  await sell(ruan, kiwi, 50_000)
  await sell(shijing, kiwi, 7_000)
})

const ask = (query: { period: string; share?: '80' | '90' | '100'; divisionCode?: string }) =>
  call(api.listOneProduct, { query }, { as: official })

test('§4.3 villages of one product, by a share that is chosen, each with the lines behind it', async () => {
  const { items, villages, subject } = await ask({ period: '2026' })
  expect(subject).toMatchObject({ divisionCode: '500237', name: '巫山县' })
  expect(villages).toBe(3)
  const whole = { cents: 100_000, township: '竹贤乡', county: '巫山县' }
  expect(items).toMatchObject([
    {
      ...whole,
      ...{ code: shigou, name: '石沟村', product: '猕猴桃', productId: kiwi.productId },
      ...{ productCents: 90_000, productGrams: 90_000, shareBasisPoints: 9_000 },
    },
    {
      ...whole,
      ...{ code: xiazhuang, product: '脆李', productId: null },
      ...{ productCents: 100_000, shareBasisPoints: 10_000 },
    },
  ])
  const [first] = items
  const lines = { period: '2026', divisionCode: shigou, productId: kiwi.productId }
  const ledger = await call(api.listLedger, { query: lines }, { as: official })
  expect(ledger.total.cents).toBe(first?.productCents)
  const codes = async (share: '90' | '100') =>
    (await ask({ period: '2026', share })).items.map(({ code }) => code)
  expect(await codes('90')).toEqual([shigou, xiazhuang])
  expect(await codes('100')).toEqual([xiazhuang])
})

test('§4.3 days of a month, wider places and empty periods are asked for in the same way', async () => {
  const days = await ask({ period: '2026-05-05..2026-10-03', share: '100' })
  expect(days.items).toMatchObject([{ code: xiazhuang, cents: 60_000, productId: plums.productId }])
  expect(await ask({ period: '2025' })).toMatchObject({ villages: 0, items: [], isCut: false })
  const asked = { query: { period: '2026', share: '100' as const } }
  const nation = await call(api.listOneProduct, asked, { as: admin })
  expect(nation.items.map(({ code }) => code)).toEqual([shijing, xiazhuang])
})
