import { type SQL, sql } from 'drizzle-orm'
import { z } from 'zod'
import { figure } from '../../shared/figure.ts'
import {
  cutMonths,
  type Days,
  isKeptPeriod,
  type Months,
  monthsOf,
  requirePeriod,
} from '../../shared/reports/periods.ts'
import { queryRow, queryRows } from '../platform/db/rows.ts'
import type { Reader } from '../platform/db/transaction.ts'
import { beginsWith, belowNode, summedRows, unitRows, wholePeriods } from './scope.queries.ts'
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
 * collectives in a period, and the median household. Of a place the sums of a year, a quarter and a
 * month are kept; of other periods, over which households do not add up, and of units they are
 * summed from the settlements.
 */
export async function selectBenefit(
  reader: Reader,
  scope: Scope,
  { period, days }: Question,
): Promise<BenefitSums> {
  const statement =
    scope.units !== null
      ? ofSettlements(settledOfUnits(scope, days), { hasMedian: true })
      : isKeptPeriod(period)
        ? ofPlace(scope.node, period)
        : ofSettlements(settledOfPlace(scope.node, requirePeriod(period).days), {
            hasMedian: scope.node !== null && scope.node.length >= countyLength,
          })
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

/** Of rows by recipient. */
function ofSettlements(settled: SQL, { hasMedian }: { hasMedian: boolean }): SQL {
  const median = medianOf(sql`${isHousehold} and cents > 0`)
  return sql`
    with settled as (${settled})
    select count(*) filter (where ${isHousehold} and cents > 0) as households,
      coalesce(sum(cents) filter (where ${isHousehold}), 0)::text as household_cents,
      coalesce(sum(cents) filter (where recipient_kind = 'collective'), 0)::text
        as collective_cents,
      coalesce(sum(order_cents), 0)::text as order_cents,
      ${hasMedian ? median : sql`null::bigint`} as median_cents
    from settled`
}

const isHousehold = sql`recipient_kind = 'household'`

const recipients = sql`
  recipient_kind, village_code, household_number, sum(amount_cents) as cents,
  coalesce(sum(amount_cents) filter (where purchase_order_id is not null), 0) as order_cents`

/** What each household and collective of a place received on some days. */
function settledOfPlace(node: string | null, days: Days): SQL {
  return sql`
    select ${recipients} from billing.settlements_published x
    where x.settled_on between ${days.from}::date and ${days.to}::date and ${placeOf(node)}
    group by recipient_kind, village_code, household_number`
}

/** What units' orders brought each household and collective, by recipient. */
function settledOfUnits({ units, node }: Scope, days: Days): SQL {
  return sql`
    select ${recipients}
    from ${unitRows(units ?? [], sql`u`)} join billing.settlements_published x
      on x.unit_id = u.unit_id
    where x.settled_on between ${days.from}::date and ${days.to}::date and ${placeOf(node)}
      and to_char(x.settled_on, 'YYYY-MM') between u.first_month and u.last_month
    group by recipient_kind, village_code, household_number`
}

/** Rows `x` of villages below a node. */
export function placeOf(node: string | null): SQL {
  const columns = { county: sql`left(x.village_code, 6)`, village: sql`x.village_code` }
  return belowNode(node, columns)
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
  const { reached, medians, median } = isKeptPeriod(period)
    ? keptBenefits(period, { level, below })
    : settledBenefits(settledOfPlace(node, requirePeriod(period).days), level)
  return queryRows(
    reader,
    benefitOfPlace,
    sql`
    with reached as (${reached}), medians as (${medians}),
    paid as (${paidByPlace(monthsOf(requirePeriod(period).days), { node, level, below })}),
    listed as (
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
      paid_cents::text as paid_cents,
      ${ofVillages ? median : sql`null::bigint`} as median_cents
    from listed
    order by listed.household_cents + listed.collective_cents desc, listed.paid_cents desc,
      node_code`,
  )
}

type Below = (column: SQL) => SQL

/** What is kept of each place of a level, and where the median of a village `listed` is found. */
function keptBenefits(period: string, { level, below }: { level: number; below: Below }) {
  const reached = sql`
    select node_code, sum(households)::bigint as households,
      sum(household_cents)::bigint as household_cents,
      sum(collective_cents)::bigint as collective_cents, sum(order_cents)::bigint as order_cents
    from billing.benefit_sums_published
    where period = ${period} and code_length = ${level} and ${below(sql`node_code`)}
    group by node_code`
  const isMeant = sql`period = ${period} and village_code = listed.node_code`
  const medians = sql`select null::text as node_code, null::bigint as cents where false`
  return { reached, medians, median: middleOf(sql`listed.households`, isMeant) }
}

/** The same of rows by recipient. */
function settledBenefits(settled: SQL, level: number) {
  const reached = sql`
    select node_code, count(*) filter (where ${isHousehold} and cents > 0) as households,
      coalesce(sum(cents) filter (where ${isHousehold}), 0)::bigint as household_cents,
      coalesce(sum(cents) filter (where not ${isHousehold}), 0)::bigint as collective_cents,
      sum(order_cents)::bigint as order_cents
    from (select *, left(village_code, ${level}::int) as node_code from (${settled}) settled) s
    group by node_code`
  const medians = sql`
    select village_code as node_code, ${medianOf(sql`${isHousehold} and cents > 0`)} as cents
    from (${settled}) settled group by village_code`
  const median = sql`(select m.cents from medians m where m.node_code = listed.node_code)`
  return { reached, medians, median }
}

/** What was paid for goods of each place of a level: `node_code`, `place_key`, `cents`. */
function paidByPlace(
  months: Months,
  { node, level, below }: { node: string | null; level: number; below: Below },
): SQL {
  const whole = sql`
    select node_code, place_key, distinct_cents + not_counted_cents as cents
    from attribution.place_sums_published
    where period = any(${wholePeriods(months)}) and code_length = ${level}
      and ${below(sql`node_code`)}`
  const key = sql`case when ${level}::int < 12 then r.county_code
    when r.village_code = '' then r.county_code || '000000' else r.village_code end`
  const placeKey = sql`case when ${level}::int < 12 then r.county_code else r.village_code end`
  const days = cutMonths(months).map(
    (month) => sql`
      select ${key} as node_code, ${placeKey} as place_key, r.cents
      from (${summedRows({ units: null, node }, month)}) r`,
  )
  return sql`
    select node_code, min(place_key) as place_key, sum(cents)::bigint as cents
    from (${sql.join([whole, ...days], sql` union all `)}) paid group by node_code`
}
