import { type MaybeRefOrGetter, toValue } from 'vue'
import type { Call } from '../../shared/endpoint.ts'
import { proposeUnitIdentity } from '../../shared/organisations/changes.api.ts'
import * as api from '../../shared/organisations/organisations.api.ts'
import { call } from '../platform/api.ts'
import { useAct } from '../platform/use-act.ts'
import { useLoad } from '../platform/use-load.ts'
import { useChangeActs } from './use-changes.ts'

export type UnitBody = Call<typeof api.createUnit>['body']
export type UnitDetails = Omit<Call<typeof api.saveUnit>['body'], 'version'>
export type UnitIdentity = Omit<Call<typeof proposeUnitIdentity>['body'], 'version'>
export type ChannelBody = Call<typeof api.openChannel>['body']

/** One buying unit with its channels; every act answers with the unit as it now is. */
export function useUnit(unitId: MaybeRefOrGetter<string>) {
  const id = () => toValue(unitId)
  const params = () => ({ unitId: id() })
  const load = useLoad((signal) => call(api.unit, { params: params() }, { signal }), [id])
  const version = () => load.data.value?.version ?? 0

  const save = useAct(async (body: UnitDetails) => {
    const input = { params: params(), body: { ...body, version: version() } }
    load.data.value = await call(api.saveUnit, input)
    return load.data.value
  })
  /** Stands once the county or the platform has confirmed it. */
  const propose = useAct(async (body: UnitIdentity) => {
    const input = { params: params(), body: { ...body, version: version() } }
    load.data.value = await call(proposeUnitIdentity, input)
    return load.data.value
  })
  /** Opens a channel, or changes the one that is given. */
  const saveChannel = useAct(async (channelId: string | null, body: ChannelBody) => {
    const { kind: _, ...rest } = body
    load.data.value =
      channelId === null
        ? await call(api.openChannel, { params: params(), body })
        : await call(api.saveChannel, { params: { channelId }, body: rest })
    return load.data.value
  })
  const closeChannel = useAct(async (channelId: string) => {
    load.data.value = await call(api.closeChannel, { params: { channelId } })
    return load.data.value
  })
  const changes = useChangeActs(load.reload)
  return { ...load, save, propose, saveChannel, closeChannel, changes }
}
