import { computed, reactive, watch } from 'vue'
import type { z } from 'zod'
import * as api from '../../shared/deliveries/deliveries.api.ts'
import type { packingOrder } from '../../shared/deliveries/deliveries.schemas.ts'
import { call } from '../platform/api.ts'
import { useAct } from '../platform/use-act.ts'
import { useLoad } from '../platform/use-load.ts'

export type PackingOrder = z.infer<typeof packingOrder>
export type PackingLine = PackingOrder['lines'][number]

/** What a person means to pack of one order line. */
export interface PackedLine {
  packs: number
  lotId: string
}

/** The orders to pack, and per line what of it goes into the next shipment: all, at first. */
export function useToPack() {
  const load = useLoad(() => call(api.listToPack, { query: {} }))
  const chosen = reactive(new Map<string, PackedLine>())
  watch(load.data, (data) => {
    for (const line of (data?.items ?? []).flatMap((order) => order.lines))
      chosen.set(line.orderLineId, { packs: line.remainingPacks, lotId: line.reservedLotId })
  })
  const prepare = useAct((order: PackingOrder) =>
    call(api.prepareShipment, {
      params: { purchaseOrderId: order.purchaseOrderId },
      body: { lines: linesToPack(order, chosen) },
    }),
  )
  const closeShort = useAct((purchaseOrderId: string, reason: string) =>
    call(api.closeShort, { params: { purchaseOrderId }, body: { reason } }),
  )
  const orders = computed(() => load.data.value?.items ?? [])
  return { load, orders, chosen, prepare, closeShort }
}

/** The lines of an order of which at least one pack is taken. */
export function linesToPack(order: PackingOrder, chosen: ReadonlyMap<string, PackedLine>) {
  return order.lines.flatMap(({ orderLineId }) => {
    const line = chosen.get(orderLineId)
    return line && line.packs > 0 ? [{ orderLineId, lotId: line.lotId, packs: line.packs }] : []
  })
}
