export { type CreateInvoice, createInvoice } from './create-invoice.ts'
export { confirmPayment } from './decide-payment.ts'
export { confirmRefund } from './decide-refund.ts'
export { findInvoiceTotalFault } from './faults.queries.ts'
export type { MoneyOfLine } from './money-by-order-line.ts'
export { type RecordPayment, recordPayment } from './record-payment.ts'
export { type RecordRefund, recordRefund } from './record-refund.ts'
export { recordSettlements, type SettlementInput } from './record-settlements.ts'

export {
  type SettledHouseholds,
  type SettledQuestion,
  settledHouseholds,
} from './settlements.queries.ts'
