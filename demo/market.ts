import { sql } from 'drizzle-orm'
import { declareLot, listProduct, reviewListing, setSalesTerms } from '../server/catalogue/index.ts'
import { type Database, type Transaction, transaction } from '../server/platform/db/transaction.ts'
import { certificateOfCategory } from '../shared/catalogue/categories.ts'
import { isInSeason } from '../shared/catalogue/season.ts'
import { addDays } from '../shared/scalars.ts'
import { acting, at, type Player } from './acting.ts'
import { type Cast, officialOf } from './cast.ts'
import { foodLicenceOf } from './codes.ts'
import type { DemoCooperative, DemoProduct } from './demo-cooperative.ts'
import type { PlannedRequisition } from './plan.ts'
import { demoCooperatives } from './produce.ts'

/** Each product and its pack, by the product's key. */
export interface Stock {
  products: Map<string, string>
  packs: Map<string, string>
}

/** Where the demo's goods go: both sides of Chongqing, Guangdong and Hunan. */
const areas = ['50', '44', '43']

interface Market {
  db: Database
  cast: Cast
  begins: string
  today: string
  planned: readonly PlannedRequisition[]
}

/** Lists every product, has it reviewed, and declares the lots that all orders need. */
export async function stockMarket(market: Market): Promise<Stock> {
  const stock: Stock = { products: new Map(), packs: new Map() }
  await Promise.all(
    demoCooperatives.map(async (cooperative, index) => {
      const manager = market.cast.cooperatives.get(cooperative.key)
      if (manager === undefined) throw new Error(`${cooperative.key} has no manager`)
      await setTerms(market, manager, cooperative)
      for (const product of cooperative.products) {
        const listed = await list(market, manager, cooperative, product)
        stock.products.set(product.key, listed.productId)
        stock.packs.set(product.key, listed.packId)
        const proof = foodLicenceOf(cooperative.countyCode, index + 1)
        await declareLots(market, manager, { product, proof, productId: listed.productId })
      }
    }),
  )
  return stock
}

async function setTerms(market: Market, manager: Player, cooperative: DemoCooperative) {
  const context = acting(manager, at(market.begins, '08:00'))
  await transaction(market.db, (tx) =>
    setSalesTerms(tx, context, {
      minimumOrderCents: 10_000,
      cutOff: '17:00',
      leadTimeDays: 2,
      deliveryAreas: areas.map((code) => ({
        code,
        freightCentsPerKg: cooperative.freightCentsPerKg,
      })),
      version: 0,
    }),
  )
}

async function list(
  { db, cast, begins }: Market,
  manager: Player,
  cooperative: DemoCooperative,
  product: DemoProduct,
): Promise<{ productId: string; packId: string }> {
  const { name, variety, category, description, storage, shelfLifeDays, pack } = product
  const official = officialOf(cast, cooperative.countyCode)
  return transaction(db, async (tx) => {
    const listed = await listProduct(tx, acting(manager, at(begins, '09:00')), {
      name,
      variety,
      category,
      description,
      storage,
      shelfLifeDays,
      originCode: cooperative.villageCode,
      seasonWindows: product.season,
      photoFileIds: [],
      packs: [
        {
          name: pack.name,
          netGrams: pack.netGrams,
          pieces: null,
          priceCents: pack.priceCents,
          minimumQuantity: pack.minimumQuantity ?? 1,
          tiers: pack.tiers ?? [],
        },
      ],
      lot: null,
      submit: true,
    })
    const { productId, packIds } = listed
    await reviewListing(tx, acting(official, at(begins, '10:00')), {
      productId,
      version: await versionOf(tx, productId),
      decision: 'approve',
      reason: '',
    })
    return { productId, packId: packIds[0] ?? '' }
  })
}

interface Stocked {
  product: DemoProduct
  productId: string
  proof: string
}

/** A lot for a stretch of days short enough that nothing expires on its way, with some to spare. */
async function declareLots(market: Market, manager: Player, stocked: Stocked): Promise<void> {
  const { product } = stocked
  const stretch = Math.max(1, Math.min(28, product.shelfLifeDays - 6))
  const plannedLines = market.planned
    .flatMap(({ orderedOn, lines }) =>
      lines
        .filter((line) => line.productKey === product.key)
        .map((line) => ({ orderedOn, grams: line.quantity * product.pack.netGrams })),
    )
    .sort((a, b) => (a.orderedOn < b.orderedOn ? -1 : 1))
  const lots: { from: string; grams: number }[] = []
  for (const { orderedOn, grams } of plannedLines) {
    const open = lots.at(-1)
    if (open !== undefined && orderedOn < addDays(open.from, stretch)) open.grams += grams
    else lots.push({ from: orderedOn, grams })
  }
  for (const { from, grams } of lots) {
    await declare(market, manager, stocked, { from, grams: roundUp(grams, product.pack.netGrams) })
  }
  if (product.demand === 0 || !isInSeason(product.season, market.today)) return
  const onSale = { from: addDays(market.today, -1), grams: product.pack.netGrams * 400 }
  await declare(market, manager, stocked, onSale)
}

async function declare(
  market: Market,
  manager: Player,
  { product, productId, proof }: Stocked,
  lot: { from: string; grams: number },
): Promise<void> {
  const kind = certificateOfCategory[product.category]
  const context = acting(manager, at(lot.from, '06:00'))
  await transaction(market.db, (tx) =>
    declareLot(tx, context, {
      productId,
      lot: {
        number: null,
        harvestedOn: lot.from,
        expiresOn: addDays(lot.from, product.shelfLifeDays),
        totalGrams: lot.grams,
        households: product.households,
        villages: product.origin,
        certificate: {
          kind,
          number: kind === 'licence' ? proof : `CN-${lot.from}-${product.key}`,
          issuedOn: kind === 'licence' ? null : lot.from,
          validTo: kind === 'licence' ? null : addDays(lot.from, 180),
          promiser: kind === 'licence' ? '' : manager.name,
          fileId: null,
        },
      },
    }),
  )
}

/** Whole packs, a tenth more than what was asked. */
function roundUp(grams: number, packGrams: number): number {
  return Math.ceil((grams * 1.1) / packGrams) * packGrams
}

async function versionOf(tx: Transaction, productId: string): Promise<number> {
  const rows = await tx.execute<{ version: number }>(
    sql`select version from catalogue.products where id = ${productId}`,
  )
  return rows[0]?.version ?? 0
}
