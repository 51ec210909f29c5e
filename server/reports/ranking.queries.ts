import { type SQL, sql } from 'drizzle-orm'
import { z } from 'zod'
import { type Figure, figure } from '../../shared/figure.ts'
import { cutMonths, type Months, periodsOfMonths } from '../../shared/reports/periods.ts'
import type { Dimension, rankingKinds } from '../../shared/reports/ranking.schemas.ts'
import { arrayOf, queryRows } from '../platform/db/rows.ts'
import type { Reader } from '../platform/db/transaction.ts'
import { dimensionAmounts, isDimension, rankedOfDimension } from './dimension-sums.queries.ts'
import { rankedOfKeysInPlace, rankedOfPlace, villagesOfKeys } from './ranked-place.queries.ts'
import {
  amountsWithin,
  beginsWith,
  daysOfRollups,
  idsOf,
  isAmong,
  placeAmounts,
  summedRows,
} from './scope.queries.ts'
import { keptUnitsOf, type Scope, type UnitMonths } from './scope.ts'
import {
  rankedOfSet,
  rankedSetOf,
  setAmountsByKey,
  setAmountsOfKeys,
} from './unit-set-sums.queries.ts'
import { unitAmounts, unitAmountsUpTo, unitSources } from './unit-sums.queries.ts'

export type RankingKind = (typeof rankingKinds)[number]
/** What rollups hold. */
type RollupKind = Exclude<RankingKind, Dimension>

const rankedSums = z.object({ key: z.string(), cents: figure, grams: figure })

export type RankedSums = z.output<typeof rankedSums>

interface Question<Kind = RankingKind> {
  by: Kind
  scope: Scope
  months: Months
}

/** Keys ranked by counted money over months; ties go to the lower key. */
export async function selectRanking(
  reader: Reader,
  question: Question & { limit: number },
): Promise<RankedSums[]> {
  const amounts =
    highestKept(question) ??
    amountsWithin(question.months, ['key', 'cents', 'grams'], (months) =>
      amountsOf({ ...question, months }),
    )
  return queryRows(
    reader,
    rankedSums,
    // Only what is shown is made text of.
    sql`
    select key::text as key, cents::text as cents, grams::text as grams
    from (
      select key, sum(cents) as cents, sum(grams) as grams from (${amounts}) amounts
      group by key having sum(cents) <> 0
      order by 2 desc, key limit ${question.limit}
    ) highest
    order by highest.cents desc, highest.key`,
  )
}

/** The counted money in 分 of some keys, over months of which the last may be cut at a day. */
export async function selectCentsOfKeys(
  reader: Reader,
  question: Question,
  keys: readonly string[],
): Promise<Map<string, Figure>> {
  if (keys.length === 0) return new Map()
  const amounts = amountsWithin(question.months, ['key', 'cents'], (months) => {
    const upTo = { ...question, months }
    return rankedOfKeys(upTo, keys) ?? amountsOf(upTo, keys)
  })
  const rows = await queryRows(
    reader,
    rankedSums.omit({ grams: true }),
    sql`
    select key::text as key, sum(cents)::text as cents
    from (${amounts}) amounts group by key`,
  )
  return new Map(rows.map(({ key, cents }) => [key, cents]))
}

/**
 * What some villages, units or products have in a place of what all units or a set of them bought:
 * kept for each whole period, and for the days of a last month in the villages' sums or in rollups.
 */
function rankedOfKeys({ by, scope, months }: Question, keys: readonly string[]): SQL | undefined {
  const { units, node } = scope
  if (isDimension(by)) return dimensionAmounts({ by, scope, months }, keys)
  const set = rankedSetOf(scope, by)
  if (set !== undefined) return setAmountsOfKeys(set, keys, months)
  if (units !== null || by === 'division') return undefined
  if (by === 'village') return villagesOfKeys(node, keys, months)
  return rankedOfKeysInPlace({ by, node, keys, months })
}

/** The amounts of a scope under the keys they are ranked by, or those of some keys. */
function amountsOf({ by, scope, months }: Question, keys?: readonly string[]): SQL {
  if (isDimension(by)) return dimensionAmounts({ by, scope, months }, keys)
  const set = rankedSetOf(scope, by)
  if (set !== undefined && by !== 'unit') {
    const whole = setAmountsByKey(set, months)
    if (months.lastDay === undefined) return whole
    const all = { units: set.units, months, isRequested: () => sql`true` }
    return sql`${whole}
      union all select key::text, cents, grams from (${daysOfUnits(by, all)}) days`
  }
  const isPlace = by === 'village' || by === 'division'
  const isRequested = (key: SQL) => {
    if (keys === undefined) return sql`true`
    // Nothing is sought by what places are listed under; a list would be gone through for each row.
    return isPlace
      ? isAmong(key, arrayOf('text', keys))
      : sql`${key} = any(${arrayOf('uuid', keys)})`
  }
  if (scope.units === null && isPlace) {
    const { places, key } = placesBelow(by, scope.node)
    return placeAmounts(sql`${places} and ${isRequested(key)}`, key, months)
  }
  if (scope.units === null && keys === undefined && !isPlace) {
    return rankedOfPlace(by, scope.node, months)
  }
  const ofRequested = (rows: SQL) =>
    sql`select key, cents, grams from (${rows}) keyed where ${isRequested(sql`key`)}`
  const units = keptUnitsOf(scope)
  if (units === undefined) return ofRequested(rollupsByKey(by, scope, months))
  const kept = ofRequested(unitSumsByKey(by, units, months))
  if (by === 'unit' || months.lastDay === undefined) return kept
  return sql`${kept} union all ${daysOfUnits(by, { units, months, isRequested })}`
}

function rollupsByKey(by: RollupKind, scope: Scope, months: Months): SQL {
  const rows = sql`select * from (${summedRows(scope, months)}) summed where counted`
  return keyedRows(by, scope.node, rows)
}

/** What is kept of units: under themselves up to the last day, else of whole months. */
function unitSumsByKey(by: RollupKind, units: readonly UnitMonths[], months: Months): SQL {
  if (by === 'unit') return unitAmountsUpTo(unitSources.unit, units, months)
  return unitAmounts(unitSources[by === 'division' ? 'province' : by], units, months)
}

/**
 * The days of a last month in the rollups of units, under requested keys. They are chosen before
 * their days are added up, which costs more than reading them.
 */
function daysOfUnits(
  by: 'village' | 'product' | 'division',
  question: { units: readonly UnitMonths[]; months: Months; isRequested: (key: SQL) => SQL },
): SQL {
  const { units, months, isRequested } = question
  const { last } = months
  const ids = idsOf(units.filter((unit) => unit.firstMonth <= last && last <= unit.lastMonth))
  const key = {
    village: sql`r.village_code`,
    product: sql`r.product_id`,
    division: sql`left(r.county_code, 2)`,
  }[by]
  // Of a product there are few rows, of places and of all unknown ones many: there units lead.
  const isOf = (unitId: SQL) =>
    by === 'product' ? isAmong(unitId, ids) : sql`${unitId} = any(${ids})`
  const isBought = isAmong(sql`r.direct_unit_id`, ids)
  // What two of the units share is one row.
  const ofUnits = [
    isOf(sql`r.direct_unit_id`),
    sql`${isOf(sql`r.help_unit_id`)} and not ${isBought}`,
  ]
  const rows = ofUnits.map((own) => {
    const days = daysOfRollups(key, sql`${own} and ${isRequested(key)}`, months)
    return sql`select key, cents, grams from (${days}) days`
  })
  return sql.join(rows, sql` union all `)
}

/** The places that stand in a ranking below a node, and what each is listed under. */
function placesBelow(by: 'village' | 'division', node: string | null): { places: SQL; key: SQL } {
  const length = node?.length ?? 0
  if (by === 'division' && length < 6) {
    const key = sql`left(f.county_code, ${length + 2}::int)`
    return { places: sql`f.node_code = ${node ?? ''}`, key }
  }
  const codeLength = by === 'village' || length >= 9 ? 12 : 9
  const below = beginsWith(sql`f.node_code`, node ?? '')
  const places = sql`f.code_length = ${codeLength}::int and ${below}`
  return { places, key: sql`f.place_key` }
}

/** Each row under the key it is ranked by; a row of two units stands under each of them. */
function keyedRows(by: RollupKind, node: string | null, rows: SQL): SQL {
  switch (by) {
    case 'village':
      return sql`select village_code as key, cents, grams from (${rows}) counted`
    case 'product':
      return sql`select product_id as key, cents, grams from (${rows}) counted`
    case 'division':
      return sql`select ${nodeBelow(node)} as key, cents, grams from (${rows}) counted`
    case 'unit':
      return sql`
        select credited.unit_id as key, cents, grams
        from (${rows}) counted cross join lateral
          (values (direct_unit_id, is_direct), (help_unit_id, is_help))
            as credited(unit_id, is_asked)
        where credited.is_asked`
  }
}

/** The node one level below; the unknown villages of a county stand under ''. */
function nodeBelow(node: string | null): SQL {
  const length = node?.length ?? 0
  if (length < 6) return sql`left(county_code, ${length + 2}::int)`
  return sql`left(village_code, ${Math.min(length + 3, 12)}::int)`
}

/**
 * Villages, units and products of any place are kept in the order of what all units, or a set of
 * them, bought in a period: the highest are enough. Undefined where nothing is kept.
 */
function highestKept({ by, scope, months, limit }: Question & { limit: number }): SQL | undefined {
  const node = scope.node ?? ''
  if (cutMonths(months).length > 0) return undefined
  const [period, ...others] = periodsOfMonths(months.first, months.last)
  if (period === undefined || others.length > 0) return undefined
  if (isDimension(by)) {
    if (scope.units !== null) return undefined
    return highestRanked(rankedOfDimension(by, scope.node, period), limit)
  }
  const set = rankedSetOf(scope, by)
  if (set !== undefined) return highestRanked(rankedOfSet(set, period), limit)
  if (scope.units !== null) return undefined
  if (by === 'village') return highestVillages(node, period, limit)
  if (by === 'division') return undefined
  const kept = sql`attribution.ranked_sums_published`
  const unfolded = sql`attribution.unfolded_sums_published`
  const place = sql`kind = ${by} and node_code = ${node} and period = ${period}`
  return highestRanked({ kept, unfolded, place }, limit)
}

/** The unknown villages, which have one row for each county, stand together as ''. */
function highestVillages(node: string, period: string, limit: number): SQL {
  return sql`
    (select f.place_key as key, f.distinct_cents as cents, f.distinct_grams as grams
      from attribution.place_sums_published f
      where f.period = ${period} and f.code_length = 12 and f.place_key <> ''
        and f.distinct_cents <> 0 and ${beginsWith(sql`f.node_code`, node)}
      order by f.distinct_cents desc, f.node_code limit ${limit})
    union all
    select '', sum(unknown_cents), sum(unknown_grams)
    from attribution.place_sums_published
    where node_code = ${node} and length(node_code) <= 6 and period = ${period}`
}

/** Entries that are not folded yet are added to their keys; of other keys the highest suffice. */
function highestRanked(of: { kept: SQL; unfolded: SQL; place: SQL }, limit: number): SQL {
  const { kept, place } = of
  return sql`
    with unfolded as materialized (
      select key, cents, grams from ${of.unfolded} where ${place}
    )
    select key, cents, grams from unfolded
    union all
    select key, cents, grams from ${kept}
    where ${place} and key in (select key from unfolded)
    union all
    (select key, cents, grams from ${kept}
      where ${place} and cents <> 0 and key not in (select key from unfolded)
      order by cents desc, key limit ${limit})`
}

const productName = z.object({ id: z.uuid(), name: z.string() })

/** Names of products by id. */
export async function productNames(
  reader: Reader,
  ids: readonly string[],
): Promise<Map<string, string>> {
  if (ids.length === 0) return new Map()
  const rows = await queryRows(
    reader,
    productName,
    sql`select id, name from catalogue.products_published where id = any(${arrayOf('uuid', ids)})
      union all select goods_id, product_name from review.outside_goods_published
      where goods_id = any(${arrayOf('uuid', ids)})`,
  )
  return new Map(rows.map((row) => [row.id, row.name]))
}
