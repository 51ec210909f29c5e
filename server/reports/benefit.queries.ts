import { type SQL, sql } from 'drizzle-orm'
import { z } from 'zod'
import { type Figure, figure } from '../../shared/figure.ts'
import type { Days, Months } from '../../shared/reports/periods.ts'
import { queryRow, queryRows } from '../platform/db/rows.ts'
import type { Reader } from '../platform/db/transaction.ts'
import { beginsWith, belowNode, unitRows, wholePeriods } from './scope.queries.ts'
import type { Scope } from './scope.ts'

const benefitSums = z.object({
  households: z.int(),
  householdCents: figure,
  collectiveCents: figure,
  /** The part of both that names an order or a lot. */
  orderCents: figure,
  /** Of what each household received; null of places wider than a county, and of none. */
  medianCents: z.int().nullable(),
})

/** What reached villagers: households each once, and what they and collectives received (§3.14). */
export type BenefitSums = z.output<typeof benefitSums>

interface Question {
  period: string
  days: Days
}

/**
 * Households with a settlement that stands, each once, what was settled with them and with
 * collectives in a period, and the median household. Of a place the sums are kept; of units they
 * are summed from the units' own settlements.
 */
export async function selectBenefit(
  reader: Reader,
  scope: Scope,
  { period, days }: Question,
): Promise<BenefitSums> {
  const statement = scope.units === null ? ofPlace(scope.node, period) : ofUnits(scope, days)
  const row = await queryRow(reader, benefitSums, statement)
  return row ?? nothing
}

const nothing: BenefitSums = {
  households: 0,
  householdCents: 0,
  collectiveCents: 0,
  orderCents: 0,
  medianCents: null,
}

/** Digits of a county's code: of wider places there are too many households for a median. */
const countyLength = 6

/**
 * The median in 分, rounded half up (§2.2), of what households received that a condition means, of
 * which there are so many: the middle one or two are found by their place in an index.
 */
const middleOf = (households: SQL, isMeant: SQL) => sql`(
  select round(avg(cents))::bigint from (
    select cents from billing.household_amounts_published where ${isMeant}
    order by cents
    offset (greatest(${households}, 1) - 1) / 2 limit 2 - mod(${households}, 2)
  ) middle)`

/** The median of a column `cents` in 分, rounded half up (§2.2). */
const medianOf = (isMeant: SQL) =>
  sql`round((percentile_cont(0.5) within group (order by cents) filter (where ${isMeant}))::numeric
    )::bigint`

function ofPlace(node: string | null, period: string): SQL {
  const median =
    node === null || node.length < countyLength ? sql`null::bigint` : medianOfPlace(node, period)
  return sql`
    select coalesce(sum(households), 0)::bigint as households,
      coalesce(sum(household_cents), 0)::text as household_cents,
      coalesce(sum(collective_cents), 0)::text as collective_cents,
      coalesce(sum(order_cents), 0)::text as order_cents,
      ${median} as median_cents
    from billing.benefit_sums_published
    where node_code = ${node ?? ''} and period = ${period}`
}

/** Of a township all of its households are put in order; there are few. */
function medianOfPlace(node: string, period: string): SQL {
  const column = { 6: sql`county_code`, 12: sql`village_code` }[node.length]
  if (column === undefined)
    return sql`(select ${medianOf(sql`true`)} from billing.household_amounts_published
      where period = ${period} and ${beginsWith(sql`village_code`, node)})`
  return middleOf(
    sql`(select coalesce(sum(households), 0)::bigint from billing.benefit_sums_published
      where node_code = ${node} and period = ${period})`,
    sql`period = ${period} and ${column} = ${node}`,
  )
}

function ofUnits(scope: Scope, days: Days): SQL {
  const isHousehold = sql`recipient_kind = 'household'`
  return sql`
    with settled as (${settledOfUnits(scope, days)})
    select count(*) filter (where ${isHousehold} and cents > 0) as households,
      coalesce(sum(cents) filter (where ${isHousehold}), 0)::text as household_cents,
      coalesce(sum(cents) filter (where recipient_kind = 'collective'), 0)::text
        as collective_cents,
      coalesce(sum(cents), 0)::text as order_cents,
      ${medianOf(sql`${isHousehold} and cents > 0`)} as median_cents
    from settled`
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

const publicSums = z.object({
  /** The last month that the figures cover. */
  month: z.string(),
  households: z.int(),
  householdCents: figure,
  orderCents: figure,
  paidCents: figure,
  medianCents: z.int().nullable(),
})

export type PublicSums = z.output<typeof publicSums>

/** The last figures of a year that everybody was told of a village, or of the nation under ''. */
export function selectPublicBenefit(
  reader: Reader,
  { villageCode, months }: { villageCode: string; months: Months },
): Promise<PublicSums | undefined> {
  return queryRow(
    reader,
    publicSums,
    sql`
    select month, households, household_cents::text as household_cents,
      order_cents::text as order_cents, paid_cents::text as paid_cents, median_cents
    from billing.public_benefits_published
    where village_code = ${villageCode} and month between ${months.first} and ${months.last}
    order by month desc limit 1`,
  )
}

/** What collectives of a place received in whole months. */
export async function selectCollectiveIncome(
  reader: Reader,
  node: string,
  months: Months,
): Promise<Figure> {
  const row = await queryRow(
    reader,
    z.object({ cents: figure }),
    sql`
    select coalesce(sum(collective_cents), 0)::text as cents from billing.benefit_sums_published
    where node_code = ${node} and period = any(${wholePeriods(months)})`,
  )
  return row?.cents ?? 0
}

const benefitOfPlace = benefitSums.extend({
  /** '' is the unknown village. */
  key: z.string(),
  /** Paid for accepted goods, net of refunds, freight apart; in figures or not. */
  paidCents: figure,
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
  const median = ofVillages
    ? middleOf(sql`listed.households`, sql`period = ${period} and village_code = listed.node_code`)
    : sql`null::bigint`
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
    ), listed as (
      select node_code, coalesce(paid.place_key, node_code) as key,
        coalesce(households, 0)::bigint as households,
        coalesce(household_cents, 0) as household_cents,
        coalesce(collective_cents, 0) as collective_cents,
        coalesce(order_cents, 0) as order_cents, coalesce(paid.cents, 0) as paid_cents
      from reached full join paid using (node_code)
      where coalesce(paid.cents, 0) <> 0 or household_cents <> 0 or collective_cents <> 0
      order by coalesce(household_cents, 0) + coalesce(collective_cents, 0) desc,
        coalesce(paid.cents, 0) desc, node_code
      limit ${limit}
    )
    select key, households, household_cents::text as household_cents,
      collective_cents::text as collective_cents, order_cents::text as order_cents,
      paid_cents::text as paid_cents, ${median} as median_cents
    from listed
    order by listed.household_cents + listed.collective_cents desc, listed.paid_cents desc,
      node_code`,
  )
}
