export {
  type EntryFilter,
  type LedgerLine,
  selectEntries,
  selectEntryTotal,
} from './ledger.queries.ts'
export { resolveEntryFilter } from './read-ledger.ts'
export { giveUpVerifications, verificationJobs, verificationListeners } from './verifications.ts'
