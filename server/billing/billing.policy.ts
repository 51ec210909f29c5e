import { otherSide, type Side } from '../../shared/billing/billing-states.ts'
import { AppError } from '../../shared/errors.ts'
import type { OrderParties } from '../deliveries/index.ts'
import type { Actor } from '../platform/context.ts'

/** The side the actor stands on in a deal; whoever stands on none learns nothing of it. */
export function sideOf(actor: Actor, parties: OrderParties): Side {
  const { organisationKind, organisationId } = actor
  if (organisationKind === 'unit' && organisationId === parties.unitId) return 'unit'
  if (organisationKind === 'cooperative' && organisationId === parties.cooperativeId)
    return 'cooperative'
  throw new AppError('not_found')
}

/** Refuses who is not on this side of the deal. */
export function requireSide(actor: Actor, parties: OrderParties, side: Side): void {
  if (sideOf(actor, parties) !== side) throw new AppError('not_found')
}

/**
 * Whether the actor may decide on what somebody recorded: only the other side, and never the same
 * person, who may belong to both (§7.5).
 */
export function requireDecider(
  actor: Actor,
  recorded: OrderParties & { recordedSide: Side; recordedBy: string },
): void {
  if (sideOf(actor, recorded) !== otherSide(recorded.recordedSide))
    throw new AppError('other_side_decides')
  if (actor.personId === recorded.recordedBy) throw new AppError('same_person')
}
