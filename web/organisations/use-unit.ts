import { type MaybeRefOrGetter, toValue } from 'vue'
import type { Call } from '../../shared/endpoint.ts'
import * as api from '../../shared/organisations/organisations.api.ts'
import { call } from '../platform/api.ts'
import { useAct } from '../platform/use-act.ts'
import { useLoad } from '../platform/use-load.ts'

export type UnitBody = Call<typeof api.createUnit>['body']
export type ChannelBody = Call<typeof api.openChannel>['body']

/** One buying unit with its channels; every act answers with the unit as it now is. */
export function useUnit(unitId: MaybeRefOrGetter<string>) {
  const id = () => toValue(unitId)
  const params = () => ({ unitId: id() })
  const load = useLoad((signal) => call(api.unit, { params: params() }, { signal }), [id])

  const save = useAct(async (body: UnitBody) => {
    const version = load.data.value?.version ?? 0
    load.data.value = await call(api.saveUnit, { params: params(), body: { ...body, version } })
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
  return { ...load, save, saveChannel, closeChannel }
}
