export { closeMonth, prepareClosing } from './close-month.ts'
export { type MonthKey, waitingInReports } from './closing.queries.ts'
export { selectEntryTotal } from './entry-totals.queries.ts'
export { heldUnits, includesUnits } from './held-units.ts'
export { type LedgerLine, type LedgerSort, selectEntries } from './ledger.queries.ts'
export type { EntryFilter } from './ledger-filter.queries.ts'
export { cursorOf as ledgerCursorOf, ledgerRowView } from './ledger-view.ts'
export { type BriefingFigures, briefingFigures } from './read-briefing.ts'
export { requireStatement, statementOf } from './read-closing.ts'
export { type EntryEvidence, evidenceOf, selectFew } from './read-evidence.ts'
export { resolveLedger } from './read-ledger.ts'
export { reserveRowsOf } from './read-reserve.ts'
export { targetProgressOf } from './read-target-progress.ts'
export type { UnitMonths } from './scope.ts'
export {
  giveUpVerifications,
  requestVerification,
  runVerification,
  verificationJobs,
  verificationListeners,
} from './verifications.ts'
