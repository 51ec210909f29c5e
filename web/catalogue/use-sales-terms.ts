import { setSalesTerms, showSalesTerms } from '../../shared/catalogue/listings.api.ts'
import type { Call, Result } from '../../shared/endpoint.ts'
import { call } from '../platform/api.ts'
import { useAct } from '../platform/use-act.ts'
import { useLoad } from '../platform/use-load.ts'

export type SalesTerms = Result<typeof showSalesTerms>
export type SalesTermsDraft = Call<typeof setSalesTerms>['body']

/** The own cooperative's terms of sale; after they are set they are read anew. */
export function useSalesTerms() {
  const load = useLoad((signal) => call(showSalesTerms, {}, { signal }))
  const save = useAct(async (body: SalesTermsDraft) => {
    await call(setSalesTerms, { body })
    await load.reload()
  })
  return { ...load, save }
}
