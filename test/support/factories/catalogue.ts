import type { z } from 'zod'
import { proposedTerms } from '../../../server/catalogue/catalogue.tables.ts'
import { readProduceWords } from '../../../server/catalogue/produce-words.queries.ts'
import { meaningOf } from '../../../server/catalogue/search-marks.ts'
import type { Actor } from '../../../server/platform/context.ts'
import { newId } from '../../../server/platform/ids.ts'
import type { lotInput, packInput } from '../../../shared/catalogue/catalogue.schemas.ts'
import type { listProduct } from '../../../shared/catalogue/listings.api.ts'
import type { PriceTier } from '../../../shared/catalogue/price.ts'
import type { ProductState } from '../../../shared/catalogue/product-states.ts'
import { searchGrams } from '../../../shared/catalogue/search-words.ts'
import { type SeasonWindow, seasonRange } from '../../../shared/catalogue/season.ts'
import { codesAbove } from '../../../shared/villages/division-code.ts'
import type { TestDatabase } from '../database.ts'

export interface OfferAttributes {
  /** An admitted cooperative that stands in the database. */
  cooperativeId: string
  /** A village that stands in the database: where the goods and all of the first lot come from. */
  originCode: string
  name?: string
  variety?: string
  category?: string
  state?: ProductState
  packName?: string
  packGrams?: number
  priceCents?: number
  minimumQuantity?: number
  tiers?: PriceTier[]
  seasonWindows?: SeasonWindow[]
  /** Zero for a product without a lot; ten tonnes unless said. */
  stockGrams?: number
  lot?: Omit<LotAttributes, 'productId' | 'originCode' | 'stockGrams'>
}

/** An approved product with one pack, its price history and, unless said otherwise, one lot. */
export async function anOffer(database: TestDatabase, attributes: OfferAttributes) {
  const { sql } = database
  const [productId, packId] = [newId(), newId()]
  const name = attributes.name ?? '巫山脆李'
  const priceCents = attributes.priceCents ?? 6_000
  const netGrams = attributes.packGrams ?? 5_000
  const words = `${name} ${attributes.variety ?? ''}`.toLowerCase()
  const at = new Date('2026-01-01T00:00:00Z')
  const { variety = '' } = attributes
  const produce = await readProduceWords(database.db)
  const { marks } = meaningOf(produce, { name, variety, places: ['巫山'] })
  await sql`insert into catalogue.products ${sql({
    id: productId,
    cooperative_id: attributes.cooperativeId,
    name,
    variety: attributes.variety ?? '',
    category: attributes.category ?? 'fruit',
    origin_code: attributes.originCode,
    state: attributes.state ?? 'approved',
    produce_key: name,
    search_words: words,
    search_grams: [...searchGrams(words), ...marks],
    area_codes: [...codesAbove(attributes.originCode), attributes.originCode],
    season: seasonRange(attributes.seasonWindows ?? []),
    cents_per_jin: Math.floor((priceCents * 1_000 + netGrams) / (netGrams * 2)),
    created_at: at,
    updated_at: at,
  })}`
  await sql`insert into catalogue.packs ${sql({
    id: packId,
    product_id: productId,
    position: 0,
    name: attributes.packName ?? '箱',
    net_grams: netGrams,
    price_cents: priceCents,
    minimum_quantity: attributes.minimumQuantity ?? 1,
  })}`
  await sql`insert into catalogue.pack_prices values (${packId}, ${at}, ${priceCents})`
  for (const tier of attributes.tiers ?? [])
    await sql`insert into catalogue.price_tiers
      values (${packId}, ${tier.fromQuantity}, ${tier.priceCents})`
  for (const [position, window] of (attributes.seasonWindows ?? []).entries())
    await sql`insert into catalogue.season_windows
      values (${productId}, ${position}, ${window.starts}, ${window.ends})`
  await sql`select catalogue.write_documents(array[${productId}::uuid])`
  const stockGrams = attributes.stockGrams ?? 10_000_000
  if (stockGrams === 0) return { productId, packId, lotId: null }
  const { originCode } = attributes
  const lotId = await aLot(database, { ...attributes.lot, productId, originCode, stockGrams })
  return { productId, packId, lotId }
}

export interface LotAttributes {
  productId: string
  originCode: string
  stockGrams: number
  number?: string
  harvestedOn?: string
  expiresOn?: string | null
  households?: number
  certificateValidTo?: string | null
  villages?: { villageCode: string | null; shareBasisPoints: number }[]
}

/** A lot on sale with its stock; all of it from the origin unless villages are given. */
export async function aLot(database: TestDatabase, attributes: LotAttributes): Promise<string> {
  const [lotId, personId] = [newId(), newId()]
  const at = new Date('2026-01-01T00:00:00Z')
  const villages = attributes.villages ?? [
    { villageCode: attributes.originCode, shareBasisPoints: 10_000 },
  ]
  await database.sql.begin(async (sql) => {
    await sql`insert into accounts.people (id, name, email, created_at)
      values (${personId}, '李批次', ${`lot-${personId}@people.test`}, ${at})`
    await sql`insert into catalogue.lots ${sql({
      id: lotId,
      product_id: attributes.productId,
      number: attributes.number ?? `L-${lotId.slice(-6)}`,
      harvested_on: attributes.harvestedOn ?? '2026-01-01',
      expires_on: attributes.expiresOn ?? null,
      total_grams: attributes.stockGrams,
      households: attributes.households ?? null,
      certificate_kind: 'promise',
      certificate_number: `CN-${lotId.slice(-6)}`,
      certificate_valid_to: attributes.certificateValidTo ?? null,
      created_by: personId,
      created_at: at,
    })}`
    await sql`insert into catalogue.lot_stock values (${lotId}, ${attributes.stockGrams})`
    for (const [position, village] of villages.entries())
      await sql`insert into catalogue.lot_villages
        values (${lotId}, ${position}, ${village.villageCode}, ${village.shareBasisPoints})`
    await sql`select catalogue.write_documents(array[${attributes.productId}::uuid])`
  })
  return lotId
}

export interface TermsAttributes {
  cooperativeId: string
  minimumOrderCents?: number
  cutOff?: string
  leadTimeDays?: number
  /** To everywhere in the division, at this freight in 分 per kilogram. */
  areas?: { code: string; freightCentsPerKg: number }[]
}

/** A cooperative's terms of sale and where it delivers. */
export async function someTerms(
  database: TestDatabase,
  attributes: TermsAttributes,
): Promise<void> {
  const { sql } = database
  await sql`insert into catalogue.sales_terms
    (cooperative_id, minimum_order_cents, cut_off, lead_time_days)
    values (${attributes.cooperativeId}, ${attributes.minimumOrderCents ?? 0},
      ${attributes.cutOff ?? '16:00'}, ${attributes.leadTimeDays ?? 2})`
  for (const area of attributes.areas ?? [])
    await sql`insert into catalogue.delivery_areas
      values (${attributes.cooperativeId}, ${area.code}, ${area.freightCentsPerKg})`
}

/** Terms that an office proposes to a cooperative, which it has not answered. Returns the id. */
export async function someProposedTerms(
  database: TestDatabase,
  { cooperativeId, by }: { cooperativeId: string; by: Actor },
): Promise<string> {
  const id = newId()
  const terms = { minimumOrderCents: 20_000, cutOff: null, leadTimeDays: 3, deliveryAreas: null }
  await database.db.insert(proposedTerms).values({
    ...{ id, cooperativeId, terms, organisationId: by.organisationId ?? '', state: 'proposed' },
    ...{ proposedBy: by.personId, proposedAt: new Date('2026-11-20T08:00:00Z') },
  })
  return id
}

/** A listing as a cooperative sends it: one pack, one lot, plums out of Xiazhuang. */
export function aListing(changes: Partial<ListProductAttributes> = {}): ListProductAttributes {
  return {
    name: '巫山脆李',
    variety: '青脆李',
    category: 'fruit',
    originCode: '500237222213',
    seasonWindows: [{ starts: '06-20', ends: '08-20' }],
    packs: [aPackAttributes()],
    lot: aLotAttributes(),
    submit: true,
    ...changes,
  }
}

export function aPackAttributes(changes: Partial<PackInput> = {}): PackInput {
  return {
    name: '5 公斤箱',
    netGrams: 5_000,
    priceCents: 9_000,
    tiers: [{ fromQuantity: 100, priceCents: 8_500 }],
    ...changes,
  }
}

export function aLotAttributes(changes: Partial<LotInput> = {}): LotInput {
  return {
    harvestedOn: '2026-07-01',
    expiresOn: '2026-07-20',
    totalGrams: 2_000_000,
    households: 12,
    villages: [
      { villageCode: '500237222213', shareBasisPoints: 7_000 },
      { villageCode: '500237222215', shareBasisPoints: 2_000 },
      { villageCode: null, shareBasisPoints: 1_000 },
    ],
    certificate: { kind: 'promise', number: '渝巫2026-0701', promiser: '毛建国' },
    ...changes,
  }
}

type ListProductAttributes = z.input<typeof listProduct.body>
type PackInput = z.input<typeof packInput>
type LotInput = z.input<typeof lotInput>

/** Leaves this much of a lot to be ordered, as if the rest had never been in it. */
export async function leaveInLot(
  sql: TestDatabase['sql'],
  { lotId, grams }: { lotId: string; grams: number },
): Promise<void> {
  const [stock] = await sql<{ available_grams: number }[]>`
    select available_grams from catalogue.lot_stock where lot_id = ${lotId} for no key update`
  const gone = Number(stock?.available_grams) - grams
  await sql`update catalogue.lot_stock set available_grams = ${grams} where lot_id = ${lotId}`
  await sql`update catalogue.lots set total_grams = total_grams - ${gone} where id = ${lotId}`
}

/** A brand on goods whose certificate nobody has seen yet (§5.10). */
export async function aWaitingMark(
  database: TestDatabase,
  mark: { productId: string; fileId: string; addedBy: string; addedAt: Date },
): Promise<string> {
  const id = newId()
  await database.sql`insert into catalogue.product_marks
      (id, product_id, kind, name, number, file_id, added_by, added_at)
    values (${id}, ${mark.productId}, 'brand', '下庄天路', '4500001', ${mark.fileId},
      ${mark.addedBy}, ${mark.addedAt})`
  return id
}
