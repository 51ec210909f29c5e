import type { z } from 'zod'
import type { place as placeShape } from '../../shared/organisations/identity.ts'
import type { DivisionChoice } from '../ui/division-choice.ts'

/** An organisation as an OrganisationField shows it. */
export interface OrganisationChoice {
  id: string
  name: string
}

/** Finds the organisations whose name or credit code is typed. */
export type SearchOrganisations = (text: string) => Promise<readonly OrganisationChoice[]>

/** A record's place as a PlaceField shows it. */
export function placeChoice(
  place: z.infer<typeof placeShape> | null | undefined,
): DivisionChoice | null {
  return place ? { code: place.code, name: place.pathName, path: place.pathName } : null
}

/** What an applicant types of itself. */
export type TextOfApplicant =
  | 'name'
  | 'creditCode'
  | 'legalRepresentative'
  | 'address'
  | 'contactName'
  | 'contactPhone'
  | 'contactEmail'
  | 'bankName'
  | 'bankAccount'
