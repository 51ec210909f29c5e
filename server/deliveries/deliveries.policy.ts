import { and, type SQL, sql } from 'drizzle-orm'
import { AppError } from '../../shared/errors.ts'
import type { Actor } from '../platform/context.ts'

/** Whom a purchase order concerns. */
export interface OrderParties {
  unitId: string
  cooperativeId: string
}

/**
 * The purchase orders whose papers an actor may see, as a condition on a relation named `purchase_orders`: the two
 * sides their own, officials those of their area, coordinators those of their members on the day.
 */
export function visibleOrders(actor: Actor, onDay: string): SQL {
  const { organisationId, divisionCode } = actor
  if (organisationId === null) return sql`false`
  switch (actor.organisationKind) {
    case 'unit':
      return sql`purchase_orders.unit_id = ${organisationId}`
    case 'cooperative':
      return sql`purchase_orders.cooperative_id = ${organisationId}`
    case 'authority':
      return divisionCode === null
        ? sql`false`
        : sql`starts_with(purchase_orders.supervising_county_code, ${divisionCode})`
    case 'group':
      return sql`purchase_orders.unit_id in (
        select unit_id from assistance.group_members_published group_members
          where group_id = ${organisationId}
          and from_date <= ${onDay} and coalesce(to_date, 'infinity') >= ${onDay})`
    case 'platform':
      return sql`true`
    default:
      return sql`false`
  }
}

/** The condition for one record among those an actor may see. */
export function visible(actor: Actor, onDay: string, condition: SQL | undefined): SQL | undefined {
  return and(visibleOrders(actor, onDay), condition)
}

/** Packing, sending and closing short belong to the selling cooperative; others learn nothing. */
export function requireSeller(actor: Actor, parties: OrderParties): void {
  if (actor.organisationKind !== 'cooperative' || actor.organisationId !== parties.cooperativeId)
    throw new AppError('not_found')
}

/** Receiving and returning belong to the buying unit; others learn nothing. */
export function requireBuyer(actor: Actor, parties: OrderParties): void {
  if (actor.organisationKind !== 'unit' || actor.organisationId !== parties.unitId)
    throw new AppError('not_found')
}
