import { z } from 'zod'
import { endpoint } from '../endpoint.ts'
import { cursorPage, cursorQuery } from '../pagination.ts'
import type { Role } from '../roles.ts'
import { day, id, villageCode } from '../scalars.ts'
import { line, text } from '../text.ts'
import {
  lotSettlementSuggestion,
  settlement,
  settlementEntry,
  settlementSuggestion,
} from './settlements.schemas.ts'

const selling: readonly Role[] = ['cooperative_manager']

export const suggestSettlements = endpoint({
  name: 'billing.suggestSettlements',
  summary: 'What was paid for an order, by the villages of its goods, beside what was settled',
  method: 'GET',
  path: '/api/v1/purchase-orders/:purchaseOrderId/settlement-suggestion',
  access: selling,
  params: z.object({ purchaseOrderId: id }),
  response: settlementSuggestion,
  errors: ['not_found'],
})

export const suggestLotSettlements = endpoint({
  name: 'billing.suggestLotSettlements',
  summary: 'What was paid for the goods of a lot, over all its orders, beside what was settled',
  method: 'GET',
  path: '/api/v1/lots/:lotId/settlement-suggestion',
  access: selling,
  params: z.object({ lotId: id }),
  response: lotSettlementSuggestion,
  errors: ['not_found'],
})

export const recordSettlements = endpoint({
  name: 'billing.recordSettlements',
  summary: 'Record what was paid on to households and village collectives',
  method: 'POST',
  path: '/api/v1/settlements',
  access: selling,
  body: z.object({
    purchaseOrderId: id.nullable().default(null),
    /** Split over the orders that the lot went into, oldest first; or of the one named order. */
    lotId: id.nullable().default(null),
    rows: z.array(settlementEntry).min(1).max(500),
  }),
  response: z.object({ items: z.array(settlement) }),
  status: 201,
  idempotent: true,
  errors: ['not_found'],
})

export const reverseSettlement = endpoint({
  name: 'billing.reverseSettlement',
  summary: 'Take a wrong settlement back by an opposite row, with a reason',
  method: 'POST',
  path: '/api/v1/settlements/:settlementId/reversal',
  access: selling,
  params: z.object({ settlementId: id }),
  body: z.object({ reason: text(500, 1) }),
  response: settlement,
  status: 201,
  idempotent: true,
  errors: ['not_found', 'illegal_transition'],
})

export const listSettlements = endpoint({
  name: 'billing.listSettlements',
  summary: 'Settlements the actor may see, latest first',
  method: 'GET',
  path: '/api/v1/settlements',
  access: 'signed-in',
  query: cursorQuery.extend({
    purchaseOrderId: id.optional(),
    lotId: id.optional(),
    villageCode: villageCode.optional(),
    /** Settled from and to this day, both included. */
    from: day.optional(),
    to: day.optional(),
    /** Only what waits for the county, which names no order. */
    waiting: z.enum(['true', 'false']).default('false'),
  }),
  response: cursorPage(settlement),
})

export const decideSettlements = endpoint({
  name: 'billing.decideSettlements',
  summary: 'Confirm with a document, or reject with a reason, settlements that name no order',
  method: 'POST',
  path: '/api/v1/settlement-decisions',
  access: ['official'],
  body: z.object({
    settlementIds: z.array(id).min(1).max(500),
    decision: z.discriminatedUnion('state', [
      z.object({
        state: z.literal('confirmed'),
        document: z.object({ name: line(200, 2), fileId: id }),
      }),
      z.object({ state: z.literal('rejected'), reason: text(500, 1) }),
    ]),
  }),
  response: z.object({ items: z.array(settlement) }),
  idempotent: true,
  errors: ['not_found', 'illegal_transition', 'same_person'],
})
