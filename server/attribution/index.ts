export type {
  Acceptance,
  AcceptedLine,
  AttributedLine,
  FactCause,
  PaidLine,
  Payment,
  VillageWeight,
} from './facts.ts'
export { ledgerEntry, lineTotals } from './find-entry.ts'
export { foldEntries } from './fold-entries.ts'
export { recordAcceptance, recordPayment } from './record-facts.ts'
export {
  type LedgerCheck,
  type LedgerFault,
  type Verification,
  verifyLedger,
} from './verify-ledger.ts'
