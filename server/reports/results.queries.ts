import { type SQL, sql } from 'drizzle-orm'
import { z } from 'zod'
import { attributionChannels } from '../../shared/attribution/credit.ts'
import { figure } from '../../shared/figure.ts'
import { type Days, isKeptPeriod, monthsOfPeriod } from '../../shared/reports/periods.ts'
import { arrayOf, queryRows } from '../platform/db/rows.ts'
import type { Reader } from '../platform/db/transaction.ts'
import {
  creditedRows,
  dayOfEntry,
  idsOf,
  isCredited,
  isInPlace,
  type PairedPlaces,
  placeRows,
} from './paired-places.queries.ts'
import { amountsWithin, placeAmounts } from './scope.queries.ts'

const inMonths = sql`r.month between (select min(first_month) from paired_places)
    and (select max(last_month) from paired_places)
    and r.county_code in (select left(code, 6) from paired_places)`

/** The paired places, and who is credited; statements below add what lies in them on their days. */
const pairedPlaceRows = (paired: PairedPlaces) => sql`
  paired_places as materialized (${placeRows(paired)}),
  credited as materialized (${creditedRows(paired)})`

/** What the lines of the ledger and their sums have in common. */
const ofUnits = (view: SQL, columns: SQL, units: SQL) => sql`
  select ${columns} from ${view} r
  where r.direct_unit_id = any(${units}) and r.counted
    and ${inMonths}
  union all
  select ${columns} from ${view} r
  where r.help_unit_id = any(${units}) and r.counted
    and (r.direct_unit_id = any(${units})) is not true
    and ${inMonths}`

const recognisedSums = z.object({
  /** Which of the paired places; null of what belongs to all together. */
  position: z.int().nullable(),
  /** Null of the sum of all products. */
  productId: z.uuid().nullable(),
  cents: figure,
  grams: figure,
  directCents: figure,
  helpCents: figure,
  overlapCents: figure,
})

export type RecognisedSums = z.output<typeof recognisedSums>

/**
 * What was recognised for paired places: each, all together with each line once, and of these the
 * products for which most was paid. Read from the rollups of the credited units, of cut months by
 * their days.
 */
export function selectRecognised(
  reader: Reader,
  paired: PairedPlaces,
  { products }: { products: number },
): Promise<RecognisedSums[]> {
  const columns = sql`r.county_code, r.village_code, r.month, r.product_id, r.direct_unit_id,
    r.help_unit_id, r.cents_by_day, r.grams_by_day`
  const view = sql`attribution.ledger_rollups_published`
  return queryRows(
    reader,
    recognisedSums,
    sql`
    with ${pairedPlaceRows(paired)},
    sums as materialized (
      select row_number() over () as id, r.* from (${ofUnits(view, columns, idsOf(paired))}) r
    ),
    matched as materialized (
      select r.id, s.position, credit.is_direct, credit.is_help, int4range(
        case when r.month = s.first_month then extract(day from s.from_day)::int else 1 end,
        case when r.month = s.last_month then extract(day from s.to_day)::int else 31 end,
        '[]') as days
      from sums r join paired_places s on r.month between s.first_month and s.last_month
          and ${isInPlace(sql`r.county_code`, sql`r.village_code`)}
        cross join lateral (select
          ${isCredited(sql`r.direct_unit_id`, sql`r.month`)} as is_direct,
          ${isCredited(sql`r.help_unit_id`, sql`r.month`)} as is_help) credit
      where credit.is_direct or credit.is_help
    ),
    meant as (
      select id, position, range_agg(days) as days,
        coalesce(range_agg(days) filter (where is_direct), '{}') as direct_days,
        coalesce(range_agg(days) filter (where is_help), '{}') as help_days
      from matched group by grouping sets ((id, position), (id))
    ),
    amounts as (
      select m.position, r.product_id, d.*
      from meant m join sums r using (id) cross join lateral (
        select sum(x.cents) as cents, sum(x.grams) as grams,
          sum(x.cents) filter (where m.direct_days @> x.day::int) as direct_cents,
          sum(x.cents) filter (where m.help_days @> x.day::int) as help_cents,
          sum(x.cents) filter (where m.direct_days @> x.day::int
            and m.help_days @> x.day::int) as overlap_cents
        from unnest(r.cents_by_day, r.grams_by_day) with ordinality as x(cents, grams, day)
        where m.days @> x.day::int) d
    ),
    summed as (
      select position, product_id, sum(cents) as cents, sum(grams) as grams,
        sum(direct_cents) as direct_cents, sum(help_cents) as help_cents,
        sum(overlap_cents) as overlap_cents, grouping(product_id) as is_whole
      from amounts group by grouping sets ((position), (position, product_id))
    )
    select position, product_id, coalesce(cents, 0)::text as cents,
      coalesce(grams, 0)::text as grams, coalesce(direct_cents, 0)::text as direct_cents,
      coalesce(help_cents, 0)::text as help_cents,
      coalesce(overlap_cents, 0)::text as overlap_cents
    from ((select * from summed where is_whole = 1)
      union all
      (select * from summed where is_whole = 0 and position is null and cents <> 0
        order by cents desc, product_id limit ${products})) shown
    order by position, shown.cents desc, product_id`,
  )
}

const channelSums = z.object({
  channel: z.enum([...attributionChannels, 'help_sale']),
  cents: figure,
  grams: figure,
})

/** Through which channel the lines came, those of others as help-sales: of entries by index. */
export function selectChannels(reader: Reader, paired: PairedPlaces) {
  const columns = sql`r.county_code, r.village_code, r.month, r.recognised_on, r.direct_unit_id,
    r.help_unit_id, r.channel, r.cents, r.grams`
  const view = sql`attribution.ledger_entries_published`
  return queryRows(
    reader,
    channelSums,
    sql`
    with ${pairedPlaceRows(paired)}
    select case when is_direct then channel else 'help_sale' end as channel,
      sum(cents)::text as cents, sum(grams)::text as grams
    from (${ofUnits(view, columns, idsOf(paired))}) r cross join lateral (
      select bool_or(${isCredited(sql`r.direct_unit_id`, sql`r.month`)}) as is_direct,
        bool_or(${isCredited(sql`r.help_unit_id`, sql`r.month`)}) as is_help
      from paired_places s where r.month between s.first_month and s.last_month
        and ${dayOfEntry} between s.from_day and s.to_day
        and ${isInPlace(sql`r.county_code`, sql`r.village_code`)}) credit
    where is_direct or is_help
    group by 1 having sum(cents) <> 0 order by sum(r.cents) desc, 1`,
  )
}

const settledSums = z.object({
  position: z.int().nullable(),
  households: z.int(),
  householdCents: figure,
  collectiveCents: figure,
})

/** What the units' orders brought villagers of each paired place, and of all together (§3.14). */
export function selectSettled(reader: Reader, paired: PairedPlaces) {
  return queryRows(
    reader,
    settledSums,
    sql`
    with ${pairedPlaceRows(paired)},
    matched as materialized (
      select distinct s.position, x.id, x.recipient_kind, x.village_code, x.household_number,
        x.amount_cents
      from billing.settlements_published x join paired_places s
        on x.settled_on between s.from_day and s.to_day
          and ${isInPlace(sql`left(x.village_code, 6)`, sql`x.village_code`)}
      where x.unit_id = any(${idsOf(paired)})
        and x.settled_on between (select min(from_day) from paired_places)
          and (select max(to_day) from paired_places)
        and ${isCredited(sql`x.unit_id`, sql`to_char(x.settled_on, 'YYYY-MM')`)}
    ),
    received as (
      select position, recipient_kind, village_code, household_number, sum(amount_cents) as cents
      from (select * from matched
        union all
        select distinct null::int, id, recipient_kind, village_code, household_number, amount_cents
        from matched) each
      group by 1, 2, 3, 4
    )
    select position,
      count(*) filter (where recipient_kind = 'household' and cents > 0) as households,
      coalesce(sum(cents) filter (where recipient_kind = 'household'), 0)::text as household_cents,
      coalesce(sum(cents) filter (where recipient_kind = 'collective'), 0)::text
        as collective_cents
    from received group by position`,
  )
}

const wholeSums = z.object({
  code: z.string(),
  cents: figure,
  grams: figure,
  households: z.int(),
  collectiveCents: figure,
})

export type WholeSums = z.output<typeof wholeSums>

/** What places sold as a whole in a period and what reached their villagers, out of kept sums. */
export function selectWholePlaces(
  reader: Reader,
  { codes, period, days }: { codes: readonly string[]; period: string; days: Days },
): Promise<WholeSums[]> {
  const list = arrayOf('text', codes)
  const sold = amountsWithin(monthsOfPeriod(period), ['key', 'cents', 'grams'], (upTo) =>
    placeAmounts(sql`f.node_code = any(${list})`, sql`f.node_code`, upTo),
  )
  return queryRows(
    reader,
    wholeSums,
    sql`
    with sold as (select key, sum(cents) as cents, sum(grams) as grams from (${sold}) amounts
        group by key),
      reached as (${isKeptPeriod(period) ? keptOf(list, period) : settledOf(list, days)})
    select place.code, coalesce(sold.cents, 0)::text as cents,
      coalesce(sold.grams, 0)::text as grams, coalesce(reached.households, 0)::bigint as households,
      coalesce(reached.collective_cents, 0)::text as collective_cents
    from unnest(${list}) as place(code) left join sold on sold.key = place.code
      left join reached using (code)`,
  )
}

const keptOf = (codes: SQL, period: string) => sql`
  select node_code as code, sum(households) as households, sum(collective_cents) as collective_cents
  from billing.benefit_sums_published
  where node_code = any(${codes}) and period = ${period} group by node_code`

const settledOf = (codes: SQL, days: Days) => sql`
  select code, count(*) filter (where recipient_kind = 'household' and cents > 0) as households,
    sum(cents) filter (where recipient_kind = 'collective') as collective_cents
  from (
    select place.code, x.recipient_kind, x.village_code, x.household_number,
      sum(x.amount_cents) as cents
    from unnest(${codes}) as place(code) join billing.settlements_published x
      on x.village_code >= place.code and x.village_code < place.code || ':'
    where x.settled_on between ${days.from}::date and ${days.to}::date
    group by 1, 2, 3, 4) received
  group by code`
