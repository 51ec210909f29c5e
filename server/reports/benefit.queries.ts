import { type SQL, sql } from 'drizzle-orm'
import { z } from 'zod'
import { figure } from '../../shared/figure.ts'
import { fewestShown } from '../../shared/reports/metrics.ts'
import type { Days } from '../../shared/reports/periods.ts'
import { queryRow, queryRows } from '../platform/db/rows.ts'
import type { Reader } from '../platform/db/transaction.ts'
import { beginsWith, belowNode, unitRows } from './scope.queries.ts'
import type { Scope } from './scope.ts'

const benefitSums = z.object({
  households: z.int(),
  householdCents: figure,
  collectiveCents: figure,
  /** The part of both that names an order or a lot. */
  orderCents: figure,
})

/** What reached villagers: households each once, and what they and collectives received (§3.14). */
export type BenefitSums = z.output<typeof benefitSums>

interface Question {
  period: string
  days: Days
}

/**
 * Households with a settlement that stands, each once, and what was settled with them and with
 * collectives in a period. Of a place it is kept; of units it is summed from the units' own
 * settlements.
 */
export async function selectSettled(
  reader: Reader,
  scope: Scope,
  { period, days }: Question,
): Promise<BenefitSums> {
  const row = await queryRow(
    reader,
    benefitSums,
    scope.units === null
      ? sql`
        select coalesce(sum(households), 0)::bigint as households,
          coalesce(sum(household_cents), 0)::text as household_cents,
          coalesce(sum(collective_cents), 0)::text as collective_cents,
          coalesce(sum(order_cents), 0)::text as order_cents
        from billing.benefit_sums_published
        where node_code = ${scope.node ?? ''} and period = ${period}`
      : sql`
        with settled as (${settledOfUnits(scope, days)})
        select count(*) filter (where recipient_kind = 'household' and cents > 0) as households,
          coalesce(sum(cents) filter (where recipient_kind = 'household'), 0)::text
            as household_cents,
          coalesce(sum(cents) filter (where recipient_kind = 'collective'), 0)::text
            as collective_cents,
          coalesce(sum(cents), 0)::text as order_cents
        from settled`,
  )
  return row ?? { households: 0, householdCents: 0, collectiveCents: 0, orderCents: 0 }
}

/** What units' orders brought each household and collective, by recipient. */
function settledOfUnits({ units, node }: Scope, days: Days): SQL {
  return sql`
    select recipient_kind, village_code, household_number, sum(amount_cents) as cents
    from ${unitRows(units ?? [], sql`u`)} join billing.settlements_published x
      on x.unit_id = u.unit_id
    where x.settled_on between ${days.from}::date and ${days.to}::date and ${placeOf(node)}
      and to_char(x.settled_on, 'YYYY-MM') between u.first_month and u.last_month
    group by 1, 2, 3`
}

/** Rows `x` of villages below a node. */
export function placeOf(node: string | null): SQL {
  const columns = { county: sql`left(x.village_code, 6)`, village: sql`x.village_code` }
  return belowNode(node, columns)
}

/** Digits of a county's code: of wider places there are too many households for a median. */
const countyLength = 6

const median = sql`round(percentile_cont(0.5) within group (order by cents))::bigint`

/**
 * The median of what households received in a period, in 分: of a village, a township or a county,
 * and of units; null for wider places, and where nobody received anything.
 */
export async function selectMedian(
  reader: Reader,
  scope: Scope,
  { period, days }: Question,
): Promise<number | null> {
  const { units, node } = scope
  if (units === null && (node === null || node.length < countyLength)) return null
  const amounts =
    units === null
      ? sql`select cents from billing.household_amounts_published
          where period = ${period} and ${beginsWith(sql`village_code`, node ?? '')}`
      : sql`select cents from (${settledOfUnits(scope, days)}) settled
          where recipient_kind = 'household' and cents > 0`
  const row = await queryRow(
    reader,
    z.object({ cents: z.int().nullable() }),
    sql`select ${median} as cents from (${amounts}) amounts`,
  )
  return row?.cents ?? null
}

/**
 * Households of all villages of the nation together whose own figures the public is not told in a
 * period, because too few were paid; null where every village's may be stated.
 */
export async function countHidden(reader: Reader, period: string): Promise<number | null> {
  const row = await queryRow(
    reader,
    z.object({ households: z.int().nullable() }),
    sql`
    select sum(households)::bigint as households from billing.benefit_sums_published
    where period = ${period} and code_length = 12 and households < ${fewestShown}
      and (households <> 0 or household_cents <> 0)`,
  )
  return row?.households ?? null
}

const benefitOfPlace = benefitSums.extend({
  /** '' is the unknown village. */
  key: z.string(),
  /** Paid for accepted goods, net of refunds, freight apart; in figures or not. */
  paidCents: figure,
  medianCents: z.int().nullable(),
})

export type BenefitOfPlace = z.output<typeof benefitOfPlace>

/**
 * What reached each village of a county or township, or each county of a wider place, beside what
 * was paid for goods from there; those where most arrived come first. Medians only of villages.
 */
export function selectBenefits(
  reader: Reader,
  { node, period, limit }: { node: string | null; period: string; limit: number },
): Promise<BenefitOfPlace[]> {
  const ofVillages = node !== null && node.length >= countyLength
  const level = ofVillages ? 12 : countyLength
  const below = (column: SQL) => (node === null ? sql`true` : beginsWith(column, node))
  const medians = ofVillages
    ? sql`select village_code as node_code, ${median} as cents
        from billing.household_amounts_published
        where period = ${period} and ${below(sql`village_code`)} group by village_code`
    : sql`select null::text as node_code, null::bigint as cents where false`
  return queryRows(
    reader,
    benefitOfPlace,
    sql`
    with reached as (
      select node_code, sum(households)::bigint as households,
        sum(household_cents)::bigint as household_cents,
        sum(collective_cents)::bigint as collective_cents, sum(order_cents)::bigint as order_cents
      from billing.benefit_sums_published
      where period = ${period} and code_length = ${level} and ${below(sql`node_code`)}
      group by node_code
    ), paid as (
      select node_code, place_key, (distinct_cents + not_counted_cents)::bigint as cents
      from attribution.place_sums_published
      where period = ${period} and code_length = ${level} and ${below(sql`node_code`)}
    ), medians as (${medians})
    select coalesce(paid.place_key, node_code) as key,
      coalesce(households, 0)::bigint as households,
      coalesce(household_cents, 0)::text as household_cents,
      coalesce(collective_cents, 0)::text as collective_cents,
      coalesce(order_cents, 0)::text as order_cents,
      coalesce(paid.cents, 0)::text as paid_cents, medians.cents as median_cents
    from reached full join paid using (node_code) left join medians using (node_code)
    where coalesce(paid.cents, 0) <> 0 or household_cents <> 0 or collective_cents <> 0
    order by coalesce(household_cents, 0) + coalesce(collective_cents, 0) desc,
      coalesce(paid.cents, 0) desc, node_code
    limit ${limit}`,
  )
}
