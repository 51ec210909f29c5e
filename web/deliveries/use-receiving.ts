import { computed, type Ref } from 'vue'
import * as api from '../../shared/deliveries/deliveries.api.ts'
import { useQueue } from '../platform/offline/queue.store.ts'
import { useDraft } from '../platform/offline/use-draft.ts'
import { useKeptPhotos } from '../platform/offline/use-kept-photos.ts'
import { useAct } from '../platform/use-act.ts'
import {
  type ReceivedLine,
  type ReceivingRow,
  receiptLines,
  receivingRows,
  unweighed,
} from './receiving-rows.ts'
import { receiveKind, useShipment } from './use-shipment.ts'

export type { ReceivedLine, ReceivingRow } from './receiving-rows.ts'

interface ReceivingDraft {
  lines: Record<string, ReceivedLine>
  /** The order lines whose lots are weighed each by itself. */
  apart: string[]
  note: string
  /** The receiver has pressed "done" once: now what is missing is said. */
  tried: boolean
}

const nothingYet = (): ReceivingDraft => ({ lines: {}, apart: [], note: '', tried: false })

/**
 * Weighing one shipment in, from the first weight to the receipt; kept on this device with every
 * change, and sent when there is a signal.
 */
export function useReceiving(shipmentId: string) {
  const shipment = useShipment(shipmentId)
  const queue = useQueue()
  const draftName = `receive ${shipmentId}`
  const { draft, restored, restoring } = useDraft(draftName, nothingYet)

  const rows = computed<ReceivingRow[]>(() => {
    const { lines, apart } = draft.value
    return shipment.data.value === null ? [] : receivingRows(shipment.data.value, lines, apart)
  })
  const weighedCount = computed(
    () => rows.value.filter(({ received }) => received.weighedGrams !== null).length,
  )
  const isReady = computed(() => rows.value.every(({ faults }) => faults.length === 0))

  const send = useAct(async () => {
    draft.value.tried = true
    const { data } = shipment
    if (!isReady.value || data.value === null) return null
    const { lines, photos: taken } = receiptLines(rows.value)
    return queue.submit({
      kind: receiveKind,
      subject: shipmentId,
      title: `${data.value.number} · ${data.value.cooperative.name}`,
      endpoint: api.receiveShipment,
      input: {
        params: { shipmentId },
        body: { note: draft.value.note, weighedAt: new Date().toISOString(), lines },
      },
      photos: taken,
      draft: draftName,
    })
  })

  const weighing = useWeighing(draft, rows)
  const photos = useLinePhotos(draft, weighing.update)
  const facts = { rows, draft, restored, restoring, isReady, weighedCount }
  return { ...shipment, ...facts, ...weighing, ...photos, send }
}

/** What the receiver writes down of the goods. */
function useWeighing(draft: Ref<ReceivingDraft>, rows: Ref<readonly ReceivingRow[]>) {
  function update(key: string, change: Partial<ReceivedLine>): void {
    draft.value.lines[key] = { ...(draft.value.lines[key] ?? unweighed), ...change }
  }

  /** The accepted weight follows the weighed one until the receiver changes it. */
  function weigh({ key, line, received }: ReceivingRow, weighedGrams: number | null): void {
    const follows = received.acceptedGrams === received.weighedGrams
    const acceptedGrams = follows ? weighedGrams : received.acceptedGrams
    const isWhole = weighedGrams === line.grams && acceptedGrams === weighedGrams
    const reason = isWhole ? null : received.reason
    update(key, { weighedGrams, acceptedGrams, reason, weightConfirmed: false })
  }

  function acceptAsShipped({ key, line }: ReceivingRow): void {
    const { grams } = line
    const fullAcceptance = { weighedGrams: grams, acceptedGrams: grams, reason: null }
    update(key, { ...fullAcceptance, weightConfirmed: false })
  }

  /** Each lot by itself, beginning with what fell to it of the common weighing; or together. */
  function part({ lines, received, parts }: ReceivingRow): void {
    const orderLineId = lines[0]?.orderLineId ?? ''
    const { apart } = draft.value
    if (apart.includes(orderLineId)) {
      join(orderLineId)
      return
    }
    draft.value.apart = [...apart, orderLineId]
    for (const [index, { id }] of lines.entries()) {
      const own = index === 0 ? received : { ...received, photoId: null, remark: '' }
      update(id, { ...own, ...parts.get(id) })
    }
  }

  function join(orderLineId: string): void {
    const ofLots = rows.value.filter(({ lines }) => lines[0]?.orderLineId === orderLineId)
    const sum = (field: 'weighedGrams' | 'acceptedGrams') =>
      ofLots.reduce<number | null>(
        (total, { received }) =>
          total === null || received[field] === null ? null : total + received[field],
        0,
      )
    draft.value.apart = draft.value.apart.filter((id) => id !== orderLineId)
    update(orderLineId, { weighedGrams: sum('weighedGrams'), acceptedGrams: sum('acceptedGrams') })
  }

  return { update, weigh, acceptAsShipped, part }
}

/** A photo for each of the goods, kept on this device until the receipt is sent. */
function useLinePhotos(
  draft: Ref<ReceivingDraft>,
  update: (key: string, change: Partial<ReceivedLine>) => void,
) {
  const photos = useKeptPhotos()

  async function keepPhoto(key: string, file: File): Promise<void> {
    const before = draft.value.lines[key]?.photoId
    const photoId = await photos.keepPhotoFor(key).run(file)
    if (photoId === null) return
    update(key, { photoId })
    if (before) await photos.dropPhoto(before)
  }

  async function removePhoto(key: string): Promise<void> {
    const photoId = draft.value.lines[key]?.photoId
    update(key, { photoId: null })
    if (photoId) await photos.dropPhoto(photoId)
  }

  const facts = { photoAddress: photos.addressOf, photoOf: photos.keepPhotoFor }
  return { keepPhoto, removePhoto, ...facts }
}
