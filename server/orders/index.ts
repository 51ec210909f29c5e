export { confirmPurchaseOrder } from './decide-purchase-order.ts'
export {
  findBudgetFault,
  findOrderCreditFault,
  findOrderTotalFault,
  findRequisitionCountyFault,
} from './faults.queries.ts'
export { markReceived, markShipped } from './move-purchase-order.ts'
export {
  orderLinesPublished,
  purchaseOrdersPublished,
  requisitionsPublished,
} from './orders.tables.ts'
export { hasOrdersWith } from './orders-between.queries.ts'
export { ordersOfPairings } from './orders-of-pairings.queries.ts'
export { approveRequisition, placeRequisition } from './place-requisition.ts'
export {
  attributedLines,
  countOrdersPlaced,
  linesOfOrders,
  lockPurchaseOrder,
  lockPurchaseOrders,
  type OrderLineRow,
  orderLinesOf,
  ordersPlaced,
  type PurchaseOrderRow,
  purchaseOrderById,
  purchaseOrdersByIds,
  releaseBudget,
  tradeOfPairs,
} from './purchase-orders.queries.ts'
export { beginBudgets, removeBudgets, setApprovalLimits, setBudget } from './set-order-settings.ts'
export { visibleOrders, visibleRows } from './visible-orders.queries.ts'
export { waitingInOrders } from './waiting.queries.ts'
