import assert from 'node:assert/strict'
import { eq } from 'drizzle-orm'
import type { LineTotals } from '../../shared/attribution/recognise.ts'
import type { Reader } from '../platform/db/transaction.ts'
import { recognitionLines } from './attribution.tables.ts'
import type { ChainedEntry } from './posting.queries.ts'
import { chainPage } from './verify.queries.ts'

/** One entry with everything its hash covers (§4.1), or undefined. */
export async function ledgerEntry(
  reader: Reader,
  key: { countyCode: string; number: number },
): Promise<ChainedEntry | undefined> {
  const { countyCode, number } = key
  const [entry] = await chainPage(reader, { countyCode, after: number - 1, limit: 1 })
  return entry?.number === number ? entry : undefined
}

/** Accepted, paid and recognised of a known line in grams and 分, cumulative (§3.2). */
export async function lineTotals(
  reader: Reader,
  orderLineId: string,
): Promise<LineTotals & { recognisedGrams: number; recognisedCents: number }> {
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
