import { z } from 'zod'
import { endpoint } from '../endpoint.ts'
import { cursorPage, cursorQuery } from '../pagination.ts'
import { id } from '../scalars.ts'
import { text } from '../text.ts'
import {
  listing,
  listingMoved,
  listingSummary,
  productParams,
  reviewers,
  version,
} from './catalogue.schemas.ts'
import { likenesses } from './listing-similarity.ts'
import { packReviews, productState } from './product-states.ts'

export const reviewQueue = endpoint({
  name: 'catalogue.reviewQueue',
  summary: 'Listings of one’s counties that wait for review, those that wait longest first',
  method: 'GET',
  path: '/api/v1/listing-reviews',
  access: reviewers,
  query: cursorQuery.extend({ state: productState.optional() }),
  response: cursorPage(listingSummary),
})

export const showReview = endpoint({
  name: 'catalogue.review',
  summary: 'A listing beside those of the same cooperative it resembles (§5.7)',
  method: 'GET',
  path: '/api/v1/listing-reviews/:productId',
  access: reviewers,
  params: productParams,
  response: z.object({
    listing,
    rivals: z.array(z.object({ listing, likenesses: z.array(z.enum(likenesses)) })),
    /** Its origin and the villages of its open lots that lie in other counties (§3.15). */
    outside: z.array(z.object({ code: z.string(), pathName: z.string() })),
  }),
})

export const reviewListing = endpoint({
  name: 'catalogue.reviewListing',
  summary: 'Approve, hold or reject a listing',
  method: 'POST',
  path: '/api/v1/listing-reviews/:productId/decision',
  access: reviewers,
  params: productParams,
  body: z.strictObject({
    version,
    decision: z.enum(['approve', 'hold', 'reject']),
    reason: text(500).default(''),
  }),
  response: listingMoved,
  errors: ['stale_version', 'illegal_transition', 'outside_county'],
})

export const reviewPack = endpoint({
  name: 'catalogue.reviewPack',
  summary: 'Accept or reject a pack of another weight class than those reviewed (§5.9)',
  method: 'POST',
  path: '/api/v1/listing-reviews/:productId/packs/:packId/decision',
  access: reviewers,
  params: productParams.extend({ packId: id }),
  body: z.strictObject({
    version,
    decision: z.enum(['accept', 'reject']),
    reason: text(500).default(''),
  }),
  response: z.object({ packId: id, review: z.enum(packReviews), version }),
  errors: ['stale_version', 'illegal_transition'],
})
