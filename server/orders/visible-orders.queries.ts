import { type SQL, sql } from 'drizzle-orm'
import type { Actor } from '../platform/context.ts'

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
      return sql`starts_with(purchase_orders.supervising_county_code, ${divisionCode})`
    case 'group':
      return sql`purchase_orders.unit_id in ${membersOf(organisationId, onDay)}`
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
    return sql`requisitions.unit_id in ${membersOf(organisationId, onDay)}`
  return sql`exists (select from orders.purchase_orders
    where requisition_id = requisitions.id and ${visibleOrders(actor, onDay)})`
}

function membersOf(groupId: string, onDay: string): SQL {
  return sql`(select unit_id from assistance.group_members_published
    where group_id = ${groupId} and from_date <= ${onDay}::date
      and (to_date is null or to_date >= ${onDay}::date))`
}
