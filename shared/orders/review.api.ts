import { z } from 'zod'
import { endpoint } from '../endpoint.ts'
import { positiveCents } from '../money.ts'
import type { Role } from '../roles.ts'
import { day, id, version } from '../scalars.ts'
import { text } from '../text.ts'
import { grams } from '../weight.ts'
import { requisition } from './orders.schemas.ts'

const params = z.object({ id })
const signing: readonly Role[] = ['approver']
const discussing: readonly Role[] = ['buyer', 'approver', 'unit_leader']

/** The most that is said about one requisition. */
export const mostComments = 200

/** So many earlier requisitions say what a unit usually asks for. */
export const mostEarlier = 20

/** What a line is beside what the unit usually asks of the product, and beside its price. */
export const lineCustom = z.object({
  packId: id,
  /** In how many of the earlier requisitions the product was. */
  times: z.int(),
  /** The median of what was asked of it then; null: it was never asked for. */
  usualGrams: grams.nullable(),
  /** What the same pack was bought at last, and for which day. */
  lastUnitPriceCents: positiveCents.nullable(),
  lastOn: day.nullable(),
  /** The median of comparable offers per 斤; null: there are too few. */
  medianCentsPerJin: positiveCents.nullable(),
})

export const readCustom = endpoint({
  name: 'orders.readCustom',
  summary: 'The lines of a requisition beside what the unit usually asks for and pays (§5.1)',
  method: 'GET',
  path: '/api/v1/requisitions/:id/custom',
  access: discussing,
  params,
  response: z.object({
    /** How many earlier requisitions were looked through. */
    earlier: z.int(),
    /** From where on a line is unusual, as it was decided for the day of the request (§3.12). */
    thresholds: z.object({
      leastTimes: z.int(),
      moreThan: z.int(),
      lessThan: z.int(),
      dearerThan: z.int(),
      aboveMedian: z.int(),
    }),
    lines: z.array(lineCustom),
  }),
  errors: ['not_found'],
})

export const commentOnRequisition = endpoint({
  name: 'orders.commentOnRequisition',
  summary: 'Say something about a requisition without deciding it',
  method: 'POST',
  path: '/api/v1/requisitions/:id/comments',
  access: discussing,
  params,
  body: z.object({ text: text(500, 1) }),
  response: requisition,
  idempotent: true,
  errors: ['not_found', 'too_many_comments'],
})

export const strikeLine = endpoint({
  name: 'orders.strikeLine',
  summary: 'Strike a line from a requisition that waits for a signature, with the reason',
  method: 'POST',
  path: '/api/v1/requisitions/:id/struck-lines',
  access: signing,
  params,
  body: z.object({ packId: id, reason: text(500, 2), version }),
  response: requisition,
  idempotent: true,
  errors: [
    'not_found',
    'stale_version',
    'illegal_transition',
    'own_requisition',
    'last_line',
    'validation_failed',
  ],
})
