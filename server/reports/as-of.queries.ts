import { type SQL, sql } from 'drizzle-orm'
import { type Figure, plus } from '../../shared/figure.ts'
import { monthAfter, monthOfDay, shiftMonth } from '../../shared/months.ts'
import { cutMonths, type Months, wholeMonths } from '../../shared/reports/periods.ts'
import type { Reader } from '../platform/db/transaction.ts'
import {
  type Amount,
  type FigureSums,
  figureRows,
  selectAmountOfAll,
  selectFigures,
  sumFigures,
} from './figures.queries.ts'
import { daysWithin, rowsInScope } from './scope.queries.ts'
import type { Scope } from './scope.ts'

/** Whether an entry `r` had been posted by the end of a day in Shanghai. */
export function postedBy(day: string): SQL {
  return sql`r.posted_at < ${endOf(day)}`
}

/** Whether an entry `r` was posted after the end of a day. */
export function postedAfter(day: string): SQL {
  return sql`r.posted_at >= ${endOf(day)}`
}

function endOf(day: string): SQL {
  return sql`((${day}::date + 1)::timestamp at time zone 'Asia/Shanghai')`
}

/**
 * Months as of an earlier day: those of which most had been posted by then, so that what came after
 * is taken from what is kept of them, and those of which what had been posted is added up.
 */
export interface MonthsAsOf {
  kept: Months | null
  added: Months[]
}

/** Whichever way reads fewer entries: those of a month are posted in it, or soon after. */
export function monthsAsOf(months: Months, day: string): MonthsAsOf {
  const whole = wholeMonths(months)
  const cut = cutMonths(months)
  if (whole === null) return { kept: null, added: cut }
  const isMostlyPosted = Number(day.slice(8)) > 15
  const turn = isMostlyPosted ? monthOfDay(day) : shiftMonth(monthOfDay(day), -1)
  if (whole.last <= turn) return { kept: whole, added: cut }
  if (whole.first > turn) return { kept: null, added: [whole, ...cut] }
  const kept = { first: whole.first, last: turn }
  return { kept, added: [{ first: monthAfter(turn), last: whole.last }, ...cut] }
}

/** Whether sums are kept of all that a scope means: of a county or a place in it. */
export function isKeptAsOf({ units, brought }: Scope): boolean {
  return units === null && brought === undefined
}

/** The recognised totals of a scope over months, now or as the ledger stated them (§4.7). */
export function selectFiguresOf(
  reader: Reader,
  { scope, months, asOf }: { scope: Scope; months: Months; asOf: string | null },
): Promise<FigureSums> {
  return asOf === null
    ? selectFigures(reader, scope, months)
    : sumFigures(reader, figuresAsOf(scope, months, asOf))
}

/** Counted money and weight of several scopes that share nothing, in the same way. */
export async function selectAmountsOf(
  reader: Reader,
  { scopes, months, asOf }: { scopes: readonly Scope[]; months: Months; asOf: string | null },
): Promise<Amount> {
  if (asOf === null) return selectAmountOfAll(reader, scopes, months)
  const sum = { cents: 0 as Figure, grams: 0 as Figure }
  for (const scope of scopes) {
    const own = await selectFiguresOf(reader, { scope, months, asOf })
    sum.cents = plus(sum.cents, own.distinctCents)
    sum.grams = plus(sum.grams, own.distinctGrams)
  }
  return sum
}

/** One statement sums all of it, so that nothing is posted between what is kept and what is not. */
function figuresAsOf(scope: Scope, months: Months, day: string): SQL[] {
  if (!isKeptAsOf(scope)) return [figuresOfEntries(scope, months, postedBy(day))]
  const { kept, added } = monthsAsOf(months, day)
  return [
    ...(kept === null ? [] : figureRows(scope, kept)),
    ...(kept === null ? [] : [figuresOfEntries(scope, kept, postedAfter(day), -1)]),
    ...added.map((part) => figuresOfEntries(scope, part, postedBy(day))),
  ]
}

/** What entries are in each figure, added or taken away. */
function figuresOfEntries(scope: Scope, months: Months, isPosted: SQL, sign: 1 | -1 = 1): SQL {
  const columns = sql`r.month, r.recognised_on, r.village_code, r.counted, r.cents, r.grams,
    r.posted_at`
  const rows = rowsInScope({ view: entries, columns }, scope, months)
  return sql`
    select f.* from (${rows}) r cross join lateral attribution.figures_of(r.counted, r.is_direct,
      r.is_help, r.is_paired, r.village_code, ${sign} * r.cents, ${sign} * r.grams) f
    where ${daysWithin(months)} and ${isPosted}`
}

const entries = sql`attribution.ledger_entries_published`
