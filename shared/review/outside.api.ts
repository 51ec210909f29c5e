import { z } from 'zod'
import { endpoint } from '../endpoint.ts'
import { cursorPage, cursorQuery } from '../pagination.ts'
import { outsideEnterers, outsideReaders } from '../roles.ts'
import { id, villageCode, yearInAddress } from '../scalars.ts'
import { text } from '../text.ts'
import {
  outsideFiles,
  outsideGrade,
  outsidePurchase,
  outsideSummary,
  outsideTotal,
  outsideView,
} from './outside.schemas.ts'
import { outsideStates } from './outside-states.ts'

const reason = text(500, 1)
const outsidePath = z.object({ outsideId: id })

export const listOutside = endpoint({
  name: 'review.listOutside',
  summary: 'What units bought outside and what is declared, of one’s unit or area, latest first',
  method: 'GET',
  path: '/api/v1/outside-purchases',
  access: outsideReaders,
  query: cursorQuery.extend({
    grade: outsideGrade.optional(),
    state: z.enum([...outsideStates, 'waiting']).optional(),
    unitId: id.optional(),
    villageCode: villageCode.optional(),
    year: yearInAddress.optional(),
  }),
  response: cursorPage(outsideSummary),
})

export const sumOutside = endpoint({
  name: 'review.sumOutside',
  summary: 'What a year’s purchases outside come to, by grade and state and never together',
  method: 'GET',
  path: '/api/v1/outside-purchases/totals',
  access: outsideReaders.filter((role) => role !== 'platform_admin'),
  query: z.object({ year: yearInAddress, unitId: id.optional() }),
  response: z.object({ items: z.array(outsideTotal) }),
})

export const readOutside = endpoint({
  name: 'review.readOutside',
  summary: 'A purchase outside with its documents, what it may double, and what was decided',
  method: 'GET',
  path: '/api/v1/outside-purchases/:outsideId',
  access: outsideReaders,
  params: outsidePath,
  response: outsideView,
  errors: ['not_found'],
})

export const enterOutside = endpoint({
  name: 'review.enterOutside',
  summary: 'Enter a purchase made outside, with its documents submitted at once; or declare one',
  method: 'POST',
  path: '/api/v1/outside-purchases',
  access: outsideEnterers,
  body: outsidePurchase.extend({
    grade: outsideGrade,
    /** Of grade B: without them it waits for them. */
    files: outsideFiles.nullable().default(null),
  }),
  response: outsideView,
  status: 201,
  idempotent: true,
})

export const submitOutside = endpoint({
  name: 'review.submitOutside',
  summary: 'Submit a purchase with its documents, and with it the other lines of the purchase',
  method: 'POST',
  path: '/api/v1/outside-purchases/:outsideId/submission',
  access: outsideEnterers,
  params: outsidePath,
  body: outsideFiles,
  response: outsideView,
  idempotent: true,
  errors: ['not_found', 'illegal_transition'],
})

export const withdrawOutside = endpoint({
  name: 'review.withdrawOutside',
  summary: 'Withdraw what was entered, while it does not count',
  method: 'POST',
  path: '/api/v1/outside-purchases/:outsideId/withdrawal',
  access: outsideEnterers,
  params: outsidePath,
  response: outsideView,
  idempotent: true,
  errors: ['not_found', 'illegal_transition'],
})

export const returnOutside = endpoint({
  name: 'review.returnOutside',
  summary: 'Return a submitted purchase to whoever entered it, with a reason',
  method: 'POST',
  path: '/api/v1/outside-purchases/:outsideId/return',
  access: ['official'],
  params: outsidePath,
  body: z.object({ reason }),
  response: outsideView,
  idempotent: true,
  errors: ['not_found', 'illegal_transition'],
})

export const approveOutside = endpoint({
  name: 'review.approveOutside',
  summary: 'Attest a purchase as a second person: it is posted to the ledger as of grade B',
  method: 'POST',
  path: '/api/v1/outside-purchases/:outsideId/approval',
  access: ['official'],
  params: outsidePath,
  body: z.object({
    /** The ids of everything that it may double and that one found to be another purchase. */
    different: z.array(id).max(200).default([]),
    /** Why they are others; needed where there are any. */
    reason: text(500).default(''),
  }),
  response: outsideView,
  idempotent: true,
  errors: ['not_found', 'illegal_transition', 'same_person'],
})

export const reverseOutside = endpoint({
  name: 'review.reverseOutside',
  summary:
    'Reverse an approved purchase with a reason, by another person: entries in the open month',
  method: 'POST',
  path: '/api/v1/outside-purchases/:outsideId/reversal',
  access: ['official'],
  params: outsidePath,
  body: z.object({ reason }),
  response: outsideView,
  idempotent: true,
  errors: ['not_found', 'illegal_transition', 'same_person'],
})
