export { type OrderParties, requireSide, sideOf } from './deliveries.policy.ts'
export { type DispatchShipment, dispatchShipment } from './dispatch-shipment.ts'
export {
  findAcceptanceFault,
  findCreditCorrectionFault,
  findReceiptFactFault,
  findShipmentVillagesFault,
  findStockFault,
} from './faults.queries.ts'
export { cooperatives, deciders, makers, purchaseOrders, units } from './joined-views.ts'
export {
  type AcceptedOfLot,
  type AcceptedVillage,
  acceptedByLot,
  acceptedByVillage,
  firstReceiptDays,
  ordersOfLots,
  receiptsOf,
  returnsOf,
  shipmentsOf,
  shippedByOrderLine,
} from './order-papers.queries.ts'
export { orderProgress } from './order-progress.ts'
export { type PrepareShipment, prepareShipment } from './prepare-shipment.ts'
export { type AcceptedLine, acceptedByOrderLine } from './receipts.queries.ts'
export { type ReceiveShipment, receiveShipment } from './receive-shipment.ts'
export { confirmReturn, type RecordReturn, recordReturn } from './return-goods.ts'
export {
  auditDecisions,
  decide,
  lockUndecided,
  publishRecorded,
  recordedNow,
  type TwoSidedKind,
  type WithdrawableKind,
  withdraw,
} from './two-sided-record.ts'
export { mattersInDeliveries, waitingInDeliveries } from './waiting.queries.ts'
