import { countyPolicies, type PolicyName } from '../../shared/assistance/policies.ts'
import { type Actor, supervises } from '../platform/context.ts'

/** The platform's own administrators. */
export function administers(actor: Actor): boolean {
  return actor.roles.includes('platform_admin')
}

/** A group's own coordinator, and the platform's administrators. */
export function mayEditGroup(actor: Actor, groupId: string): boolean {
  if (administers(actor)) return true
  return actor.roles.includes('group_coordinator') && actor.organisationId === groupId
}

/** Who may read a group: its coordinator, the people of its members today, officials. */
export function mayReadGroup(actor: Actor, groupId: string, unitIds: readonly string[]): boolean {
  if (mayEditGroup(actor, groupId) || actor.roles.includes('official')) return true
  const { organisationId, organisationKind } = actor
  return organisationKind === 'unit' && unitIds.includes(organisationId ?? '')
}

/** Whose consent a relation needs: an organisation's, or that of an official of a place (§3.17). */
export interface Side {
  organisationId: string | null
  divisionCode: string | null
}

/** Whether a side's consent is the actor's to give: its leader's, coordinator's or official's. */
export function maySignFor(actor: Actor, { organisationId, divisionCode }: Side): boolean {
  if (divisionCode !== null) return supervises(actor, divisionCode)
  const leads = actor.roles.includes('unit_leader') || actor.roles.includes('group_coordinator')
  return leads && actor.organisationId === organisationId
}

/** Who may end a relation: any of its sides, and the platform. */
export function mayEnd(actor: Actor, sides: readonly Side[]): boolean {
  return administers(actor) || sides.some((side) => maySignFor(actor, side))
}

/**
 * Who checks a unit's reserve filing (§3.13): the leader of the unit above it, and the officials
 * of its place.
 */
export function mayCheckReserve(
  actor: Actor,
  { parentId, divisionCode }: { parentId: string | null; divisionCode: string | null },
): boolean {
  if (divisionCode !== null && supervises(actor, divisionCode)) return true
  const leads = actor.organisationKind === 'unit' && actor.roles.includes('unit_leader')
  return leads && parentId !== null && actor.organisationId === parentId
}

/** Whether what the actor proposes is recorded at once, for all sides, by a document (§3.17). */
export function recordsByDocument(actor: Actor): boolean {
  return administers(actor)
}

/**
 * Who may propose a relation: any of its sides; of shared credit the buyer only, who stands first.
 * The platform records one by a document.
 */
export function mayPropose(actor: Actor, kind: string, sides: readonly Side[]): boolean {
  return mayEnd(actor, kind === 'shared_credit' ? sides.slice(0, 1) : sides)
}

/** The two sides of a pairing: who helps, and the officials of the place. */
export function pairingSides(pairing: { organisationId: string; divisionCode: string }): Side[] {
  return [
    { organisationId: pairing.organisationId, divisionCode: null },
    { organisationId: null, divisionCode: pairing.divisionCode },
  ]
}

/** The resident first secretary is named to both sides, the group and the platform (§11.6). */
export function maySeeFirstSecretary(
  actor: Actor,
  pairing: { organisationId: string; divisionCode: string },
  ownIds: readonly string[],
): boolean {
  if (administers(actor) || supervises(actor, pairing.divisionCode)) return true
  return ownIds.includes(pairing.organisationId)
}

/**
 * The county that the actor decides a policy for, null for everywhere, undefined where it may not:
 * what counties decide each by its own office, all else the platform (§3.12).
 */
export function countyOfPolicy(actor: Actor, name: PolicyName): string | null | undefined {
  if (!countyPolicies.includes(name)) return administers(actor) ? null : undefined
  const { roles, divisionCode } = actor
  const isOfCounty = roles.includes('official') && divisionCode?.length === 6
  return isOfCounty ? divisionCode : undefined
}

/** A county's decisions are read by its officials, those above and within it, and the platform. */
export function readsCountyPolicy(actor: Actor, countyCode: string): boolean {
  if (administers(actor) || supervises(actor, countyCode)) return true
  return actor.divisionCode?.startsWith(countyCode) ?? false
}

/** Organisations as sides. */
export function organisationSides(ids: readonly string[]): Side[] {
  return ids.map((organisationId) => ({ organisationId, divisionCode: null }))
}

/**
 * Targets of an organisation are set by its leader, of a group and the members it has agreed with
 * (`ownIds`) by its coordinator; those of an area by its officials; the platform sets all.
 */
export function mayEditTarget(
  actor: Actor,
  { organisationId, divisionCode }: Side,
  ownIds: readonly string[],
): boolean {
  if (administers(actor)) return true
  if (organisationId === null) return divisionCode !== null && supervises(actor, divisionCode)
  if (actor.roles.includes('group_coordinator')) return ownIds.includes(organisationId)
  return actor.roles.includes('unit_leader') && actor.organisationId === organisationId
}

/** The buyer's leader and approvers say whether it was introduced. */
export function mayAnswer(actor: Actor, buyerUnitId: string): boolean {
  return decidesFor(actor, buyerUnitId)
}

/** Either side of an introduction ends it. */
export function mayEndIntroduction(
  actor: Actor,
  { helperUnitId, buyerUnitId }: { helperUnitId: string; buyerUnitId: string },
): boolean {
  return decidesFor(actor, helperUnitId) || decidesFor(actor, buyerUnitId)
}

function decidesFor(actor: Actor, unitId: string): boolean {
  const decides = actor.roles.includes('unit_leader') || actor.roles.includes('approver')
  return decides && actor.organisationId === unitId
}

/** Who reads how a unit's purchases are shared: its own people and the platform. */
export function mayReadShares(actor: Actor, unitId: string): boolean {
  return administers(actor) || actor.organisationId === unitId
}
