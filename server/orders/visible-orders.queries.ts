import { type SQL, type SQLWrapper, sql } from 'drizzle-orm'
import type { Actor } from '../platform/context.ts'
import type { Parts } from '../platform/db/keyset.ts'

/**
 * The purchase orders an actor may see, and with them their papers, as a condition on a relation
 * named `purchase_orders`: the two sides their own, officials those that their area supervises,
 * coordinators those of their members on the day, the platform all; everybody else none.
 */
export function visibleOrders(actor: Actor, onDay: string): SQL {
  const { organisationId, organisationKind, divisionCode } = actor
  if (organisationId === null) return sql`false`
  switch (organisationKind) {
    case 'unit':
      return sql`purchase_orders.unit_id = ${organisationId}`
    case 'cooperative':
      return sql`purchase_orders.cooperative_id = ${organisationId}`
    case 'authority':
      if (divisionCode === null) return sql`false`
      return isCounty(divisionCode)
        ? sql`purchase_orders.supervising_county_code = ${divisionCode}`
        : sql`starts_with(purchase_orders.supervising_county_code, ${divisionCode})`
    case 'group':
      return sql`purchase_orders.unit_id in (${membersOf(organisationId, onDay)})`
    case 'platform':
      return sql`true`
    default:
      return sql`false`
  }
}

/**
 * The same for a relation named `requisitions`: units and groups also see what waits for its
 * signature, everybody else what has become a purchase order they may see.
 */
export function visibleRequisitions(actor: Actor, onDay: string): SQL {
  const { organisationId, organisationKind } = actor
  if (organisationKind === 'platform') return sql`true`
  if (organisationKind === 'unit') return sql`requisitions.unit_id = ${organisationId}`
  if (organisationKind === 'group' && organisationId !== null)
    return sql`requisitions.unit_id in (${membersOf(organisationId, onDay)})`
  return sql`exists (select from orders.purchase_orders
    where requisition_id = requisitions.id and ${visibleOrders(actor, onDay)})`
}

/**
 * The units or counties of which a list of orders or of their papers is merged, where they are
 * many; null where `visibleOrders` is one value of one column, or no condition at all.
 */
export function partsOf(
  actor: Actor,
  onDay: string,
  table: { unitId: SQLWrapper; supervisingCountyCode?: SQLWrapper },
): Parts | null {
  const { organisationId, organisationKind, divisionCode } = actor
  if (organisationId === null) return null
  if (organisationKind === 'group')
    return { column: table.unitId, keys: membersOf(organisationId, onDay) }
  if (organisationKind !== 'authority' || divisionCode === null || isCounty(divisionCode))
    return null
  const column = table.supervisingCountyCode
  return column === undefined ? null : { column, keys: countiesWithin(divisionCode) }
}

/** Officials of a county or of a place within it; codes hold significant digits only. */
function isCounty(divisionCode: string): boolean {
  return divisionCode.length >= 6
}

/**
 * The counties of a city or a province that have orders. PostgreSQL jumps from each to the next
 * along the index and does not read their orders. `:` comes after every digit.
 */
function countiesWithin(divisionCode: string): SQL {
  const next = (condition: SQL) => sql`
    select supervising_county_code from orders.purchase_orders
    where ${condition} and supervising_county_code ~<~ ${`${divisionCode}:`}
    order by supervising_county_code using ~<~ limit 1`
  return sql`
    with recursive counties(code) as (
      (${next(sql`supervising_county_code ~>=~ ${divisionCode}`)})
      union all
      select (${next(sql`supervising_county_code ~>~ counties.code`)})
      from counties where counties.code is not null
    )
    select code from counties where code is not null`
}

function membersOf(groupId: string, onDay: string): SQL {
  return sql`select unit_id from assistance.group_members_published
    where group_id = ${groupId} and from_date <= ${onDay}::date
      and (to_date is null or to_date >= ${onDay}::date)`
}
