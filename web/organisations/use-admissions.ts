import type { Call } from '../../shared/endpoint.ts'
import {
  type CooperativeState,
  cooperativeStates,
} from '../../shared/organisations/cooperative-states.ts'
import { applyForAdmission, cooperatives } from '../../shared/organisations/cooperatives.api.ts'
import { call } from '../platform/api.ts'
import { useAct } from '../platform/use-act.ts'
import { useCursorList } from '../platform/use-cursor-list.ts'

export type ApplicationBody = Call<typeof applyForAdmission>['body']

/** The cooperatives of one's area by state; at first those that wait for this person. */
export function useAdmissions(firstState: CooperativeState) {
  return useCursorList({
    filters: { state: firstState as string, text: '' },
    load: ({ filters, page, signal }) => {
      const state = cooperativeStates.find((candidate) => candidate === filters.state)
      const text = filters.text || undefined
      return call(cooperatives, { query: { state, text, ...page } }, { signal })
    },
  })
}

/** A cooperative's application to be admitted; nobody needs an account for it. */
export function useApplication() {
  return useAct((body: ApplicationBody) => call(applyForAdmission, { body }))
}
