import { type MaybeRefOrGetter, toValue } from 'vue'
import type { Call } from '../../shared/endpoint.ts'
import * as changesApi from '../../shared/organisations/changes.api.ts'
import * as api from '../../shared/organisations/cooperatives.api.ts'
import * as licencesApi from '../../shared/organisations/licences.api.ts'
import type { CooperativeView } from '../../shared/organisations/organisations.schemas.ts'
import { call } from '../platform/api.ts'
import { useAct } from '../platform/use-act.ts'
import { type Load, useLoad } from '../platform/use-load.ts'
import { useChangeActs } from './use-changes.ts'
import { useLicenceDecision } from './use-licence-reviews.ts'

type Unversioned<T> = Omit<T, 'version'>
export type CooperativeBody = Unversioned<Call<typeof api.saveCooperative>['body']>
export type IdentityBody = Unversioned<Call<typeof changesApi.proposeCooperativeIdentity>['body']>
export type AccountBody = Unversioned<Call<typeof changesApi.proposeBankAccount>['body']>
export type LicenceBody = Call<typeof licencesApi.addLicence>['body']
export type DecisionBody = Call<typeof api.decideAdmission>['body']

/** One cooperative; every act answers with the cooperative as it now is. */
export function useCooperative(cooperativeId: MaybeRefOrGetter<string>) {
  const id = () => toValue(cooperativeId)
  const params = () => ({ cooperativeId: id() })
  const load = useLoad((signal) => call(api.cooperative, { params: params() }, { signal }), [id])
  const known = <T>(body: T) => ({ ...body, version: load.data.value?.version ?? 0 })

  const save = useAct(async (body: CooperativeBody) => {
    load.data.value = await call(api.saveCooperative, { params: params(), body: known(body) })
    return load.data.value
  })
  const decide = useAct(async (body: DecisionBody) => {
    load.data.value = await call(api.decideAdmission, { params: params(), body })
    return load.data.value
  })
  /** What stands once the county, the platform or a second manager has confirmed it. */
  const proposeIdentity = useAct(async (body: IdentityBody) => {
    const input = { params: params(), body: known(body) }
    load.data.value = await call(changesApi.proposeCooperativeIdentity, input)
    return load.data.value
  })
  const proposeAccount = useAct(async (body: AccountBody) => {
    const input = { params: params(), body: known(body) }
    load.data.value = await call(changesApi.proposeBankAccount, input)
    return load.data.value
  })
  const changes = useChangeActs(load.reload)
  const licences = useLicences(load, params)
  return { ...load, save, decide, proposeIdentity, proposeAccount, changes, licences }
}

function useLicences(load: Load<CooperativeView>, params: () => { cooperativeId: string }) {
  const add = useAct(async (body: LicenceBody) => {
    load.data.value = await call(licencesApi.addLicence, { params: params(), body })
    return load.data.value
  })
  const addScan = useAct(async (licenceId: string, fileId: string) => {
    const input = { params: { licenceId }, body: { fileId } }
    load.data.value = await call(licencesApi.addLicenceScan, input)
    return load.data.value
  })
  return { add, addScan, ...useLicenceDecision(load.reload) }
}
