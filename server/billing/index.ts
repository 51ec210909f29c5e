export { addBankLines, type NewBankLine, ownBankAccount } from './bank/add-bank-lines.ts'
export { type BankLineInput, type KnownLine, knownLines } from './bank/known-lines.ts'
export { findBankReferenceFault } from './bank-references.ts'
export { findBenefitFault } from './benefit-faults.queries.ts'
export {
  type CreateCreditNote,
  createCreditNote,
  readCreditNoteDraft,
} from './create-credit-note.ts'
export { type CreateInvoice, createInvoice } from './create-invoice.ts'
export {
  findBalanceFault,
  findBankLineFault,
  findInvoicedSumFault,
  findInvoiceTotalFault,
  findJournalFault,
  findOpenInvoiceFault,
  findSetOffFault,
} from './faults.queries.ts'
export { foldPayments } from './fold-payments.ts'
export type { MoneyOfLine } from './invoices.queries.ts'
export { documentsByNumbers, type NumberedDocument } from './many-invoices.queries.ts'
export {
  enterInvoices,
  type OrderToBill,
  ordersToBill,
  type WholeInvoice,
} from './many-invoices.ts'
export type { OnlineDependencies } from './online/online-deps.ts'
export { onlineWork } from './online/online-work.ts'
export { dailyReconciliation } from './online/reconcile.ts'
export { workOnOnlinePayments } from './online/work-on-online-payments.ts'
export { findPaidInvoiceFault } from './paid-faults.queries.ts'
export { confirmPayment, type RecordPayment, recordPayment } from './pay-invoice.ts'
export { payerAccountsOf, selectPayers } from './payers.queries.ts'
export { findPaymentRunFault } from './paying/payment-run-faults.queries.ts'
export { type Transfer, transfersOf } from './paying/read-runs.ts'
export { reminderJob, remindOfMoneyDue } from './paying/remind-payers.ts'
export { publishBenefits } from './publish-benefits.ts'
export { readInvoiceDraft } from './read-invoice-draft.ts'
export { recordSettlements, type SettlementInput } from './record-settlements.ts'
export { confirmRefund, type RecordRefund, recordRefund } from './refund-payment.ts'
export { issueSlipsTo } from './slips/issue-slips.ts'
export { householdOfSlip } from './slips/read-slips.ts'
export { householdNames, keyOf as slipKeyOf } from './slips/slips.queries.ts'
export { mattersInBilling, waitingInBilling } from './waiting.queries.ts'
