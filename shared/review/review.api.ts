import { z } from 'zod'
import { endpoint } from '../endpoint.ts'
import { cursorPage, cursorQuery } from '../pagination.ts'
import { flagParties, overseers } from '../roles.ts'
import { day, divisionCode, id, instant, month, villageCode } from '../scalars.ts'
import { text } from '../text.ts'
import { checkRule, evidence } from './evidence.ts'
import { flagActs, flagStates } from './flag-states.ts'

const reason = text(500, 1)
const party = z.object({ id, name: z.string() })
const flagPath = z.object({ flagId: id })

const flagSummary = z.object({
  id,
  rule: checkRule,
  state: z.enum(flagStates),
  cooperative: party,
  unit: party,
  /** The month it is about. */
  month,
  /** The first goods concerned, by name. */
  goods: z.string(),
  /** What the flagged goods come to. */
  cents: z.int(),
  openedAt: instant,
})

const flaggedLine = z.object({
  orderLineId: id,
  purchaseOrderId: id,
  orderNumber: z.string(),
  orderedOn: z.string(),
  productName: z.string(),
  amountCents: z.int(),
  /** What the ledger counts of it now. */
  recognisedCents: z.int(),
  recognisedGrams: z.int(),
  isDisallowed: z.boolean(),
})

/** What one may do about a flag as it stands. */
export const ownFlagActs = [...flagActs, 'state'] as const

const flag = flagSummary.extend({
  supervisingCountyCode: z.string(),
  villages: z.array(z.object({ code: z.string(), name: z.string() })),
  evidence,
  lines: z.array(flaggedLine),
  decisions: z.array(
    z.object({
      act: z.enum(flagActs),
      reason: z.string(),
      /** Null for the parties: who raised or decided a flag is not their business. */
      decidedBy: z.string().nullable(),
      decidedAt: instant,
      orderLineIds: z.array(id),
    }),
  ),
  statements: z.array(
    z.object({ party, statement: z.string(), fileId: id.nullable(), statedAt: instant }),
  ),
  acts: z.array(z.enum(ownFlagActs)),
})

export const listFlags = endpoint({
  name: 'review.listFlags',
  summary: 'Flags of the actor’s area, or those that were upheld of the actor’s own, latest first',
  method: 'GET',
  path: '/api/v1/flags',
  access: [...overseers, ...flagParties],
  query: cursorQuery.extend({
    rule: checkRule.optional(),
    state: z.enum([...flagStates, 'waiting']).optional(),
    villageCode: villageCode.optional(),
    cooperativeId: id.optional(),
    unitId: id.optional(),
    month: month.optional(),
  }),
  response: cursorPage(flagSummary),
})

export const readFlag = endpoint({
  name: 'review.readFlag',
  summary: 'A flag with its evidence as it stood, the lines concerned, and what was decided',
  method: 'GET',
  path: '/api/v1/flags/:flagId',
  access: [...overseers, ...flagParties],
  params: flagPath,
  response: flag,
  errors: ['not_found'],
})

export const clearFlag = endpoint({
  name: 'review.clearFlag',
  summary: 'Clear a flag with a reason: final for this evidence',
  method: 'POST',
  path: '/api/v1/flags/:flagId/clearance',
  access: overseers,
  params: flagPath,
  body: z.object({ reason }),
  response: flag,
  idempotent: true,
  errors: ['not_found', 'illegal_transition'],
})

export const upholdFlag = endpoint({
  name: 'review.upholdFlag',
  summary: 'Uphold a flag: with lines to reverse it waits for a second person, without it stands',
  method: 'POST',
  path: '/api/v1/flags/:flagId/upholding',
  access: overseers,
  params: flagPath,
  body: z.object({ reason, orderLineIds: z.array(id).max(200) }),
  response: flag,
  idempotent: true,
  errors: ['not_found', 'illegal_transition'],
})

export const confirmFlag = endpoint({
  name: 'review.confirmFlag',
  summary: 'Confirm as a second person that a flag is upheld: its lines are reversed on this day',
  method: 'POST',
  path: '/api/v1/flags/:flagId/confirmation',
  access: overseers,
  params: flagPath,
  response: flag,
  idempotent: true,
  errors: ['not_found', 'illegal_transition', 'same_person'],
})

export const refuseFlag = endpoint({
  name: 'review.refuseFlag',
  summary: 'Refuse as a second person to uphold a flag, with a reason: it is open again',
  method: 'POST',
  path: '/api/v1/flags/:flagId/refusal',
  access: overseers,
  params: flagPath,
  body: z.object({ reason }),
  response: flag,
  idempotent: true,
  errors: ['not_found', 'illegal_transition', 'same_person'],
})

export const stateOnFlag = endpoint({
  name: 'review.stateOnFlag',
  summary: 'A party states its side of a flag that was upheld, once',
  method: 'POST',
  path: '/api/v1/flags/:flagId/statements',
  access: flagParties,
  params: flagPath,
  body: z.object({ statement: text(2_000, 1), fileId: id.nullable().default(null) }),
  response: flag,
  status: 201,
  idempotent: true,
  errors: ['not_found', 'nothing_changed'],
})

const checkRun = z.object({
  id,
  /** Null: the nation. */
  place: z.object({ code: divisionCode, name: z.string() }).nullable(),
  fromDay: day,
  toDay: day,
  ordersTotal: z.int(),
  ordersChecked: z.int(),
  flagsOpened: z.int(),
  requestedBy: z.string(),
  requestedAt: instant,
  finishedAt: instant.nullable(),
})
const checkRuns = z.object({ items: z.array(checkRun) })

export const listCheckRuns = endpoint({
  name: 'review.listCheckRuns',
  summary: 'The latest checks of what was entered before that touch the actor’s area',
  method: 'GET',
  path: '/api/v1/check-runs',
  access: overseers,
  response: checkRuns,
})

export const startCheckRun = endpoint({
  name: 'review.startCheckRun',
  summary: 'Check the orders of a place and a range of days again, in the background',
  method: 'POST',
  path: '/api/v1/check-runs',
  access: ['platform_admin'],
  body: z.object({
    /** A province, city or county; '' for the nation. */
    divisionCode: z.union([z.literal(''), divisionCode.max(6)]),
    fromDay: day,
    toDay: day,
  }),
  response: checkRuns,
  status: 201,
  idempotent: true,
  errors: ['validation_failed'],
})

/** By what rates of flags are grouped. */
export const rateGroups = ['rule', 'cooperative', 'unit'] as const

export const listFlagRates = endpoint({
  name: 'review.listFlagRates',
  summary: 'Flags of the actor’s area that were opened in months, and what became of them',
  method: 'GET',
  path: '/api/v1/flag-rates',
  access: overseers,
  query: z.object({
    by: z.enum(rateGroups),
    from: month,
    to: month,
    rule: checkRule.optional(),
  }),
  response: z.object({
    items: z.array(
      z.object({
        /** A rule, or the id of an organisation. */
        key: z.string(),
        /** Of an organisation; '' of a rule. */
        name: z.string(),
        opened: z.int(),
        waiting: z.int(),
        cleared: z.int(),
        upheld: z.int(),
        upheldCents: z.int(),
      }),
    ),
    hasMore: z.boolean(),
  }),
})
