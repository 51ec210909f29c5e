import { reactive, watch } from 'vue'
import * as api from '../../shared/deliveries/deliveries.api.ts'
import type { Call, Result } from '../../shared/endpoint.ts'
import { call } from '../platform/api.ts'
import { ApiProblem } from '../platform/api-problem.ts'
import type { QueuedAct } from '../platform/offline/database.ts'

type Receipt = Result<typeof api.getReceipt>
type ReceiptBody = Call<typeof api.receiveShipment>['body']

/** What each side says of one lot. */
export interface ConflictRow {
  key: string
  productName: string
  lotNumber: string
  mineGrams: number
  theirsGrams: number | null
}

/** A receipt that was refused, beside what the server has of the shipment. */
export interface ReceiptConflict {
  state: Result<typeof api.getShipment>['state']
  /** The receipt that somebody else sent before; null where there is none. */
  theirs: Receipt | null
  rows: readonly ConflictRow[]
}

/** Beside each refused receipt of a shipment: what the server has instead, once it says so. */
export function useReceiptConflicts(refused: () => readonly QueuedAct[]) {
  const conflicts = reactive(new Map<string, ReceiptConflict>())

  async function find(act: QueuedAct): Promise<void> {
    if (conflicts.has(act.id)) return
    try {
      conflicts.set(act.id, await conflictOf(act))
    } catch (thrown) {
      // Without a signal, or for whom it is no business any more, the refusal stands alone.
      if (!(thrown instanceof ApiProblem)) throw thrown
    }
  }

  watch(
    () => refused().map(({ id }) => id),
    () => {
      for (const act of refused()) void find(act)
    },
    { immediate: true },
  )
  return conflicts
}

async function conflictOf(act: QueuedAct): Promise<ReceiptConflict> {
  const shipment = await call(api.getShipment, { params: { shipmentId: act.subject } })
  const { receiptId } = shipment
  const theirs = receiptId === null ? null : await call(api.getReceipt, { params: { receiptId } })
  const mine = (act.input.body as ReceiptBody).lines
  const rows = shipment.lines.map(({ id, productName, lotNumber }) => ({
    key: id,
    productName,
    lotNumber,
    mineGrams: mine.find((line) => line.shipmentLineId === id)?.acceptedGrams ?? 0,
    theirsGrams: theirs?.lines.find((line) => line.shipmentLineId === id)?.acceptedGrams ?? null,
  }))
  return { state: shipment.state, theirs, rows }
}
