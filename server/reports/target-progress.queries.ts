import { type SQL, sql } from 'drizzle-orm'
import { z } from 'zod'
import { type Figure, figure } from '../../shared/figure.ts'
import type { Months } from '../../shared/reports/periods.ts'
import { arrayOf, queryRows } from '../platform/db/rows.ts'
import type { Reader } from '../platform/db/transaction.ts'
import { amountsUpTo } from './figures.queries.ts'
import { placeAmounts } from './scope.queries.ts'
import { type Scope, unitsAlways } from './scope.ts'
import { unitAmountsUpTo, unitSources } from './unit-sums.queries.ts'

/** What is listed under the whole: units, each of its own whole, or places. */
export interface ProgressKeys {
  by: 'unit' | 'division'
  keys: readonly string[]
}

const stretchSum = z.object({ stretch: z.int(), key: z.string(), amount: figure })

/**
 * The counted money in 分 or weight in grams of some units or places, and under '' of the whole, in
 * each of some stretches of months that all begin with a whole one; one statement for them all.
 */
export async function selectStretches(
  reader: Reader,
  question: ProgressKeys & { scope: Scope; measure: 'money' | 'weight' },
  stretches: readonly Months[],
): Promise<(key: string, stretch: number) => Figure> {
  const { scope, measure } = question
  const parts = stretches.map((months, at) => {
    const rows = sql`
      select key::text as key, cents, grams from (${amountsOfKeys(question, months)}) listed
      union all select '' as key, cents, grams from (${amountsUpTo(scope, months)}) whole`
    return sql`select ${at}::int as stretch, key, cents, grams from (${rows}) stretch`
  })
  const amount = measure === 'money' ? sql`cents` : sql`grams`
  const rows = await queryRows(
    reader,
    stretchSum,
    sql`
    select stretch, key, coalesce(sum(${amount}), 0)::text as amount
    from (${sql.join(parts, sql` union all `)}) amounts group by stretch, key`,
  )
  const sums = new Map(rows.map((row) => [`${row.stretch} ${row.key}`, row.amount]))
  return (key, stretch) => sums.get(`${stretch} ${key}`) ?? 0
}

function amountsOfKeys({ by, keys }: ProgressKeys, months: Months): SQL {
  if (by === 'unit') return unitAmountsUpTo(unitSources.unit, unitsAlways(keys), months)
  const isListed = sql`f.node_code = any(${arrayOf('text', keys)})`
  return placeAmounts(isListed, sql`f.node_code`, months)
}
