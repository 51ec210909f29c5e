import type { ChangeKind } from '../../shared/organisations/changes.schemas.ts'
import {
  type AdmissionStep,
  admissionTransitions,
} from '../../shared/organisations/cooperative-states.ts'
import type { Role } from '../../shared/roles.ts'
import { type Actor, supervises } from '../platform/context.ts'

/** Unit leaders write their own unit, the platform's administrators every one. */
export function mayEditUnit(actor: Actor, unitId: string): boolean {
  if (actor.roles.includes('platform_admin')) return true
  return actor.roles.includes('unit_leader') && actor.organisationId === unitId
}

/** Whether a contact person is shown by who the actor is: its own, its place's, the platform's. */
export function maySeeContact(
  actor: Actor,
  organisation: { id: string; divisionCode: string | null },
): boolean {
  if (actor.roles.includes('platform_admin') || actor.organisationId === organisation.id)
    return true
  return organisation.divisionCode !== null && supervises(actor, organisation.divisionCode)
}

/** Whether a cooperative is any of the actor's business: its own, its county's, the platform's. */
export function maySeeCooperative(
  actor: Actor,
  cooperative: { id: string; countyCode: string },
): boolean {
  if (actor.roles.includes('platform_admin')) return true
  if (actor.organisationKind === 'cooperative') return actor.organisationId === cooperative.id
  return supervises(actor, cooperative.countyCode)
}

/** A cooperative's own manager, or who supervises it. */
export function mayEditLicences(
  actor: Actor,
  cooperative: { id: string; countyCode: string },
): boolean {
  if (actor.organisationKind !== 'cooperative') return maySeeCooperative(actor, cooperative)
  return actor.roles.includes('cooperative_manager') && actor.organisationId === cooperative.id
}

/** Whether a step is the actor's to take in this county; the state decides the rest. */
export function mayTakeStep(actor: Actor, step: AdmissionStep, countyCode: string): boolean {
  const { by } = admissionTransitions[step]
  if (actor.roles.includes('platform_admin') && by.includes('platform_admin')) return true
  return by.includes('official') && supervises(actor, countyCode)
}

/** A proposed change, as far as it decides who has a say in it. */
export interface ChangeSubject {
  kind: ChangeKind
  organisationId: string
  byOrganisationId: string
  /** The place whose officials decide; null where none does. */
  divisionCode: string | null
}

/**
 * The role in which the actor decides a proposed change (§11.5), or null: an identity is the
 * county's or the platform's to confirm, a bank account another manager's or the platform's. That
 * nobody confirms what they have proposed is asked of the person.
 */
export function deciderRole(actor: Actor, change: ChangeSubject): Role | null {
  if (actor.roles.includes('platform_admin')) return 'platform_admin'
  if (change.kind === 'identity')
    return change.divisionCode !== null && supervises(actor, change.divisionCode)
      ? 'official'
      : null
  const isManager = actor.roles.includes('cooperative_manager')
  return isManager && actor.organisationId === change.organisationId ? 'cooperative_manager' : null
}

const proposers: readonly Role[] = ['unit_leader', 'cooperative_manager', 'platform_admin']

/** Whoever proposes in the name of an organisation takes back what was proposed in it. */
export function mayWithdrawChange(actor: Actor, change: ChangeSubject): boolean {
  const isProposer = actor.roles.some((role) => proposers.includes(role))
  return isProposer && actor.organisationId === change.byOrganisationId
}

/** The organisation's own people, and whoever decides. */
export function maySeeChange(actor: Actor, change: ChangeSubject): boolean {
  return actor.organisationId === change.organisationId || deciderRole(actor, change) !== null
}

/** The county of the cooperative, and the platform. */
export function mayDecideLicence(actor: Actor, { countyCode }: { countyCode: string }): boolean {
  return actor.roles.includes('platform_admin') || supervises(actor, countyCode)
}
