export { markReceived, markShipped } from './move-purchase-order.ts'
export {
  linesForAttribution,
  lockPurchaseOrder,
  type OrderLineRow,
  orderLinesOf,
  type PurchaseOrderRow,
  purchaseOrderById,
} from './purchase-orders.queries.ts'
