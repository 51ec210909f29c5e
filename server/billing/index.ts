export { type CreateInvoice, createInvoice } from './create-invoice.ts'
export { findInvoiceTotalFault } from './faults.queries.ts'
export type { MoneyOfLine } from './invoices.queries.ts'
export { confirmPayment, type RecordPayment, recordPayment } from './pay-invoice.ts'
export { recordSettlements, type SettlementInput } from './record-settlements.ts'
export { confirmRefund, type RecordRefund, recordRefund } from './refund-payment.ts'

export {
  type SettledHouseholds,
  type SettledQuestion,
  settledHouseholds,
} from './settlements.queries.ts'
