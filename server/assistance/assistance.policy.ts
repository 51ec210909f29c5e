import { type Actor, supervises } from '../platform/context.ts'

function administers(actor: Actor): boolean {
  return actor.roles.includes('platform_admin')
}

/** A group's own coordinator, and the platform's administrators. */
export function mayEditGroup(actor: Actor, groupId: string): boolean {
  if (administers(actor)) return true
  return actor.roles.includes('group_coordinator') && actor.organisationId === groupId
}

/** Who may read a group: its coordinator, its members' people, officials. */
export function mayReadGroup(actor: Actor, groupId: string, unitIds: readonly string[]): boolean {
  if (mayEditGroup(actor, groupId) || actor.roles.includes('official')) return true
  const { organisationId, organisationKind } = actor
  return organisationKind === 'unit' && unitIds.includes(organisationId ?? '')
}

/**
 * Whether the help of a unit or group is the actor's to write down: a unit's leader for the unit,
 * a coordinator for the group and its members (`ownIds`), the platform for all.
 */
export function maySpeakFor(
  actor: Actor,
  organisationId: string,
  ownIds: readonly string[],
): boolean {
  if (administers(actor)) return true
  if (actor.roles.includes('group_coordinator')) return ownIds.includes(organisationId)
  return actor.roles.includes('unit_leader') && actor.organisationId === organisationId
}

/** Pairings are written by either side: who helps, and the official of the place. */
export function mayEditPairing(
  actor: Actor,
  pairing: { organisationId: string; divisionCode: string },
  ownIds: readonly string[],
): boolean {
  if (supervises(actor, pairing.divisionCode)) return true
  return maySpeakFor(actor, pairing.organisationId, ownIds)
}

/** Targets of an organisation are set by who speaks for it, those of an area by its officials. */
export function mayEditTarget(
  actor: Actor,
  target: { organisationId: string | null; divisionCode: string | null },
  ownIds: readonly string[],
): boolean {
  const { organisationId, divisionCode } = target
  if (organisationId !== null) return maySpeakFor(actor, organisationId, ownIds)
  return administers(actor) || (divisionCode !== null && supervises(actor, divisionCode))
}

/** The buyer's leader and approvers say whether it was introduced. */
export function mayAnswer(actor: Actor, buyerUnitId: string): boolean {
  const decides = actor.roles.includes('unit_leader') || actor.roles.includes('approver')
  return decides && actor.organisationId === buyerUnitId
}

/** Who may change how a unit's purchases are shared. */
export function mayShareCredit(actor: Actor, unitId: string): boolean {
  if (administers(actor)) return true
  return actor.roles.includes('unit_leader') && actor.organisationId === unitId
}
