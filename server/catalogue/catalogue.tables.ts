import { sql } from 'drizzle-orm'
import {
  boolean,
  customType,
  date,
  integer,
  jsonb,
  pgSchema,
  primaryKey,
  smallint,
  text,
  time,
  unique,
  uuid,
} from 'drizzle-orm/pg-core'
import type { ListedMark, MarkKind } from '../../shared/catalogue/marks.ts'
import type { PackReview } from '../../shared/catalogue/product-states.ts'
import type { PartialTerms } from '../../shared/catalogue/sales-terms.ts'
import { instant, integer64 } from '../platform/db/columns.ts'

export const catalogueSchema = pgSchema('catalogue')

const integerMultirange = customType<{ data: string }>({ dataType: () => 'int4multirange' })
const day = () => date({ mode: 'string' })

export const products = catalogueSchema.table('products', {
  id: uuid().primaryKey(),
  cooperativeId: uuid().notNull(),
  name: text().notNull(),
  variety: text().notNull().default(''),
  category: text().notNull(),
  originCode: text().notNull(),
  description: text().notNull().default(''),
  storage: text().notNull().default('ambient'),
  shelfLifeDays: integer(),
  state: text().notNull(),
  stateReason: text().notNull().default(''),
  /** The database keeps it at the state of the cooperative. */
  sellerState: text().notNull().default('admitted'),
  reviewedBy: uuid(),
  reviewedAt: instant(),
  duplicateOf: uuid(),
  submittedAt: instant(),
  produceKey: text().notNull(),
  searchWords: text().notNull().default(''),
  searchGrams: text().array().notNull().default(sql`'{}'`),
  areaCodes: text().array().notNull().default(sql`'{}'`),
  season: integerMultirange().notNull().default('{[101,1232)}'),
  centsPerJin: integer64(),
  latestHarvest: day(),
  packsWaiting: integer().notNull().default(0),
  createdAt: instant().notNull(),
  updatedAt: instant().notNull(),
  version: integer().notNull().default(1),
})

export const produceMedians = catalogueSchema.table(
  'produce_medians',
  {
    category: text().notNull(),
    produceKey: text().notNull(),
    medianCentsPerJin: integer64().notNull(),
    offers: integer().notNull(),
  },
  (table) => [primaryKey({ columns: [table.category, table.produceKey] })],
)

export const produceKinds = catalogueSchema.table('produce_kinds', {
  name: text().primaryKey(),
  broader: text().array().notNull().default(sql`'{}'`),
  version: integer().notNull().default(1),
  updatedAt: instant().notNull(),
})

export const produceNames = catalogueSchema.table('produce_names', {
  name: text().primaryKey(),
  kind: text().notNull(),
})

/** One row; see `readProduceWords`. */
export const produceEdition = catalogueSchema.table('produce_edition', {
  isOnly: boolean().primaryKey().default(true),
  edition: uuid().notNull(),
})

/** Goods to be marked anew since names changed; see `markGoods`. */
export const produceChanges = catalogueSchema.table('produce_changes', {
  id: integer64().primaryKey().generatedAlwaysAsIdentity(),
  grams: text().array().notNull(),
  doneUpTo: uuid(),
})

export const productPhotos = catalogueSchema.table(
  'product_photos',
  {
    productId: uuid().notNull(),
    position: smallint().notNull(),
    fileId: uuid().notNull(),
  },
  (table) => [primaryKey({ columns: [table.productId, table.position] })],
)

export const seasonWindows = catalogueSchema.table(
  'season_windows',
  {
    productId: uuid().notNull(),
    position: smallint().notNull(),
    starts: text().notNull(),
    ends: text().notNull(),
  },
  (table) => [primaryKey({ columns: [table.productId, table.position] })],
)

export const packs = catalogueSchema.table('packs', {
  id: uuid().primaryKey(),
  productId: uuid().notNull(),
  position: smallint().notNull(),
  name: text().notNull(),
  netGrams: integer64().notNull(),
  pieces: integer(),
  priceCents: integer64().notNull(),
  minimumQuantity: integer().notNull().default(1),
  centsPerJin: integer64().generatedAlwaysAs(
    sql`(price_cents * 1000 + net_grams) / (net_grams * 2)`,
  ),
  withdrawnAt: instant(),
  /** `none`: of the class of those that a reviewer accepted, and on sale like them (§5.9). */
  review: text().$type<PackReview>().notNull().default('none'),
  reviewReason: text().notNull().default(''),
  /** Neither withdrawn nor waiting nor rejected, and its figures can be priced (§2.6). */
  isOffered: boolean().generatedAlwaysAs(
    sql`withdrawn_at is null and review in ('none', 'accepted')
      and price_cents <= 100000000000 and net_grams <= 1000000000000`,
  ),
  version: integer().notNull().default(1),
})

export const priceTiers = catalogueSchema.table(
  'price_tiers',
  {
    packId: uuid().notNull(),
    fromQuantity: integer().notNull(),
    priceCents: integer64().notNull(),
  },
  (table) => [primaryKey({ columns: [table.packId, table.fromQuantity] })],
)

export const packPrices = catalogueSchema.table(
  'pack_prices',
  {
    packId: uuid().notNull(),
    fromAt: instant().notNull(),
    priceCents: integer64().notNull(),
  },
  (table) => [primaryKey({ columns: [table.packId, table.fromAt] })],
)

export const salesTerms = catalogueSchema.table('sales_terms', {
  cooperativeId: uuid().primaryKey(),
  minimumOrderCents: integer64().notNull(),
  cutOff: time().notNull(),
  leadTimeDays: integer().notNull(),
  version: integer().notNull().default(1),
})

export const deliveryAreas = catalogueSchema.table(
  'delivery_areas',
  {
    cooperativeId: uuid().notNull(),
    divisionCode: text().notNull(),
    freightCentsPerKg: integer64().notNull(),
  },
  (table) => [primaryKey({ columns: [table.cooperativeId, table.divisionCode] })],
)

/** Terms that others brought in for a cooperative, which it confirms or refuses (§5.2). */
export const proposedTerms = catalogueSchema.table('proposed_terms', {
  id: uuid().primaryKey(),
  cooperativeId: uuid().notNull(),
  organisationId: uuid().notNull(),
  proposedBy: uuid().notNull(),
  proposedAt: instant().notNull(),
  terms: jsonb().$type<PartialTerms>().notNull(),
  version: integer().notNull().default(1),
  state: text({ enum: ['proposed', 'confirmed', 'refused', 'withdrawn'] }).notNull(),
  stateReason: text().notNull().default(''),
  decidedBy: uuid(),
  decidedAt: instant(),
})

/** Goods that a unit did not find, asked of those who deliver to it. */
export const wantedGoods = catalogueSchema.table('wanted_goods', {
  id: uuid().primaryKey(),
  unitId: uuid().notNull(),
  goods: text().notNull(),
  grams: integer64().notNull(),
  neededOn: day().notNull(),
  remarks: text().notNull().default(''),
  /** The codes of where it is delivered, and of all divisions above it. */
  placeCodes: text().array().notNull(),
  requestedBy: uuid().notNull(),
  requestedAt: instant().notNull(),
  withdrawnAt: instant(),
})

/** What a seller answers: one of its products, or without one "not now". */
export const wantedGoodsAnswers = catalogueSchema.table(
  'wanted_goods_answers',
  {
    wantedId: uuid().notNull(),
    cooperativeId: uuid().notNull(),
    productId: uuid(),
    answeredBy: uuid().notNull(),
    answeredAt: instant().notNull(),
  },
  (table) => [primaryKey({ columns: [table.wantedId, table.cooperativeId] })],
)

export const lots = catalogueSchema.table(
  'lots',
  {
    id: uuid().primaryKey(),
    productId: uuid().notNull(),
    number: text().notNull(),
    harvestedOn: day().notNull(),
    expiresOn: day(),
    totalGrams: integer64().notNull(),
    households: integer(),
    certificateKind: text().notNull(),
    certificateNumber: text().notNull(),
    certificateIssuedOn: day(),
    certificatePromiser: text().notNull().default(''),
    certificateValidTo: day(),
    certificateFileId: uuid(),
    createdBy: uuid().notNull(),
    createdAt: instant().notNull(),
    closedAt: instant(),
  },
  (table) => [unique().on(table.productId, table.number)],
)

export const lotVillages = catalogueSchema.table(
  'lot_villages',
  {
    lotId: uuid().notNull(),
    position: smallint().notNull(),
    villageCode: text(),
    shareBasisPoints: integer().notNull(),
  },
  (table) => [primaryKey({ columns: [table.lotId, table.position] })],
)

export const lotStock = catalogueSchema.table('lot_stock', {
  lotId: uuid().primaryKey(),
  availableGrams: integer64().notNull(),
})

export const lotAdjustments = catalogueSchema.table('lot_adjustments', {
  id: uuid().primaryKey(),
  lotId: uuid().notNull(),
  changeGrams: integer64().notNull(),
  reason: text().notNull(),
  createdBy: uuid().notNull(),
  createdAt: instant().notNull(),
})

export const productMarks = catalogueSchema.table('product_marks', {
  id: uuid().primaryKey(),
  productId: uuid().notNull(),
  kind: text().$type<MarkKind>().notNull(),
  name: text().notNull(),
  number: text().notNull(),
  validFrom: day(),
  validTo: day(),
  fileId: uuid().notNull(),
  state: text().$type<ListedMark['state']>().notNull().default('waiting'),
  reason: text().notNull().default(''),
  addedBy: uuid().notNull(),
  addedAt: instant().notNull(),
  decidedBy: uuid(),
  decidedAt: instant(),
  endedBy: uuid(),
  endedAt: instant(),
})

/** What other domains may join: a lot as delivery notes name it. */
export const lotsPublished = catalogueSchema
  .view('lots_published', {
    id: uuid('id').notNull(),
    productId: uuid('product_id').notNull(),
    number: text('number').notNull(),
    harvestedOn: date('harvested_on', { mode: 'string' }).notNull(),
  })
  .existing()
