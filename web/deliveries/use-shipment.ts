import { type MaybeRefOrGetter, toValue } from 'vue'
import * as api from '../../shared/deliveries/deliveries.api.ts'
import type { Call, Result } from '../../shared/endpoint.ts'
import { call } from '../platform/api.ts'
import { useAct } from '../platform/use-act.ts'
import { useLoad } from '../platform/use-load.ts'

export type Shipment = Result<typeof api.getShipment>
export type ShipmentLine = Shipment['lines'][number]
export type DispatchBody = Omit<Call<typeof api.dispatchShipment>['body'], 'version'>

/** One shipment, from packed goods to the road. */
export function useShipment(shipmentId: MaybeRefOrGetter<string>) {
  const id = () => toValue(shipmentId)
  const params = () => ({ shipmentId: id() })
  const load = useLoad((signal) => call(api.getShipment, { params: params() }, { signal }), [id])
  const version = () => load.data.value?.version ?? 0

  const dispatch = useAct(async (body: DispatchBody) => {
    const input = { params: params(), body: { ...body, version: version() } }
    load.data.value = await call(api.dispatchShipment, input)
  })
  const cancel = useAct(async () => {
    const input = { params: params(), body: { version: version() } }
    load.data.value = await call(api.cancelShipment, input)
  })
  return { ...load, dispatch, cancel }
}

/** The shipment whose code was typed, or scanned off its delivery note. */
export function useShipmentOfCode(code: string) {
  return useLoad((signal) => call(api.getShipmentByCode, { params: { code } }, { signal }))
}
