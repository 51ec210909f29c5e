import type { OrganisationKind, Role } from '../../shared/roles.ts'
import { liesWithin } from '../../shared/villages/division-code.ts'
import { type NewId, nilId } from './ids.ts'

/** Who asks, for which organisation, in which roles: as the access token or the key says alone. */
export interface Actor {
  personId: string
  sessionId: string
  organisationId: string | null
  organisationKind: OrganisationKind | null
  roles: readonly Role[]
  /** The node an official sees, and everything below it; '' is the whole tree. */
  divisionCode: string | null
  /** The key of the open API that a program asks with; its id stands for the session's. */
  keyId?: string
}

/** The request that a query or command belongs to: actor, instant and ids. */
export interface Context {
  actor: Actor
  requestId: string
  /** One instant for the whole act. */
  now: Date
  newId: NewId
}

/** Who reads public pages. */
export const anonymous: Actor = {
  personId: nilId,
  sessionId: nilId,
  organisationId: null,
  organisationKind: null,
  roles: [],
  divisionCode: null,
}

/** The program itself: imports, the demo world, scheduled work. */
export const systemActor: Actor = { ...anonymous }

/** Whether the actor is an official of this node of the division tree or of one above it. */
export function supervises(actor: Actor, code: string): boolean {
  const { roles, divisionCode } = actor
  return roles.includes('official') && divisionCode !== null && liesWithin(code, divisionCode)
}

/** The organisation the actor acts for; asserts that there is one. */
export function organisationOf(actor: Actor): string {
  if (actor.organisationId === null) throw new Error('the actor acts for no organisation')
  return actor.organisationId
}
