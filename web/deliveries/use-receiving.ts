import { computed, reactive, ref } from 'vue'
import {
  type ShortageReason,
  splitAccepted,
  type WeighedLineFault,
  weighedLineFaults,
} from '../../shared/deliveries/accept.ts'
import * as api from '../../shared/deliveries/deliveries.api.ts'
import { type Upload, useUpload } from '../evidence/use-upload.ts'
import { call } from '../platform/api.ts'
import { useAct } from '../platform/use-act.ts'
import { type ShipmentLine, useShipment } from './use-shipment.ts'

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

/** A shipped line with what is filled in for it, and what is wrong with that. */
export interface ReceivingRow {
  line: ShipmentLine
  received: ReceivedLine
  faults: readonly WeighedLineFault[]
  /** Grams that wait for the seller's signature (§6.5). */
  surplusGrams: number
}

/** Weighing one shipment in, from the first weight to the sent receipt. */
export function useReceiving(shipmentId: string) {
  const shipment = useShipment(shipmentId)
  const drafts = reactive(new Map<string, ReceivedLine>())
  const note = ref('')
  const tried = ref(false)

  const rows = computed<ReceivingRow[]>(() =>
    (shipment.data.value?.lines ?? []).map((line) => {
      const received = drafts.get(line.id) ?? unweighed
      const tolerance = shipment.data.value?.weightToleranceBasisPoints ?? 0
      const accepted = received.acceptedGrams ?? 0
      const { surplusGrams } = splitAccepted(accepted, line.grams, tolerance)
      return { line, received, faults: faultsOf(line, received), surplusGrams }
    }),
  )
  const weighedCount = computed(
    () => rows.value.filter(({ received }) => received.weighedGrams !== null).length,
  )
  const isReady = computed(() => rows.value.every(({ faults }) => faults.length === 0))

  function update(lineId: string, change: Partial<ReceivedLine>): void {
    drafts.set(lineId, { ...(drafts.get(lineId) ?? unweighed), ...change })
  }

  /** The accepted weight follows the weighed one until the receiver changes it. */
  function weigh({ line, received }: ReceivingRow, weighedGrams: number | null): void {
    const follows = received.acceptedGrams === received.weighedGrams
    const acceptedGrams = follows ? weighedGrams : received.acceptedGrams
    const isWhole = weighedGrams === line.grams && acceptedGrams === weighedGrams
    const reason = isWhole ? null : received.reason
    update(line.id, { weighedGrams, acceptedGrams, reason, weightConfirmed: false })
  }

  function acceptAsShipped({ line }: ReceivingRow): void {
    const { grams } = line
    const fullAcceptance = { weighedGrams: grams, acceptedGrams: grams, reason: null }
    update(line.id, { ...fullAcceptance, weightConfirmed: false })
  }

  const photos = useLinePhotos((lineId, photoFileId) => update(lineId, { photoFileId }))
  const send = useAct(async () => {
    tried.value = true
    if (!isReady.value) return null
    const body = { note: note.value, lines: rows.value.map(sentLine) }
    return call(api.receiveShipment, { params: { shipmentId }, body })
  })
  const acts = { update, weigh, acceptAsShipped, send, ...photos }
  return { ...shipment, rows, note, tried, isReady, weighedCount, ...acts }
}

/** A photo per line, each stored by itself: two may be under way at once. */
function useLinePhotos(stored: (lineId: string, fileId: string) => void) {
  const uploads = new Map<string, Upload>()

  function photoOf(lineId: string): Upload {
    const upload = uploads.get(lineId) ?? useUpload({ isPublic: false })
    uploads.set(lineId, upload)
    return upload
  }

  async function sendPhoto(lineId: string, ...photo: Parameters<Upload['run']>): Promise<void> {
    const file = await photoOf(lineId).run(...photo)
    if (file) stored(lineId, file.fileId)
  }

  return { photoOf, sendPhoto }
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

function faultsOf(line: ShipmentLine, received: ReceivedLine): WeighedLineFault[] {
  const deductionCents = received.deductionCents ?? 0
  return weighedLineFaults({ ...received, deductionCents }, line.grams, line)
}

function sentLine({ line, received }: ReceivingRow) {
  const { weighedGrams, acceptedGrams } = received
  // A line without a weight has a fault, and a receipt with a fault is not sent.
  if (weighedGrams === null || acceptedGrams === null) throw new Error('an unweighed line')
  const deductionCents = received.deductionCents ?? 0
  return { ...received, shipmentLineId: line.id, weighedGrams, acceptedGrams, deductionCents }
}
