import { type SQL, sql } from 'drizzle-orm'
import { z } from 'zod'
import { noMark } from '../../shared/catalogue/marks.ts'
import type { Months } from '../../shared/reports/periods.ts'
import type { ledgerQuery } from '../../shared/reports/query.schemas.ts'
import { allOf, arrayOf, queryRows } from '../platform/db/rows.ts'
import type { Reader } from '../platform/db/transaction.ts'
import { postedBy } from './as-of.queries.ts'
import { belowNode, rowsInScope } from './scope.queries.ts'
import type { Scope } from './scope.ts'

type LedgerQuestion = z.output<typeof ledgerQuery>

/** The conditions of a question to the ledger beside whose entries and of when it asks. */
type EntryConditions = Omit<
  LedgerQuestion,
  'period' | 'sort' | 'text' | 'unitId' | 'withBelow' | 'groupId' | 'divisionCode' | 'pairingId'
>

/** What a text names of what entries have. */
export interface NamedInLedger {
  organisationIds: readonly string[]
  villageCodes: readonly string[]
  productIds: readonly string[]
  purchaseOrderIds: readonly string[]
  /** The text stands in more names than are listed. */
  isCommon: boolean
  text: string
  /** Of names that hold the text. */
  pattern: string
  /** Of numbers and codes that begin with it. */
  begins: string
}

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

const entries = sql`attribution.ledger_entries_published`

/** The entries of what a text names, found by the index of each: a source for `rowsInScope`. */
function namedSource({ named, months, scope }: EntryFilter): SQL {
  if (named === undefined || named.isCommon) return entries
  const organisations = arrayOf('uuid', named.organisationIds)
  const within = belowNode(scope.node, { county: sql`county_code`, village: sql`village_code` })
  const of = (column: SQL, values: SQL) => sql`
    select e.county_code, e.number from unnest(${values}) as named(key)
      cross join lateral (select county_code, number from ${entries}
        where ${column} = named.key and month between ${months.first} and ${months.last}
          and ${within} offset 0) e`
  const found = [
    of(sql`cooperative_id`, organisations),
    of(sql`direct_unit_id`, organisations),
    of(sql`help_unit_id`, organisations),
    of(sql`village_code`, arrayOf('text', named.villageCodes)),
    of(sql`product_id`, arrayOf('uuid', named.productIds)),
    of(sql`purchase_order_id`, arrayOf('uuid', named.purchaseOrderIds)),
  ]
  // What was found leads, be there ever so few entries in the scope.
  return sql`(select e.* from (${sql.join(found, sql` union `)}) found
    cross join lateral (select * from ${entries}
      where county_code = found.county_code and number = found.number offset 0) e)`
}

/** Of organisations, villages and orders so many are listed at most, and of goods. */
export const mostNamed = 1_000
export const mostGoods = 5_000

/**
 * Where a text stands in many names, entries are gone through by what they have: a list that is
 * whole is compared with, of one that is cut each entry's own name is looked at. The names of goods
 * are read once by their grams; `offset 0` keeps the others from being read whole to be compared.
 */
function isNamedLike(named: NamedInLedger): SQL {
  const { organisationIds, villageCodes, productIds, purchaseOrderIds, pattern, begins } = named
  const ids = arrayOf('uuid', organisationIds)
  const organisation = sql`exists (select from organisations.organisations_published named
    where named.id in (r.cooperative_id, r.direct_unit_id, r.help_unit_id)
      and (named.name ilike ${pattern} or named.credit_code ilike ${begins}) offset 0)`
  const village = sql`exists (select from villages.divisions_published named
    where named.code in (r.village_code, left(r.village_code, 9))
      and named.name ilike ${pattern} offset 0)`
  const order = sql`exists (select from attribution.recognition_lines_published named
    where named.order_line_id = r.order_line_id
      and named.purchase_order_number ilike ${begins} offset 0)`
  const any = [
    organisationIds.length > mostNamed
      ? organisation
      : sql`r.cooperative_id = any(${ids}) or r.direct_unit_id = any(${ids})
          or r.help_unit_id = any(${ids})`,
    villageCodes.length > mostNamed
      ? village
      : sql`r.village_code = any(${arrayOf('text', villageCodes)})`,
    purchaseOrderIds.length > mostNamed
      ? order
      : sql`r.purchase_order_id = any(${arrayOf('uuid', purchaseOrderIds)})`,
    productIds.length > mostGoods
      ? sql`r.product_id in (${goodsNamed(named)})`
      : sql`r.product_id = any(${arrayOf('uuid', productIds)})`,
  ]
  return sql`(${sql.join(any, sql` or `)})`
}

/** The goods that hold a text in their name, sold here or bought outside. */
function goodsNamed({ text, pattern }: { text: string; pattern: string }): SQL {
  return sql`
    select id from catalogue.products_published
    where organisations.name_grams(name) @> organisations.name_grams(${text})
      and name ilike ${pattern}
    union all
    select goods_id from review.outside_goods_published
    where organisations.name_grams(product_name) @> organisations.name_grams(${text})
      and product_name ilike ${pattern}`
}

/** The purchase order of each line whose order number begins so, in the order of the numbers. */
export async function selectOrdersNumbered(
  reader: Reader,
  number: string,
  most: number,
): Promise<string[]> {
  const rows = await queryRows(
    reader,
    orderId,
    sql`
    select purchase_order_id from attribution.recognition_lines_published
    where purchase_order_number ~>=~ ${number} and purchase_order_number ~<~ ${`${number}~`}
    order by purchase_order_number using ~<~ limit ${most}`,
  )
  return rows.map((row) => row.purchaseOrderId)
}

const orderId = z.object({ purchaseOrderId: z.uuid() })

/** Their ids; so many at most. */
export async function selectGoodsNamed(
  reader: Reader,
  { most, ...named }: { text: string; pattern: string; most: number },
): Promise<string[]> {
  const rows = await queryRows(
    reader,
    z.object({ id: z.uuid() }),
    sql`select id from (${goodsNamed(named)}) goods limit ${most}`,
  )
  return rows.map(({ id }) => id)
}
