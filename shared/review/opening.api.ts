import { z } from 'zod'
import { endpoint } from '../endpoint.ts'
import { cursorPage, cursorQuery } from '../pagination.ts'
import { overseers } from '../roles.ts'
import { id, yearInAddress } from '../scalars.ts'
import { text } from '../text.ts'
import { openingInput, openingSummary, openingView } from './opening.schemas.ts'
import { openingStates } from './opening-states.ts'

const reason = text(500, 1)
const openingPath = z.object({ openingId: id })

export const listOpenings = endpoint({
  name: 'review.listOpenings',
  summary: 'Opening figures: what was recognised before the ledger was kept here, latest first',
  method: 'GET',
  path: '/api/v1/opening-figures',
  access: overseers,
  query: cursorQuery.extend({
    state: z.enum(openingStates).optional(),
    year: yearInAddress.optional(),
  }),
  response: cursorPage(openingSummary),
})

export const readOpening = endpoint({
  name: 'review.readOpening',
  summary: 'Opening figures of a county and year with their lines and document',
  method: 'GET',
  path: '/api/v1/opening-figures/:openingId',
  access: overseers,
  params: openingPath,
  response: openingView,
  errors: ['not_found'],
})

export const enterOpening = endpoint({
  name: 'review.enterOpening',
  summary: 'Enter what villages of a county had reached in a past year, with its document',
  method: 'POST',
  path: '/api/v1/opening-figures',
  access: ['official'],
  body: openingInput,
  response: openingView,
  status: 201,
  idempotent: true,
})

export const withdrawOpening = endpoint({
  name: 'review.withdrawOpening',
  summary: 'Withdraw opening figures that nobody has decided on',
  method: 'POST',
  path: '/api/v1/opening-figures/:openingId/withdrawal',
  access: ['official'],
  params: openingPath,
  response: openingView,
  idempotent: true,
  errors: ['not_found', 'illegal_transition'],
})

export const returnOpening = endpoint({
  name: 'review.returnOpening',
  summary: 'Return opening figures with a reason, to be entered anew',
  method: 'POST',
  path: '/api/v1/opening-figures/:openingId/return',
  access: ['official'],
  params: openingPath,
  body: z.object({ reason }),
  response: openingView,
  idempotent: true,
  errors: ['not_found', 'illegal_transition'],
})

export const approveOpening = endpoint({
  name: 'review.approveOpening',
  summary: 'Approve opening figures as a second person: they stand beside the ledger from then on',
  method: 'POST',
  path: '/api/v1/opening-figures/:openingId/approval',
  access: ['official'],
  params: openingPath,
  response: openingView,
  idempotent: true,
  errors: ['not_found', 'illegal_transition', 'same_person'],
})

export const reverseOpening = endpoint({
  name: 'review.reverseOpening',
  summary: 'Reverse approved opening figures with a reason, by another person',
  method: 'POST',
  path: '/api/v1/opening-figures/:openingId/reversal',
  access: ['official'],
  params: openingPath,
  body: z.object({ reason }),
  response: openingView,
  idempotent: true,
  errors: ['not_found', 'illegal_transition', 'same_person'],
})
