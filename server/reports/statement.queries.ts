import { type SQL, sql } from 'drizzle-orm'
import { z } from 'zod'
import { figure } from '../../shared/figure.ts'
import { queryRow, queryRows } from '../platform/db/rows.ts'
import type { Reader } from '../platform/db/transaction.ts'
import type { MonthKey } from './closing.queries.ts'
import { figureSums, summedFigures } from './figures.queries.ts'

/** The entries of a county's month, each with what it is in each figure (§3.8, §3.10, §3.11). */
function entriesOf({ countyCode, month }: MonthKey): SQL {
  return sql`attribution.ledger_entries_published e
    cross join lateral attribution.figures_of(e.counted, e.has_direct_unit, e.has_help_unit,
      (e.has_direct_unit and e.direct_paired) or (e.has_help_unit and e.help_paired),
      e.village_code, e.cents, e.grams) f
    where e.county_code = ${countyCode} and e.month = ${month}`
}

/** The figures of a month, summed over its entries themselves. */
export async function selectEntryFigures(
  reader: Reader,
  key: MonthKey,
): Promise<z.output<typeof figureSums>> {
  const row = await queryRow(
    reader,
    figureSums,
    sql`select ${summedFigures} from ${entriesOf(key)}`,
  )
  if (row === undefined) throw new Error('a sum without rows is still one row')
  return row
}

const villageSum = z.object({
  code: z.string(),
  name: z.string(),
  cents: figure,
  grams: figure,
  orders: z.int(),
})

/** What came from each village; the code '' is the unknown one, which stands last. */
export function selectVillageSums(
  reader: Reader,
  key: MonthKey,
): Promise<z.output<typeof villageSum>[]> {
  return queryRows(
    reader,
    villageSum,
    sql`
    with sums as (
      select e.village_code as code, sum(f.distinct_cents) as cents, sum(f.distinct_grams) as grams
      from ${entriesOf(key)} and e.counted group by 1
    )
    select sums.code, coalesce(v.path_name, '') as name, sums.cents::text as cents,
      sums.grams::text as grams, coalesce(s.orders, 0)::bigint as orders
    from sums left join villages.divisions_published v on v.code = sums.code
      left join lateral (select sum(distinct_orders) as orders
        from attribution.place_sums_published
        where node_code = case sums.code when '' then ${`${key.countyCode}000000`} else sums.code
          end and period = ${key.month}) s on true
    order by sums.code = '', sums.code`,
  )
}

const unitSum = z.object({
  id: z.uuid(),
  name: z.string(),
  directCents: figure,
  directGrams: figure,
  helpCents: figure,
  helpGrams: figure,
  overlapCents: figure,
  overlapGrams: figure,
  distinctCents: figure,
  distinctGrams: figure,
})

/** What is credited to each unit. */
export function selectUnitSums(
  reader: Reader,
  { countyCode, month }: MonthKey,
): Promise<z.output<typeof unitSum>[]> {
  return queryRows(
    reader,
    unitSum,
    sql`
    with credited as (
      select direct_unit_id as unit_id, 'direct' as credit,
        help_unit_id = direct_unit_id as is_both, cents, grams
      from attribution.ledger_entries_published
      where county_code = ${countyCode} and month = ${month} and counted and has_direct_unit
      union all
      select help_unit_id, 'help', help_unit_id = direct_unit_id, cents, grams
      from attribution.ledger_entries_published
      where county_code = ${countyCode} and month = ${month} and counted and has_help_unit
    )
    select unit_id as id, coalesce(o.name, '') as name,
      coalesce(sum(cents) filter (where credit = 'direct'), 0)::text
        as direct_cents,
      coalesce(sum(grams) filter (where credit = 'direct'), 0)::text
        as direct_grams,
      coalesce(sum(cents) filter (where credit = 'help'), 0)::text
        as help_cents,
      coalesce(sum(grams) filter (where credit = 'help'), 0)::text
        as help_grams,
      coalesce(sum(cents) filter (where credit = 'direct' and is_both), 0)::text
        as overlap_cents,
      coalesce(sum(grams) filter (where credit = 'direct' and is_both), 0)::text
        as overlap_grams,
      coalesce(sum(cents) filter (where credit = 'direct' or is_both is not true), 0)::text
        as distinct_cents,
      coalesce(sum(grams) filter (where credit = 'direct' or is_both is not true), 0)::text
        as distinct_grams
    from credited left join organisations.organisations_published o on o.id = unit_id
    group by unit_id, o.name order by o.name, unit_id`,
  )
}
