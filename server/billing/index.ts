export { type CreateInvoice, createInvoice } from './create-invoice.ts'
export { confirmPayment, rejectPayment } from './decide-payment.ts'
export { confirmRefund, rejectRefund } from './decide-refund.ts'
export { type MoneyOfLine, moneyByOrderLine } from './money-by-order-line.ts'
export { type RecordPayment, recordPayment } from './record-payment.ts'
export { type RecordRefund, recordRefund } from './record-refund.ts'
export { recordSettlements, type SettlementInput } from './record-settlements.ts'
export { reverseSettlement } from './reverse-settlement.ts'
export {
  type SettledHouseholds,
  type SettledQuestion,
  settledHouseholds,
} from './settlements.queries.ts'
