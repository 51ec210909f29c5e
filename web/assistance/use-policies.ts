import * as api from '../../shared/assistance/assistance.api.ts'
import type { Call } from '../../shared/endpoint.ts'
import { call } from '../platform/api.ts'
import { useAct } from '../platform/use-act.ts'
import { useLoad } from '../platform/use-load.ts'

export type PolicyBody = Call<typeof api.addPolicy>['body']

/** Ratios, terms and lists by the day they hold from; they are only ever added (§3.12). */
export function usePolicies() {
  const load = useLoad((signal) => call(api.policies, {}, { signal }))
  const add = useAct(async (body: PolicyBody) => {
    load.data.value = await call(api.addPolicy, { body })
    return load.data.value
  })
  return { ...load, add }
}
