import { type SQL, sql } from 'drizzle-orm'
import { type Figure, plus } from '../../shared/figure.ts'
import type { Months } from '../../shared/reports/periods.ts'
import { queryRow } from '../platform/db/rows.ts'
import type { Reader } from '../platform/db/transaction.ts'
import {
  type Amount,
  type FigureSums,
  figureSums,
  selectAmountOfAll,
  selectFigures,
  summedFigures,
} from './figures.queries.ts'
import { daysWithin, rowsInScope } from './scope.queries.ts'
import type { Scope } from './scope.ts'

/** Whether an entry `r` had been posted by the end of a day in Shanghai. */
export function postedBy(day: string): SQL {
  return sql`r.posted_at < ((${day}::date + 1)::timestamp at time zone 'Asia/Shanghai')`
}

/** The recognised totals of a scope over months, now or as the ledger stated them (§4.7). */
export function selectFiguresOf(
  reader: Reader,
  { scope, months, asOf }: { scope: Scope; months: Months; asOf: string | null },
): Promise<FigureSums> {
  return asOf === null
    ? selectFigures(reader, scope, months)
    : sumEntriesPosted(reader, { scope, months, asOf })
}

/** Counted money and weight of several scopes that share nothing, in the same way. */
export async function selectAmountsOf(
  reader: Reader,
  { scopes, months, asOf }: { scopes: readonly Scope[]; months: Months; asOf: string | null },
): Promise<Amount> {
  if (asOf === null) return selectAmountOfAll(reader, scopes, months)
  const sum = { cents: 0 as Figure, grams: 0 as Figure }
  for (const scope of scopes) {
    const { distinctCents, distinctGrams } = await sumEntriesPosted(reader, { scope, months, asOf })
    sum.cents = plus(sum.cents, distinctCents)
    sum.grams = plus(sum.grams, distinctGrams)
  }
  return sum
}

/** What is kept is of now: the entries that had been posted are added up. */
async function sumEntriesPosted(
  reader: Reader,
  { scope, months, asOf }: { scope: Scope; months: Months; asOf: string },
): Promise<FigureSums> {
  const columns = sql`r.month, r.recognised_on, r.village_code, r.counted, r.cents, r.grams,
    r.posted_at`
  const rows = rowsInScope({ view: entries, columns }, scope, months)
  const sums = await queryRow(
    reader,
    figureSums,
    sql`
    select ${summedFigures}
    from (${rows}) r cross join lateral attribution.figures_of(
      r.counted, r.is_direct, r.is_help, r.is_paired, r.village_code, r.cents, r.grams) f
    where ${daysWithin(months)} and ${postedBy(asOf)}`,
  )
  if (sums === undefined) throw new Error('a sum without rows is still one row')
  return sums
}

const entries = sql`attribution.ledger_entries_published`
