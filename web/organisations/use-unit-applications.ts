import type { Call } from '../../shared/endpoint.ts'
import * as api from '../../shared/organisations/unit-applications.api.ts'
import { call } from '../platform/api.ts'
import { useAct } from '../platform/use-act.ts'
import { useCursorList } from '../platform/use-cursor-list.ts'
import { useDecision } from '../platform/use-decision.ts'

export type UnitApplicationBody = Call<typeof api.applyAsUnit>['body']

/** A unit's application; nobody needs an account for it. */
export function useUnitApplication() {
  return useAct((body: UnitApplicationBody) => call(api.applyAsUnit, { body }))
}

/** The units that wait in one's area, those that wait longest first, and deciding on them. */
export function useUnitApplications() {
  const list = useCursorList({
    filters: {},
    load: ({ page, signal }) => call(api.unitApplications, { query: page }, { signal }),
  })
  const answer = (applicationId: string, answer: 'confirm' | 'decline', reason = '') =>
    call(api.decideUnitApplication, { params: { applicationId }, body: { answer, reason } })
  const decision = useDecision({
    confirm: (id) => answer(id, 'confirm'),
    reject: (id, reason) => answer(id, 'decline', reason),
    decided: list.reload,
  })
  return { list, decision }
}
