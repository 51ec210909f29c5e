import { z } from 'zod'
import { attributionChannels } from '../attribution/credit.ts'
import { endpoint } from '../endpoint.ts'
import { cursorPage, cursorQuery } from '../pagination.ts'
import { creditRoles } from '../roles.ts'
import { basisPoints, day, id, instant } from '../scalars.ts'
import { text } from '../text.ts'
import { decisionStates } from './two-sided-record.ts'

const reason = text(500, 1)
const correctionPath = z.object({ correctionId: id })
const party = z.object({ id, name: z.string() })
const channel = z.enum(attributionChannels)

/** Whether the buyer of an order or the unit that introduced its sale is corrected (§3.7). */
const creditAs = z.enum(['direct', 'help'])

/** 归属更正: the right channel, unit or helper of an order, signed by those it concerns (§3.16). */
const creditCorrection = z.object({
  id,
  purchaseOrderId: id,
  purchaseOrderNumber: z.string(),
  orderedOn: day,
  /** The first goods of the order, by name. */
  goods: z.string(),
  goodsCents: z.int(),
  unit: party,
  cooperative: party,
  creditAs,
  /** Null where only the channel was wrong; of a helper one of them may be nobody. */
  fromUnit: party.nullable(),
  toUnit: party.nullable(),
  channelBefore: channel,
  channel,
  proposedBy: party,
  /** Who is to sign next, or decided. */
  signedBy: party,
  /** Who has signed already where a second one has to. */
  firstSignedBy: party.nullable(),
  reason: z.string(),
  fileId: id.nullable(),
  state: z.enum(decisionStates),
  stateReason: z.string(),
  recordedAt: instant,
  decidedAt: instant.nullable(),
})

export const readOrderCredit = endpoint({
  name: 'deliveries.readOrderCredit',
  summary: 'Who is credited with a purchase order, and through which channel, as it stands',
  method: 'GET',
  path: '/api/v1/purchase-orders/:purchaseOrderId/credit',
  access: 'signed-in',
  params: z.object({ purchaseOrderId: id }),
  response: z.object({
    purchaseOrderNumber: z.string(),
    cooperative: party,
    channel,
    units: z.array(party.extend({ shareBasisPoints: basisPoints })),
    helper: party.nullable(),
    /** Who else introduced the order, as its buyer confirmed before it: for the buyer to choose. */
    possibleHelpers: z.array(party),
    mayProposeHelper: z.boolean(),
    /** Whom the actor's organisation may propose to correct, and whether the channel. */
    mayProposeUnit: z.boolean(),
    mayProposeChannel: z.boolean(),
  }),
  errors: ['not_found'],
})

export const proposeCreditCorrection = endpoint({
  name: 'deliveries.proposeCreditCorrection',
  summary: 'Propose the right unit, helper or channel of an order; it counts once others sign',
  method: 'POST',
  path: '/api/v1/purchase-orders/:purchaseOrderId/credit-corrections',
  access: creditRoles,
  params: z.object({ purchaseOrderId: id }),
  body: z.object({
    /** A wrong helper is corrected on its own. */
    creditAs: creditAs.default('direct'),
    /** The wrong unit; needed where several are credited, and of a helper where there is one. */
    fromUnitId: id.nullable().default(null),
    /** The right unit; null where only the channel was wrong, or nobody introduced the order. */
    toUnitId: id.nullable().default(null),
    channel: channel.exclude(['other']).nullable().default(null),
    reason,
    /** Needed where the unit was wrong. */
    fileId: id.nullable().default(null),
  }),
  response: creditCorrection,
  status: 201,
  idempotent: true,
  errors: ['not_found', 'forbidden', 'nothing_changed', 'illegal_transition', 'correction_waiting'],
})

export const confirmCreditCorrection = endpoint({
  name: 'deliveries.confirmCreditCorrection',
  summary: 'Sign the right unit, helper or channel of an order; the last one posts it that day',
  method: 'POST',
  path: '/api/v1/credit-corrections/:correctionId/confirmation',
  access: creditRoles,
  params: correctionPath,
  response: creditCorrection,
  idempotent: true,
  errors: ['not_found', 'illegal_transition', 'same_person', 'other_side_decides'],
})

export const rejectCreditCorrection = endpoint({
  name: 'deliveries.rejectCreditCorrection',
  summary: 'Refuse to sign another unit, helper or channel of an order, with a reason',
  method: 'POST',
  path: '/api/v1/credit-corrections/:correctionId/rejection',
  access: creditRoles,
  params: correctionPath,
  body: z.object({ reason }),
  response: creditCorrection,
  idempotent: true,
  errors: ['not_found', 'illegal_transition', 'same_person', 'other_side_decides'],
})

export const listCreditCorrections = endpoint({
  name: 'deliveries.listCreditCorrections',
  summary: 'Corrections of units, helpers and channels the actor may see, latest first',
  method: 'GET',
  path: '/api/v1/credit-corrections',
  access: 'signed-in',
  query: cursorQuery.extend({
    state: z.enum(decisionStates).optional(),
    purchaseOrderId: id.optional(),
  }),
  response: cursorPage(creditCorrection),
})
