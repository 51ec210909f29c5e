import { computed, reactive, watch } from 'vue'
import type { z } from 'zod'
import * as api from '../../shared/deliveries/deliveries.api.ts'
import type { packingOrder } from '../../shared/deliveries/deliveries.schemas.ts'
import { call } from '../platform/api.ts'
import { useAct } from '../platform/use-act.ts'
import { useLoad } from '../platform/use-load.ts'

export type PackingOrder = z.infer<typeof packingOrder>
export type PackingLine = PackingOrder['lines'][number]

/** The draft of one order line's packing. */
export interface PackedLine {
  packs: number
  lotId: string
}

export interface PackingRow extends PackedLine {
  line: PackingLine
  /** Where the line stands in what is sent, `lines.0`; null where none of it is. */
  path: string | null
}

/** The orders to pack, and per line what of it goes into the next shipment: all, at first. */
export function usePacking() {
  const load = useLoad((signal) => call(api.listToPack, { query: {} }, { signal }))
  const orders = computed(() => load.data.value?.items ?? [])
  const drafts = reactive(new Map<string, PackedLine>())
  // Packing changes the rest of the order, so every load starts a new draft with all of it.
  watch(orders, () => drafts.clear())

  function packedOf(line: PackingLine): PackedLine {
    const all = { packs: line.remainingPacks, lotId: line.reservedLotId }
    return drafts.get(line.orderLineId) ?? all
  }

  function update(line: PackingLine, change: Partial<PackedLine>): void {
    drafts.set(line.orderLineId, { ...packedOf(line), ...change })
  }

  function rowsOf(order: PackingOrder): PackingRow[] {
    let sentCount = 0
    return order.lines.map((line) => {
      const packed = packedOf(line)
      return { line, ...packed, path: packed.packs > 0 ? `lines.${sentCount++}` : null }
    })
  }

  const prepare = useAct((order: PackingOrder) => {
    const lines = rowsOf(order)
      .filter((row) => row.path !== null)
      .map(({ line, packs, lotId }) => ({ orderLineId: line.orderLineId, packs, lotId }))
    const { purchaseOrderId } = order
    return call(api.prepareShipment, { params: { purchaseOrderId }, body: { lines } })
  })
  const closeShort = useAct(async (order: PackingOrder, reason: string) => {
    const { purchaseOrderId } = order
    const closed = await call(api.closeShort, { params: { purchaseOrderId }, body: { reason } })
    await load.reload()
    return closed
  })
  return { ...load, orders, rowsOf, update, prepare, closeShort }
}
