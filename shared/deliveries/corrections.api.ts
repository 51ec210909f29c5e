import { z } from 'zod'
import { endpoint } from '../endpoint.ts'
import { largestLineCents } from '../money.ts'
import { cursorPage, cursorQuery } from '../pagination.ts'
import type { Role } from '../roles.ts'
import { id } from '../scalars.ts'
import { text } from '../text.ts'
import { largestLineGrams } from '../weight.ts'
import { acceptanceCorrection } from './deliveries.schemas.ts'
import { decisionStates, sides } from './two-sided-record.ts'

/** Either side proposes; only the other one signs. */
const correcting: readonly Role[] = ['receiver', 'cooperative_manager']
const reason = text(500, 1)
const correctionPath = z.object({ correctionId: id })

/** A change in either direction, of a line that is itself bounded (§2.6). */
const signedGrams = z.int().min(-largestLineGrams).max(largestLineGrams)
const signedCents = z.int().min(-largestLineCents).max(largestLineCents)

export const proposeCorrection = endpoint({
  name: 'deliveries.proposeCorrection',
  summary: 'Propose to correct what a receipt accepted; it counts once the other side signs',
  method: 'POST',
  path: '/api/v1/goods-receipts/:receiptId/corrections',
  access: correcting,
  params: z.object({ receiptId: id }),
  body: z.object({
    receiptLineId: id,
    grams: signedGrams.default(0),
    deductionCents: signedCents.default(0),
    reason,
    fileId: id.nullable().default(null),
  }),
  response: acceptanceCorrection,
  status: 201,
  idempotent: true,
  errors: ['not_found', 'correction_waiting'],
})

export const confirmCorrection = endpoint({
  name: 'deliveries.confirmCorrection',
  summary: 'Sign a correction as the other side; it is posted on this day',
  method: 'POST',
  path: '/api/v1/acceptance-corrections/:correctionId/confirmation',
  access: correcting,
  params: correctionPath,
  response: acceptanceCorrection,
  idempotent: true,
  errors: ['not_found', 'illegal_transition', 'same_person', 'other_side_decides'],
})

export const rejectCorrection = endpoint({
  name: 'deliveries.rejectCorrection',
  summary: 'Refuse, as the other side, to sign a correction, with a reason',
  method: 'POST',
  path: '/api/v1/acceptance-corrections/:correctionId/rejection',
  access: correcting,
  params: correctionPath,
  body: z.object({ reason }),
  response: acceptanceCorrection,
  idempotent: true,
  errors: ['not_found', 'illegal_transition', 'same_person', 'other_side_decides'],
})

export const listCorrections = endpoint({
  name: 'deliveries.listCorrections',
  summary: 'Corrections of acceptances the actor may see, latest first',
  method: 'GET',
  path: '/api/v1/acceptance-corrections',
  access: 'signed-in',
  query: cursorQuery.extend({
    state: z.enum(decisionStates).optional(),
    recordedSide: z.enum(sides).optional(),
    receiptId: id.optional(),
  }),
  response: cursorPage(acceptanceCorrection),
})
