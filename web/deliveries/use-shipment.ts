import { computed, type MaybeRefOrGetter, toValue } from 'vue'
import * as api from '../../shared/deliveries/deliveries.api.ts'
import type { Call, Result } from '../../shared/endpoint.ts'
import { call } from '../platform/api.ts'
import { type Kept, keepAnswer, keptAnswer } from '../platform/offline/kept.ts'
import { useQueue } from '../platform/offline/queue.store.ts'
import { useKeptLoad } from '../platform/offline/use-kept-load.ts'
import { useSession } from '../platform/session.store.ts'
import { useAct } from '../platform/use-act.ts'

export type Shipment = Result<typeof api.getShipment>
export type ShipmentLine = Shipment['lines'][number]
export type DispatchBody = Omit<Call<typeof api.dispatchShipment>['body'], 'version'>

/** Under which name a shipment is kept on the device. */
export const shipmentName = (shipmentId: string) => `shipment ${shipmentId}`

/** What sending a shipment off, and weighing it in, is in the queue. */
export const dispatchKind = 'deliveries.dispatch'
export const receiveKind = 'deliveries.receive'

/** What was done with this shipment on this device and waits to be sent, or was refused. */
export function useQueuedOfShipment() {
  const queue = useQueue()
  return (shipmentId: string) =>
    queue.unsent.find(
      ({ kind, subject }) =>
        (kind === dispatchKind || kind === receiveKind) && subject === shipmentId,
    )
}

/** One shipment, from packed goods to the road; kept on this device once it was seen. */
export function useShipment(shipmentId: MaybeRefOrGetter<string>) {
  const queue = useQueue()
  const id = () => toValue(shipmentId)
  const params = () => ({ shipmentId: id() })
  const load = useKeptLoad(
    () => shipmentName(id()),
    (signal) => call(api.getShipment, { params: params() }, { signal }),
    { sources: [id], otherwise: () => openShipment((shipment) => shipment.id === id()) },
  )
  const version = () => load.data.value?.version ?? 0
  const queuedOf = useQueuedOfShipment()
  const queued = computed(() => queuedOf(id()))

  const dispatch = useAct(async (body: DispatchBody) => {
    const submitted = await queue.submit({
      kind: dispatchKind,
      subject: id(),
      title: `${load.data.value?.number} · ${load.data.value?.unit.name}`,
      endpoint: api.dispatchShipment,
      input: { params: params(), body: { ...body, version: version() } },
    })
    if (submitted.state === 'sent') load.data.value = submitted.answer as Shipment
    return submitted
  })
  const cancel = useAct(async () => {
    const input = { params: params(), body: { version: version() } }
    load.data.value = await call(api.cancelShipment, input)
  })
  return { ...load, queued, dispatch, cancel }
}

/** The shipment whose code was typed, or scanned off its delivery note. */
export function useShipmentOfCode(code: string) {
  const isIt = (shipment: Shipment) => shipment.code === code.trim().toUpperCase()
  return useKeptLoad(
    () => `shipment code ${code.trim().toUpperCase()}`,
    (signal) => call(api.getShipmentByCode, { params: { code } }, { signal }),
    { otherwise: () => openShipment(isIt) },
  )
}

type OpenShipments = Result<typeof api.listOpenShipments>

const openName = 'open shipments'

/**
 * Keeps what waits for this person's side on the device, whole: a page of it is more than anybody
 * receives or sends in the next days.
 */
export async function keepOpenShipments(owner: string): Promise<void> {
  const open = await call(api.listOpenShipments, { query: { pageSize: 100 } })
  await keepAnswer(owner, openName, open)
}

/** What waits, as it was kept last. */
export function keptOpenShipments(owner: string): Promise<Kept<OpenShipments> | null> {
  return keptAnswer<OpenShipments>(owner, openName)
}

async function openShipment(isIt: (shipment: Shipment) => boolean): Promise<Kept<Shipment> | null> {
  const open = await keptOpenShipments(useSession().owner)
  const shipment = open?.answer.items.find(isIt)
  return open === null || shipment === undefined ? null : { answer: shipment, at: open.at }
}
