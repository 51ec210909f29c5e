import { z } from 'zod'
import { endpoint } from '../endpoint.ts'
import { cursorPage, cursorQuery } from '../pagination.ts'
import { cooperativeRoles, fieldRoles, type Role } from '../roles.ts'
import { count, id, version } from '../scalars.ts'
import { code, line, text } from '../text.ts'
import { enteredGrams } from '../weight.ts'
import {
  goodsReturn,
  packingOrder,
  receipt,
  returnReason,
  shipment,
  shipmentState,
  shipmentSummary,
  weighedLine,
  weightSurplus,
} from './deliveries.schemas.ts'
import { decisionStates } from './two-sided-record.ts'

const receiving: readonly Role[] = ['receiver']
const managing: readonly Role[] = ['cooperative_manager']
const reason = text(500, 1)

export const listToPack = endpoint({
  name: 'deliveries.listToPack',
  summary: 'Confirmed purchase orders of the cooperative with packs left to ship, earliest first',
  method: 'GET',
  path: '/api/v1/deliveries/to-pack',
  access: cooperativeRoles,
  query: z.object({ purchaseOrderId: id.optional() }),
  response: z.object({ items: z.array(packingOrder) }),
})

export const prepareShipment = endpoint({
  name: 'deliveries.prepareShipment',
  summary: 'Pack a shipment of a confirmed purchase order; without lines, all that is left',
  method: 'POST',
  path: '/api/v1/purchase-orders/:purchaseOrderId/shipments',
  access: cooperativeRoles,
  params: z.object({ purchaseOrderId: id }),
  body: z.object({
    lines: z
      .array(z.object({ orderLineId: id, lotId: id.optional(), packs: count }))
      .min(1)
      .max(500)
      .optional(),
  }),
  response: shipment,
  status: 201,
  idempotent: true,
  errors: ['not_found', 'illegal_transition', 'nothing_left_to_ship'],
})

export const dispatchShipment = endpoint({
  name: 'deliveries.dispatchShipment',
  summary: 'Send a prepared shipment on its way',
  method: 'POST',
  path: '/api/v1/shipments/:shipmentId/dispatch',
  access: cooperativeRoles,
  params: z.object({ shipmentId: id }),
  body: z.object({
    carrier: line(100, 1),
    vehicle: line(50).default(''),
    driverPhone: code(20)
      .regex(/^(\+?[\d-]{5,20})?$/)
      .default(''),
    version,
  }),
  response: shipment,
  idempotent: true,
  errors: ['not_found', 'illegal_transition', 'stale_version'],
})

export const cancelShipment = endpoint({
  name: 'deliveries.cancelShipment',
  summary: 'Unpack a prepared shipment; other lots than the reserved ones go back to stock',
  method: 'POST',
  path: '/api/v1/shipments/:shipmentId/cancellation',
  access: cooperativeRoles,
  params: z.object({ shipmentId: id }),
  body: z.object({ version }),
  response: shipment,
  idempotent: true,
  errors: ['not_found', 'illegal_transition', 'stale_version'],
})

export const closeShort = endpoint({
  name: 'deliveries.closeShort',
  summary: 'Say that what was not shipped will not come; its stock goes back to the lots',
  method: 'POST',
  path: '/api/v1/purchase-orders/:purchaseOrderId/short-closure',
  access: managing,
  params: z.object({ purchaseOrderId: id }),
  body: z.object({ reason }),
  response: z.object({ purchaseOrderId: id, state: z.string() }),
  idempotent: true,
  errors: ['not_found', 'illegal_transition', 'nothing_left_to_ship'],
})

export const listShipments = endpoint({
  name: 'deliveries.listShipments',
  summary: 'Shipments the actor may see, latest first',
  method: 'GET',
  path: '/api/v1/shipments',
  access: 'signed-in',
  query: cursorQuery.extend({ state: shipmentState.optional(), purchaseOrderId: id.optional() }),
  response: cursorPage(shipmentSummary),
})

export const listOpenShipments = endpoint({
  name: 'deliveries.listOpenShipments',
  summary: 'Shipments that wait for the actor’s side, whole: to be received, or to be sent off',
  method: 'GET',
  path: '/api/v1/open-shipments',
  access: fieldRoles,
  query: cursorQuery,
  response: cursorPage(shipment),
})

export const getShipment = endpoint({
  name: 'deliveries.getShipment',
  summary: 'One shipment with its lines, lots and villages',
  method: 'GET',
  path: '/api/v1/shipments/:shipmentId',
  access: 'signed-in',
  params: z.object({ shipmentId: id }),
  response: shipment,
  errors: ['not_found'],
})

export const getShipmentByCode = endpoint({
  name: 'deliveries.getShipmentByCode',
  summary: 'The shipment behind the code on its delivery note',
  method: 'GET',
  path: '/api/v1/shipment-codes/:code',
  access: 'signed-in',
  params: z.object({ code: code(40, 4) }),
  response: shipment,
  errors: ['not_found'],
})

export const receiveShipment = endpoint({
  name: 'deliveries.receiveShipment',
  summary: 'Record what was weighed and accepted of a shipment, line by line; once and final',
  method: 'POST',
  path: '/api/v1/shipments/:shipmentId/receipt',
  access: receiving,
  params: z.object({ shipmentId: id }),
  body: z.object({
    note: text(1_000).default(''),
    /**
     * When it was weighed, by the clock of the device, if it is sent later (§6.2). A time before
     * the dispatch, to come, or more than seven days ago is not believed: then it is now.
     */
    weighedAt: z.iso.datetime({ offset: true }).max(40).optional(),
    lines: z.array(weighedLine).min(1).max(500),
  }),
  response: receipt,
  status: 201,
  idempotent: true,
  errors: ['not_found', 'illegal_transition', 'already_received', 'same_person'],
})

export const getReceipt = endpoint({
  name: 'deliveries.getReceipt',
  summary: 'One goods receipt: the weigh slip',
  method: 'GET',
  path: '/api/v1/goods-receipts/:receiptId',
  access: 'signed-in',
  params: z.object({ receiptId: id }),
  response: receipt,
  errors: ['not_found'],
})

export const recordReturn = endpoint({
  name: 'deliveries.recordReturn',
  summary: 'Ask to take accepted weight off a receipt; counts once the cooperative confirms',
  method: 'POST',
  path: '/api/v1/goods-receipts/:receiptId/returns',
  access: receiving,
  params: z.object({ receiptId: id }),
  body: z.object({
    reason: returnReason,
    note: text(1_000).default(''),
    lines: z
      .array(z.object({ receiptLineId: id, grams: enteredGrams.min(1) }))
      .min(1)
      .max(500),
  }),
  response: goodsReturn,
  status: 201,
  idempotent: true,
  errors: ['not_found'],
})

const returnPath = z.object({ returnId: id })

export const confirmReturn = endpoint({
  name: 'deliveries.confirmReturn',
  summary: 'Agree to a return; it is posted as negative entries on this day',
  method: 'POST',
  path: '/api/v1/goods-returns/:returnId/confirmation',
  access: managing,
  params: returnPath,
  response: goodsReturn,
  idempotent: true,
  errors: ['not_found', 'illegal_transition', 'same_person'],
})

export const rejectReturn = endpoint({
  name: 'deliveries.rejectReturn',
  summary: 'Refuse a return with a reason',
  method: 'POST',
  path: '/api/v1/goods-returns/:returnId/rejection',
  access: managing,
  params: returnPath,
  body: z.object({ reason }),
  response: goodsReturn,
  idempotent: true,
  errors: ['not_found', 'illegal_transition', 'same_person'],
})

export const listReturns = endpoint({
  name: 'deliveries.listReturns',
  summary: 'Returns the actor may see, latest first',
  method: 'GET',
  path: '/api/v1/goods-returns',
  access: 'signed-in',
  query: cursorQuery.extend({
    state: z.enum(decisionStates).optional(),
    purchaseOrderId: id.optional(),
    receiptId: id.optional(),
  }),
  response: cursorPage(goodsReturn),
})

const surplusPath = z.object({ surplusId: id })

export const confirmSurplus = endpoint({
  name: 'deliveries.confirmSurplus',
  summary: 'Sign what was accepted above the shipped weight; it counts from this day on (§6.5)',
  method: 'POST',
  path: '/api/v1/weight-surpluses/:surplusId/confirmation',
  access: managing,
  params: surplusPath,
  response: weightSurplus,
  idempotent: true,
  errors: ['not_found', 'illegal_transition', 'same_person'],
})

export const rejectSurplus = endpoint({
  name: 'deliveries.rejectSurplus',
  summary: 'Refuse to sign a surplus with a reason; the shipped weight is what counts',
  method: 'POST',
  path: '/api/v1/weight-surpluses/:surplusId/rejection',
  access: managing,
  params: surplusPath,
  body: z.object({ reason }),
  response: weightSurplus,
  idempotent: true,
  errors: ['not_found', 'illegal_transition', 'same_person'],
})

export const listSurpluses = endpoint({
  name: 'deliveries.listSurpluses',
  summary: 'Weight surpluses the actor may see, latest first',
  method: 'GET',
  path: '/api/v1/weight-surpluses',
  access: 'signed-in',
  query: cursorQuery.extend({ state: z.enum(decisionStates).optional(), receiptId: id.optional() }),
  response: cursorPage(weightSurplus),
})
