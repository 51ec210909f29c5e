import assert from 'node:assert/strict'
import { eq } from 'drizzle-orm'
import type { Reader } from '../platform/db/transaction.ts'
import { recognitionLines } from './attribution.tables.ts'
import type { ChainedEntry } from './posting.queries.ts'
import { chainPage } from './verify.queries.ts'

export type {
  Acceptance,
  AcceptedLine,
  AttributedLine,
  FactCause,
  PaidLine,
  Payment,
  VillageWeight,
} from './facts.ts'
export { recordAcceptance, recordPayment } from './record-facts.ts'
export {
  type LedgerCheck,
  type LedgerFault,
  type Verification,
  verifyLedger,
} from './verify-ledger.ts'

/** One entry with everything its hash covers, or undefined. */
export async function ledgerEntry(
  reader: Reader,
  key: { countyCode: string; number: number },
): Promise<ChainedEntry | undefined> {
  const { countyCode, number } = key
  const [entry] = await chainPage(reader, { countyCode, after: number - 1, limit: 1 })
  return entry?.number === number ? entry : undefined
}

/** Accepted, paid and recognised of a known line in grams and 分, cumulative. */
export async function lineTotals(reader: Reader, orderLineId: string) {
  const [line] = await reader
    .select({
      acceptedGrams: recognitionLines.acceptedGrams,
      acceptedCents: recognitionLines.acceptedCents,
      paidCents: recognitionLines.paidCents,
      recognisedGrams: recognitionLines.recognisedGrams,
      recognisedCents: recognitionLines.recognisedCents,
    })
    .from(recognitionLines)
    .where(eq(recognitionLines.orderLineId, orderLineId))
  assert(line !== undefined, `the ledger knows line ${orderLineId}`)
  return line
}
