import { sql } from 'drizzle-orm'
import { z } from 'zod'
import { type Figure, figure } from '../../shared/figure.ts'
import { monthsBetween } from '../../shared/months.ts'
import { type Months, periodsOfMonths } from '../../shared/reports/periods.ts'
import { arrayOf, queryRow, queryRows } from '../platform/db/rows.ts'
import type { Reader } from '../platform/db/transaction.ts'
import { wholePeriods } from './scope.queries.ts'

const villageProfile = z.object({
  introduction: z.string(),
  season: z.string(),
  photoFileId: z.uuid().nullable(),
})

/** A village's public profile; its photo only where everybody may see it. */
export async function selectVillageProfile(
  reader: Reader,
  villageCode: string,
): Promise<z.output<typeof villageProfile>> {
  const profile = await queryRow(
    reader,
    villageProfile,
    sql`
    select p.introduction, p.season, f.id as photo_file_id
    from villages.village_profiles_published p left join evidence.files_published f
      on f.id = p.photo_file_id and f.is_public
    where p.village_code = ${villageCode}`,
  )
  return profile ?? { introduction: '', season: '', photoFileId: null }
}

const participants = z.object({ villages: z.int(), units: z.int() })

/** How many villages sold and how many units bought or helped to sell in months (§3.11). */
export async function countParticipants(
  reader: Reader,
  months: Months,
): Promise<z.output<typeof participants>> {
  const [period = '', ...others] = periodsOfMonths(months.first, months.last)
  if (others.length === 0) return countOfPeriod(reader, period)
  const isOfNation = sql`kind = 'unit' and node_code = '' and period = any(${wholePeriods(months)})`
  const counts = await queryRow(
    reader,
    participants,
    sql`
    with units as (
      select key from (
        select key, cents from attribution.ranked_sums_published where ${isOfNation}
        union all
        select key, cents from attribution.unfolded_sums_published where ${isOfNation}
      ) sums group by key having sum(cents) > 0
    ), villages as (
      select place_key from attribution.place_sums_published
      where period = any(${wholePeriods(months)}) and code_length = 12 and place_key <> ''
      group by place_key having sum(distinct_cents) > 0
    )
    select (select count(*) from villages) as villages, (select count(*) from units) as units`,
  )
  return counts ?? { villages: 0, units: 0 }
}

/** The same of a year, a quarter or a month, whose sums need not be added up by key. */
async function countOfPeriod(
  reader: Reader,
  period: string,
): Promise<z.output<typeof participants>> {
  const counts = await queryRow(
    reader,
    participants,
    sql`
    with unit_sums as (
      select key, cents from attribution.ranked_sums_published
      where kind = 'unit' and node_code = '' and period = ${period}
    ), unfolded as (
      select key, cents from attribution.unfolded_sums_published
      where kind = 'unit' and node_code = '' and period = ${period}
    ), changed as (
      select key, sum(u.cents) + coalesce(min(s.cents), 0) as cents, min(s.cents) as before
      from unfolded u left join unit_sums s using (key) group by key
    )
    select
      (select count(*) from attribution.place_sums_published
        where period = ${period} and code_length = 12 and place_key <> ''
          and distinct_cents > 0) as villages,
      (select count(*) from unit_sums where cents > 0)
        - (select count(*) from changed where before > 0)
        + (select count(*) from changed where cents > 0) as units`,
  )
  return counts ?? { villages: 0, units: 0 }
}

const countySums = z.object({ code: z.string(), cents: figure, grams: figure })

/** What was sold out of each county in months; kept of each under the nation (§3.11). */
export function selectCounties(
  reader: Reader,
  months: Months,
): Promise<z.output<typeof countySums>[]> {
  return queryRows(
    reader,
    countySums,
    sql`
    select county_code as code, sum(distinct_cents)::text as cents,
      sum(distinct_grams)::text as grams
    from attribution.place_sums_published
    where node_code = '' and period = any(${wholePeriods(months)})
    group by county_code having sum(distinct_cents) <> 0
    order by sum(distinct_cents) desc, county_code`,
  )
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

const villageMonth = z.object({ code: z.string(), month: z.string(), cents: figure, grams: figure })

/** What each village of a county sold in each of some months; '' where none is proved (§3.5). */
export function selectVillageMonths(
  reader: Reader,
  countyCode: string,
  { first, last }: Months,
): Promise<z.output<typeof villageMonth>[]> {
  return queryRows(
    reader,
    villageMonth,
    sql`
    select place_key as code, period as month, distinct_cents::text as cents,
      distinct_grams::text as grams
    from attribution.place_sums_published
    where period = any(${arrayOf('text', monthsBetween(first, last))}) and code_length = 12
      and node_code between ${`${countyCode}000000`} and ${`${countyCode}999999`}
      and (distinct_cents <> 0 or distinct_grams <> 0)
    order by period, node_code`,
  )
}
