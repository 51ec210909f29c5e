import { sql } from 'drizzle-orm'
import type { CreditSnapshot } from '../../shared/attribution/credit.ts'
import type { Reader } from '../platform/db/transaction.ts'
import type { PostedPart } from './plan-postings.ts'
import { type ChainedEntry, type LedgerHead, noUnit } from './posting.queries.ts'
import type { LineVillage } from './recognition.queries.ts'

/** Which counties a verification covers: those whose code begins with it; '' for all. */
export type CountyPrefix = string

const within = (column: string, prefix: CountyPrefix) =>
  sql`starts_with(${sql.raw(column)}, ${prefix}::text)`

/** The chains' ends in county order, with the numbers really found beside them. */
export async function chainEnds(reader: Reader, prefix: CountyPrefix): Promise<LedgerHead[]> {
  return reader.execute<LedgerHead>(sql`
    select coalesce(h.county_code, e.county_code) as "countyCode",
      coalesce(h.last_number, 0) as "lastNumber", coalesce(h.last_hash, '') as "lastHash"
    from (select distinct county_code from attribution.ledger_entries) e
      full join attribution.ledger_heads h on h.county_code = e.county_code
    where ${within('coalesce(h.county_code, e.county_code)', prefix)}
    order by 1`)
}

/** A county's entries from a number on, in order; a page of the stream. */
export async function chainPage(
  reader: Reader,
  page: { countyCode: string; after: number; limit: number },
): Promise<ChainedEntry[]> {
  const rows = await reader.execute<Record<string, unknown>>(sql`
    select county_code as "countyCode", number, month, recognised_on as "recognisedOn",
      ordered_on as "orderedOn", village_code as "villageCode", order_line_id as "orderLineId",
      purchase_order_id as "purchaseOrderId", cooperative_id as "cooperativeId",
      product_id as "productId", category, channel, direct_unit_id as "directUnitId",
      help_unit_id as "helpUnitId", direct_paired as "directPaired", help_paired as "helpPaired",
      eligible, grade, grams, cents, cause_type as "causeType", cause_id as "causeId",
      cause_line_id as "causeLineId", corrects_number as "correctsNumber",
      actor_id as "actorId", rule_version as "ruleVersion", posted_at as "postedAt",
      previous_hash as "previousHash", hash
    from attribution.ledger_entries
    where county_code = ${page.countyCode} and number > ${page.after}
    order by number limit ${page.limit}`)
  return rows.map(
    (row) => ({ ...row, postedAt: new Date(row.postedAt as string) }) as unknown as ChainedEntry,
  )
}

export type Difference = {
  countyCode: string
  number: number | null
  detail: string
}

/** What a rollup is kept for: its key, and the same of an entry, where no unit is the zero uuid. */
const cell = sql`county_code, month, village_code, product_id, direct_unit_id, help_unit_id,
  direct_paired, help_paired, eligible, grade`
const cellOfEntry = sql`county_code, month, village_code, product_id,
  coalesce(direct_unit_id, ${noUnit}) as direct_unit_id,
  coalesce(help_unit_id, ${noUnit}) as help_unit_id, direct_paired, help_paired, eligible, grade`

/** The first sum of the rollups that differs from the ledger's own, if one does. */
export async function firstRollupDifference(
  reader: Reader,
  prefix: CountyPrefix,
): Promise<Difference | undefined> {
  const [difference] = await reader.execute<Difference>(sql`
    with summed as (
      select ${cellOfEntry}, sum(grams)::bigint as grams,
        sum(cents)::bigint as cents, count(*) as entries, max(number) as number
      from attribution.ledger_entries where ${within('county_code', prefix)}
      group by 1, 2, 3, 4, 5, 6, 7, 8, 9, 10
    ), kept as (select * from attribution.ledger_rollups where ${within('county_code', prefix)})
    select county_code as "countyCode", s.number, format(
      'month %s, village %s: the ledger holds %s g, %s fen, %s entries; the sum %s g, %s fen, %s',
      month, village_code, coalesce(s.grams, 0), coalesce(s.cents, 0), coalesce(s.entries, 0),
      coalesce(k.grams, 0), coalesce(k.cents, 0), coalesce(k.entries, 0)) as detail
    from summed s full join kept k using (${cell})
    where (s.grams, s.cents, s.entries) is distinct from (k.grams, k.cents, k.entries)
    order by county_code, s.number nulls last, month, village_code limit 1`)
  return difference
}

/** The first day of a rollup that differs from the ledger's own, if one does. */
export async function firstDayDifference(
  reader: Reader,
  prefix: CountyPrefix,
): Promise<Difference | undefined> {
  const [difference] = await reader.execute<Difference>(sql`
    with summed as (
      select ${cellOfEntry}, attribution.day_within(month, recognised_on) as day,
        sum(grams)::bigint as grams,
        sum(cents)::bigint as cents, max(number) as number
      from attribution.ledger_entries where ${within('county_code', prefix)}
      group by 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11
    ), kept as (
      select ${cell}, days.day::int as day, days.grams, days.cents
      from attribution.ledger_rollups, unnest(grams_by_day, cents_by_day) with ordinality
        as days(grams, cents, day)
      where ${within('county_code', prefix)} and (days.grams <> 0 or days.cents <> 0)
    )
    select county_code as "countyCode", s.number, format(
      'month %s, day %s, village %s: the ledger holds %s g, %s fen; the sum %s g, %s fen', month,
      day, village_code, coalesce(s.grams, 0), coalesce(s.cents, 0), coalesce(k.grams, 0),
      coalesce(k.cents, 0)) as detail
    from summed s full join kept k using (${cell}, day)
    where (coalesce(s.grams, 0), coalesce(s.cents, 0))
      is distinct from (coalesce(k.grams, 0), coalesce(k.cents, 0))
    order by county_code, s.number nulls last, month, day, village_code limit 1`)
  return difference
}

/** The first count of orders that differs from what the ledger holds, if one does. */
export async function firstOrderCountDifference(
  reader: Reader,
  prefix: CountyPrefix,
): Promise<Difference | undefined> {
  const [difference] = await reader.execute<Difference>(sql`
    with nodes as (
      select e.county_code, e.number, e.month, e.purchase_order_id, e.help_unit_id,
        e.order_line_id, n.node_code
      from attribution.ledger_entries e cross join lateral (
        select distinct node_code from unnest(array[e.county_code, nullif(left(e.village_code, 9),
          ''), nullif(e.village_code, '')]) as x(node_code) where node_code is not null) n
      where e.counted and ${within('e.county_code', prefix)}
    ), firsts as (
      select distinct on (county_code, node_code, purchase_order_id) *
      from nodes order by county_code, node_code, purchase_order_id, number
    ), counted as (
      select f.county_code, node_code, month, array(
          select (d->>'unitId')::uuid from jsonb_array_elements(l.credit->'directCredits') d
          order by 1) as direct_unit_ids,
        coalesce(help_unit_id, ${noUnit}) as help_unit_id, count(*) as orders,
        max(number) as number
      from firsts f join attribution.recognition_lines l using (order_line_id)
      group by 1, 2, 3, 4, 5
    ), kept as (select * from attribution.ledger_order_counts
      where ${within('county_code', prefix)})
    select county_code as "countyCode", c.number, format(
      'month %s, node %s: the ledger holds %s orders, the count says %s', month, node_code,
      coalesce(c.orders, 0), coalesce(k.orders, 0)) as detail
    from counted c full join kept k
      using (county_code, node_code, month, direct_unit_ids, help_unit_id)
    where c.orders is distinct from k.orders
    order by county_code, c.number nulls last, month, node_code limit 1`)
  return difference
}

/** A line with everything that decides what the ledger must hold of it. */
export type LineAccount = {
  orderLineId: string
  purchaseOrderNumber: string
  supervisingCountyCode: string
  credit: CreditSnapshot
  acceptedGrams: number
  acceptedCents: number
  paidCents: number
  recognisedGrams: number
  recognisedCents: number
  villages: LineVillage[]
  posted: PostedPart[]
  facts: { grams: number; acceptedCents: number; paidCents: number }
  lastNumber: number | null
  lastCountyCode: string | null
}

/** Lines in id order from an id on; a page of the stream. */
export async function lineAccounts(
  reader: Reader,
  page: { prefix: CountyPrefix; after: string; limit: number },
): Promise<LineAccount[]> {
  const rows = await reader.execute<Record<string, unknown>>(sql`
    with page as (
      select * from attribution.recognition_lines
      where order_line_id > ${page.after} and ${within('supervising_county_code', page.prefix)}
      order by order_line_id limit ${page.limit}
    )
    select l.order_line_id as "orderLineId", l.purchase_order_number as "purchaseOrderNumber",
      l.supervising_county_code as "supervisingCountyCode", l.credit::text as credit,
      l.accepted_grams as "acceptedGrams", l.accepted_cents as "acceptedCents",
      l.paid_cents as "paidCents", l.recognised_grams as "recognisedGrams",
      l.recognised_cents as "recognisedCents", coalesce(v.villages, '[]') as villages,
      coalesce(p.posted, '[]') as posted, f.facts, p."lastNumber", p."lastCountyCode"
    from page l
      left join lateral (
        select jsonb_agg(jsonb_build_object('villageCode', village_code, 'acceptedGrams',
          accepted_grams, 'eligible', eligible) order by village_code)::text as villages
        from attribution.recognition_line_villages v where v.order_line_id = l.order_line_id) v
          on true
      left join lateral (
        select jsonb_build_object(
          'grams', coalesce(sum(grams), 0),
          'acceptedCents', coalesce(sum(cents) filter (where kind in ('acceptance', 'return')), 0),
          'paidCents', coalesce(sum(cents) filter (where kind in ('payment', 'refund')), 0)
          )::text as facts
        from attribution.recognition_facts f where f.order_line_id = l.order_line_id) f on true
      left join lateral (
        select jsonb_agg(jsonb_build_object('villageCode', village_code, 'directUnitId',
            direct_unit_id, 'helpUnitId', help_unit_id, 'grams', grams, 'cents', cents))::text
            as posted,
          max(number) as "lastNumber", max(county_code) as "lastCountyCode"
        from (
          select village_code, direct_unit_id, help_unit_id, sum(grams) as grams,
            sum(cents) as cents, max(number) as number, max(county_code) as county_code
          from attribution.ledger_entries e
          where e.purchase_order_id = l.purchase_order_id and e.order_line_id = l.order_line_id
          group by 1, 2, 3) parts) p on true
    order by l.order_line_id`)
  return rows.map((row) => ({
    ...(row as unknown as LineAccount),
    credit: JSON.parse(row.credit as string),
    villages: JSON.parse(row.villages as string),
    posted: JSON.parse(row.posted as string),
    facts: JSON.parse(row.facts as string),
  }))
}
