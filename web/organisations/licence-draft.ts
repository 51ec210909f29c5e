import type { licenceKinds } from '../../shared/organisations/licences.schemas.ts'

/** A licence as it is typed. */
export interface LicenceDraft {
  kind: (typeof licenceKinds)[number]
  number: string
  validFrom: string
  /** Empty: without end. */
  validTo: string
}

export function emptyLicence(kind: LicenceDraft['kind'] = 'business'): LicenceDraft {
  return { kind, number: '', validFrom: '', validTo: '' }
}

/** The licence as the API takes it. */
export function licenceOf(draft: LicenceDraft) {
  return { ...draft, validTo: draft.validTo || null }
}

/** Where the fields of a licence stand below a path, for the list of shown fields. */
export function licencePaths(path: string): string[] {
  return ['kind', 'number', 'validFrom', 'validTo'].map((field) => `${path}${field}`)
}
