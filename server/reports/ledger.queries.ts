import { type SQL, sql } from 'drizzle-orm'
import { z } from 'zod'
import { monthsBetween } from '../../shared/months.ts'
import type { ledgerSorts } from '../../shared/reports/query.schemas.ts'
import { arrayOf, queryRow, queryRows } from '../platform/db/rows.ts'
import type { Reader } from '../platform/db/transaction.ts'
import { type EntryFilter, entriesOf, entryCondition, isFew } from './ledger-filter.queries.ts'
import { belowNode, creditOf, daysWithin } from './scope.queries.ts'
import type { Scope } from './scope.ts'

/** By what the ledger is sorted, with `-` before it for descending; `-number` unless told. */
export type LedgerSort = (typeof ledgerSorts)[number]

/** Where a page begins: after the entry with this month, county and number. */
export interface LedgerCursor {
  month: string
  countyCode: string
  number: number
  /** Its day, money or weight, where the ledger is sorted by it. */
  value?: string | undefined
}

export const ledgerLine = z.object({
  orderLineId: z.uuid(),
  cooperativeId: z.uuid(),
  countyCode: z.string(),
  number: z.int(),
  month: z.string(),
  recognisedOn: z.iso.date(),
  orderedOn: z.iso.date(),
  villageCode: z.string(),
  villageName: z.string().nullable(),
  directUnitId: z.uuid().nullable(),
  directUnitName: z.string().nullable(),
  helpUnitId: z.uuid().nullable(),
  helpUnitName: z.string().nullable(),
  cooperativeName: z.string().nullable(),
  productName: z.string().nullable(),
  channel: z.string(),
  marks: z.array(z.string()),
  isPaired: z.boolean(),
  counted: z.boolean(),
  grade: z.string(),
  grams: z.int(),
  cents: z.int(),
  causeType: z.string(),
  purchaseOrderNumber: z.string(),
  correctsNumber: z.int().nullable(),
  adjustsMonth: z.string().nullable(),
})

/** An entry with names; `isPaired` for the units that were asked for (§3.10). */
export type LedgerLine = z.output<typeof ledgerLine>

const entries = sql`attribution.ledger_entries_published`

/** What the ledger is sorted by before the county and number, and what a cursor holds of it. */
const sortedBy = {
  number: { column: sql`month`, type: sql`text` },
  day: { column: sql`recognised_on`, type: sql`date` },
  amount: { column: sql`cents`, type: sql`bigint` },
  weight: { column: sql`grams`, type: sql`bigint` },
} as const

/** A page of entries, newest first unless told otherwise. */
export async function selectEntries(
  reader: Reader,
  filter: EntryFilter,
  page: { cursor: LedgerCursor | null; limit: number; sort?: LedgerSort | undefined },
): Promise<LedgerLine[]> {
  const { cursor, limit, sort = '-number' } = page
  const name = sort.replace('-', '') as keyof typeof sortedBy
  const { column, type } = sortedBy[name]
  const direction = sort.startsWith('-') ? sql`desc` : sql`asc`
  const beyond = sort.startsWith('-') ? sql`<` : sql`>`
  const value = name === 'number' ? cursor?.month : cursor?.value
  const after =
    cursor === null || value === undefined
      ? sql`true`
      : sql`(${column}, county_code, number) ${beyond}
          (${value}::${type}, ${cursor.countyCode}, ${cursor.number}::bigint)`
  const order = sql`${column} ${direction}, county_code ${direction}, number ${direction}`
  const isOnPage = sql`${entryCondition(filter)} and ${after} and ${daysWithin(filter.months)}`
  const first = (rows: SQL) =>
    sql`select * from (${rows}) r where ${isOnPage} order by ${order} limit ${limit}`
  const rows =
    name === 'number' || filter.named !== undefined || isFew(filter)
      ? first(entriesOf(filter))
      : sql`select * from (${firstOfMonths(filter, first)}) r order by ${order} limit ${limit}`
  return queryRows(
    reader,
    ledgerLine,
    sql`with page as (${rows}) ${namedEntries} order by ${order}`,
  )
}

/** Of each month those that come first by an index, so that nothing is sorted but them. */
function firstOfMonths({ scope, months }: EntryFilter, first: (rows: SQL) => SQL): SQL {
  const rows = sql`
    select r.*, ${creditOf(null).columns} from ${entries} r
    where ${belowNode(scope.node)} and r.month = months.month`
  return sql`
    select firsts.* from unnest(${arrayOf('text', monthsBetween(months.first, months.last))})
      as months(month) cross join lateral (${first(rows)}) firsts`
}

/** One entry with its names and its pairing for the units, or undefined. */
export async function selectEntry(
  reader: Reader,
  key: { countyCode: string; number: number },
  units: Scope['units'],
): Promise<LedgerLine | undefined> {
  const { columns, joins } = creditOf(units)
  return queryRow(
    reader,
    ledgerLine,
    sql`
    with page as (
      select r.*, ${columns} from ${entries} r ${joins}
      where r.county_code = ${key.countyCode} and r.number = ${key.number}
    )
    ${namedEntries}`,
  )
}

export const namedEntries = sql`
  select e.*, v.path_name as village_name, direct.name as direct_unit_name,
    help.name as help_unit_name, coalesce(seller.name, outside.seller_name) as cooperative_name,
    coalesce(p.name, outside.product_name) as product_name, l.purchase_order_number
  from page e
    join attribution.recognition_lines_published l on l.order_line_id = e.order_line_id
    left join villages.divisions_published v on v.code = e.village_code
    left join organisations.organisations_published direct on direct.id = e.direct_unit_id
    left join organisations.organisations_published help on help.id = e.help_unit_id
    left join organisations.organisations_published seller on seller.id = e.cooperative_id
    left join catalogue.products_published p on p.id = e.product_id
    left join review.outside_purchases_published outside on outside.id = e.order_line_id`
