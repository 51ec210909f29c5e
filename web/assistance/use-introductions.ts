import { introductionStates } from '../../shared/assistance/assistance.schemas.ts'
import * as api from '../../shared/assistance/credits.api.ts'
import type { Call } from '../../shared/endpoint.ts'
import { call } from '../platform/api.ts'
import { useAct } from '../platform/use-act.ts'
import { useCursorList } from '../platform/use-cursor-list.ts'

export type IntroductionBody = Call<typeof api.recordIntroduction>['body']

/** The introductions that the actor's unit has made or received (§3.7). */
export function useIntroductions() {
  const list = useCursorList({
    filters: { state: '' },
    load: ({ filters, page, signal }) => {
      const state = introductionStates.find((candidate) => candidate === filters.state)
      return call(api.introductions, { query: { state, ...page } }, { signal })
    },
  })
  const record = useAct(async (body: IntroductionBody) => {
    const recorded = await call(api.recordIntroduction, { body })
    await list.reload()
    return recorded
  })
  const answer = useAct(async (introductionId: string, decision: 'confirm' | 'decline') => {
    const input = { params: { introductionId }, body: { answer: decision } }
    const answered = await call(api.answerIntroduction, input)
    await list.reload()
    return answered
  })
  const end = useAct(async (introductionId: string, toDate: string) => {
    const input = { params: { introductionId }, body: { toDate } }
    const ended = await call(api.endIntroduction, input)
    await list.reload()
    return ended
  })
  return { list, record, answer, end }
}
