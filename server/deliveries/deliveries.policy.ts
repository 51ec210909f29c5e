import type { Side } from '../../shared/deliveries/two-sided-record.ts'
import { AppError } from '../../shared/errors.ts'
import type { Actor } from '../platform/context.ts'

/** The two parties of a purchase order. */
export interface OrderParties {
  unitId: string
  cooperativeId: string
}

/** The side the actor stands on in a deal; whoever stands on none learns nothing of it. */
export function sideOf(actor: Actor, parties: OrderParties): Side {
  const { organisationKind, organisationId } = actor
  if (organisationKind === 'unit' && organisationId === parties.unitId) return 'unit'
  if (organisationKind === 'cooperative' && organisationId === parties.cooperativeId)
    return 'cooperative'
  throw new AppError('not_found')
}

/**
 * Refuses who is not on this side of the deal: packing, sending and invoicing belong to the selling
 * cooperative, receiving and returning to the buying unit. Throws `not_found`.
 */
export function requireSide(actor: Actor, parties: OrderParties, side: Side): void {
  if (sideOf(actor, parties) !== side) throw new AppError('not_found')
}

/** What waits for the actor's side: a unit receives what is on the road, a cooperative sends. */
export function openStateOf({ organisationKind }: Actor): 'dispatched' | 'prepared' {
  return organisationKind === 'unit' ? 'dispatched' : 'prepared'
}

/** The driver's phone is the business of who sends, who receives, and the platform (§11.6). */
export function maySeeDriver(actor: Actor, parties: OrderParties): boolean {
  if (actor.roles.includes('platform_admin')) return true
  return [parties.unitId, parties.cooperativeId].includes(actor.organisationId ?? '')
}
