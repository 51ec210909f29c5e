import { sql } from 'drizzle-orm'
import { z } from 'zod'
import { hashedEntry } from '../../shared/attribution/ledger-hash.ts'
import { arrayOf, execute, insertOf, queryRows, recordset } from '../platform/db/rows.ts'
import type { Transaction } from '../platform/db/transaction.ts'
import { ledgerEntries, ledgerHeads } from './attribution.tables.ts'
import { enterAndLock } from './locking.queries.ts'

/** Stands for no unit in the keys of sums, where null cannot stand. */
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
  directUnitId: z.uuid().nullable(),
  helpUnitId: z.uuid().nullable(),
  grams: z.int(),
  cents: z.int(),
  lastNumber: z.int(),
})

/** What has been posted for one line, village and pair of units. */
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
    select order_line_id, village_code, direct_unit_id, help_unit_id,
      sum(grams)::bigint as grams, sum(cents)::bigint as cents, max(number) as last_number
    from attribution.ledger_entries
    where purchase_order_id = any(${arrayOf('uuid', purchaseOrderIds)})
    group by 1, 2, 3, 4`,
  )
}

const closedPeriod = z.object({ countyCode: z.string(), month: z.string() })

export type ClosedPeriod = z.output<typeof closedPeriod>

/** The closed periods of the counties (§4.2). */
export function closedPeriods(
  tx: Transaction,
  countyCodes: readonly string[],
): Promise<ClosedPeriod[]> {
  return queryRows(
    tx,
    closedPeriod,
    sql`
    select county_code, month from attribution.periods
    where state = 'closed' and county_code = any(${arrayOf('text', countyCodes)})`,
  )
}

export const chainedEntry = hashedEntry.extend({ previousHash: z.string(), hash: z.string() })

/** An entry in its chain. */
export type ChainedEntry = z.output<typeof chainedEntry>

/**
 * Writes entries, the ends of their chains and everything that is summed from them in one
 * statement, so that a total read from the rollups equals the ledger at every instant. An order is
 * counted once below each node: where the statement finds no earlier counted entry of it.
 */
export async function postEntries(
  tx: Transaction,
  { entries, heads }: { entries: readonly ChainedEntry[]; heads: readonly LedgerHead[] },
): Promise<void> {
  await execute(
    tx,
    sql`
    with posted as (
      ${insertOf(ledgerEntries, entries)} returning *
    ), moved as (
      update attribution.ledger_heads h set last_number = r.last_number, last_hash = r.last_hash
      from ${recordset(ledgerHeads, heads)} where h.county_code = r.county_code
    ), firsts as (
      select distinct on (p.purchase_order_id, n.node_code) p.county_code, n.node_code, p.month,
        p.order_line_id, coalesce(p.help_unit_id, ${noUnit}) as help_unit_id
      from posted p
        cross join unnest(attribution.nodes_of(p.county_code, p.village_code)) as n(node_code)
      where p.counted and not exists (
        select from attribution.ledger_entries e
        where e.purchase_order_id = p.purchase_order_id and e.counted
          and n.node_code = any(attribution.nodes_of(e.county_code, e.village_code)))
      order by p.purchase_order_id, n.node_code, p.number
    ), order_counts as (
      insert into attribution.ledger_order_counts as known
        (county_code, node_code, month, direct_unit_ids, help_unit_id, orders)
      select f.county_code, f.node_code, f.month, attribution.direct_units_of(l.credit),
        f.help_unit_id, count(*)
      from firsts f join attribution.recognition_lines l on l.order_line_id = f.order_line_id
      group by 1, 2, 3, 4, 5 order by 2, 3, 4, 5
      on conflict (node_code, month, direct_unit_ids, help_unit_id)
        do update set orders = known.orders + excluded.orders
    )
    insert into attribution.ledger_rollups as known (county_code, month, village_code, product_id,
      direct_unit_id, help_unit_id, direct_paired, help_paired, eligible, grade, grams, cents,
      entries, grams_by_day, cents_by_day)
    select county_code, month, village_code, product_id, coalesce(direct_unit_id, ${noUnit}),
      coalesce(help_unit_id, ${noUnit}), direct_paired, help_paired, eligible, grade, sum(grams),
      sum(cents), count(*), attribution.sum_days(attribution.on_day(attribution.day_within(month,
        recognised_on), grams)),
      attribution.sum_days(attribution.on_day(attribution.day_within(month, recognised_on), cents))
    from posted
    group by 1, 2, 3, 4, 5, 6, 7, 8, 9, 10
    order by 1, 2, 3, 4, 5, 6, 7, 8, 9, 10
    on conflict (county_code, month, village_code, product_id, direct_unit_id, help_unit_id,
        direct_paired, help_paired, eligible, grade)
      do update set grams = known.grams + excluded.grams, cents = known.cents + excluded.cents,
        entries = known.entries + excluded.entries,
        grams_by_day = attribution.add_days(known.grams_by_day, excluded.grams_by_day),
        cents_by_day = attribution.add_days(known.cents_by_day, excluded.cents_by_day)`,
  )
}
