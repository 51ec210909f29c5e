import { type SQL, sql } from 'drizzle-orm'
import { z } from 'zod'
import type { Months } from '../../shared/reports/periods.ts'
import type { rankingKinds } from '../../shared/reports/reports.schemas.ts'
import { arrayOf, queryRows } from '../platform/db/rows.ts'
import type { Reader } from '../platform/db/transaction.ts'
import { summedRows } from './scope.queries.ts'
import type { Scope } from './scope.ts'

export type RankingKind = (typeof rankingKinds)[number]

const rankedSums = z.object({
  key: z.string(),
  cents: z.int(),
  grams: z.int(),
  lastYearCents: z.int(),
})

export type RankedSums = z.output<typeof rankedSums>

export interface RankingQuestion {
  by: RankingKind
  scope: Scope
  months: Months
  /** What stands beside; null for nothing. */
  lastYear: Months | null
  limit: number
}

/** Keys ranked by counted money, last year's beside; ties go to the lower key. */
export async function selectRanking(
  reader: Reader,
  { by, scope, months, lastYear, limit }: RankingQuestion,
): Promise<RankedSums[]> {
  const before =
    lastYear === null
      ? sql``
      : sql`union all select *, false as is_now
          from (${summedRows(scope, lastYear)}) summed where counted`
  return queryRows(
    reader,
    rankedSums,
    sql`
    with both_years as (
      select *, true as is_now from (${summedRows(scope, months)}) summed where counted
      ${before}
    )
    select key::text as key, coalesce(sum(cents) filter (where is_now), 0)::bigint as cents,
      coalesce(sum(grams) filter (where is_now), 0)::bigint as grams,
      coalesce(sum(cents) filter (where not is_now), 0)::bigint as last_year_cents
    from (${keyedRows(by, scope.node)}) keyed
    group by key
    having sum(cents) filter (where is_now) <> 0
    order by 2 desc, 1 limit ${limit}`,
  )
}

/** Each row under the key it is ranked by; a row of two units stands under each of them. */
function keyedRows(by: RankingKind, node: string | null): SQL {
  switch (by) {
    case 'village':
      return sql`select village_code as key, cents, grams, is_now from both_years`
    case 'product':
      return sql`select product_id as key, cents, grams, is_now from both_years`
    case 'division':
      return sql`select ${nodeBelow(node)} as key, cents, grams, is_now from both_years`
    case 'unit':
      return sql`
        select credited.unit_id as key, cents, grams, is_now
        from both_years cross join lateral
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
    sql`select id, name from catalogue.products_published where id = any(${arrayOf('uuid', ids)})`,
  )
  return new Map(rows.map((row) => [row.id, row.name]))
}
