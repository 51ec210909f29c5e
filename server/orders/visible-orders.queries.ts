import { type SQL, type SQLWrapper, sql } from 'drizzle-orm'
import type { PgTable } from 'drizzle-orm/pg-core'
import type { Actor } from '../platform/context.ts'
import { codesWithin, type ListSource, type Parts } from '../platform/db/list-source.ts'
import { purchaseOrders, requisitions } from './orders.tables.ts'

/** Where an order, or a paper of it, says whose it is. */
export interface Parties {
  unitId: SQLWrapper
  cooperativeId: SQLWrapper
  supervisingCountyCode: SQLWrapper
}

/**
 * The purchase orders an actor may see, and with them their papers, as a condition on a relation
 * named `purchase_orders`: the two sides their own, officials those that their area supervises,
 * coordinators those of their members on the day, the platform all; everybody else none.
 */
export function visibleOrders(actor: Actor, onDay: string): SQL {
  return visibleOf(actor, onDay, {
    unitId: sql`purchase_orders.unit_id`,
    cooperativeId: sql`purchase_orders.cooperative_id`,
    supervisingCountyCode: sql`purchase_orders.supervising_county_code`,
  })
}

function visibleOf(actor: Actor, onDay: string, parties: Parties): SQL {
  const { organisationId, organisationKind, divisionCode } = actor
  if (organisationId === null) return sql`false`
  switch (organisationKind) {
    case 'unit':
      return sql`${parties.unitId} = ${organisationId}`
    case 'cooperative':
      return sql`${parties.cooperativeId} = ${organisationId}`
    case 'authority':
      if (divisionCode === null) return sql`false`
      return isCounty(divisionCode)
        ? sql`${parties.supervisingCountyCode} = ${divisionCode}`
        : sql`starts_with(${parties.supervisingCountyCode}, ${divisionCode})`
    case 'group':
      return sql`${parties.unitId} in (${membersOf(organisationId, onDay)})`
    case 'platform':
      return sql`true`
    default:
      return sql`false`
  }
}

/**
 * The condition for a relation named `requisitions`: units and groups also see those that wait for
 * a signature, everybody else those that became purchase orders which they may see.
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

/** The visible orders or papers as the source of a list, in named parts where there are several. */
export function visibleRows(
  actor: Actor,
  onDay: string,
  table: PgTable & Parties,
): ListSource & { parts: Parts | null } {
  const parts = partsOf(actor, onDay, table)
  return { table, parts, condition: parts ? sql`true` : visibleOf(actor, onDay, table) }
}

/**
 * The units or counties of which a list of orders or of their papers is merged, where they are
 * many; null where what is visible is one value of one column, or everything.
 */
function partsOf(actor: Actor, onDay: string, table: Parties): Parts | null {
  const { organisationId, organisationKind, divisionCode } = actor
  if (organisationId === null) return null
  if (organisationKind === 'group')
    return { column: table.unitId, keys: membersOf(organisationId, onDay) }
  if (organisationKind !== 'authority' || divisionCode === null || isCounty(divisionCode))
    return null
  const keys = codesWithin(purchaseOrders, 'supervising_county_code', divisionCode)
  return { column: table.supervisingCountyCode, keys }
}

/** The visible requisitions as the source of a list, an official's from those of the counties. */
export function visibleRequisitionRows(actor: Actor, onDay: string): ListSource {
  const { organisationId, organisationKind, divisionCode } = actor
  const table = requisitions
  if (organisationKind === 'group' && organisationId !== null) {
    const parts = { column: requisitions.unitId, keys: membersOf(organisationId, onDay) }
    return { table, condition: sql`true`, parts }
  }
  if (organisationKind !== 'authority' || divisionCode === null)
    return { table, condition: visibleRequisitions(actor, onDay) }
  const from = sql`orders.requisitions_of_counties as requisitions`
  const county = sql`requisitions.supervising_county_code`
  if (isCounty(divisionCode)) return { table, from, condition: sql`${county} = ${divisionCode}` }
  const keys = codesWithin(purchaseOrders, 'supervising_county_code', divisionCode)
  return { table, from, condition: sql`true`, parts: { column: county, keys }, repeats: true }
}

/** Officials of a county or of a place within it; codes hold significant digits only. */
function isCounty(divisionCode: string): boolean {
  return divisionCode.length >= 6
}

function membersOf(groupId: string, onDay: string): SQL {
  return sql`select unit_id from assistance.group_members_published
    where group_id = ${groupId} and from_date <= ${onDay}::date
      and (to_date is null or to_date >= ${onDay}::date)`
}
