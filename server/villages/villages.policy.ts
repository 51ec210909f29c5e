import { liesWithin } from '../../shared/villages/division-code.ts'
import type { Actor } from '../platform/context.ts'

/** Officials write what belongs to their area, the platform's administrators everywhere. */
export function mayEditDivision(actor: Actor, code: string): boolean {
  if (actor.roles.includes('platform_admin')) return true
  const { divisionCode } = actor
  return actor.roles.includes('official') && divisionCode !== null && liesWithin(code, divisionCode)
}
