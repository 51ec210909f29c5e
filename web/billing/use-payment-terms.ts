import * as api from '../../shared/billing/payment-terms.api.ts'
import type { Call } from '../../shared/endpoint.ts'
import { call } from '../platform/api.ts'
import { useAct } from '../platform/use-act.ts'
import { useCursorList } from '../platform/use-cursor-list.ts'
import { useDecision } from '../platform/use-decision.ts'

export type TermsBody = Call<typeof api.setPaymentTerms>['body']

/** Terms of payment: setting them as the unit, answering longer ones as the seller. */
export function usePaymentTerms() {
  const list = useCursorList({
    filters: {},
    load: ({ page, signal }) => call(api.listPaymentTerms, { query: page }, { signal }),
  })
  const set = useAct(async (body: TermsBody) => {
    const terms = await call(api.setPaymentTerms, { body })
    await list.reload()
    return terms
  })
  const answer = (termsId: string, body: Call<typeof api.answerPaymentTerms>['body']) =>
    call(api.answerPaymentTerms, { params: { termsId }, body })
  const decision = useDecision({
    confirm: (termsId) => answer(termsId, { answer: 'agree' }),
    reject: (termsId, reason) => answer(termsId, { answer: 'decline', reason }),
    decided: list.reload,
  })
  return { list, set, decision }
}
