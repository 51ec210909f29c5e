import { sql } from 'drizzle-orm'
import { queryRow } from '../platform/db/rows.ts'
import type { Reader } from '../platform/db/transaction.ts'
import { type RecordFault, recordFault } from '../platform/record-fault.ts'

/**
 * The first count of households, or sum of what they and collectives received, that is not what the
 * settlements say that count (§3.14), or a household's sum that is not, of villages in counties
 * whose code begins with `prefix`; undefined where all are.
 */
export function findBenefitFault(reader: Reader, prefix: string): Promise<RecordFault | undefined> {
  return queryRow(
    reader,
    recordFault,
    sql`
    with settled as (
      select village_code collate "C" as village_code,
        household_number collate "C" as household_key, period, sum(amount_cents) as cents,
        coalesce(sum(amount_cents) filter (where purchase_order_id is not null), 0) as order_cents
      from billing.settlements_published
        cross join unnest(attribution.periods_of(to_char(settled_on, 'YYYY-MM'))) as period
      where starts_with(village_code, ${prefix}::text) group by 1, 2, 3
    ), summed as (
      select left(village_code, 6) as county_code, node_code, period,
        count(*) filter (where household_key is not null and cents > 0) as households,
        coalesce(sum(cents) filter (where household_key is null), 0) as cents,
        coalesce(sum(cents) filter (where household_key is not null), 0) as household_cents,
        sum(order_cents) as order_cents
      from settled cross join unnest(attribution.nodes_of(left(village_code, 6), village_code))
        as node_code
      group by 1, 2, 3
      having count(*) > 0
    ), kept as (
      select county_code, node_code, period, households, collective_cents as cents,
        household_cents, order_cents
      from billing.benefit_sums where starts_with(county_code, ${prefix}::text)
    ), household as (
      select village_code, household_key, period, cents
      from billing.household_sums where starts_with(village_code, ${prefix}::text)
    ), faults as (
      select county_code, node_code, period, format(
        'the settlements hold %s households, %s fen of collectives, %s of households, %s of '
        'orders; the sum %s, %s, %s, %s', coalesce(s.households, 0), coalesce(s.cents, 0),
        coalesce(s.household_cents, 0), coalesce(s.order_cents, 0), coalesce(k.households, 0),
        coalesce(k.cents, 0), coalesce(k.household_cents, 0), coalesce(k.order_cents, 0)) as detail
      from summed s full join kept k using (county_code, node_code, period)
      where (coalesce(s.households, 0), coalesce(s.cents, 0), coalesce(s.household_cents, 0),
          coalesce(s.order_cents, 0))
        is distinct from (coalesce(k.households, 0), coalesce(k.cents, 0),
          coalesce(k.household_cents, 0), coalesce(k.order_cents, 0))
      union all
      select left(village_code, 6), village_code, period, format(
        'household %s: the settlements hold %s fen, the sum %s', household_key,
        coalesce(s.cents, 0), coalesce(h.cents, 0))
      from (select * from settled where household_key is not null) s
        full join household h using (village_code, household_key, period)
      where coalesce(s.cents, 0) <> coalesce(h.cents, 0)
      union all
      ${publishedFaults(prefix)}
    )
    select county_code, format('period %s, place %s: %s', period, node_code, detail) as detail
    from faults order by county_code, length(node_code) desc, node_code, period limit 1`,
  )
}

/**
 * What everybody was told of villages, against the settlements that counted by then, and households
 * as numbers were compared then.
 */
function publishedFaults(prefix: string) {
  return sql`
    select left(told.village_code, 6), told.village_code, told.month, format(
      'the public was told of %s households and %s fen, the settlements held %s and %s',
      told.households, told.household_cents, held.households, held.cents)
    from billing.public_benefits told cross join lateral (
      select count(*) filter (where cents > 0) as households, coalesce(sum(cents), 0) as cents,
        round((percentile_cont(0.5) within group (order by cents) filter (where cents > 0))
          ::numeric) as median_cents
      from (
        select sum(amount_cents) as cents from billing.counted_settlements s
        where s.village_code = told.village_code and recipient_kind = 'household'
          and left(to_char(settled_on, 'YYYY-MM'), 4) = left(told.month, 4)
          and to_char(settled_on, 'YYYY-MM') <= told.month and counted_month <= told.month
        group by case when told.parts_numbers then household_key
          else billing.bare_household_key(household_number) end) household) held
    where told.village_code <> '' and starts_with(told.village_code, ${prefix}::text)
      and (told.households, told.household_cents, told.median_cents)
        is distinct from (held.households, held.cents, held.median_cents)`
}
