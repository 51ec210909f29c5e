import { verifyLedger } from '../attribution/index.ts'
import { findInvoiceTotalFault } from '../billing/index.ts'
import { findLotVillagesFault } from '../catalogue/index.ts'
import {
  findReceiptFactFault,
  findShipmentVillagesFault,
  findStockFault,
} from '../deliveries/index.ts'
import { findBudgetFault, findOrderTotalFault } from '../orders/index.ts'
import type { Database, Reader } from '../platform/db/transaction.ts'
import type { RecordFault } from '../platform/record-fault.ts'

/** What is wrong, in the ledger or in the records it rests on; `number` is a ledger entry's. */
export interface Fault {
  check: string
  countyCode: string
  number: number | null
  detail: string
}

export interface RecordVerification {
  counties: number
  entries: number
  lines: number
  /** The first fault in the order of the checks. */
  fault: Fault | null
}

type Check = (reader: Reader, prefix: string) => Promise<RecordFault | undefined>

/** The checks of records below the ledger, each its own domain's, in the order they are made. */
const checks: Record<string, Check> = {
  stock: findStockFault,
  lot_villages: findLotVillagesFault,
  shipment_villages: findShipmentVillagesFault,
  order_total: findOrderTotalFault,
  budget: findBudgetFault,
  invoice_total: findInvoiceTotalFault,
  receipt_fact: findReceiptFactFault,
}

/**
 * Recomputes the ledger of the counties whose code begins with `prefix`, then the records it
 * rests on: stock, origins of lots, and the totals of documents (§4.1, §5.3, §7.4). All is read
 * out of one snapshot, beside running business.
 */
export function verifyRecords(db: Database, prefix = ''): Promise<RecordVerification> {
  return db.transaction(
    async (tx) => {
      const ledger = await verifyLedger(tx, prefix)
      if (ledger.fault !== null) return ledger
      const [fault] = await findRecordFaults(tx, prefix)
      return { ...ledger, fault: fault ?? null }
    },
    { isolationLevel: 'repeatable read', accessMode: 'read only' },
  )
}

/** Each record check's first fault in the counties whose code begins with `prefix`. */
export async function findRecordFaults(reader: Reader, prefix = ''): Promise<Fault[]> {
  const faults: Fault[] = []
  for (const [check, find] of Object.entries(checks)) {
    const fault = await find(reader, prefix)
    if (fault !== undefined) faults.push({ check, number: null, ...fault })
  }
  return faults
}
