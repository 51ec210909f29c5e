import type { Call } from '../../shared/endpoint.ts'
import {
  createAuthority,
  createUnit,
  directory,
} from '../../shared/organisations/organisations.api.ts'
import type { OrganisationKind } from '../../shared/roles.ts'
import { call } from '../platform/api.ts'
import { useAct } from '../platform/use-act.ts'
import { useCursorList } from '../platform/use-cursor-list.ts'
import type { SearchOrganisations } from './choices.ts'
import type { UnitBody } from './use-unit.ts'

export const directoryKinds = ['unit', 'cooperative', 'authority', 'group'] as const

export type OfficeBody = Call<typeof createAuthority>['body']

/** Organisations by name or credit code, registering a unit and setting up an office among them. */
export function useDirectory() {
  const list = useCursorList({
    filters: { text: '', kind: '' },
    load: ({ filters, page, signal }) => {
      const kind = directoryKinds.find((candidate) => candidate === filters.kind)
      const text = filters.text || undefined
      return call(directory, { query: { text, kind, ...page } }, { signal })
    },
  })
  const create = useAct((body: UnitBody) => call(createUnit, { body }))
  const createOffice = useAct((body: OfficeBody) => call(createAuthority, { body }))
  return { list, create, createOffice }
}

/** The search of an OrganisationField: the first twenty of a kind by name or credit code. */
export function useOrganisationSearch(kind?: OrganisationKind): SearchOrganisations {
  return async (text) => {
    const query = { text: text.trim() || undefined, kind, pageSize: 20 }
    const { items } = await call(directory, { query })
    return items.map(({ id, name }) => ({ id, name }))
  }
}
