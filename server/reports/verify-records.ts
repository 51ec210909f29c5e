import {
  findSharedFault,
  ledgerCounties,
  nothingVerified,
  verifyCounty,
  withCounty,
} from '../attribution/index.ts'
import {
  findBalanceFault,
  findBankLineFault,
  findBankReferenceFault,
  findBenefitFault,
  findInvoicedSumFault,
  findInvoiceTotalFault,
  findJournalFault,
  findOpenInvoiceFault,
  findPaidInvoiceFault,
  findPaymentRunFault,
  findSetOffFault,
} from '../billing/index.ts'
import {
  findLotVillagesFault,
  findProductDocumentFault,
  findShelfCountFault,
} from '../catalogue/index.ts'
import {
  findAcceptanceFault,
  findCreditCorrectionFault,
  findReceiptFactFault,
  findShipmentVillagesFault,
  findStockFault,
} from '../deliveries/index.ts'
import {
  findBudgetFault,
  findOrderCreditFault,
  findOrderTotalFault,
  findRequisitionCountyFault,
} from '../orders/index.ts'
import { findBrokenSeal } from '../platform/db/seals.ts'
import type { Database, Reader } from '../platform/db/transaction.ts'
import type { RecordFault } from '../platform/record-fault.ts'
import { findPointsFault } from '../points/index.ts'
import { findFlagFault, findOpeningFault, findOutsideFault } from '../review/index.ts'
import { findLogFault } from '../transparency/index.ts'
import { findStageFault } from './faults.queries.ts'
import { findStatementFault } from './statement-faults.ts'

/** A fault of the ledger or of the records under it; `number` is a ledger entry's. */
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
  product_document: findProductDocumentFault,
  shelf_count: findShelfCountFault,
  shipment_villages: findShipmentVillagesFault,
  order_total: findOrderTotalFault,
  order_credit: findOrderCreditFault,
  budget: findBudgetFault,
  requisition_county: findRequisitionCountyFault,
  invoice_total: findInvoiceTotalFault,
  receipt_fact: findReceiptFactFault,
  acceptance: findAcceptanceFault,
  credit_correction: findCreditCorrectionFault,
  invoiced_sum: findInvoicedSumFault,
  open_invoice: findOpenInvoiceFault,
  paid_invoice: findPaidInvoiceFault,
  journal: findJournalFault,
  set_off: findSetOffFault,
  bank_reference: findBankReferenceFault,
  account_balance: findBalanceFault,
  bank_line: findBankLineFault,
  payment_run: findPaymentRunFault,
  flag: findFlagFault,
  outside: findOutsideFault,
  opening: findOpeningFault,
  stage: findStageFault,
  benefit: findBenefitFault,
  points: findPointsFault,
  statement: findStatementFault,
}

export const recordChecks = [...Object.keys(checks), 'seal']

/** The progress of a verification, by counties. */
export type OnProgress = (soFar: {
  verified: RecordVerification
  countiesTotal: number
}) => Promise<void>

/**
 * Recomputes the ledger of the counties whose code begins with `prefix`, then the records it
 * rests on: stock, origins of lots, and the totals of documents (§4.1, §5.3, §7.4), and for the
 * whole nation the log of its entries (§4.5) and the seals of everything that is only added to.
 * Each county is read out of a snapshot of its own, beside running business: memory does not grow
 * with the ledger, and no snapshot grows old.
 */
export async function verifyRecords(
  db: Database,
  prefix = '',
  onProgress: OnProgress = async () => {},
): Promise<RecordVerification> {
  let verified = nothingVerified
  const counties = await ledgerCounties(db, prefix)
  for (const county of counties) {
    await onProgress({ verified, countiesTotal: counties.length })
    verified = withCounty(verified, await inSnapshot(db, (tx) => verifyCounty(tx, county)))
    if (verified.fault !== null) return verified
  }
  await onProgress({ verified, countiesTotal: counties.length })
  const fault = await inSnapshot(db, async (tx) => {
    const shared = await findSharedFault(tx, prefix)
    return shared ?? (await findRecordFaults(tx, prefix))[0]
  })
  return { ...verified, fault: fault ?? (prefix === '' ? await findNationFault(db) : null) }
}

/** What is of no one county. A broken seal comes last: it says less than what it contradicts. */
async function findNationFault(db: Database): Promise<Fault | null> {
  const fault = await findLogFault(db)
  if (fault !== null) return fault
  const broken = await findBrokenSeal(db)
  if (broken === undefined) return null
  const detail = `${broken.relation}, row ${broken.key}: it is not as it was written`
  return { check: 'seal', countyCode: '', number: null, detail }
}

function inSnapshot<T>(db: Database, read: (tx: Reader) => Promise<T>): Promise<T> {
  return db.transaction(read, { isolationLevel: 'repeatable read', accessMode: 'read only' })
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
