import { sql } from 'drizzle-orm'
import { z } from 'zod'
import { lastDayOf } from '../../shared/months.ts'
import type { listFlagRates } from '../../shared/review/review.api.ts'
import { addDays } from '../../shared/scalars.ts'
import { organisationNames } from '../organisations/index.ts'
import type { Context } from '../platform/context.ts'
import { queryRows } from '../platform/db/rows.ts'
import type { Reader } from '../platform/db/transaction.ts'

type Query = z.output<NonNullable<typeof listFlagRates.query>>

const rate = z.object({
  key: z.string(),
  opened: z.int(),
  waiting: z.int(),
  cleared: z.int(),
  upheld: z.int(),
  upheldCents: z.int(),
})

/** So many rows are listed, those with most upheld first. */
const most = 500

/**
 * What became of the flags that were opened in months, by rule, cooperative or unit: those of the
 * actor's area (§8).
 */
export async function flagRates(reader: Reader, { actor }: Context, query: Query) {
  const { by, from, to, rule } = query
  const area = actor.organisationKind === 'platform' ? '' : (actor.divisionCode ?? '-')
  const rows = await queryRows(
    reader,
    rate,
    sql`
    select case ${by} when 'rule' then rule when 'unit' then unit_id::text
        else cooperative_id::text end as key,
      count(*)::int as opened,
      count(*) filter (where state in ('open', 'proposed'))::int as waiting,
      count(*) filter (where state = 'cleared')::int as cleared,
      count(*) filter (where state = 'upheld')::int as upheld,
      coalesce(sum(cents) filter (where state = 'upheld'), 0)::bigint as upheld_cents
    from review.flags
    where opened_at >= ${`${from}-01T00:00:00+08:00`}::timestamptz
      and opened_at < ${`${addDays(lastDayOf(to), 1)}T00:00:00+08:00`}::timestamptz
      and starts_with(supervising_county_code, ${area})
      and (${rule ?? null}::text is null or rule = ${rule ?? null}::text)
    group by 1 order by upheld desc, opened desc, key limit ${most + 1}`,
  )
  const shown = rows.slice(0, most)
  const names =
    by === 'rule'
      ? null
      : await organisationNames(
          reader,
          shown.map(({ key }) => key),
        )
  return {
    items: shown.map((row) => ({ ...row, name: names?.get(row.key) ?? '' })),
    hasMore: rows.length > most,
  }
}
