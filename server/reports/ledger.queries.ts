import { type SQL, sql } from 'drizzle-orm'
import { z } from 'zod'
import { figure, plus } from '../../shared/figure.ts'
import { cutMonths, type Months, wholeMonths } from '../../shared/reports/periods.ts'
import type { ledgerQuery } from '../../shared/reports/query.schemas.ts'
import { queryRow, queryRows } from '../platform/db/rows.ts'
import type { Reader } from '../platform/db/transaction.ts'
import { creditOf, daysWithin, rowsInScope, summedRows, wholePeriods } from './scope.queries.ts'
import type { Scope } from './scope.ts'

type EntryConditions = Pick<
  z.output<typeof ledgerQuery>,
  'credit' | 'pairing' | 'unknownVillage' | 'recognition' | 'productId' | 'adjustments' | 'outside'
>

/** Which entries are meant, resolved; every given part must hold. */
export interface EntryFilter extends EntryConditions {
  scope: Scope
  months: Months
}

/** Where a page begins: after the entry with this month, county and number. */
export interface LedgerCursor {
  month: string
  countyCode: string
  number: number
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

/** The conditions of a filter beside its scope and months, on entries and on sums alike. */
function conditionOf(filter: EntryFilter): SQL {
  const { credit, pairing, unknownVillage, recognition, productId } = filter
  return sql`
    case ${credit ?? null}::text when 'direct' then is_direct when 'help_sale' then is_help
      when 'overlap' then is_direct and is_help else true end
    and case ${pairing ?? null}::text when 'paired' then is_paired
      when 'other' then not is_paired and village_code <> '' else true end
    and case ${recognition ?? null}::text when 'counted' then counted
      when 'not_counted' then not counted else true end
    and (${unknownVillage ?? false}::boolean is false or village_code = '')
    and (${productId ?? null}::uuid is null or product_id = ${productId ?? null}::uuid)`
}

/** What only entries know: whether they adjust an earlier period, and how they were proved. */
function entryCondition(filter: EntryFilter): SQL {
  // The indexes of the few that adjust, or were bought outside, are used.
  const adjusts = filter.adjustments ? sql`is_adjustment and ` : sql``
  const isOutside = filter.outside ? sql`grade = 'B' and ` : sql``
  return sql`${adjusts}${isOutside}${conditionOf(filter)}`
}

const entries = sql`attribution.ledger_entries_published`

/** A page of entries, newest first, or for a file oldest first. */
export async function selectEntries(
  reader: Reader,
  filter: EntryFilter,
  page: { cursor: LedgerCursor | null; limit: number; oldestFirst?: boolean },
): Promise<LedgerLine[]> {
  const { cursor } = page
  const order = page.oldestFirst ? sql`asc` : sql`desc`
  const beyond = page.oldestFirst ? sql`>` : sql`<`
  const after =
    cursor === null
      ? sql`true`
      : sql`(month, county_code, number) ${beyond}
          (${cursor.month}, ${cursor.countyCode}, ${cursor.number}::bigint)`
  const rows = rowsInScope({ view: entries, columns: sql`r.*` }, filter.scope, filter.months)
  return queryRows(
    reader,
    ledgerLine,
    sql`
    with page as (
      select * from (${rows}) r
      where ${entryCondition(filter)} and ${after} and ${daysWithin(filter.months)}
      order by month ${order}, county_code ${order}, number ${order} limit ${page.limit}
    )
    ${namedEntries}
    order by e.month ${order}, e.county_code ${order}, e.number ${order}`,
  )
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
  if (conditions.adjustments || conditions.outside) return sumEntries(reader, filter)
  const isPlace = scope.units === null && Object.values(conditions).every((value) => !value)
  const totals: EntryTotal[] = []
  if (whole !== null && isPlace) totals.push(await selectPlaceTotal(reader, scope.node, whole))
  else if (whole !== null) totals.push(await sumRows(reader, filter, summedRows(scope, whole)))
  for (const month of cutMonths(months)) {
    const rows = rowsInScope({ view: entries, columns: sql`r.*, 1 as entries` }, scope, month)
    const ofDays = sql`select * from (${rows}) r where ${daysWithin(month)}`
    totals.push(await sumRows(reader, filter, ofDays))
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
    where ${conditionOf(filter)}`,
  )
  return total ?? nothing
}

const nothing: EntryTotal = { cents: 0, grams: 0, entries: 0 }

type SomeEntries = Pick<EntryFilter, 'scope' | 'months'> & Partial<EntryConditions>

/** Of a filter, the entries that adjust an earlier period, with the sum of those that count. */
export function selectAdjustments(reader: Reader, filter: SomeEntries): Promise<EntryTotal> {
  return sumEntries(reader, { ...filter, adjustments: true } as EntryFilter)
}

/** The same of those that were bought outside (§3.11). */
export function selectOutsideTotal(reader: Reader, filter: SomeEntries): Promise<EntryTotal> {
  return sumEntries(reader, { ...filter, outside: true } as EntryFilter)
}

async function sumEntries(reader: Reader, filter: EntryFilter): Promise<EntryTotal> {
  const rows = rowsInScope({ view: entries, columns: sql`r.*` }, filter.scope, filter.months)
  const total = await queryRow(
    reader,
    entryTotal,
    sql`
    select coalesce(sum(cents) filter (where counted), 0)::text as cents,
      coalesce(sum(grams) filter (where counted), 0)::text as grams, count(*) as entries
    from (${rows}) r where ${entryCondition(filter)} and ${daysWithin(filter.months)}`,
  )
  return total ?? nothing
}

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
