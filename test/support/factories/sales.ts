import fc from 'fast-check'
import { foldEntries } from '../../../server/attribution/index.ts'
import { newId } from '../../../server/platform/ids.ts'
import { attributionChannels } from '../../../shared/attribution/credit.ts'
import type { TestDatabase } from '../database.ts'
import {
  aCredit,
  aMark,
  aRecognisedSale,
  type ProductMark,
  shijing,
  xiazhuang,
} from './attribution.ts'

const villages = [xiazhuang, '500237222214', '500101100201', shijing, null]
const products = Array.from({ length: 5 }, () => newId())
const goods = ['fruit', 'honey', 'oil', 'vegetables'] as const

/** Marks of some of the goods; one is borne until within the days of the sales (§5.10). */
export async function markGoods(database: TestDatabase): Promise<void> {
  const marks: ProductMark[] = [
    { productId: products[0] ?? '', kind: 'organic', name: '', from: '2024-01-01', until: null },
    {
      productId: products[0] ?? '',
      kind: 'brand',
      name: '下庄天路',
      from: '2024-01-01',
      until: null,
    },
    {
      ...{ productId: products[1] ?? '', kind: 'brand', name: '下庄天路' },
      ...{ from: '2024-01-01', until: '2026-06-01' },
    },
  ]
  for (const mark of marks) await aMark(database, mark)
}

/** Who sells in random sales. */
export const tradingCooperatives = Array.from({ length: 3 }, () => newId())

/** Who buys and helps in random sales. */
export const tradingUnits = Array.from({ length: 6 }, () => newId())

/** Sales of every kind: shared, introduced, declared only, of one village, several, or none. */
export const anySale = fc.record({
  buyers: fc.uniqueArray(fc.constantFrom(...tradingUnits), { minLength: 1, maxLength: 2 }),
  help: fc.option(fc.constantFrom(...tradingUnits)),
  product: fc.constantFrom(...products),
  cents: fc.integer({ min: 1, max: 100_000 }),
  from: fc.uniqueArray(fc.constantFrom(...villages), { minLength: 1, maxLength: 3 }),
  on: fc.constantFrom('2025-03-05', '2025-11-22', '2026-02-03', '2026-05-31', '2026-11-09'),
  grade: fc.constantFrom('A' as const, 'A' as const, 'B' as const, 'C' as const),
  isFolded: fc.boolean(),
})

type Sale = typeof anySale extends fc.Arbitrary<infer T> ? T : never

export async function sell(
  database: TestDatabase,
  { buyers, help, product, cents, from, on, grade }: Sale,
) {
  const share = 10_000 / buyers.length
  const directCredits = buyers.map((unitId) => ({ unitId, shareBasisPoints: share }))
  await aRecognisedSale(database, {
    on,
    // Posted up to forty days after its day, in no order.
    now: new Date(Date.parse(`${on}T09:00:00+08:00`) + (cents % 41) * 86_400_000),
    cents,
    grade,
    grams: cents * from.length,
    productId: product,
    // Of what was drawn, so that the same seed draws the same sales.
    cooperativeId: tradingCooperatives[cents % tradingCooperatives.length] ?? '',
    category: goods[cents % goods.length] ?? '',
    channel: attributionChannels[cents % attributionChannels.length] ?? 'other',
    villages: from.map((villageCode) => ({ villageCode, grams: cents })),
    credit: aCredit({
      directCredits,
      helpUnitId: help,
      pairedCodes: tradingUnits.slice(0, 2).map((unitId) => ({ unitId, codes: ['500237222'] })),
    }),
  })
}

/** Sales in any order, with folding in between, so that sums are partly folded. */
export async function tradeAtRandom(
  database: TestDatabase,
  { sales, seed }: { sales: number; seed: number },
): Promise<void> {
  for (const sale of fc.sample(anySale, { numRuns: sales, seed })) {
    await sell(database, sale)
    if (sale.isFolded) await foldEntries(database.db)
  }
}
