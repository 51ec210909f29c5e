import { type SQL, sql } from 'drizzle-orm'
import { z } from 'zod'
import { noMark } from '../../shared/catalogue/marks.ts'
import { figure } from '../../shared/figure.ts'
import { cutMonths, type Months, wholeMonths } from '../../shared/reports/periods.ts'
import { queryRow } from '../platform/db/rows.ts'
import type { Reader } from '../platform/db/transaction.ts'
import { isKeptAsOf, monthsAsOf, postedAfter } from './as-of.queries.ts'
import { dimensionTotal, type KeptDimension } from './dimension-sums.queries.ts'
import {
  type EntryFilter,
  entriesOf,
  entryCondition,
  isAsked,
  isOfEntries,
  rollupCondition,
} from './ledger-filter.queries.ts'
import { belowNode, daysWithin, summedRows, wholePeriods } from './scope.queries.ts'

export const entryTotal = z.object({ cents: figure, grams: figure, entries: z.int() })

export type EntryTotal = z.output<typeof entryTotal>

/**
 * Of all entries a filter means, the sum of those that count. Of whole months it is taken from what
 * is kept of a place or from the rollups, so that it costs the same however long the ledger grows;
 * both equal the ledger at every instant. Of some days of a month the entries are added up.
 */
export function selectEntryTotal(reader: Reader, filter: EntryFilter): Promise<EntryTotal> {
  const { asOf, ...now } = filter
  return sumParts(reader, asOf === undefined ? partsOf(now) : partsAsOf(filter, now, asOf))
}

/** Of a filter, the entries that adjust an earlier period, with the sum of those that count. */
export function selectAdjustments(
  reader: Reader,
  filter: Pick<EntryFilter, 'scope' | 'months' | 'recognition' | 'asOf'>,
): Promise<EntryTotal> {
  return sumParts(reader, [ofEntries({ ...filter, adjustments: true })])
}

/** The same of those that were bought outside (§3.11). */
export function selectOutsideTotal(
  reader: Reader,
  filter: Pick<EntryFilter, 'scope' | 'months' | 'recognition' | 'asOf'>,
): Promise<EntryTotal> {
  return sumParts(reader, [ofEntries({ ...filter, outside: true })])
}

/** One statement sums all parts, so that nothing is posted between one and the next. */
async function sumParts(reader: Reader, parts: SQL[]): Promise<EntryTotal> {
  const total = await queryRow(
    reader,
    entryTotal,
    sql`
    select coalesce(sum(cents), 0)::text as cents, coalesce(sum(grams), 0)::text as grams,
      coalesce(sum(entries), 0)::bigint as entries
    from (${sql.join(parts, sql` union all `)}) parts`,
  )
  return total ?? { cents: 0, grams: 0, entries: 0 }
}

function partsOf(filter: EntryFilter): SQL[] {
  const { scope, months } = filter
  const whole = wholeMonths(months)
  const kept = whole === null ? undefined : keptOf(filter, whole)
  if (kept === undefined && isOfEntries(filter)) return [ofEntries(filter)]
  return [
    ...(whole === null ? [] : [kept ?? ofRollups(filter, summedRows(scope, whole))]),
    ...cutMonths(months).map((month) => ofEntries({ ...filter, months: month })),
  ]
}

/** As of an earlier day: what is kept, less what was posted after it (§4.7). */
function partsAsOf(filter: EntryFilter, now: EntryFilter, day: string): SQL[] {
  const { kept, added } = monthsAsOf(filter.months, day)
  const sums = kept === null || !isKeptAsOf(filter.scope) ? undefined : keptOf(now, kept)
  if (kept === null || sums === undefined) return [ofEntries(filter)]
  const later = ofEntries({ ...now, months: kept }, postedAfter(day))
  return [
    sums,
    sql`select -cents, -grams, -entries from (${later}) later`,
    ...added.map((months) => ofEntries({ ...filter, months })),
  ]
}

/** Whether the total of what a filter means is kept in whole months. */
export function isKept(filter: EntryFilter): boolean {
  return keptOf(filter, filter.months) !== undefined
}

/**
 * How many entries there are of that part of a filter which means the fewest, of those parts that
 * are kept; whole months are meant. What a filter means is no more.
 */
export async function selectFewestKept(
  reader: Reader,
  { scope, months: { first, last }, ...conditions }: EntryFilter,
): Promise<number> {
  const whole = { scope, months: { first, last } }
  const parts = Object.entries(conditions)
    .filter(isAsked)
    .map(([name, value]) => keptOf({ ...whole, [name]: value }, whole.months))
  const totals = [keptOf(whole, whole.months), ...parts].flatMap((part) => part ?? [])
  const counts = totals.map(
    (rows) => sql`select coalesce(sum(entries), 0) as entries from (${rows}) kept`,
  )
  const fewest = await queryRow(
    reader,
    z.object({ entries: z.int() }),
    sql`select min(entries)::bigint as entries from (${sql.join(counts, sql` union all `)}) counts`,
  )
  return fewest?.entries ?? 0
}

function ofRollups(filter: EntryFilter, rows: SQL): SQL {
  return sql`
    select sum(cents) filter (where counted) as cents, sum(grams) filter (where counted) as grams,
      sum(entries) as entries
    from (${rows}) summed
    where ${rollupCondition(filter)}`
}

/** The same of the entries themselves. */
function ofEntries(filter: EntryFilter, isPosted: SQL = sql`true`): SQL {
  return sql`
    select sum(cents) filter (where counted) as cents, sum(grams) filter (where counted) as grams,
      count(*) as entries
    from (${entriesOf(filter)}) r
    where ${entryCondition(filter)} and ${daysWithin(filter.months)} and ${isPosted}`
}

/** What is kept of what a filter means in whole months of a place; undefined where nothing is. */
function keptOf(filter: EntryFilter, months: Months): SQL | undefined {
  const { scope, months: _months, recognition, ...others } = filter
  const asked = Object.entries(others).filter(isAsked)
  if (!isKeptAsOf(scope) || asked.length > 1) return undefined
  const [entry] = asked
  const own = entry === undefined ? { by: null, key: '' } : keyOf(...entry)
  if (own === undefined) return undefined
  const uncounted = uncountedOf({ ...own, node: scope.node }, months)
  if (recognition === 'not_counted') return uncounted
  if (own.by !== null) {
    const counted = dimensionTotal({ ...own, node: scope.node }, months)
    return recognition === 'counted' ? counted : sql`${counted} union all ${uncounted}`
  }
  const all = ofPlace(scope.node, months)
  return recognition === 'counted'
    ? sql`${all} union all select -cents, -grams, -entries from (${uncounted}) uncounted`
    : all
}

/** Under which kind and key it is kept what one part of a filter asks for. */
function keyOf(name: string, value: unknown): { by: KeptDimension; key: string } | undefined {
  if (name === 'outside') return { by: 'grade', key: 'B' }
  if (name === 'unknownVillage') return { by: 'pairing', key: 'unknown' }
  const by = kindsOfColumns[name]
  if (by === undefined) return undefined
  return { by, key: by === 'mark' && value === noMark ? '' : String(value) }
}

const kindsOfColumns: Readonly<Record<string, KeptDimension>> = {
  cooperativeId: 'cooperative',
  ...{ category: 'category', channel: 'channel', mark: 'mark' },
  ...{ credit: 'credit', pairing: 'pairing', grade: 'grade' },
}

/** What does not count adds entries alone, found by an index of their own. */
function uncountedOf(
  { by, key, node }: { by: KeptDimension | null; key: string; node: string | null },
  months: Months,
): SQL {
  const isOfKey = by === null ? sql`true` : sql`${key} = any(${entryKeys[by]})`
  return sql`
    select 0 as cents, 0 as grams, count(*) as entries
    from attribution.ledger_entries_published r
    where not r.counted and ${belowNode(node)} and ${daysWithin(months)} and ${isOfKey}`
}

const entryKeys: Record<KeptDimension, SQL> = {
  cooperative: sql`array[r.cooperative_id::text]`,
  category: sql`array[r.category]`,
  channel: sql`array[r.channel]`,
  mark: sql`attribution.mark_keys(r.marks)`,
  credit: sql`attribution.credit_keys(r.direct_unit_id, r.help_unit_id)`,
  pairing: sql`attribution.pairing_keys(r.direct_unit_id, r.direct_paired, r.help_unit_id,
    r.help_paired, r.village_code)`,
  grade: sql`array[r.grade]`,
}

/** The total of everything in a place. */
function ofPlace(node: string | null, months: Months): SQL {
  return sql`
    select distinct_cents as cents, distinct_grams as grams, entries
    from attribution.place_sums_published
    where node_code = ${node ?? ''} and period = any(${wholePeriods(months)})`
}
