import {
  type AdmissionStep,
  admissionTransitions,
} from '../../shared/organisations/cooperative-states.ts'
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
