import { type MaybeRefOrGetter, toValue } from 'vue'
import type { Call } from '../../shared/endpoint.ts'
import * as api from '../../shared/organisations/cooperatives.api.ts'
import { call } from '../platform/api.ts'
import { useAct } from '../platform/use-act.ts'
import { useLoad } from '../platform/use-load.ts'

export type CooperativeBody = Omit<Call<typeof api.saveCooperative>['body'], 'version'>
export type LicenceBody = Call<typeof api.addLicence>['body']
export type DecisionBody = Call<typeof api.decideAdmission>['body']

/** One cooperative; every act answers with the cooperative as it now is. */
export function useCooperative(cooperativeId: MaybeRefOrGetter<string>) {
  const id = () => toValue(cooperativeId)
  const params = () => ({ cooperativeId: id() })
  const load = useLoad((signal) => call(api.cooperative, { params: params() }, { signal }), [id])

  const save = useAct(async (body: CooperativeBody) => {
    const version = load.data.value?.version ?? 0
    const input = { params: params(), body: { ...body, version } }
    load.data.value = await call(api.saveCooperative, input)
    return load.data.value
  })
  const decide = useAct(async (body: DecisionBody) => {
    load.data.value = await call(api.decideAdmission, { params: params(), body })
    return load.data.value
  })
  const addLicence = useAct(async (body: LicenceBody) => {
    load.data.value = await call(api.addLicence, { params: params(), body })
    return load.data.value
  })
  return { ...load, save, decide, addLicence }
}
