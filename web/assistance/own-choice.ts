import type { Membership } from '../../shared/accounts/accounts.schemas.ts'
import type { OrganisationChoice } from '../organisations/choices.ts'

/** The acting organisation, where it is a unit or group: the usual choice in forms. */
export function ownChoice(acting: Membership | null): OrganisationChoice | null {
  if (acting?.kind !== 'unit' && acting?.kind !== 'group') return null
  return { id: acting.organisationId, name: acting.organisationName }
}
