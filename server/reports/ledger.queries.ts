import { type SQL, sql } from 'drizzle-orm'
import type { Reader } from '../platform/db/transaction.ts'
import { isOfUnits, uuidArray, withinNode } from './counted-rows.ts'
import type { Scope } from './scope.ts'

/** Which entries are meant, resolved; every given part must hold. */
export interface EntryFilter extends Scope {
  months: { first: string; last: string }
  credit?: 'direct' | 'help_sale' | 'overlap' | undefined
  pairing?: 'paired' | 'other' | undefined
  unknownVillage?: boolean | undefined
  standing?: 'counted' | 'not_counted' | undefined
  productId?: string | undefined
}

/** Where a page begins: after the entry with this month, county and number. */
export interface LedgerCursor {
  month: string
  countyCode: string
  number: number
}

export type LedgerLine = {
  orderLineId: string
  cooperativeId: string
  countyCode: string
  number: number
  month: string
  recognisedOn: string
  orderedOn: string
  villageCode: string
  villageName: string | null
  directUnitId: string | null
  directUnitName: string | null
  helpUnitId: string | null
  helpUnitName: string | null
  cooperativeName: string | null
  productName: string | null
  channel: string
  directPaired: boolean
  helpPaired: boolean
  counted: boolean
  grade: string
  grams: number
  cents: number
  causeType: string
  purchaseOrderNumber: string
  correctsNumber: number | null
}

/** The condition of a filter on the ledger or, with the same column names, on its rollups. */
function entryCondition(filter: EntryFilter): SQL {
  const { units, months, credit, pairing } = filter
  const direct = units === null ? sql`direct_unit_id is not null` : ofUnits('direct_unit_id', units)
  const help = units === null ? sql`help_unit_id is not null` : ofUnits('help_unit_id', units)
  const paired = sql`((${direct} and direct_paired) or (${help} and help_paired))`
  const conditions = [
    withinNode(filter.node),
    sql`month between ${months.first} and ${months.last}`,
    units === null ? undefined : sql`(${direct} or ${help})`,
    credit === 'direct' ? direct : undefined,
    credit === 'help_sale' ? help : undefined,
    credit === 'overlap' ? sql`(${direct} and ${help})` : undefined,
    pairing === 'paired' ? paired : undefined,
    pairing === 'other' ? sql`(not ${paired} and village_code <> '')` : undefined,
    filter.unknownVillage === true ? sql`village_code = ''` : undefined,
    filter.standing === 'counted' ? sql`(eligible and grade <> 'C')` : undefined,
    filter.standing === 'not_counted' ? sql`not (eligible and grade <> 'C')` : undefined,
    filter.productId === undefined ? undefined : sql`product_id = ${filter.productId}`,
  ]
  return sql.join(
    conditions.filter((each) => each !== undefined),
    sql` and `,
  )
}

function ofUnits(column: string, units: NonNullable<Scope['units']>): SQL {
  return sql`coalesce(${isOfUnits(sql.raw(column), units)}, false)`
}

/** Lets the rollups' indexes by unit be used. */
function anyUnit(units: NonNullable<Scope['units']>): SQL {
  const ids = uuidArray(units.flatMap((window) => [...window.unitIds]))
  return sql`(direct_unit_id = any(${ids}) or help_unit_id = any(${ids}))`
}

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
  return reader.execute<LedgerLine>(sql`
    with page as (
      select * from attribution.ledger_entries_published ledger_entries
        where ${entryCondition(filter)} and ${after}
      order by month ${order}, county_code ${order}, number ${order} limit ${page.limit}
    )
    ${namedEntries}
    order by e.month ${order}, e.county_code ${order}, e.number ${order}`)
}

/** One entry with its names, or nothing. */
export async function selectEntry(
  reader: Reader,
  key: { countyCode: string; number: number },
): Promise<LedgerLine | undefined> {
  const [row] = await reader.execute<LedgerLine>(sql`
    with page as (
      select * from attribution.ledger_entries_published ledger_entries
        where county_code = ${key.countyCode}
        and number = ${key.number}
    )
    ${namedEntries}`)
  return row
}

const namedEntries = sql`
  select e.order_line_id as "orderLineId", e.cooperative_id as "cooperativeId",
    e.county_code as "countyCode", e.number, e.month, e.recognised_on as "recognisedOn",
    e.ordered_on as "orderedOn", e.village_code as "villageCode", v.path_name as "villageName",
    e.direct_unit_id as "directUnitId", direct.name as "directUnitName",
    e.help_unit_id as "helpUnitId", help.name as "helpUnitName",
    seller.name as "cooperativeName", p.name as "productName", e.channel,
    e.direct_paired as "directPaired", e.help_paired as "helpPaired",
    e.eligible and e.grade <> 'C' as counted, e.grade, e.grams, e.cents,
    e.cause_type as "causeType", l.purchase_order_number as "purchaseOrderNumber",
    e.corrects_number as "correctsNumber"
  from page e
    join attribution.recognition_lines_published l on l.order_line_id = e.order_line_id
    left join villages.divisions_published v on v.code = e.village_code
    left join organisations.organisations_published direct on direct.id = e.direct_unit_id
    left join organisations.organisations_published help on help.id = e.help_unit_id
    left join organisations.organisations_published seller on seller.id = e.cooperative_id
    left join catalogue.products_published p on p.id = e.product_id`

export type EntryTotal = {
  cents: number
  grams: number
  entries: number
}

/**
 * Of all entries a filter means, the sum of those that count. Taken from the rollups, so that it
 * costs the same however long the ledger grows; the rollups equal the ledger at every instant.
 */
export async function selectEntryTotal(reader: Reader, filter: EntryFilter): Promise<EntryTotal> {
  const [row] = await reader.execute<EntryTotal>(sql`
    select coalesce(sum(cents) filter (where eligible and grade <> 'C'), 0)::bigint as cents,
      coalesce(sum(grams) filter (where eligible and grade <> 'C'), 0)::bigint as grams,
      coalesce(sum(entries), 0)::bigint as entries
    from (
      select county_code, month, village_code, product_id, direct_paired, help_paired, eligible,
        grade, grams, cents, entries,
        nullif(direct_unit_id, '00000000-0000-0000-0000-000000000000') as direct_unit_id,
        nullif(help_unit_id, '00000000-0000-0000-0000-000000000000') as help_unit_id
      from attribution.ledger_rollups_published ledger_rollups where ${withinNode(filter.node)}
        and month between ${filter.months.first} and ${filter.months.last}
        and ${filter.units === null ? sql`true` : anyUnit(filter.units)}
    ) rollups
    where ${entryCondition(filter)}`)
  return row ?? { cents: 0, grams: 0, entries: 0 }
}
