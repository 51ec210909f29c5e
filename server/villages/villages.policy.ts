import { type Actor, supervises } from '../platform/context.ts'

/** Officials write what belongs to their area, the platform's administrators everywhere. */
export function mayEditDivision(actor: Actor, code: string): boolean {
  return actor.roles.includes('platform_admin') || supervises(actor, code)
}
