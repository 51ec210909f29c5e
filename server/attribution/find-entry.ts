import assert from 'node:assert/strict'
import { eq, sql } from 'drizzle-orm'
import { z } from 'zod'
import type { LineTotals } from '../../shared/attribution/recognise.ts'
import { arrayOf, queryRows } from '../platform/db/rows.ts'
import type { Reader } from '../platform/db/transaction.ts'
import { recognitionLines } from './attribution.tables.ts'
import { type ChainedEntry, chainedEntry } from './posting.queries.ts'
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

/** The same of many, in the order of their counties and numbers; unknown ones are left out. */
export function ledgerEntries(
  reader: Reader,
  keys: readonly { countyCode: string; number: number }[],
): Promise<ChainedEntry[]> {
  const counties = keys.map(({ countyCode }) => countyCode)
  const numbers = keys.map(({ number }) => number)
  return queryRows(
    reader,
    chainedEntry,
    sql`
    select e.* from unnest(${arrayOf('text', counties)}, ${arrayOf('bigint', numbers)})
        as k(county_code, number)
      join attribution.ledger_entries e using (county_code, number)
    order by e.county_code, e.number`,
  )
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

const backAfterClose = z.object({
  purchaseOrderId: z.uuid(),
  month: z.string(),
  closedAt: z.date(),
  countedCents: z.int(),
  backCents: z.int(),
  firstOn: z.string(),
  orderLineIds: z.array(z.uuid()),
})

/**
 * What went back of orders, as money or goods, after a month that had counted it was closed, beside
 * all that this month had counted of the order (§8).
 */
export function backAfterCloseOf(reader: Reader, purchaseOrderIds: readonly string[]) {
  return queryRows(
    reader,
    backAfterClose,
    sql`
    with entries as (
      select purchase_order_id, order_line_id, county_code, month, cents, recognised_on, cause_type,
        posted_at, case when cents < 0 then
          attribution.concerned_month(county_code, corrects_number, recognised_on) end as concerned
      from attribution.ledger_entries
      where purchase_order_id = any(${arrayOf('uuid', purchaseOrderIds)})
    )
    select e.purchase_order_id, e.concerned as month, min(p.closed_at) as closed_at,
      sum(-e.cents)::bigint as back_cents, min(e.recognised_on) as first_on,
      array_agg(distinct e.order_line_id) as order_line_ids,
      coalesce((select sum(c.cents) from entries c where c.cents > 0 and c.month = e.concerned
        and c.purchase_order_id = e.purchase_order_id), 0)::bigint as counted_cents
    from entries e
      join attribution.periods p on p.county_code = e.county_code and p.month = e.concerned
        and p.state = 'closed' and p.closed_at <= e.posted_at
    where e.cents < 0 and e.cause_type in ('refund', 'return', 'credit_note')
    group by 1, 2`,
  )
}
