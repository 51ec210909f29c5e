import { z } from 'zod'
import type { Role } from '../roles.ts'

/** 采购申请: what a canteen submits and its approver signs. */
export const requisitionStates = ['submitted', 'placed', 'rejected', 'withdrawn'] as const
export const requisitionState = z.enum(requisitionStates)
export type RequisitionState = z.infer<typeof requisitionState>

/** 采购订单: the part of a requisition that one cooperative fulfils. */
export const purchaseOrderStates = [
  'placed',
  'confirmed',
  'declined',
  'cancelled',
  'shipped',
  'received',
] as const
export const purchaseOrderState = z.enum(purchaseOrderStates)
export type PurchaseOrderState = z.infer<typeof purchaseOrderState>

interface Transition<State> {
  from: readonly State[]
  to: State
  roles: readonly Role[]
}

/** What may be done with a requisition, from where to where, and by whom (§5.4). */
export const requisitionTransitions = {
  approve: { from: ['submitted'], to: 'placed', roles: ['approver'] },
  reject: { from: ['submitted'], to: 'rejected', roles: ['approver'] },
  strike: { from: ['submitted'], to: 'submitted', roles: ['approver'] },
  withdraw: { from: ['submitted'], to: 'withdrawn', roles: ['buyer'] },
} as const satisfies Record<string, Transition<RequisitionState>>

export type RequisitionAct = keyof typeof requisitionTransitions

/**
 * What may be done with a purchase order (§6.1). Shipping follows from a shipment that leaves,
 * receiving from its goods receipt; nobody presses them here. A confirmed order is not cancelled:
 * the cooperative has begun to pack.
 */
export const purchaseOrderTransitions = {
  confirm: { from: ['placed'], to: 'confirmed', roles: ['cooperative_manager'] },
  decline: { from: ['placed'], to: 'declined', roles: ['cooperative_manager'] },
  cancel: { from: ['placed'], to: 'cancelled', roles: ['buyer', 'approver'] },
  ship: {
    from: ['confirmed', 'shipped'],
    to: 'shipped',
    roles: ['cooperative_manager', 'cooperative_packer'],
  },
  receive: { from: ['shipped'], to: 'received', roles: ['receiver'] },
} as const satisfies Record<string, Transition<PurchaseOrderState>>

export type PurchaseOrderAct = keyof typeof purchaseOrderTransitions

/**
 * The states of an order that an invoice can be entered for (§7.4): goods have left. Whether some
 * were received, its receipts tell.
 */
const invoiceableStates: readonly PurchaseOrderState[] = [
  purchaseOrderTransitions.ship.to,
  purchaseOrderTransitions.receive.to,
]

/** Whether an order in this state may be invoiced at all (§7.4). */
export function mayBeInvoiced(state: PurchaseOrderState): boolean {
  return invoiceableStates.includes(state)
}

/** Whether a requisition in this state may be corrected and handed in again. */
export function mayBeCorrected(state: RequisitionState): boolean {
  return state === 'rejected' || state === 'withdrawn'
}

/** Whether a requisition in this state allows the act. */
export function requisitionAllows(act: RequisitionAct, state: RequisitionState): boolean {
  return allows(requisitionTransitions[act], state)
}

/** Whether a purchase order in this state allows the act. */
export function purchaseOrderAllows(act: PurchaseOrderAct, state: PurchaseOrderState): boolean {
  return allows(purchaseOrderTransitions[act], state)
}

function allows<State>(transition: Transition<State>, state: State): boolean {
  return transition.from.includes(state)
}
