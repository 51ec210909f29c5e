import type { Membership } from '../../shared/accounts/accounts.schemas.ts'
import type { OrganisationChoice } from '../organisations/choices.ts'

/** Whom the person acts for, where that is a unit or group: what it most often pairs and sets. */
export function ownChoice(acting: Membership | null): OrganisationChoice | null {
  if (acting?.kind !== 'unit' && acting?.kind !== 'group') return null
  return { id: acting.organisationId, name: acting.organisationName }
}
