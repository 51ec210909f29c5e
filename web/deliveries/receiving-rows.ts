import {
  type ShortageReason,
  splitAccepted,
  type WeighedLineFault,
  weighedLineFaults,
} from '../../shared/deliveries/accept.ts'
import { splitWeighed, type WeighedParts } from '../../shared/deliveries/split-weighed.ts'
import type { Shipment, ShipmentLine } from './use-shipment.ts'

/** Goods as the receiver fills them in; null stands for what was not weighed (§2.4). */
export interface ReceivedLine {
  weighedGrams: number | null
  acceptedGrams: number | null
  reason: ShortageReason | null
  deductionCents: number | null
  remark: string
  /** A photo on this device. */
  photoId: string | null
  weightConfirmed: boolean
}

/** Goods on the scales: a shipped line, or several lots of one order line weighed together. */
export interface ReceivingRow {
  key: string
  lines: readonly ShipmentLine[]
  /** What was shipped, of all lots together. */
  line: Pick<
    ShipmentLine,
    'productName' | 'packName' | 'packs' | 'grams' | 'packGrams' | 'unitPriceCents'
  >
  received: ReceivedLine
  /** What of it falls to each lot (§2.3). */
  parts: WeighedParts
  faults: readonly WeighedLineFault[]
  /** Grams that wait for the seller's signature (§6.5). */
  surplusGrams: number
  /** The lots may be weighed together, or each by itself. */
  isDivisible: boolean
}

export const unweighed: ReceivedLine = {
  weighedGrams: null,
  acceptedGrams: null,
  reason: null,
  deductionCents: null,
  remark: '',
  photoId: null,
  weightConfirmed: false,
}

/** The rows of a shipment; lots of one order line stand together unless the receiver parts them. */
export function receivingRows(
  shipment: Shipment,
  drafts: Readonly<Record<string, ReceivedLine>>,
  apart: readonly string[],
): ReceivingRow[] {
  const byOrderLine = Map.groupBy(shipment.lines, ({ orderLineId }) => orderLineId)
  return [...byOrderLine].flatMap(([orderLineId, lines]) => {
    const together = lines.length > 1 && !apart.includes(orderLineId)
    const isDivisible = lines.length > 1
    const rowOf = (key: string, of: readonly ShipmentLine[]) =>
      receivingRow(key, of, { received: drafts[key] ?? unweighed, shipment, isDivisible })
    if (together) return [rowOf(orderLineId, lines)]
    return lines.map((line) => rowOf(line.id, [line]))
  })
}

function receivingRow(
  key: string,
  lines: readonly ShipmentLine[],
  given: { received: ReceivedLine; shipment: Shipment; isDivisible: boolean },
): ReceivingRow {
  const { received, shipment, isDivisible } = given
  const sum = (field: 'packs' | 'grams') => lines.reduce((total, each) => total + each[field], 0)
  const line = { ...(lines[0] as ShipmentLine), packs: sum('packs'), grams: sum('grams') }
  const weighed = { ...received, deductionCents: received.deductionCents ?? 0 }
  const parts = splitWeighed(weighed, lines)
  const surplusGrams = lines.reduce((total, { id, grams }) => {
    const accepted = parts.get(id)?.acceptedGrams ?? 0
    return total + splitAccepted(accepted, grams, shipment.weightToleranceBasisPoints).surplusGrams
  }, 0)
  const faults = weighedLineFaults(weighed, line.grams, line)
  // Rounding may leave a part where the whole has no fault; what the server would refuse is said.
  if (faults.length === 0)
    for (const each of lines) {
      const part = parts.get(each.id)
      if (part) faults.push(...weighedLineFaults(part, each.grams, each))
    }
  return { key, lines, line, received, parts, faults, surplusGrams, isDivisible }
}

/** The lines of the receipt as they are sent, and the photos that go with them. */
export function receiptLines(rows: readonly ReceivingRow[]) {
  const filled = rows.flatMap(({ lines, received, parts }) =>
    lines.map((line, index) => ({ line, part: parts.get(line.id), first: index === 0, received })),
  )
  const lines = filled.map(({ line, part, first, received }) => {
    const { weighedGrams = null, acceptedGrams = null } = part ?? {}
    // A line without a weight has a fault, and a receipt with a fault is not sent.
    if (!part || weighedGrams === null || acceptedGrams === null) throw new Error('not weighed')
    const remark = first ? received.remark : ''
    return {
      shipmentLineId: line.id,
      ...part,
      weighedGrams,
      acceptedGrams,
      remark,
      photoFileId: null,
    }
  })
  const photos = filled.flatMap(({ first, received: { photoId } }, index) =>
    first && photoId !== null
      ? [{ photoId, path: ['body', 'lines', index, 'photoFileId'], isPublic: false, fileId: null }]
      : [],
  )
  return { lines, photos }
}
