import { type SQL, sql } from 'drizzle-orm'
import type { Days } from '../../shared/reports/periods.ts'
import type { rankingKinds } from '../../shared/reports/reports.schemas.ts'
import { noUnit } from '../attribution/index.ts'
import type { Reader } from '../platform/db/transaction.ts'
import { countedRows, isOfUnits } from './counted-rows.ts'
import type { Scope } from './scope.ts'

export type RankingKind = (typeof rankingKinds)[number]

export type RankedSums = {
  key: string
  cents: number
  grams: number
  lastYearCents: number
}

/** Keys ranked by counted money, the days of last year beside; ties go to the lower key. */
export async function selectRanking(
  reader: Reader,
  asked: { by: RankingKind; scope: Scope; days: Days; lastYear: Days; limit: number },
): Promise<RankedSums[]> {
  const { by, scope } = asked
  const rows = (days: Days, isNow: boolean) =>
    sql`select *, ${sql.raw(String(isNow))} as is_now
      from (${countedRows(scope, days)}) counted_rows where counted`
  const keyed = keyedRows(by, scope)
  return reader.execute<RankedSums>(sql`
    with both_years as (${rows(asked.days, true)} union all ${rows(asked.lastYear, false)})
    select key::text as key, coalesce(sum(cents) filter (where is_now), 0)::bigint as cents,
      coalesce(sum(grams) filter (where is_now), 0)::bigint as grams,
      coalesce(sum(cents) filter (where not is_now), 0)::bigint as "lastYearCents"
    from (${keyed}) keyed
    group by key
    having sum(cents) filter (where is_now) <> 0
    order by 2 desc, 1 limit ${asked.limit}`)
}

/** Each row under the key it is ranked by; a line with two units stands under each of them. */
function keyedRows(by: RankingKind, { units, node }: Scope): SQL {
  switch (by) {
    case 'village':
      return sql`select village_code as key, cents, grams, is_now from both_years`
    case 'product':
      return sql`select product_id as key, cents, grams, is_now from both_years`
    case 'division':
      return sql`select ${belowNode(node)} as key, cents, grams, is_now from both_years`
    case 'unit':
      return sql`
        select credited.unit_id as key, cents, grams, is_now
        from both_years cross join lateral
          (values (direct_unit_id), (help_unit_id)) as credited(unit_id)
        where credited.unit_id <> ${noUnit}
          and ${units === null ? sql`true` : isOfUnits(sql`credited.unit_id`, units)}`
  }
}

/** The node one level below; the unknown villages of a county stand under ''. */
function belowNode(node: string | null): SQL {
  const length = node?.length ?? 0
  if (length < 6) return sql`left(county_code, ${sql.raw(String(length + 2))})`
  return sql`left(village_code, ${sql.raw(String(Math.min(length + 3, 12)))})`
}

/** Names of products by id. */
export async function productNames(
  reader: Reader,
  ids: readonly string[],
): Promise<Map<string, string>> {
  if (ids.length === 0) return new Map()
  const rows = await reader.execute<{ id: string; name: string }>(sql`
    select id, name from catalogue.products_published products
    where id in (select jsonb_array_elements_text(${JSON.stringify(ids)}::text::jsonb)::uuid)`)
  return new Map(rows.map((row) => [row.id, row.name]))
}
