import { type SQL, sql } from 'drizzle-orm'
import type { z } from 'zod'
import { noMark } from '../../shared/catalogue/marks.ts'
import type { Months } from '../../shared/reports/periods.ts'
import type { ledgerQuery } from '../../shared/reports/query.schemas.ts'
import { allOf, arrayOf } from '../platform/db/rows.ts'
import { postedBy } from './as-of.queries.ts'
import { isNamedLike, type NamedInLedger, namedSource } from './ledger-names.queries.ts'
import { rowsInScope } from './scope.queries.ts'
import type { Scope } from './scope.ts'

type LedgerQuestion = z.output<typeof ledgerQuery>

/** The conditions of a question to the ledger beside whose entries and of when it asks. */
type EntryConditions = Omit<
  LedgerQuestion,
  'period' | 'sort' | 'text' | 'unitId' | 'withBelow' | 'groupId' | 'divisionCode' | 'pairingId'
>

/** Which entries are meant, resolved; every given part must hold. */
export interface EntryFilter extends EntryConditions {
  scope: Scope
  months: Months
  /** What a text names, if one was asked for. */
  named?: NamedInLedger | undefined
}

/** What rollups hold too: whom, what and where the entries are of, and how they count. */
const sharedWithRollups = [
  ...['credit', 'pairing', 'unknownVillage', 'recognition', 'productId'],
  ...['buyerUnitId', 'helperUnitId', 'scope', 'months'],
]

/** Whether a value of a filter asks for anything. */
export const isAsked = ([, value]: [string, unknown]) => value !== undefined && value !== false

/** Whether a filter asks for what only entries know. */
export function isOfEntries(filter: EntryFilter): boolean {
  const asked = Object.entries(filter).filter(isAsked)
  const isOther = asked.some(([name]) => !sharedWithRollups.includes(name))
  return isOther || filter.scope.brought !== undefined
}

type Lead =
  | 'buyerUnitId'
  | 'helperUnitId'
  | 'cooperativeId'
  | 'productId'
  | 'grade'
  | 'channel'
  | 'category'

/**
 * The one of a filter's values that an index of its own finds: said as a plain condition, since a
 * condition that may be absent is served by no index.
 */
function leadOf(filter: EntryFilter): { name: Lead; condition: SQL } | undefined {
  const { buyerUnitId, helperUnitId, cooperativeId, productId, grade, channel, category } = filter
  if (buyerUnitId) {
    return { name: 'buyerUnitId', condition: sql`direct_unit_id = ${buyerUnitId}::uuid` }
  }
  if (helperUnitId) {
    return { name: 'helperUnitId', condition: sql`help_unit_id = ${helperUnitId}::uuid` }
  }
  if (cooperativeId) {
    return { name: 'cooperativeId', condition: sql`cooperative_id = ${cooperativeId}::uuid` }
  }
  if (productId) return { name: 'productId', condition: sql`product_id = ${productId}::uuid` }
  // Of what is usual no index is needed: it is met at once.
  if (grade && grade !== 'A') {
    return { name: 'grade', condition: sql`grade = ${grade} and grade <> 'A'` }
  }
  if (channel && channel !== 'canteen') {
    return { name: 'channel', condition: sql`channel = ${channel} and channel <> 'canteen'` }
  }
  if (category) return { name: 'category', condition: sql`category = ${category}` }
  return undefined
}

const leadsToFew = ['buyerUnitId', 'helperUnitId', 'cooperativeId', 'productId']

/** Whether so few entries are led to that all of them may be sorted. */
export function isFew(filter: EntryFilter): boolean {
  const { units, node } = filter.scope
  const isSmall = units !== null || (node?.length ?? 0) > 6
  return isSmall || leadsToFew.includes(leadOf(filter)?.name ?? '')
}

/** The conditions of a filter that entries and rollups share, beside its scope and months. */
export function rollupCondition(filter: EntryFilter): SQL {
  const { credit, pairing, unknownVillage, recognition } = filter
  return allOf([
    leadOf(filter)?.condition,
    sql`
    case ${credit ?? null}::text when 'direct' then is_direct when 'help_sale' then is_help
      when 'overlap' then is_direct and is_help else true end
    and case ${pairing ?? null}::text when 'paired' then is_paired
      when 'other' then not is_paired and village_code <> '' else true end
    and case ${recognition ?? null}::text when 'counted' then counted
      when 'not_counted' then not counted else true end
    and (${unknownVillage ?? false}::boolean is false or village_code = '')`,
    valuesOf(filter, ['productId', 'buyerUnitId', 'helperUnitId']),
  ])
}

/** All conditions of a filter on entries, beside its scope and months. */
export function entryCondition(filter: EntryFilter): SQL {
  const { minCents = null, maxCents = null, adjustments, outside, mark, named, asOf } = filter
  return allOf([
    // The indexes of the few that adjust, or were bought outside, are used.
    adjustments && sql`is_adjustment`,
    outside && sql`grade = 'B'`,
    mark && isMarked(mark),
    rollupCondition(filter),
    valuesOf(filter, ['cooperativeId', 'category', 'channel', 'grade']),
    sql`(${minCents}::bigint is null or cents >= ${minCents}::bigint)`,
    sql`(${maxCents}::bigint is null or cents <= ${maxCents}::bigint)`,
    asOf !== undefined && postedBy(asOf),
    named?.isCommon && isNamedLike(named),
  ])
}

/** Goods that bore a mark, by the index of those that bore any; or goods that bore none. */
function isMarked(mark: string): SQL {
  if (mark === noMark) return sql`marks = '{}'`
  return sql`marks <> '{}' and marks @> ${arrayOf('text', [mark])}`
}

/** Values that may be asked for, but for the one that leads to the rows. */
function valuesOf(filter: EntryFilter, names: readonly Lead[]): SQL {
  const lead = leadOf(filter)?.name
  return allOf(
    names.map((name) => {
      const value = filter[name] ?? null
      return name !== lead && sql`(${value}::text is null or ${textOf[name]} = ${value}::text)`
    }),
  )
}

const textOf: Record<Lead, SQL> = {
  buyerUnitId: sql`direct_unit_id::text`,
  helperUnitId: sql`help_unit_id::text`,
  cooperativeId: sql`cooperative_id::text`,
  productId: sql`product_id::text`,
  grade: sql`grade`,
  channel: sql`channel`,
  category: sql`category`,
}

/** The entries of a filter's scope and months, and of what its text names. */
export function entriesOf(filter: EntryFilter): SQL {
  const view = namedSource(filter)
  return rowsInScope({ view, columns: sql`r.*` }, filter.scope, filter.months)
}
