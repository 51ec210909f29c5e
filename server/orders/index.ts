export { approveRequisition } from './approve-requisition.ts'
export { confirmPurchaseOrder } from './decide-purchase-order.ts'
export { findOrderTotalFault } from './faults.queries.ts'
export { markReceived, markShipped } from './move-purchase-order.ts'
export { placeRequisition } from './place-requisition.ts'
export type { PlacingDependencies } from './placing-ground.ts'
export { noMemory } from './placing-memory.ts'
export {
  linesForAttribution,
  lockPurchaseOrder,
  type OrderLineRow,
  orderLinesOf,
  type PurchaseOrderRow,
  purchaseOrderById,
  purchaseOrdersByIds,
} from './purchase-orders.queries.ts'
export { setApprovalLimits, setBudget } from './set-order-settings.ts'
