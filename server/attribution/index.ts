export {
  closedPeriods,
  closePeriod,
  lockChain,
  monthOfLedger,
  monthsOfCounty,
  nextMonthToClose,
} from './close-month.ts'
export { correctCredit, creditOfOrder } from './correct-credit.ts'
export { disallowLines } from './disallow-lines.ts'
export type {
  Acceptance,
  AcceptedLine,
  AttributedLine,
  FactCause,
  OrderCredit,
  PaidLine,
  Payment,
  VillageWeight,
} from './facts.ts'
export { backAfterCloseOf, ledgerEntries, ledgerEntry, lineTotals } from './find-entry.ts'
export { foldEntries } from './fold-entries.ts'
export { keepUnitSet, keepUnitSets } from './keep-unit-sets.ts'
export { firstLedgerYear, moveOpening, takenYears } from './opening-years.ts'
export type { ClosedPeriod } from './posting.queries.ts'
export { recordAcceptance, recordPayment } from './record-facts.ts'
export { ledgerCounties } from './verify.queries.ts'
export {
  findSharedFault,
  type LedgerCheck,
  type LedgerFault,
  nothingVerified,
  type Verification,
  verifyCounty,
  verifyLedger,
  withCounty,
} from './verify-ledger.ts'
