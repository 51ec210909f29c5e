import { computed } from 'vue'
import type { z } from 'zod'
import * as api from '../../shared/deliveries/deliveries.api.ts'
import type { packingOrder } from '../../shared/deliveries/deliveries.schemas.ts'
import { dayOf } from '../../shared/scalars.ts'
import { call } from '../platform/api.ts'
import type { QueuedAct } from '../platform/offline/database.ts'
import { keepAnswer } from '../platform/offline/kept.ts'
import { useQueue } from '../platform/offline/queue.store.ts'
import { useDraft } from '../platform/offline/use-draft.ts'
import { useKeptLoad } from '../platform/offline/use-kept-load.ts'
import { useAct } from '../platform/use-act.ts'
import { type DispatchBody, dispatchKind } from './use-shipment.ts'

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

export type PackingLot = PackingLine['lots'][number]

/** Nothing is packed from a lot that is past its day or whose certificate has ended (§6.1). */
export function isPastItsDay({ expiresOn, certificateValidTo }: PackingLot): boolean {
  const today = dayOf(new Date())
  return [expiresOn, certificateValidTo].some((last) => last !== null && last < today)
}

/** The reserved lot, or the first other one that still may be packed and has enough. */
function firstLotOf({ lots, reservedLotId, remainingPacks, packGrams }: PackingLine): string {
  const reserved = lots.find(({ lotId }) => lotId === reservedLotId)
  if (reserved === undefined || !isPastItsDay(reserved)) return reservedLotId
  const needed = remainingPacks * packGrams
  const other = lots.find((lot) => !isPastItsDay(lot) && lot.availableGrams >= needed)
  return other?.lotId ?? reservedLotId
}

/** Under which name the orders to pack are kept on the device. */
const toPackName = 'to pack'

/** Keeps the orders to pack on the device. */
export async function keepToPack(owner: string): Promise<void> {
  await keepAnswer(owner, toPackName, await call(api.listToPack, { query: {} }))
}

/** What packing is in the queue. */
const packKind = 'deliveries.pack'

/**
 * The orders to pack, and per line what of it goes into the next shipment: all, at first. What is
 * packed without a signal is sent later, and so is its dispatch, which waits for the shipment.
 */
export function usePacking() {
  const load = useKeptLoad(
    () => toPackName,
    (signal) => call(api.listToPack, { query: {} }, { signal }),
  )
  const orders = computed(() => load.data.value?.items ?? [])
  const { draft } = useDraft('packing', () => ({ lines: {} as Record<string, PackedLine> }))

  /** What is left may have become less, and a lot may be gone, since the draft was made. */
  function packedOf(line: PackingLine): PackedLine {
    const all = { packs: line.remainingPacks, lotId: firstLotOf(line) }
    const packed = draft.value.lines[line.orderLineId]
    if (packed === undefined || packed.packs > line.remainingPacks) return all
    const isOffered = line.lots.some(({ lotId }) => lotId === packed.lotId)
    return isOffered ? packed : { ...packed, lotId: all.lotId }
  }

  function update(line: PackingLine, change: Partial<PackedLine>): void {
    draft.value.lines[line.orderLineId] = { ...packedOf(line), ...change }
  }

  /** Takes the lot of this number wherever it is offered; false where it is offered nowhere. */
  function takeLot(number: string): boolean {
    const wanted = number.trim().toUpperCase()
    let isOffered = false
    for (const line of orders.value.flatMap(({ lines }) => lines)) {
      const lot = line.lots.find(({ lotNumber }) => lotNumber.toUpperCase() === wanted)
      if (lot === undefined || isPastItsDay(lot) || line.remainingPacks === 0) continue
      update(line, { lotId: lot.lotId })
      isOffered = true
    }
    return isOffered
  }

  function begin({ lines }: PackingOrder): void {
    for (const { orderLineId } of lines) delete draft.value.lines[orderLineId]
  }

  function rowsOf(order: PackingOrder): PackingRow[] {
    let sentCount = 0
    return order.lines.map((line) => {
      const packed = packedOf(line)
      return { line, ...packed, path: packed.packs > 0 ? `lines.${sentCount++}` : null }
    })
  }

  const { submitPacking, ...queued } = useQueuedPacking()
  const prepare = useAct(async (order: PackingOrder) => {
    const lines = rowsOf(order)
      .filter((row) => row.path !== null)
      .map(({ line, packs, lotId }) => ({ orderLineId: line.orderLineId, packs, lotId }))
    const submitted = await submitPacking(order, lines)
    begin(order)
    return submitted
  })

  const closeShort = useAct(async (order: PackingOrder, reason: string) => {
    const { purchaseOrderId } = order
    const closed = await call(api.closeShort, { params: { purchaseOrderId }, body: { reason } })
    begin(order)
    await load.reload()
    return closed
  })
  return { ...load, orders, rowsOf, update, takeLot, prepare, closeShort, ...queued }
}

/** Packing and its dispatch in the queue. */
function useQueuedPacking() {
  const queue = useQueue()

  function submitPacking(order: PackingOrder, lines: (PackedLine & { orderLineId: string })[]) {
    const { purchaseOrderId } = order
    return queue.submit({
      kind: packKind,
      subject: purchaseOrderId,
      title: titleOf(order),
      endpoint: api.prepareShipment,
      input: { params: { purchaseOrderId }, body: { lines } },
    })
  }

  /** The packing of this order that waits on this device or was refused. */
  function queuedOf({ purchaseOrderId }: PackingOrder): QueuedAct | undefined {
    return queue.unsent.find(
      ({ kind, subject }) => kind === packKind && subject === purchaseOrderId,
    )
  }

  /** The dispatch of what is packed and not sent yet. */
  const dispatchLater = useAct((order: PackingOrder, packed: QueuedAct, body: DispatchBody) =>
    queue.submit({
      kind: dispatchKind,
      subject: packed.id,
      title: titleOf(order),
      endpoint: api.dispatchShipment,
      input: { params: { shipmentId: null }, body: { ...body, version: null } },
      after: packed.id,
      takes: [
        { from: ['id'], to: ['params', 'shipmentId'] },
        { from: ['version'], to: ['body', 'version'] },
      ],
    }),
  )
  const isDispatched = ({ id }: QueuedAct) => queue.unsent.some(({ after }) => after === id)
  return { submitPacking, queuedOf, dispatchLater, isDispatched }
}

const titleOf = ({ purchaseOrderNumber, unit }: PackingOrder) =>
  `${purchaseOrderNumber} · ${unit.name}`
