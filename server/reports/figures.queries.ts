import { type SQL, sql } from 'drizzle-orm'
import { toSnakeCase } from 'drizzle-orm/casing'
import { z } from 'zod'
import { type Figure, figure, plus } from '../../shared/figure.ts'
import { monthsBetween } from '../../shared/months.ts'
import { cutMonths, type Months } from '../../shared/reports/periods.ts'
import { arrayOf, queryRow, queryRows } from '../platform/db/rows.ts'
import type { Reader } from '../platform/db/transaction.ts'
import { amountsWithin, placeAmounts, summedRows, wholePeriods } from './scope.queries.ts'
import { keptUnitsOf, type Scope, type UnitMonths } from './scope.ts'
import { keptSetOf, setAmounts, setAmountUpTo, setFigures } from './unit-set-sums.queries.ts'
import {
  periodsOfUnits,
  unitAmountsByMonth,
  unitAmountsUpTo,
  unitSources,
  unitSumRows,
  withoutOverlap,
} from './unit-sums.queries.ts'

export const figureSums = z.object({
  directCents: figure,
  directGrams: figure,
  helpCents: figure,
  helpGrams: figure,
  overlapCents: figure,
  overlapGrams: figure,
  distinctCents: figure,
  distinctGrams: figure,
  pairedCents: figure,
  pairedGrams: figure,
  unknownCents: figure,
  unknownGrams: figure,
  notCountedCents: figure,
  notCountedGrams: figure,
})

/** The columns of `figureSums`, summed over rows `f`. */
export const summedFigures = sql`
  coalesce(sum(f.direct_cents), 0)::text as direct_cents,
  coalesce(sum(f.direct_grams), 0)::text as direct_grams,
  coalesce(sum(f.help_cents), 0)::text as help_cents,
  coalesce(sum(f.help_grams), 0)::text as help_grams,
  coalesce(sum(f.overlap_cents), 0)::text as overlap_cents,
  coalesce(sum(f.overlap_grams), 0)::text as overlap_grams,
  coalesce(sum(f.distinct_cents), 0)::text as distinct_cents,
  coalesce(sum(f.distinct_grams), 0)::text as distinct_grams,
  coalesce(sum(f.paired_cents), 0)::text as paired_cents,
  coalesce(sum(f.paired_grams), 0)::text as paired_grams,
  coalesce(sum(f.unknown_cents), 0)::text as unknown_cents,
  coalesce(sum(f.unknown_grams), 0)::text as unknown_grams,
  coalesce(sum(f.not_counted_cents), 0)::text as not_counted_cents,
  coalesce(sum(f.not_counted_grams), 0)::text as not_counted_grams`

/** Sums as they come from the database: money in 分, weight in grams. */
export type FigureSums = z.output<typeof figureSums>

/**
 * The recognised totals of a scope over months; one statement (§3.8, §3.10). They are kept for each
 * period of a place, a unit and a set of units; only of some units in some place, and of the days
 * of a month that is cut, they are summed over rollups.
 */
export function selectFigures(reader: Reader, scope: Scope, months: Months): Promise<FigureSums> {
  return sumFigures(reader, figureRows(scope, months))
}

/** The sums of rows that have the columns of `figureSums`. */
export async function sumFigures(reader: Reader, rows: readonly SQL[]): Promise<FigureSums> {
  const each = rows.map((part) => sql`select ${figureColumns} from (${part}) f`)
  const sums = await queryRow(
    reader,
    figureSums,
    sql`
    select ${summedFigures}
    from (${sql.join(each, sql` union all `)}) f`,
  )
  if (sums === undefined) throw new Error('a sum without rows is still one row')
  return sums
}

/** What the figures of a scope over months are the sums of. */
export function figureRows(scope: Scope, months: Months): SQL[] {
  const summed = (months: Months) => sql`
    select f.* from (${summedRows(scope, months)}) r cross join lateral attribution.figures_of(
      r.counted, r.is_direct, r.is_help, r.is_paired, r.village_code, r.cents, r.grams) f`
  const kept = keptFigures(scope, months)
  return kept === undefined ? [summed(months)] : [kept, ...cutMonths(months).map(summed)]
}

const figureColumns = sql.join(
  Object.keys(figureSums.shape).map((name) => sql.identifier(toSnakeCase(name))),
  sql`, `,
)

/** What is kept of the whole months among months; undefined of some units in some place. */
function keptFigures(scope: Scope, months: Months): SQL | undefined {
  const set = keptSetOf(scope)
  if (set !== undefined) return setFigures(set, months)
  const units = keptUnitsOf(scope)
  if (units !== undefined) return unitFigures(units, months)
  if (scope.units !== null) return undefined
  return sql`
    select * from attribution.place_sums_published f
    where f.node_code = ${scope.node ?? ''} and f.period = any(${wholePeriods(months)})`
}

/** The figures of each unit and pair in the columns of `figureSums`. */
function unitFigures(units: readonly UnitMonths[], months: Months): SQL {
  const columns = sql`
    case s.credit when 'direct' then s.cents else 0 end as direct_cents,
    case s.credit when 'direct' then s.grams else 0 end as direct_grams,
    case s.credit when 'help' then s.cents else 0 end as help_cents,
    case s.credit when 'help' then s.grams else 0 end as help_grams,
    case s.credit when 'overlap' then s.cents else 0 end as overlap_cents,
    case s.credit when 'overlap' then s.grams else 0 end as overlap_grams,
    ${withoutOverlap(sql`s.cents`)} as distinct_cents,
    ${withoutOverlap(sql`s.grams`)} as distinct_grams,
    ${withoutOverlap(sql`s.paired_cents`)} as paired_cents,
    ${withoutOverlap(sql`s.paired_grams`)} as paired_grams,
    ${withoutOverlap(sql`s.unknown_cents`)} as unknown_cents,
    ${withoutOverlap(sql`s.unknown_grams`)} as unknown_grams,
    ${withoutOverlap(sql`s.not_counted_cents`)} as not_counted_cents,
    ${withoutOverlap(sql`s.not_counted_grams`)} as not_counted_grams`
  return unitSumRows(columns, { units, periods: periodsOfUnits(units, months) })
}

const amount = z.object({ cents: figure, grams: figure })

export type Amount = z.output<typeof amount>

/** The counted money and weight of a scope over months, cut at a day or whole. */
export async function selectAmount(reader: Reader, scope: Scope, months: Months): Promise<Amount> {
  const rows = amountsWithin(months, ['cents', 'grams'], (upTo) => amountsUpTo(scope, upTo))
  const sums = await queryRow(
    reader,
    amount,
    sql`
    select coalesce(sum(cents), 0)::text as cents, coalesce(sum(grams), 0)::text as grams
    from (${rows}) amounts`,
  )
  return sums ?? { cents: 0, grams: 0 }
}

/** The same of several scopes that share nothing, added up. */
export async function selectAmountOfAll(
  reader: Reader,
  scopes: readonly Scope[],
  months: Months,
): Promise<Amount> {
  const sum = { cents: 0 as Figure, grams: 0 as Figure }
  for (const scope of scopes) {
    const { cents, grams } = await selectAmount(reader, scope, months)
    sum.cents = plus(sum.cents, cents)
    sum.grams = plus(sum.grams, grams)
  }
  return sum
}

/** The same as rows `cents` and `grams`, of months whose first one is whole. */
export function amountsUpTo(scope: Scope, months: Months): SQL {
  const set = keptSetOf(scope)
  if (set !== undefined) return setAmountUpTo(set, months)
  const units = keptUnitsOf(scope)
  if (units !== undefined) return unitAmountsUpTo(unitSources.month, units, months)
  return scope.units === null
    ? placeAmounts(sql`f.node_code = ${scope.node ?? ''}`, sql`f.node_code`, months)
    : sql`select cents, grams from (${summedRows(scope, months)}) r where counted`
}

const monthSums = z.object({ month: z.string(), cents: figure, grams: figure })

export type MonthSums = z.output<typeof monthSums>

/** Counted money and weight by whole month; months without any are left out. */
export async function selectMonths(
  reader: Reader,
  scope: Scope,
  months: Months,
): Promise<MonthSums[]> {
  const set = keptSetOf(scope)
  const units = keptUnitsOf(scope)
  const wanted = monthsBetween(months.first, months.last)
  const rows =
    set !== undefined
      ? sql`select period as month, cents, grams
        from (${setAmounts(set, arrayOf('text', wanted))}) own`
      : units !== undefined
        ? sql`select key as month, cents, grams from (${unitAmountsByMonth(units, wanted)}) own`
        : scope.units === null
          ? sql`
        select period as month, distinct_cents as cents, distinct_grams as grams
        from attribution.place_sums_published where node_code = ${scope.node ?? ''}
          and period = any(${arrayOf('text', wanted)})`
          : sql`select month, cents, grams from (${summedRows(scope, months)}) r where counted`
  return queryRows(
    reader,
    monthSums,
    sql`
    select month, sum(cents)::text as cents, sum(grams)::text as grams
    from (${rows}) amounts group by month order by month`,
  )
}
