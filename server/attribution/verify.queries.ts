import { type SQL, sql } from 'drizzle-orm'
import { z } from 'zod'
import { creditSnapshot } from '../../shared/attribution/credit.ts'
import { document, queryRow, queryRows } from '../platform/db/rows.ts'
import type { Reader } from '../platform/db/transaction.ts'
import { type ChainedEntry, chainedEntry, ledgerHead, noUnit } from './posting.queries.ts'

/** Which counties a verification covers: those whose code begins with it; '' for all. */
export type CountyPrefix = string

const within = (column: SQL, prefix: CountyPrefix) => sql`starts_with(${column}, ${prefix}::text)`
const county = sql`county_code`

/** The chains' ends in county order, with the numbers really found beside them. */
export function chainEnds(
  reader: Reader,
  prefix: CountyPrefix,
): Promise<z.output<typeof ledgerHead>[]> {
  const code = sql`coalesce(h.county_code, e.county_code)`
  return queryRows(
    reader,
    ledgerHead,
    sql`
    select ${code} as county_code, coalesce(h.last_number, 0) as last_number,
      coalesce(h.last_hash, '') as last_hash
    from (select distinct county_code from attribution.ledger_entries) e
      full join attribution.ledger_heads h on h.county_code = e.county_code
    where ${within(code, prefix)}
    order by 1`,
  )
}

/** A county's entries from a number on, in order; a page of the stream. */
export function chainPage(
  reader: Reader,
  page: { countyCode: string; after: number; limit: number },
): Promise<ChainedEntry[]> {
  return queryRows(
    reader,
    chainedEntry,
    sql`
    select * from attribution.ledger_entries
    where county_code = ${page.countyCode} and number > ${page.after}
    order by number limit ${page.limit}`,
  )
}

const difference = z.object({
  countyCode: z.string(),
  number: z.int().nullable(),
  detail: z.string(),
})

/** What a sum says and the ledger does not. */
export type Difference = z.output<typeof difference>

/** What a rollup is kept for: its key, and the same of an entry, where no unit is the zero uuid. */
const cell = sql`county_code, month, village_code, product_id, direct_unit_id, help_unit_id,
  direct_paired, help_paired, eligible, grade`
const cellOfEntry = sql`county_code, month, village_code, product_id,
  coalesce(direct_unit_id, ${noUnit}) as direct_unit_id,
  coalesce(help_unit_id, ${noUnit}) as help_unit_id, direct_paired, help_paired, eligible, grade`

/** The first sum of the rollups that differs from the ledger's own, if one does. */
export function firstRollupDifference(
  reader: Reader,
  prefix: CountyPrefix,
): Promise<Difference | undefined> {
  return queryRow(
    reader,
    difference,
    sql`
    with summed as (
      select ${cellOfEntry}, sum(grams)::bigint as grams,
        sum(cents)::bigint as cents, count(*) as entries, max(number) as number
      from attribution.ledger_entries where ${within(county, prefix)}
      group by 1, 2, 3, 4, 5, 6, 7, 8, 9, 10
    ), kept as (select * from attribution.ledger_rollups where ${within(county, prefix)})
    select county_code, s.number, format(
      'month %s, village %s: the ledger holds %s g, %s fen, %s entries; the sum %s g, %s fen, %s',
      month, village_code, coalesce(s.grams, 0), coalesce(s.cents, 0), coalesce(s.entries, 0),
      coalesce(k.grams, 0), coalesce(k.cents, 0), coalesce(k.entries, 0)) as detail
    from summed s full join kept k using (${cell})
    where (s.grams, s.cents, s.entries) is distinct from (k.grams, k.cents, k.entries)
    order by county_code, s.number nulls last, month, village_code limit 1`,
  )
}

/** The first day of a rollup that differs from the ledger's own, if one does. */
export function firstDayDifference(
  reader: Reader,
  prefix: CountyPrefix,
): Promise<Difference | undefined> {
  return queryRow(
    reader,
    difference,
    sql`
    with summed as (
      select ${cellOfEntry}, attribution.day_within(month, recognised_on) as day,
        sum(grams)::bigint as grams,
        sum(cents)::bigint as cents, max(number) as number
      from attribution.ledger_entries where ${within(county, prefix)}
      group by 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11
    ), kept as (
      select ${cell}, days.day::int as day, days.grams, days.cents
      from attribution.ledger_rollups, unnest(grams_by_day, cents_by_day) with ordinality
        as days(grams, cents, day)
      where ${within(county, prefix)} and (days.grams <> 0 or days.cents <> 0)
    )
    select county_code, s.number, format(
      'month %s, day %s, village %s: the ledger holds %s g, %s fen; the sum %s g, %s fen', month,
      day, village_code, coalesce(s.grams, 0), coalesce(s.cents, 0), coalesce(k.grams, 0),
      coalesce(k.cents, 0)) as detail
    from summed s full join kept k using (${cell}, day)
    where (coalesce(s.grams, 0), coalesce(s.cents, 0))
      is distinct from (coalesce(k.grams, 0), coalesce(k.cents, 0))
    order by county_code, s.number nulls last, month, day, village_code limit 1`,
  )
}

/** The first count of orders that differs from what the ledger holds, if one does. */
export function firstOrderCountDifference(
  reader: Reader,
  prefix: CountyPrefix,
): Promise<Difference | undefined> {
  return queryRow(
    reader,
    difference,
    sql`
    with nodes as (
      select e.county_code, e.number, e.month, e.purchase_order_id, e.help_unit_id,
        e.order_line_id, n.node_code
      from attribution.ledger_entries e cross join lateral (
        select node_code from unnest(attribution.nodes_of(e.county_code, e.village_code))
          as x(node_code)) n
      where e.counted and ${within(sql`e.county_code`, prefix)}
    ), firsts as (
      select distinct on (county_code, node_code, purchase_order_id) *
      from nodes order by county_code, node_code, purchase_order_id, number
    ), counted as (
      select f.county_code, node_code, month,
        attribution.direct_units_of(l.credit) as direct_unit_ids,
        coalesce(help_unit_id, ${noUnit}) as help_unit_id, count(*) as orders,
        max(number) as number
      from firsts f join attribution.recognition_lines l using (order_line_id)
      group by 1, 2, 3, 4, 5
    ), kept as (select * from attribution.ledger_order_counts
      where ${within(county, prefix)})
    select county_code, c.number, format(
      'month %s, node %s: the ledger holds %s orders, the count says %s', month, node_code,
      coalesce(c.orders, 0), coalesce(k.orders, 0)) as detail
    from counted c full join kept k
      using (county_code, node_code, month, direct_unit_ids, help_unit_id)
    where c.orders is distinct from k.orders
    order by county_code, c.number nulls last, month, node_code limit 1`,
  )
}

const lineAccount = z.object({
  orderLineId: z.uuid(),
  purchaseOrderNumber: z.string(),
  supervisingCountyCode: z.string(),
  credit: document(creditSnapshot),
  acceptedGrams: z.int(),
  acceptedCents: z.int(),
  paidCents: z.int(),
  recognisedGrams: z.int(),
  recognisedCents: z.int(),
  villages: z.array(
    z.object({ villageCode: z.string(), acceptedGrams: z.int(), eligible: z.boolean() }),
  ),
  posted: z.array(
    z.object({
      villageCode: z.string(),
      directUnitId: z.uuid().nullable(),
      helpUnitId: z.uuid().nullable(),
      grams: z.int(),
      cents: z.int(),
    }),
  ),
  facts: z.object({ grams: z.int(), acceptedCents: z.int(), paidCents: z.int() }),
  lastNumber: z.int().nullable(),
  lastCountyCode: z.string().nullable(),
})

/** A line with everything that decides what the ledger must hold of it. */
export type LineAccount = z.output<typeof lineAccount>

/** Lines in id order from an id on; a page of the stream. */
export function lineAccounts(
  reader: Reader,
  page: { prefix: CountyPrefix; after: string; limit: number },
): Promise<LineAccount[]> {
  return queryRows(
    reader,
    lineAccount,
    sql`
    with page as (
      select * from attribution.recognition_lines
      where order_line_id > ${page.after} and ${within(sql`supervising_county_code`, page.prefix)}
      order by order_line_id limit ${page.limit}
    )
    select l.order_line_id, l.purchase_order_number, l.supervising_county_code, l.credit,
      l.accepted_grams, l.accepted_cents, l.paid_cents, l.recognised_grams, l.recognised_cents,
      coalesce(v.villages, '[]') as villages, coalesce(p.posted, '[]') as posted, f.facts,
      p.last_number, p.last_county_code
    from page l
      left join lateral (
        select jsonb_agg(jsonb_build_object('village_code', village_code, 'accepted_grams',
          accepted_grams, 'eligible', eligible) order by village_code) as villages
        from attribution.recognition_line_villages v where v.order_line_id = l.order_line_id) v
          on true
      left join lateral (
        select jsonb_build_object(
          'grams', coalesce(sum(grams), 0),
          'accepted_cents', coalesce(sum(cents) filter (where kind in ('acceptance', 'return')), 0),
          'paid_cents', coalesce(sum(cents) filter (where kind in ('payment', 'refund')), 0)
          ) as facts
        from attribution.recognition_facts f where f.order_line_id = l.order_line_id) f on true
      left join lateral (
        select jsonb_agg(jsonb_build_object('village_code', village_code, 'direct_unit_id',
            direct_unit_id, 'help_unit_id', help_unit_id, 'grams', grams, 'cents', cents))
            as posted,
          max(number) as last_number, max(county_code) as last_county_code
        from (
          select village_code, direct_unit_id, help_unit_id, sum(grams) as grams,
            sum(cents) as cents, max(number) as number, max(county_code) as county_code
          from attribution.ledger_entries e
          where e.purchase_order_id = l.purchase_order_id and e.order_line_id = l.order_line_id
          group by 1, 2, 3) parts) p on true
    order by l.order_line_id`,
  )
}
