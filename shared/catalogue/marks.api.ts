import { z } from 'zod'
import { endpoint } from '../endpoint.ts'
import { id } from '../scalars.ts'
import { text } from '../text.ts'
import { productParams, reviewers } from './catalogue.schemas.ts'
import { listedMark, markInput, markStates } from './marks.ts'

const managers = ['cooperative_manager'] as const

export const marksOfListing = endpoint({
  name: 'catalogue.marksOfListing',
  summary: 'The brands and marks of a listing in whatever state, those that wait or stand first',
  method: 'GET',
  path: '/api/v1/listings/:productId/marks',
  access: [...managers, 'cooperative_packer', ...reviewers],
  params: productParams,
  response: z.object({ items: z.array(listedMark) }),
})

export const addMark = endpoint({
  name: 'catalogue.addMark',
  summary: 'Mark goods by a certificate; shown once a reviewer has accepted it (§5.10)',
  method: 'POST',
  path: '/api/v1/listings/:productId/marks',
  access: managers,
  params: productParams,
  body: markInput,
  response: z.object({ markId: id }),
  status: 201,
  idempotent: true,
})

const markParams = productParams.extend({ markId: id })
const moved = z.object({ markId: id, state: z.enum(markStates) })

export const withdrawMark = endpoint({
  name: 'catalogue.withdrawMark',
  summary: 'Take a mark off goods',
  method: 'DELETE',
  path: '/api/v1/listings/:productId/marks/:markId',
  access: managers,
  params: markParams,
  response: moved,
})

export const reviewMark = endpoint({
  name: 'catalogue.reviewMark',
  summary: 'Accept or reject a mark by its certificate',
  method: 'POST',
  path: '/api/v1/listing-reviews/:productId/marks/:markId/decision',
  access: reviewers,
  params: markParams,
  body: z.strictObject({
    decision: z.enum(['accept', 'reject']),
    reason: text(500).default(''),
  }),
  response: moved,
  errors: ['illegal_transition'],
})
