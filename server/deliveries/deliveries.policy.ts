import { and, type SQL } from 'drizzle-orm'
import { AppError } from '../../shared/errors.ts'
import { visibleOrders } from '../orders/index.ts'
import type { Actor } from '../platform/context.ts'

/** Whom a purchase order concerns. */
export interface OrderParties {
  unitId: string
  cooperativeId: string
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
