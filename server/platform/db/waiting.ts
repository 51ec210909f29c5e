import { type SQL, sql } from 'drizzle-orm'

/** Nobody counts further than this: what waits in such numbers is a list, not a number. */
export const mostWaiting = 100

/** One row: how many of a kind wait for somebody, counted no further than is shown. */
export function waitingRow(kind: string, found: SQL): SQL {
  return sql`select ${kind}::text as kind, count(*)::integer as number
    from (select 1 ${found} limit ${mostWaiting}) as found`
}

/**
 * Whether a code lies in an area, by the order of `text_pattern_ops`: so that an index of that
 * kind is read in whatever plan. Nobody's area holds nothing.
 */
export function liesWithin(code: SQL, area: string | null): SQL {
  if (area === null) return sql`false`
  return sql`(${code} ~>=~ ${area} and ${code} ~<~ ${`${area}:`})`
}

/** The first of them that are named beside their number. */
const mostNamed = 10

/** One row: how many of a kind are open, and the first of them out of rows of `id` and `label`. */
export function openRow(kind: string, found: SQL): SQL {
  return sql`select ${kind}::text as kind, count(*)::integer as number,
      coalesce(jsonb_agg(jsonb_build_object('id', id, 'label', label) order by label, place)
        filter (where place <= ${mostNamed}), '[]') as items
    from (select id, label, row_number() over (order by label) as place
      from (${found}) as each_of) as found`
}
