import { sql } from 'drizzle-orm'
import { z } from 'zod'
import { hashedEntry } from '../../shared/attribution/ledger-hash.ts'
import { arrayOf, execute, insertOf, queryRows, recordset } from '../platform/db/rows.ts'
import type { Reader, Transaction } from '../platform/db/transaction.ts'
import { ledgerEntries, ledgerHeads } from './attribution.tables.ts'
import { enterAndLock } from './locking.queries.ts'

/** The id for "no unit" in the primary keys of sums, which cannot hold null. */
export const noUnit = sql`attribution.no_unit()`

export const ledgerHead = z.object({
  countyCode: z.string(),
  lastNumber: z.int(),
  lastHash: z.string(),
})

/** The end of a county's chain. */
export type LedgerHead = z.output<typeof ledgerHead>

/** Locks the chains' ends in county order, beginning those that do not exist yet. */
export function lockHeads(
  tx: Transaction,
  beginnings: readonly LedgerHead[],
): Promise<LedgerHead[]> {
  const keys = beginnings.map((head) => head.countyCode)
  const key = ledgerHeads.countyCode
  return enterAndLock(tx, ledgerHead, { table: ledgerHeads, key, rows: beginnings, keys })
}

const postedSum = z.object({
  orderLineId: z.uuid(),
  villageCode: z.string(),
  channel: z.string(),
  directUnitId: z.uuid().nullable(),
  helpUnitId: z.uuid().nullable(),
  grams: z.int(),
  cents: z.int(),
  day: z.string(),
  lastNumber: z.int(),
})

/** What has been posted for one line, village, channel and pair of units on one day. */
export type PostedSum = z.output<typeof postedSum>

/** Everything posted for the purchase orders; read after their counties' heads are locked. */
export function postedSums(
  tx: Transaction,
  purchaseOrderIds: readonly string[],
): Promise<PostedSum[]> {
  return queryRows(
    tx,
    postedSum,
    sql`
    select order_line_id, village_code, channel, direct_unit_id, help_unit_id,
      recognised_on::text as day, sum(grams)::bigint as grams, sum(cents)::bigint as cents,
      max(number) as last_number
    from attribution.ledger_entries
    where purchase_order_id = any(${arrayOf('uuid', purchaseOrderIds)})
    group by 1, 2, 3, 4, 5, 6`,
  )
}

export const closedPeriod = z.object({ countyCode: z.string(), month: z.string() })

/** A month of a county that is closed. */
export type ClosedPeriod = z.output<typeof closedPeriod>

/** The last closed period of each of the counties that closed any (§4.2). */
export function lastClosedPeriods(
  reader: Reader,
  countyCodes: readonly string[],
): Promise<ClosedPeriod[]> {
  return queryRows(
    reader,
    closedPeriod,
    sql`
    select county_code, max(month) as month from attribution.periods
    where state = 'closed' and county_code = any(${arrayOf('text', countyCodes)})
    group by county_code`,
  )
}

export const chainedEntry = hashedEntry.extend({
  previousHash: z.string(),
  hash: z.string(),
  marks: z.array(z.string()),
})

/** An entry in its chain, with the marks of its line, which its hash does not cover. */
export type ChainedEntry = z.output<typeof chainedEntry>

/**
 * Writes entries and the ends of their chains in one statement. Everything that is summed from
 * entries is kept by the database, in the same statement (`attribution.sum_posted`).
 */
export async function postEntries(
  tx: Transaction,
  { entries, heads }: { entries: readonly ChainedEntry[]; heads: readonly LedgerHead[] },
): Promise<void> {
  await execute(
    tx,
    sql`
    with moved as (
      update attribution.ledger_heads h set last_number = r.last_number, last_hash = r.last_hash
      from ${recordset(ledgerHeads, heads)} where h.county_code = r.county_code
    )
    ${insertOf(ledgerEntries, entries)}`,
  )
}
