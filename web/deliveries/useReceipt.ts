import { computed, reactive, ref, watch } from 'vue'
import type { z } from 'zod'
import {
  type ShortageReason,
  type WeighedLineFault,
  weighedLineFaults,
} from '../../shared/deliveries/accept.ts'
import * as api from '../../shared/deliveries/deliveries.api.ts'
import type { shipment } from '../../shared/deliveries/deliveries.schemas.ts'
import { call } from '../platform/api.ts'
import { useAct } from '../platform/use-act.ts'
import { useLoad } from '../platform/use-load.ts'

export type ShipmentLine = z.infer<typeof shipment>['lines'][number]

/** A line as the receiver fills it in; null stands for what was not weighed (§2.4). */
export interface ReceivedLine {
  weighedGrams: number | null
  acceptedGrams: number | null
  reason: ShortageReason | null
  deductionCents: number | null
  remark: string
  photoFileId: string | null
  weightConfirmed: boolean
}

/** The goods receipt of one shipment, from the first weight to the sent record. */
export function useReceipt(shipmentId: string) {
  const load = useLoad(() => call(api.getShipment, { params: { shipmentId } }))
  const lines = reactive(new Map<string, ReceivedLine>())
  const note = ref('')
  const tried = ref(false)
  watch(load.data, (data) => {
    for (const line of data?.lines ?? [])
      if (!lines.has(line.id)) lines.set(line.id, { ...unweighed })
  })

  const shipped = computed(() => load.data.value?.lines ?? [])
  const weighedCount = computed(
    () => [...lines.values()].filter((line) => line.weighedGrams !== null).length,
  )
  const faults = computed(
    () => new Map(shipped.value.map((line) => [line.id, faultsOf(line, lines.get(line.id))])),
  )
  const isReady = computed(() => [...faults.value.values()].every((each) => each.length === 0))

  const send = useAct(async () => {
    tried.value = true
    if (!isReady.value) return null
    const body = { note: note.value, lines: shipped.value.map((line) => sent(line.id, lines)) }
    return call(api.receiveShipment, { params: { shipmentId }, body })
  })
  return { load, shipped, lines, note, tried, faults, isReady, weighedCount, send }
}

const unweighed: ReceivedLine = {
  weighedGrams: null,
  acceptedGrams: null,
  reason: null,
  deductionCents: null,
  remark: '',
  photoFileId: null,
  weightConfirmed: false,
}

function faultsOf(line: ShipmentLine, received: ReceivedLine | undefined): WeighedLineFault[] {
  const weighed = { ...unweighed, ...received }
  const deductionCents = weighed.deductionCents ?? 0
  return weighedLineFaults({ ...weighed, deductionCents }, line.grams, line)
}

function sent(shipmentLineId: string, lines: ReadonlyMap<string, ReceivedLine>) {
  const line = lines.get(shipmentLineId) ?? unweighed
  return {
    ...line,
    shipmentLineId,
    // Both are known: the receipt is only sent when no line has a fault.
    weighedGrams: line.weighedGrams as number,
    acceptedGrams: line.acceptedGrams as number,
    deductionCents: line.deductionCents ?? 0,
  }
}
