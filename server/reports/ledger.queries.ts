import { type SQL, sql } from 'drizzle-orm'
import { z } from 'zod'
import { noMark } from '../../shared/catalogue/marks.ts'
import { figure, plus } from '../../shared/figure.ts'
import { monthsBetween } from '../../shared/months.ts'
import { cutMonths, type Months, wholeMonths } from '../../shared/reports/periods.ts'
import type { ledgerSorts } from '../../shared/reports/query.schemas.ts'
import { dimensions } from '../../shared/reports/ranking.schemas.ts'
import { arrayOf, queryRow, queryRows } from '../platform/db/rows.ts'
import type { Reader } from '../platform/db/transaction.ts'
import { dimensionTotal } from './dimension-sums.queries.ts'
import {
  type EntryFilter,
  entryCondition,
  isAsked,
  isFew,
  isOfEntries,
  namedSource,
  rollupCondition,
} from './ledger-filter.queries.ts'
import {
  belowNode,
  creditOf,
  daysWithin,
  rowsInScope,
  summedRows,
  wholePeriods,
} from './scope.queries.ts'
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

function entriesOf(filter: EntryFilter): SQL {
  const view = namedSource(entries, filter)
  return rowsInScope({ view, columns: sql`r.*` }, filter.scope, filter.months)
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

export const entryTotal = z.object({ cents: figure, grams: figure, entries: z.int() })

export type EntryTotal = z.output<typeof entryTotal>

/**
 * Of all entries a filter means, the sum of those that count. Of whole months it is taken from the
 * rollups, so that it costs the same however long the ledger grows; the rollups equal the ledger at
 * every instant. Of some days of a month the entries themselves are added up.
 */
export async function selectEntryTotal(reader: Reader, filter: EntryFilter): Promise<EntryTotal> {
  const { scope, months, ...conditions } = filter
  const whole = wholeMonths(months)
  if (isOfEntries(filter)) return (await selectKept(reader, filter)) ?? sumEntries(reader, filter)
  const isPlace = scope.units === null && Object.values(conditions).every((value) => !value)
  const totals: EntryTotal[] = []
  if (whole !== null && isPlace) totals.push(await selectPlaceTotal(reader, scope.node, whole))
  else if (whole !== null) totals.push(await sumRows(reader, filter, summedRows(scope, whole)))
  for (const month of cutMonths(months)) {
    totals.push(await sumEntries(reader, { ...filter, months: month }))
  }
  return totals.reduce((sum, part) => ({
    cents: plus(sum.cents, part.cents),
    grams: plus(sum.grams, part.grams),
    entries: sum.entries + part.entries,
  }))
}

async function sumRows(reader: Reader, filter: EntryFilter, rows: SQL): Promise<EntryTotal> {
  const total = await queryRow(
    reader,
    entryTotal,
    sql`
    select coalesce(sum(cents) filter (where counted), 0)::text as cents,
      coalesce(sum(grams) filter (where counted), 0)::text as grams,
      coalesce(sum(entries), 0)::bigint as entries
    from (${rows}) summed
    where ${rollupCondition(filter)}`,
  )
  return total ?? nothing
}

const nothing: EntryTotal = { cents: 0, grams: 0, entries: 0 }

/** The same of the entries themselves. */
async function sumEntries(reader: Reader, filter: EntryFilter): Promise<EntryTotal> {
  const total = await queryRow(
    reader,
    entryTotal,
    sql`
    select coalesce(sum(cents) filter (where counted), 0)::text as cents,
      coalesce(sum(grams) filter (where counted), 0)::text as grams, count(*) as entries
    from (${entriesOf(filter)}) r where ${entryCondition(filter)} and ${daysWithin(filter.months)}`,
  )
  return total ?? nothing
}

/** Of a filter, the entries that adjust an earlier period, with the sum of those that count. */
export function selectAdjustments(
  reader: Reader,
  filter: Pick<EntryFilter, 'scope' | 'months' | 'recognition' | 'asOf'>,
): Promise<EntryTotal> {
  return sumEntries(reader, { ...filter, adjustments: true })
}

/** The same of those that were bought outside (§3.11). */
export function selectOutsideTotal(
  reader: Reader,
  filter: Pick<EntryFilter, 'scope' | 'months' | 'recognition' | 'asOf'>,
): Promise<EntryTotal> {
  return sumEntries(reader, { ...filter, outside: true })
}

const columnsOfDimensions = {
  cooperative: 'cooperativeId',
  category: 'category',
  channel: 'channel',
  mark: 'mark',
} as const

/**
 * What counts of one cooperative, category, channel or mark in whole months of a place is kept;
 * what does not count adds entries alone, found by an index of their own.
 */
async function selectKept(reader: Reader, filter: EntryFilter): Promise<EntryTotal | undefined> {
  const { scope, months, recognition, ...others } = filter
  const given = Object.entries(others).filter(isAsked)
  const by = dimensions.find((dimension) => columnsOfDimensions[dimension] === given[0]?.[0])
  const isKept = scope.units === null && recognition !== 'not_counted' && given.length === 1
  if (by === undefined || !isKept || cutMonths(months).length > 0) return undefined
  const asked = String(given[0]?.[1])
  const key = by === 'mark' && asked === noMark ? '' : asked
  const uncounted = sql`
    union all
    select 0, 0, count(*) from ${entries} r
    where not r.counted and ${belowNode(scope.node)} and ${daysWithin(months)}
      and r.month between ${months.first} and ${months.last} and ${key} = any(${entryKeys[by]})`
  return queryRow(
    reader,
    entryTotal,
    sql`
    select coalesce(sum(cents), 0)::text as cents, coalesce(sum(grams), 0)::text as grams,
      coalesce(sum(entries), 0)::bigint as entries
    from (${dimensionTotal({ by, node: scope.node, key }, months)}
      ${recognition === 'counted' ? sql`` : uncounted}) kept`,
  )
}

const entryKeys = {
  cooperative: sql`array[r.cooperative_id::text]`,
  category: sql`array[r.category]`,
  channel: sql`array[r.channel]`,
  mark: sql`attribution.mark_keys(r.marks)`,
} as const

/** The total of everything in a place, which is kept. */
async function selectPlaceTotal(
  reader: Reader,
  node: string | null,
  months: Months,
): Promise<EntryTotal> {
  const total = await queryRow(
    reader,
    entryTotal,
    sql`
    select coalesce(sum(distinct_cents), 0)::text as cents,
      coalesce(sum(distinct_grams), 0)::text as grams,
      coalesce(sum(entries), 0)::bigint as entries
    from attribution.place_sums_published
    where node_code = ${node ?? ''} and period = any(${wholePeriods(months)})`,
  )
  return total ?? nothing
}
