export { type OrderParties, visible } from './deliveries.policy.ts'
export { type DispatchShipment, dispatchShipment } from './dispatch-shipment.ts'
export {
  findReceiptFactFault,
  findShipmentVillagesFault,
  findStockFault,
} from './faults.queries.ts'
export {
  type AcceptedVillage,
  acceptedByVillage,
  orderProgress,
  receiptsOf,
  returnsOf,
  shipmentsOf,
  shippedByOrderLine,
} from './order-papers.queries.ts'
export { type PrepareShipment, prepareShipment } from './prepare-shipment.ts'
export { type AcceptedLine, acceptedByOrderLine } from './receipts.queries.ts'
export { type ReceiveShipment, receiveShipment } from './receive-shipment.ts'
export { type RecordReturn, recordReturn } from './record-return.ts'
