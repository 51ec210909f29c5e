import { type SQL, sql } from 'drizzle-orm'
import { z } from 'zod'
import type { Months } from '../../shared/reports/periods.ts'
import { allOf, arrayOf, queryRow, queryRows } from '../platform/db/rows.ts'
import type { Reader } from '../platform/db/transaction.ts'
import { belowNode } from './scope.queries.ts'
import type { Scope } from './scope.ts'

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

/** What a text names, of the entries of a scope in months. */
interface NamedScope {
  named?: NamedInLedger | undefined
  scope: Scope
  months: Months
}

const entries = sql`attribution.ledger_entries_published`

/**
 * The entries of what a text names: those of each kind by its index, but for those that an earlier
 * kind has found, so that each stands once and is read once.
 */
export function namedSource({ named, months, scope }: NamedScope): SQL {
  if (named === undefined || named.isCommon) return entries
  const within = belowNode(scope.node, { county: sql`county_code`, village: sql`village_code` })
  const kinds = kindsNamed(named)
  const found = kinds.map(({ column, values }, at) => {
    const isFound = kinds.slice(0, at).map((kind) => sql`${kind.column} = any(${kind.values})`)
    const isNew = allOf(isFound.map((earlier) => sql`(${earlier}) is not true`))
    return sql`
      select e.* from (select distinct unnest(${values}) as key) named
        cross join lateral (select * from ${entries}
          where ${column} = named.key and month between ${months.first} and ${months.last}
            and ${within} and ${isNew} offset 0) e`
  })
  // What was found leads, be there ever so few entries in the scope.
  return sql`(${sql.join(found, sql` union all `)})`
}

/** How many entries of a scope and months a text names; so many at most. */
export async function countNamed(
  reader: Reader,
  filter: NamedScope,
  most: number,
): Promise<number> {
  const row = await queryRow(
    reader,
    z.object({ entries: z.int() }),
    sql`select count(*) as entries from (select from ${namedSource(filter)} r limit ${most}) named`,
  )
  return row?.entries ?? 0
}

/** What of entries is named in each kind, each value once. */
function kindsNamed(named: NamedInLedger): { column: SQL; values: SQL }[] {
  const organisations = arrayOf('uuid', named.organisationIds)
  return [
    { column: sql`cooperative_id`, values: organisations },
    { column: sql`direct_unit_id`, values: organisations },
    { column: sql`help_unit_id`, values: organisations },
    { column: sql`village_code`, values: arrayOf('text', named.villageCodes) },
    { column: sql`product_id`, values: arrayOf('uuid', named.productIds) },
    { column: sql`purchase_order_id`, values: arrayOf('uuid', named.purchaseOrderIds) },
  ]
}

/** Of organisations, villages and orders so many are listed at most, and of goods. */
export const mostNamed = 1_000
export const mostGoods = 5_000

/**
 * Where a text stands in many names, entries are gone through by what they have: a list that is
 * whole is compared with, of one that is cut each entry's own name is looked at. The names of goods
 * are read once by their grams; `offset 0` keeps the others from being read whole to be compared.
 */
export function isNamedLike(named: NamedInLedger): SQL {
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
