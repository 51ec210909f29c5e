import {
  confirmSalesTerms,
  refuseSalesTerms,
  setSalesTerms,
  showSalesTerms,
} from '../../shared/catalogue/sales-terms.api.ts'
import type { Call, Result } from '../../shared/endpoint.ts'
import { call } from '../platform/api.ts'
import { useAct } from '../platform/use-act.ts'
import { useDecision } from '../platform/use-decision.ts'
import { useLoad } from '../platform/use-load.ts'

export type SalesTerms = Result<typeof showSalesTerms>
export type ProposedTerms = SalesTerms['proposals'][number]
export type SalesTermsDraft = Call<typeof setSalesTerms>['body']

/** The own cooperative's terms of sale; after they are set or answered they are read anew. */
export function useSalesTerms() {
  const load = useLoad((signal) => call(showSalesTerms, {}, { signal }))
  const save = useAct(async (body: SalesTermsDraft) => {
    await call(setSalesTerms, { body })
    await load.reload()
  })
  const decision = useDecision({
    confirm: (proposalId) => {
      const shown = load.data.value
      const version = shown?.proposals.find(({ id }) => id === proposalId)?.version ?? 0
      const body = { version, termsVersion: shown?.version ?? 0 }
      return call(confirmSalesTerms, { params: { proposalId }, body })
    },
    reject: (proposalId, reason) =>
      call(refuseSalesTerms, { params: { proposalId }, body: { reason } }),
    decided: load.reload,
  })
  return { ...load, save, decision }
}
