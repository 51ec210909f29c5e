import { verifyLedger } from '../attribution/index.ts'
import type { Database } from '../platform/db/transaction.ts'
import { firstRecordFault } from './record-faults.queries.ts'

/** What is wrong first, anywhere: in the ledger, or in the records it rests on. */
export interface RecordFault {
  check: string
  countyCode: string | null
  number: number | null
  detail: string
}

export interface RecordVerification {
  counties: number
  entries: number
  lines: number
  fault: RecordFault | null
}

/**
 * Recomputes the ledger of the counties whose code begins with `prefix`, then the records it
 * rests on: stock, origins of lots, and the totals of documents (§4.1, §5.3, §7.4).
 */
export async function verifyRecords(db: Database, prefix = ''): Promise<RecordVerification> {
  const ledger = await verifyLedger(db, prefix)
  if (ledger.fault !== null) return ledger
  return { ...ledger, fault: await firstRecordFault(db, prefix) }
}
