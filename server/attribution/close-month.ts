import assert from 'node:assert/strict'
import { sql } from 'drizzle-orm'
import { z } from 'zod'
import { monthAfter } from '../../shared/months.ts'
import { queryRow, queryRows } from '../platform/db/rows.ts'
import type { Reader, Transaction } from '../platform/db/transaction.ts'
import { periods } from './attribution.tables.ts'
import { lockCounties } from './post-entries.ts'
import {
  type ClosedPeriod,
  closedPeriod,
  type LedgerHead,
  lastClosedPeriods,
} from './posting.queries.ts'

/** The first month of a county's ledger, and the last one of it that is closed. */
export async function monthsOfCounty(
  reader: Reader,
  countyCode: string,
): Promise<{ first: string | null; lastClosed: string | null }> {
  const row = await queryRow(
    reader,
    z.object({ month: z.string().nullable() }),
    sql`select min(month) as month from attribution.ledger_entries
      where county_code = ${countyCode}`,
  )
  const [last] = await lastClosedPeriods(reader, [countyCode])
  return { first: row?.month ?? null, lastClosed: last?.month ?? null }
}

/** The month of a county that can be closed next: its months are closed in order (§4.2). */
export async function nextMonthToClose(reader: Reader, countyCode: string): Promise<string | null> {
  const { first, lastClosed } = await monthsOfCounty(reader, countyCode)
  return lastClosed === null ? first : monthAfter(lastClosed)
}

/**
 * Locks the end of a county's chain: whoever posts there waits, and what they post afterwards finds
 * the month open or closed as it then is.
 */
export async function lockChain(tx: Transaction, countyCode: string): Promise<LedgerHead> {
  const [head] = await lockCounties(tx, [countyCode])
  assert(head !== undefined, 'a chain that is locked has an end')
  return head
}

/** Closes a month of a county whose chain is locked; the database never opens it again. */
export async function closePeriod(
  tx: Transaction,
  period: { countyCode: string; month: string; closedAt: Date },
): Promise<void> {
  await tx.insert(periods).values({ ...period, state: 'closed' })
}

/** Every closed period of the counties whose code begins with `prefix`. */
export function closedPeriods(reader: Reader, prefix: string): Promise<ClosedPeriod[]> {
  return queryRows(
    reader,
    closedPeriod,
    sql`
    select county_code, month from attribution.periods
    where state = 'closed' and starts_with(county_code, ${prefix}::text)
    order by county_code, month`,
  )
}

const monthOfChain = z.object({
  count: z.int(),
  firstNumber: z.int().nullable(),
  lastNumber: z.int().nullable(),
  sha256: z.string(),
  ruleVersions: z.array(z.string()),
})

/** The entries of a county's month; the digest is that of their hashes, one after the other. */
export async function monthOfLedger(
  reader: Reader,
  { countyCode, month }: { countyCode: string; month: string },
): Promise<z.output<typeof monthOfChain>> {
  const row = await queryRow(
    reader,
    monthOfChain,
    sql`
    select count(*) as count, min(number) as first_number, max(number) as last_number,
      encode(sha256(convert_to(coalesce(string_agg(hash, '' order by number), ''), 'UTF8')), 'hex')
        as sha256,
      coalesce(array_agg(distinct rule_version), '{}') as rule_versions
    from attribution.ledger_entries where county_code = ${countyCode} and month = ${month}`,
  )
  assert(row !== undefined, 'a sum without rows is still one row')
  return row
}
