import { sql } from 'drizzle-orm'
import { z } from 'zod'
import type { Months } from '../../shared/reports/periods.ts'
import { queryRow, queryRows } from '../platform/db/rows.ts'
import type { Reader } from '../platform/db/transaction.ts'
import { belowNode, idsOf, summedRows, unitRows } from './scope.queries.ts'
import type { Scope } from './scope.ts'

const figureSums = z.object({
  directCents: z.int(),
  directGrams: z.int(),
  helpCents: z.int(),
  helpGrams: z.int(),
  overlapCents: z.int(),
  overlapGrams: z.int(),
  distinctCents: z.int(),
  distinctGrams: z.int(),
  pairedCents: z.int(),
  pairedGrams: z.int(),
  unknownCents: z.int(),
  unknownGrams: z.int(),
  notCountedCents: z.int(),
  notCountedGrams: z.int(),
})

/** Sums as they come from the database: money in 分, weight in grams. */
export type FigureSums = z.output<typeof figureSums>

/** The recognised totals of a scope over months; one statement over rollups (§3.8, §3.10). */
export async function selectFigures(
  reader: Reader,
  scope: Scope,
  months: Months,
): Promise<FigureSums> {
  const sums = await queryRow(
    reader,
    figureSums,
    sql`
    select
      coalesce(sum(cents) filter (where counted and is_direct), 0)::bigint as direct_cents,
      coalesce(sum(grams) filter (where counted and is_direct), 0)::bigint as direct_grams,
      coalesce(sum(cents) filter (where counted and is_help), 0)::bigint as help_cents,
      coalesce(sum(grams) filter (where counted and is_help), 0)::bigint as help_grams,
      coalesce(sum(cents) filter (where counted and is_direct and is_help), 0)::bigint
        as overlap_cents,
      coalesce(sum(grams) filter (where counted and is_direct and is_help), 0)::bigint
        as overlap_grams,
      coalesce(sum(cents) filter (where counted), 0)::bigint as distinct_cents,
      coalesce(sum(grams) filter (where counted), 0)::bigint as distinct_grams,
      coalesce(sum(cents) filter (where counted and is_paired), 0)::bigint as paired_cents,
      coalesce(sum(grams) filter (where counted and is_paired), 0)::bigint as paired_grams,
      coalesce(sum(cents) filter (where counted and village_code = ''), 0)::bigint
        as unknown_cents,
      coalesce(sum(grams) filter (where counted and village_code = ''), 0)::bigint
        as unknown_grams,
      coalesce(sum(cents) filter (where not counted), 0)::bigint as not_counted_cents,
      coalesce(sum(grams) filter (where not counted), 0)::bigint as not_counted_grams
    from (${summedRows(scope, months)}) summed`,
  )
  if (sums === undefined) throw new Error('a sum without rows is still one row')
  return sums
}

const orderCounts = z.object({
  direct: z.int(),
  help: z.int(),
  overlap: z.int(),
  distinct: z.int(),
})

export type OrderCounts = z.output<typeof orderCounts>

/** Purchase orders with counted entries, by the month of their first one below the node. */
export async function selectOrderCounts(
  reader: Reader,
  { units, node }: Scope,
  months: Months,
): Promise<OrderCounts> {
  const place =
    node !== null && node.length >= 6
      ? sql`r.node_code = ${node}`
      : sql`r.node_code = r.county_code and ${belowNode(node)}`
  const credit =
    units === null
      ? { isDirect: sql`r.has_direct_unit`, isHelp: sql`r.has_help_unit`, condition: sql`true` }
      : {
          isDirect: sql`exists (select from ${unitRows(units, sql`u`)}
            where u.unit_id = any(r.direct_unit_ids)
              and r.month between u.first_month and u.last_month)`,
          isHelp: sql`exists (select from ${unitRows(units, sql`u`)}
            where u.unit_id = r.help_unit_id
              and r.month between u.first_month and u.last_month)`,
          condition: sql`(r.direct_unit_ids && ${idsOf(units)}
            or r.help_unit_id = any(${idsOf(units)}))`,
        }
  const counts = await queryRow(
    reader,
    orderCounts,
    sql`
    select coalesce(sum(orders) filter (where is_direct), 0)::bigint as direct,
      coalesce(sum(orders) filter (where is_help), 0)::bigint as help,
      coalesce(sum(orders) filter (where is_direct and is_help), 0)::bigint as overlap,
      coalesce(sum(orders), 0)::bigint as distinct
    from (
      select r.orders, ${credit.isDirect} as is_direct, ${credit.isHelp} as is_help
      from attribution.ledger_order_counts_published r
      where ${place} and r.month between ${months.first} and ${months.last}
        and ${credit.condition}
    ) counts
    where is_direct or is_help`,
  )
  return counts ?? { direct: 0, help: 0, overlap: 0, distinct: 0 }
}

const monthSums = z.object({ month: z.string(), cents: z.int(), grams: z.int() })

export type MonthSums = z.output<typeof monthSums>

/** Counted money and weight by month; months without any are left out. */
export async function selectMonths(
  reader: Reader,
  scope: Scope,
  months: Months,
): Promise<MonthSums[]> {
  return queryRows(
    reader,
    monthSums,
    sql`
    select month, coalesce(sum(cents) filter (where counted), 0)::bigint as cents,
      coalesce(sum(grams) filter (where counted), 0)::bigint as grams
    from (${summedRows(scope, months)}) summed group by month order by month`,
  )
}
