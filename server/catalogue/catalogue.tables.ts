import { sql } from 'drizzle-orm'
import {
  customType,
  date,
  integer,
  pgTable,
  primaryKey,
  smallint,
  text,
  time,
  unique,
  uuid,
} from 'drizzle-orm/pg-core'
import { instant, integer64 } from '../platform/db/columns.ts'

const integerMultirange = customType<{ data: string }>({ dataType: () => 'int4multirange' })
const day = () => date({ mode: 'string' })

export const products = pgTable('products', {
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
  createdAt: instant().notNull(),
  updatedAt: instant().notNull(),
  version: integer().notNull().default(1),
})

export const produceMedians = pgTable(
  'produce_medians',
  {
    category: text().notNull(),
    produceKey: text().notNull(),
    medianCentsPerJin: integer64().notNull(),
    offers: integer().notNull(),
  },
  (table) => [primaryKey({ columns: [table.category, table.produceKey] })],
)

export const productPhotos = pgTable(
  'product_photos',
  {
    productId: uuid().notNull(),
    position: smallint().notNull(),
    fileId: uuid().notNull(),
  },
  (table) => [primaryKey({ columns: [table.productId, table.position] })],
)

export const seasonWindows = pgTable(
  'season_windows',
  {
    productId: uuid().notNull(),
    position: smallint().notNull(),
    starts: text().notNull(),
    ends: text().notNull(),
  },
  (table) => [primaryKey({ columns: [table.productId, table.position] })],
)

export const packs = pgTable('packs', {
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
  version: integer().notNull().default(1),
})

export const priceTiers = pgTable(
  'price_tiers',
  {
    packId: uuid().notNull(),
    fromQuantity: integer().notNull(),
    priceCents: integer64().notNull(),
  },
  (table) => [primaryKey({ columns: [table.packId, table.fromQuantity] })],
)

export const packPrices = pgTable(
  'pack_prices',
  {
    packId: uuid().notNull(),
    fromAt: instant().notNull(),
    priceCents: integer64().notNull(),
  },
  (table) => [primaryKey({ columns: [table.packId, table.fromAt] })],
)

export const salesTerms = pgTable('sales_terms', {
  cooperativeId: uuid().primaryKey(),
  minimumOrderCents: integer64().notNull().default(0),
  cutOff: time().notNull().default('16:00'),
  leadTimeDays: integer().notNull().default(2),
  version: integer().notNull().default(1),
})

export const deliveryAreas = pgTable(
  'delivery_areas',
  {
    cooperativeId: uuid().notNull(),
    divisionCode: text().notNull(),
    freightCentsPerKg: integer64().notNull(),
  },
  (table) => [primaryKey({ columns: [table.cooperativeId, table.divisionCode] })],
)

export const lots = pgTable(
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

export const lotVillages = pgTable(
  'lot_villages',
  {
    lotId: uuid().notNull(),
    position: smallint().notNull(),
    villageCode: text(),
    shareBasisPoints: integer().notNull(),
  },
  (table) => [primaryKey({ columns: [table.lotId, table.position] })],
)

export const lotStock = pgTable('lot_stock', {
  lotId: uuid().primaryKey(),
  availableGrams: integer64().notNull(),
})

export const lotAdjustments = pgTable('lot_adjustments', {
  id: uuid().primaryKey(),
  lotId: uuid().notNull(),
  changeGrams: integer64().notNull(),
  reason: text().notNull(),
  createdBy: uuid().notNull(),
  createdAt: instant().notNull(),
})
