import { z } from 'zod'
import { endpoint } from '../endpoint.ts'
import { cursorPage, cursorQuery } from '../pagination.ts'
import { id } from '../scalars.ts'
import { line, text } from '../text.ts'
import {
  goodsInput,
  listing,
  listingMoved,
  listingSummary,
  lotInput,
  packInput,
  productParams,
  reviewers,
  version,
} from './catalogue.schemas.ts'
import { packReviews, productState } from './product-states.ts'

const sellers = ['cooperative_manager', 'cooperative_packer'] as const
const managers = ['cooperative_manager'] as const

export const listings = endpoint({
  name: 'catalogue.listings',
  summary: 'A cooperative’s own listings with their stock',
  method: 'GET',
  path: '/api/v1/listings',
  access: sellers,
  query: cursorQuery.extend({
    q: line(60).default(''),
    state: productState.optional(),
  }),
  response: cursorPage(listingSummary),
})

export const showListing = endpoint({
  name: 'catalogue.listing',
  summary: 'A listing in whatever state, with lots, adjustments and price history',
  method: 'GET',
  path: '/api/v1/listings/:productId',
  access: [...sellers, ...reviewers],
  params: productParams,
  response: listing,
})

export const listProduct = endpoint({
  name: 'catalogue.listProduct',
  summary: 'List a product with its packs and, at once, a first lot',
  method: 'POST',
  path: '/api/v1/listings',
  access: managers,
  body: goodsInput.extend({
    packs: z.array(packInput).min(1).max(12),
    lot: lotInput.nullable().default(null),
    /** True: for review at once; false: kept as a draft. */
    submit: z.boolean(),
  }),
  response: z.object({
    productId: id,
    packIds: z.array(id),
    lotId: id.nullable(),
    state: productState,
    stateReason: z.string(),
  }),
  status: 201,
  idempotent: true,
  errors: ['cooperative_not_admitted'],
})
export type ListProduct = z.output<typeof listProduct.body>

export const reviseListing = endpoint({
  name: 'catalogue.reviseListing',
  summary: 'Change what is said of the goods; another name or category goes back to review',
  method: 'PUT',
  path: '/api/v1/listings/:productId',
  access: managers,
  params: productParams,
  body: goodsInput.extend({ version }),
  response: listingMoved,
  errors: ['stale_version', 'illegal_transition'],
})

export const submitListing = endpoint({
  name: 'catalogue.submitListing',
  summary: 'Hand a listing in for review; what looks like a duplicate is held',
  method: 'POST',
  path: '/api/v1/listings/:productId/submission',
  access: managers,
  params: productParams,
  response: listingMoved,
  errors: ['illegal_transition', 'cooperative_not_admitted'],
})

export const withdrawListing = endpoint({
  name: 'catalogue.withdrawListing',
  summary: 'Take a listing off sale',
  method: 'POST',
  path: '/api/v1/listings/:productId/withdrawal',
  access: managers,
  params: productParams,
  response: listingMoved,
  errors: ['illegal_transition'],
})

export const addPack = endpoint({
  name: 'catalogue.addPack',
  summary:
    'Offer the goods in a further pack; one of another weight class is reviewed first (§5.9)',
  method: 'POST',
  path: '/api/v1/listings/:productId/packs',
  access: managers,
  params: productParams,
  body: packInput,
  response: z.object({ packId: id, review: z.enum(packReviews) }),
  status: 201,
  idempotent: true,
})

const packParams = z.object({ packId: id })

export const changePrice = endpoint({
  name: 'catalogue.changePrice',
  summary: 'Change price, tiers and minimum quantity of a pack; earlier prices are kept',
  method: 'PUT',
  path: '/api/v1/packs/:packId/price',
  access: managers,
  params: packParams,
  body: packInput
    .pick({ priceCents: true, minimumQuantity: true, tiers: true })
    .extend({ version }),
  response: z.object({ packId: id, version }),
  idempotent: true,
  errors: ['stale_version'],
})

export const withdrawPack = endpoint({
  name: 'catalogue.withdrawPack',
  summary: 'Stop offering a pack',
  method: 'DELETE',
  path: '/api/v1/packs/:packId',
  access: managers,
  params: packParams,
  response: z.object({ packId: id }),
  errors: ['last_pack'],
})

export const declareLot = endpoint({
  name: 'catalogue.declareLot',
  summary: 'Put a lot on sale, with the share of each origin village and its certificate',
  method: 'POST',
  path: '/api/v1/listings/:productId/lots',
  access: sellers,
  params: productParams,
  body: lotInput,
  response: z.object({ lotId: id, number: z.string() }),
  status: 201,
  idempotent: true,
})

const lotParams = z.object({ lotId: id })

export const adjustLot = endpoint({
  name: 'catalogue.adjustLot',
  summary: 'Declare a loss, or what a count found',
  method: 'POST',
  path: '/api/v1/lots/:lotId/adjustments',
  access: sellers,
  params: lotParams,
  body: z.strictObject({
    changeGrams: z.int().min(-10_000_000_000).max(10_000_000_000),
    reason: text(200, 2),
  }),
  response: z.object({ lotId: id, availableGrams: z.int() }),
  status: 201,
  idempotent: true,
  errors: ['lot_closed'],
})

export const closeLot = endpoint({
  name: 'catalogue.closeLot',
  summary: 'Take what is left of a lot off sale for good',
  method: 'POST',
  path: '/api/v1/lots/:lotId/closure',
  access: sellers,
  params: lotParams,
  response: z.object({ lotId: id, availableGrams: z.int() }),
  idempotent: true,
  errors: ['lot_closed'],
})
