import type { Actor, Context } from '../server/platform/context.ts'
import { newIdAt, nilId } from '../server/platform/ids.ts'
import type { OrganisationKind, Role } from '../shared/roles.ts'
import { addDays } from '../shared/scalars.ts'

/** Somebody of the demo world and whom they act for. */
export interface Player {
  personId: string
  name: string
  organisationId: string
  organisationKind: OrganisationKind
  roles: readonly Role[]
  divisionCode: string | null
}

/** The context in which a player acts at an instant of the past. */
export function acting(player: Player, at: Date): Context {
  const actor: Actor = {
    personId: player.personId,
    sessionId: nilId,
    organisationId: player.organisationId,
    organisationKind: player.organisationKind,
    roles: player.roles,
    divisionCode: player.divisionCode,
  }
  return { actor, requestId: 'demo', now: at, newId: () => newIdAt(at.getTime()) }
}

/** A time of day in Shanghai, some days after a calendar day. */
export function at(day: string, time: string, daysLater = 0): Date {
  return new Date(`${addDays(day, daysLater)}T${time}:00+08:00`)
}
