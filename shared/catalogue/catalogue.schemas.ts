import { z } from 'zod'
import { cents, positiveCents } from '../money.ts'
import { count, day, id, instant, version as recordVersion, villageCode } from '../scalars.ts'
import { line, reference, text } from '../text.ts'
import { grams, positiveGrams } from '../weight.ts'
import { category, certificateKind, storage } from './categories.ts'
import { productMark } from './marks.ts'
import { packReviews, productState } from './product-states.ts'
import { seasonWindow } from './season.ts'

const code = z.string()

/** Who reviews listings; each in their own area. */
export const reviewers = ['official', 'platform_admin'] as const

export const productParams = z.object({ productId: id })

/** Counts the changes of a record, so that nobody overwrites what they have not seen. */
export const version = recordVersion.min(1)

/** A listing after it went from one state to another. */
export const listingMoved = z.object({
  productId: id,
  version,
  state: productState,
  stateReason: z.string(),
})

export const priceTier = z.object({ fromQuantity: z.int(), priceCents: positiveCents })

/** The price of a pack per 斤: of the goods, and delivered to the acting unit (§5.1). */
const perJin = {
  centsPerJin: cents,
  /** Null: nobody's address is known, or it is not delivered there. */
  deliveredCentsPerJin: cents.nullable(),
}

export const median = z.object({ centsPerJin: cents, offers: z.int() })

/** The terms of sale of the cooperative (§5.2); `cutOff` is Asia/Shanghai. */
export const orderTerms = z.object({
  minimumOrderCents: positiveCents,
  cutOff: z.string(),
  leadTimeDays: z.int(),
})

/**
 * A product in the catalogue with its cheapest pack per 斤: first what changes with the product
 * alone and is kept written, then what changes with other things, last what the reader decides.
 */
export const catalogueItem = z.object({
  productId: id,
  name: z.string(),
  variety: z.string(),
  category,
  storage,
  photoFileId: id.nullable(),
  cooperativeId: id,
  originCode: code,
  harvestedOn: day.nullable(),
  packId: id,
  packName: z.string(),
  packGrams: positiveGrams,
  packCount: z.int(),
  priceCents: positiveCents,
  minimumQuantity: z.int(),
  tiers: z.array(priceTier),
  centsPerJin: perJin.centsPerJin,
  marks: z.array(productMark),
  cooperativeName: z.string(),
  isExample: z.boolean(),
  originName: z.string(),
  isInSeason: z.boolean(),
  availableGrams: grams,
  /** Null: one offer only, nothing to compare with. */
  medianCentsPerJin: cents.nullable(),
  comparableOffers: z.int(),
  terms: orderTerms,
  deliveredCentsPerJin: perJin.deliveredCentsPerJin,
})

/** A kind of produce on sale out of a place, with the months in which some of it is in season. */
export const seasonOfProduce = z.object({
  category,
  name: z.string(),
  products: z.int(),
  /** Without a stated season all twelve. */
  months: z.array(z.int().min(1).max(12)),
})

export const facetValue = z.object({ value: z.string(), count: z.int() })
export const areaFacet = z.object({ value: z.string(), name: z.string(), count: z.int() })

export const certificate = z.object({
  kind: certificateKind,
  number: z.string(),
  issuedOn: day.nullable(),
  validTo: day.nullable(),
  fileId: id.nullable(),
})

const lotVillage = z.object({
  /** Null: it cannot be shown which village (未归村). */
  code: code.nullable(),
  pathName: z.string().nullable(),
  shareBasisPoints: z.int(),
})

export const productLot = z.object({
  lotId: id,
  number: z.string(),
  harvestedOn: day,
  expiresOn: day.nullable(),
  availableGrams: grams,
  households: z.int().nullable(),
  certificate,
  villages: z.array(lotVillage),
})

export const pack = z.object({
  packId: id,
  version: z.int(),
  name: z.string(),
  netGrams: positiveGrams,
  pieces: z.int().nullable(),
  priceCents: positiveCents,
  minimumQuantity: z.int(),
  tiers: z.array(priceTier),
  ...perJin,
  /** Base prices it had, the newest first. */
  prices: z.array(z.object({ fromAt: instant, priceCents: positiveCents })),
})

/** The public fields of a product, in the order of `catalogueItem`. */
export const productPage = z.object({
  productId: id,
  name: z.string(),
  variety: z.string(),
  category,
  description: z.string(),
  storage,
  shelfLifeDays: z.int().nullable(),
  photoFileIds: z.array(id),
  cooperativeId: id,
  originCode: code,
  seasonWindows: z.array(seasonWindow),
  packs: z.array(pack),
  /** Packs that cannot be priced and are not shown (§2.6). */
  packsLeftOut: z.int(),
  marks: z.array(productMark),
  cooperativeName: z.string(),
  isExample: z.boolean(),
  originPathName: z.string(),
  isInSeason: z.boolean(),
  /** Of the acting unit's address; null: unknown, or not delivered there. */
  freightCentsPerKg: cents.nullable(),
  median: median.nullable(),
  terms: orderTerms,
  deliveryAreas: z.array(z.object({ code, name: z.string(), freightCentsPerKg: positiveCents })),
  lots: z.array(productLot),
})

/** A listing in its cooperative's list and on the review desk. */
export const listingSummary = z.object({
  productId: id,
  version: z.int(),
  name: z.string(),
  variety: z.string(),
  category,
  state: productState,
  stateReason: z.string(),
  photoFileId: id.nullable(),
  cooperativeId: id,
  cooperativeName: z.string(),
  countyCode: code,
  originPathName: z.string(),
  packs: z.array(
    z.object({
      packId: id,
      version: z.int(),
      name: z.string(),
      netGrams: positiveGrams,
      priceCents: positiveCents,
      minimumQuantity: z.int(),
      tiers: z.array(priceTier),
      review: z.enum(packReviews),
      /** Said by the reviewer who rejected it. */
      reviewReason: z.string(),
      /** On sale with its listing; false: it waits, was rejected or cannot be priced. */
      isOffered: z.boolean(),
    }),
  ),
  /** Packs and marks that wait for a review of their own (§5.9, §5.10). */
  packsWaiting: z.int(),
  availableGrams: grams,
  openLots: z.int(),
  submittedAt: instant.nullable(),
  updatedAt: instant,
  duplicateOf: id.nullable(),
})

/** A listing as its cooperative and those who review it see it. */
export const listing = listingSummary.extend({
  description: z.string(),
  storage,
  shelfLifeDays: z.int().nullable(),
  originCode: code,
  photoFileIds: z.array(id),
  seasonWindows: z.array(seasonWindow),
  prices: z.array(z.object({ packId: id, fromAt: instant, priceCents: positiveCents })),
  lots: z.array(productLot.extend({ totalGrams: grams, closedAt: instant.nullable() })),
  adjustments: z.array(
    z.object({ lotId: id, changeGrams: grams, reason: z.string(), createdAt: instant }),
  ),
})

/** 0.01 元 to a million 元. */
const price = z.int().min(1).max(100_000_000)
/** Up to 10,000 吨. */
const weight = z.int().min(1).max(10_000_000_000)

export const tierInput = z.object({ fromQuantity: count, priceCents: price })

export const packInput = z.strictObject({
  name: line(40, 1),
  netGrams: weight,
  pieces: z.int().min(1).max(100_000).nullable().default(null),
  priceCents: price,
  minimumQuantity: count.default(1),
  tiers: z.array(tierInput).max(8).default([]),
})
export type PackInput = z.output<typeof packInput>

export const lotInput = z.strictObject({
  /** The cooperative's own number; one is made where none is given. */
  number: reference(40, 1).nullable().default(null),
  harvestedOn: day,
  expiresOn: day.nullable().default(null),
  totalGrams: weight,
  households: z.int().min(0).max(100_000).nullable().default(null),
  villages: z
    .array(
      z.strictObject({
        villageCode: villageCode.nullable(),
        shareBasisPoints: z.int().min(1).max(10_000),
      }),
    )
    .min(1)
    .max(40),
  certificate: z.strictObject({
    kind: certificateKind,
    number: reference(60, 1),
    issuedOn: day.nullable().default(null),
    validTo: day.nullable().default(null),
    /** Who promises; of a promise certificate only. */
    promiser: line(40).default(''),
    fileId: id.nullable().default(null),
  }),
})
export type LotInput = z.output<typeof lotInput>

/** The description of goods that a cooperative enters. */
export const goodsInput = z.strictObject({
  name: line(40, 1),
  variety: line(40).default(''),
  category,
  originCode: villageCode,
  description: text(2_000).default(''),
  storage: storage.default('ambient'),
  shelfLifeDays: z.int().min(1).max(3_650).nullable().default(null),
  seasonWindows: z.array(seasonWindow).max(6).default([]),
  photoFileIds: z.array(id).max(8).default([]),
})
export type GoodsInput = z.output<typeof goodsInput>
