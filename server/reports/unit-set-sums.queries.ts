import { type SQL, sql } from 'drizzle-orm'
import { z } from 'zod'
import type { Months } from '../../shared/reports/periods.ts'
import type { Dimension, rankingKinds } from '../../shared/reports/ranking.schemas.ts'
import { arrayOf, queryRow } from '../platform/db/rows.ts'
import type { Reader } from '../platform/db/transaction.ts'
import { daysOfRollups, idsOf, isAmong, unitLists, wholePeriods } from './scope.queries.ts'
import type { Scope, UnitMonths } from './scope.ts'

/** Sums of a set of units that are kept, of one kind. */
export interface SetSums {
  id: string
  kind: 'all' | 'province' | 'village' | 'product'
  units: readonly UnitMonths[]
}

/** The scope with the set whose sums are kept for just its units and months, if there is one. */
export async function withKeptSet(reader: Reader, scope: Scope): Promise<Scope> {
  const { units, node } = scope
  if (units === null || node !== null) return scope
  const kept = await queryRow(
    reader,
    z.object({ id: z.guid() }),
    sql`
    select id from attribution.unit_sets_published
    where is_wanted and id = attribution.unit_set_id(${sql.join(unitLists(units), sql`, `)})`,
  )
  return kept === undefined ? scope : { ...scope, setId: kept.id }
}

/** All that the set of a scope has together, where its sums are kept. */
export function keptSetOf({ units, node, setId, brought }: Scope): SetSums | undefined {
  if (units === null || node !== null || setId === undefined) return undefined
  if (brought !== undefined) return undefined
  return { id: setId, kind: 'all', units }
}

/**
 * The figures of a set over whole months, in the columns of `figureSums`, by row of what is kept.
 * What is listed under `all` is each line once (§3.8).
 */
export function setFigures(set: SetSums, months: Months): SQL {
  const columns = Object.entries(keysOfFigures).flatMap(([figure, key]) => [
    sql`case when s.key = ${key} then s.cents else 0 end as ${sql.identifier(`${figure}_cents`)}`,
    sql`case when s.key = ${key} then s.grams else 0 end as ${sql.identifier(`${figure}_grams`)}`,
  ])
  return fromBoth(
    sql.join(columns, sql`, `),
    sql`s.set_id = ${set.id} and s.kind in ('all', 'figure')
      and s.period = any(${wholePeriods(months)})`,
  )
}

/** What each figure of a set is listed under. */
const keysOfFigures = {
  direct: 'direct',
  help: 'help',
  overlap: 'overlap',
  distinct: '',
  paired: 'paired',
  unknown: 'unknown',
  not_counted: 'not_counted',
}

/** How a set is ranked; each of its units has sums of its own. */
const kindsOfRanking = {
  village: 'village',
  product: 'product',
  division: 'province',
  unit: undefined,
} as const satisfies Record<
  Exclude<(typeof rankingKinds)[number], Dimension>,
  SetSums['kind'] | undefined
>

/** What the set of a scope has by the keys of a ranking, where that is kept. */
export function rankedSetOf(scope: Scope, by: keyof typeof kindsOfRanking): SetSums | undefined {
  const set = keptSetOf(scope)
  const kind = kindsOfRanking[by]
  return set === undefined || kind === undefined ? undefined : { ...set, kind }
}

const setSums = sql`attribution.unit_set_sums_published`
const unfoldedSums = sql`attribution.unfolded_unit_set_sums_published`

/** Rows `s` of both parts of a set's sums, those kept and those not folded yet. */
function fromBoth(columns: SQL, where: SQL): SQL {
  return sql`
    select ${columns} from ${setSums} s where ${where}
    union all
    select ${columns} from ${unfoldedSums} s where ${where}`
}

const isOf = ({ id, kind }: SetSums) => sql`s.set_id = ${id} and s.kind = ${kind}`

/** A set's counted money and weight in periods: `key`, `period`, `cents`, `grams`. */
export function setAmounts(set: SetSums, periods: SQL): SQL {
  return fromBoth(
    sql`s.key, s.period, s.cents, s.grams`,
    sql`${isOf(set)} and s.period = any(${periods})`,
  )
}

/** The same of whole months under its key: `key`, `cents`, `grams`. */
export function setAmountsByKey(set: SetSums, months: Months): SQL {
  return sql`select key, cents, grams from (${setAmounts(set, wholePeriods(months))}) kept`
}

/** What is highest of a set in a period: the sources and the place where `highestRanked` looks. */
export function rankedOfSet({ id, kind }: SetSums, period: string) {
  const place = sql`set_id = ${id} and kind = ${kind} and period = ${period}`
  return { kept: setSums, unfolded: unfoldedSums, place }
}

/** All that a set bought, of the last month only up to its day, if given: `cents`, `grams`. */
export function setAmountUpTo(set: SetSums, months: Months): SQL {
  const whole = setAmountsByKey(set, months)
  return months.lastDay === undefined ? whole : sql`${whole} union all ${daysOfSet(set, months)}`
}

/** Amounts of some keys over months, the last one whole or up to its day: `key`, `cents`. */
export function setAmountsOfKeys(set: SetSums, keys: readonly string[], months: Months): SQL {
  const wanted = arrayOf('text', keys)
  const isWhole = sql`${isOf(set)} and s.period = any(${wholePeriods(months)})`
  // A sum for each key: joined, PostgreSQL would rather read all keys of the set.
  const whole = sql`
    select one.key, kept.cents
    from unnest(${wanted}) as one(key) cross join lateral (
      select coalesce(sum(s.cents), 0) as cents from ${setSums} s
      where ${isWhole} and s.key = one.key) as kept
    union all
    select s.key, s.cents from ${unfoldedSums} s where ${isWhole} and s.key = any(${wanted})`
  if (months.lastDay === undefined) return whole
  const days = sql`${whole} union all select key, cents from (
    ${daysOfSet(set, months)}) days where key = any(${wanted})`
  const known = keys.filter((key) => key !== '')
  if (set.kind === 'province') return days
  return sql`${days} union all select key::text, cents from (
    ${daysOfKnown(set, known, months)}) known`
}

/** The last of months up to its day, of what is listed under '' or a province. */
function daysOfSet(set: SetSums, { last, lastDay }: Months): SQL {
  const upTo = (days: SQL) => sql`${days}[${lastDay}::int]`
  const isLast = sql`${isOf(set)} and s.period = ${last} and length(s.key) < 3`
  return sql`
    select s.key, ${upTo(sql`s.cents_to_day`)} as cents, ${upTo(sql`s.grams_to_day`)} as grams
    from ${setSums} s where ${isLast}
    union all
    select s.key, s.cents, s.grams from ${unfoldedSums} s
    where ${isLast} and s.day <= ${lastDay}::int`
}

/** The same of some villages or products: their few rollups, of which the set's are chosen. */
function daysOfKnown({ units, kind }: SetSums, keys: readonly string[], months: Months): SQL {
  const { last } = months
  const ids = idsOf(units.filter((unit) => unit.firstMonth <= last && last <= unit.lastMonth))
  const [key, wanted] =
    kind === 'village'
      ? [sql`r.village_code`, arrayOf('text', keys)]
      : [sql`r.product_id`, arrayOf('uuid', keys)]
  const isOfSet = sql`(${isAmong(sql`r.direct_unit_id`, ids)}
    or ${isAmong(sql`r.help_unit_id`, ids)})`
  return daysOfRollups(key, sql`${key} = any(${wanted}) and ${isOfSet}`, months)
}
