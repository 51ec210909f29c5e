import { z } from 'zod'
import { endpoint } from '../endpoint.ts'
import { cursorPage, cursorQuery } from '../pagination.ts'
import { cooperativeRoles, type Role, unitRoles } from '../roles.ts'
import { day, id, version } from '../scalars.ts'
import { line, text } from '../text.ts'
import { purchaseOrderState, requisitionState } from './order-states.ts'
import {
  askedLines,
  placement,
  purchaseOrder,
  purchaseOrderSummary,
  quote,
  requisition,
  requisitionSummary,
} from './orders.schemas.ts'

const buying: readonly Role[] = ['buyer']
const signing: readonly Role[] = ['approver']
const selling: readonly Role[] = ['cooperative_manager']
const onlookers: readonly Role[] = ['official', 'group_coordinator', 'platform_admin']
const unitSide: readonly Role[] = [...unitRoles, ...onlookers]
const bothSides: readonly Role[] = [...unitSide, ...cooperativeRoles]
const reason = text(500, 2)
const idParams = z.object({ id })

const requestBody = z.object({
  channelId: id,
  neededOn: day,
  lines: askedLines,
})

export const quoteRequisition = endpoint({
  name: 'orders.quoteRequisition',
  summary: 'What an order would cost, how it splits, and why it would be refused; nothing is kept',
  method: 'POST',
  path: '/api/v1/requisitions/quote',
  access: unitRoles,
  body: requestBody,
  response: quote,
})

export const placeRequisition = endpoint({
  name: 'orders.placeRequisition',
  summary: 'Place an order, or hand it in for a signature where it is above the free limit',
  method: 'POST',
  path: '/api/v1/requisitions',
  access: buying,
  body: requestBody.extend({
    note: text(1_000).default(''),
    /** The rejected or withdrawn requisition that it replaces. */
    correctsId: id.nullable().default(null),
  }),
  response: placement,
  status: 201,
  idempotent: true,
  errors: [
    'validation_failed',
    'budget_exceeded',
    'offers_changed',
    'not_found',
    'illegal_transition',
    'already_corrected',
  ],
})

/** The orders of the list of requisitions; a minus is the other way round. */
export const requisitionSorts = [
  'requestedAt',
  '-requestedAt',
  'neededOn',
  '-neededOn',
  'amount',
  '-amount',
] as const

export const listRequisitions = endpoint({
  name: 'orders.listRequisitions',
  summary: 'Requisitions of the unit, or of the units an official or group may see',
  method: 'GET',
  path: '/api/v1/requisitions',
  access: unitSide,
  query: cursorQuery.extend({
    state: requisitionState.optional(),
    search: line(60).optional(),
    from: day.optional(),
    to: day.optional(),
    sort: z.enum(requisitionSorts).default('-requestedAt'),
  }),
  response: cursorPage(requisitionSummary),
})

export const readRequisition = endpoint({
  name: 'orders.readRequisition',
  summary: 'One requisition with its purchase orders and, for the unit, the budget left',
  method: 'GET',
  path: '/api/v1/requisitions/:id',
  access: unitSide,
  params: idParams,
  response: requisition,
  errors: ['not_found'],
})

export const approveRequisition = endpoint({
  name: 'orders.approveRequisition',
  summary: 'Sign a requisition: everything is checked again and the order is placed',
  method: 'POST',
  path: '/api/v1/requisitions/:id/approve',
  access: signing,
  params: idParams,
  body: z.object({ version }),
  response: placement,
  idempotent: true,
  errors: [
    'not_found',
    'stale_version',
    'illegal_transition',
    'own_requisition',
    'above_approver_limit',
    'budget_exceeded',
    'offers_changed',
    'validation_failed',
  ],
})

export const rejectRequisition = endpoint({
  name: 'orders.rejectRequisition',
  summary: 'Refuse to sign a requisition, with the reason',
  method: 'POST',
  path: '/api/v1/requisitions/:id/reject',
  access: signing,
  params: idParams,
  body: z.object({ reason }),
  response: requisition,
  idempotent: true,
  errors: ['not_found', 'illegal_transition', 'own_requisition'],
})

export const withdrawRequisition = endpoint({
  name: 'orders.withdrawRequisition',
  summary: 'Take back a requisition that nobody has signed yet',
  method: 'POST',
  path: '/api/v1/requisitions/:id/withdraw',
  access: buying,
  params: idParams,
  response: requisition,
  idempotent: true,
  errors: ['not_found', 'illegal_transition', 'forbidden'],
})

/** The orders of the list of purchase orders; a minus is the other way round. */
export const purchaseOrderSorts = [
  'placedAt',
  '-placedAt',
  'neededOn',
  '-neededOn',
  'amount',
  '-amount',
] as const

export const listPurchaseOrders = endpoint({
  name: 'orders.listPurchaseOrders',
  summary: 'Purchase orders of the unit, of the cooperative, or of the area an official sees',
  method: 'GET',
  path: '/api/v1/purchase-orders',
  access: bothSides,
  query: cursorQuery.extend({
    state: z.union([purchaseOrderState, z.array(purchaseOrderState).max(20)]).optional(),
    requisitionId: id.optional(),
    unitId: id.optional(),
    cooperativeId: id.optional(),
    search: line(60).optional(),
    from: day.optional(),
    to: day.optional(),
    neededUntil: day.optional(),
    sort: z.enum(purchaseOrderSorts).default('-placedAt'),
  }),
  response: cursorPage(purchaseOrderSummary),
})

export const readPurchaseOrder = endpoint({
  name: 'orders.readPurchaseOrder',
  summary: 'One purchase order with its lines and what happened to it when',
  method: 'GET',
  path: '/api/v1/purchase-orders/:id',
  access: bothSides,
  params: idParams,
  response: purchaseOrder,
  errors: ['not_found'],
})

export const confirmPurchaseOrder = endpoint({
  name: 'orders.confirmPurchaseOrder',
  summary: 'Undertake to deliver a purchase order (§6.1)',
  method: 'POST',
  path: '/api/v1/purchase-orders/:id/confirm',
  access: selling,
  params: idParams,
  response: purchaseOrder,
  idempotent: true,
  errors: ['not_found', 'illegal_transition'],
})

export const declinePurchaseOrder = endpoint({
  name: 'orders.declinePurchaseOrder',
  summary: 'Refuse a purchase order, with the reason; stock and budget return',
  method: 'POST',
  path: '/api/v1/purchase-orders/:id/decline',
  access: selling,
  params: idParams,
  body: z.object({ reason }),
  response: purchaseOrder,
  idempotent: true,
  errors: ['not_found', 'illegal_transition'],
})

export const cancelPurchaseOrder = endpoint({
  name: 'orders.cancelPurchaseOrder',
  summary: 'Cancel a purchase order nobody has confirmed; stock and budget return',
  method: 'POST',
  path: '/api/v1/purchase-orders/:id/cancel',
  access: ['buyer', 'approver'],
  params: idParams,
  body: z.object({ reason }),
  response: purchaseOrder,
  idempotent: true,
  errors: ['not_found', 'illegal_transition'],
})
