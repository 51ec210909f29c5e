import type { Result } from '../../shared/endpoint.ts'
import * as api from '../../shared/organisations/changes.api.ts'
import { changeKinds } from '../../shared/organisations/changes.schemas.ts'
import { call } from '../platform/api.ts'
import { useAct } from '../platform/use-act.ts'
import { useCursorList } from '../platform/use-cursor-list.ts'
import { useDecision } from '../platform/use-decision.ts'

export type Changes = ReturnType<typeof useChangeActs>

/** Confirming, declining and withdrawing; `decided` loads what each of them changes. */
export function useChangeActs(decided: () => Promise<unknown>) {
  const answer = (changeId: string, answer: 'confirm' | 'decline', reason = '') =>
    call(api.decideChange, { params: { changeId }, body: { answer, reason } })
  const decision = useDecision({
    confirm: (id) => answer(id, 'confirm'),
    reject: (id, reason) => answer(id, 'decline', reason),
    decided,
  })
  const withdraw = useAct(async (changeId: string): Promise<Result<typeof api.withdrawChange>> => {
    const change = await call(api.withdrawChange, { params: { changeId } })
    await decided()
    return change
  })
  return { decision, withdraw }
}

/** The proposed changes in one's area: at first those that are undecided. */
export function useChanges() {
  const list = useCursorList({
    filters: { which: 'open', kind: '' },
    load: ({ filters, page, signal }) => {
      const which = filters.which === 'all' ? ('all' as const) : ('open' as const)
      const kind = changeKinds.find((candidate) => candidate === filters.kind)
      return call(api.listChanges, { query: { which, kind, ...page } }, { signal })
    },
  })
  return { list, ...useChangeActs(list.reload) }
}
