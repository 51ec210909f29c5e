import {
  acceptedCentsChange,
  type ShortageReason,
  splitAccepted,
  villageGramsChange,
  weighedLineFaults,
} from '../../shared/deliveries/accept.ts'
import { AppError, type FieldError, fieldError } from '../../shared/errors.ts'
import { dayOf } from '../../shared/scalars.ts'
import { recordAcceptance } from '../attribution/index.ts'
import { fileExists, recordAudit } from '../evidence/index.ts'
import { attributedLines, type PurchaseOrderRow, releaseBudget } from '../orders/index.ts'
import type { Context } from '../platform/context.ts'
import type { Transaction } from '../platform/db/transaction.ts'
import { documentNumber } from '../platform/document-numbers.ts'
import { publishEvent } from '../platform/jobs/outbox.ts'
import { requireSide } from './deliveries.policy.ts'
import { lockShipment, requireShipmentAct } from './dispatch-shipment.ts'
import { completeOrder } from './order-progress.ts'
import { acceptedByOrderLine, insertReceipt } from './receipts.queries.ts'
import {
  type ShipmentLineDetails,
  type ShipmentRow,
  selectLineVillages,
  selectShipmentLines,
  updateShipment,
} from './shipments.queries.ts'
import { recordSurplus, requireOneLine, weightTolerance } from './sign-surplus.ts'

export interface WeighedLineInput {
  shipmentLineId: string
  weighedGrams: number
  acceptedGrams: number
  reason: ShortageReason | null
  deductionCents: number
  remark: string
  photoFileId: string | null
  weightConfirmed: boolean
}

/** How the lines of a shipment were weighed; each of its lines once. */
export interface ReceiveShipment {
  shipmentId: string
  note: string
  /** When it was weighed, by the clock of a device that had no signal then. */
  weighedAt?: string | undefined
  lines: WeighedLineInput[]
}

/** For how long a receipt may wait on a device and still be dated when it was weighed (§6.2). */
const longestUnsentMilliseconds = 7 * 86_400_000

/** A line with what of its accepted weight counts at once; the surplus waits to be signed. */
interface ReceivedLine extends WeighedLineInput {
  id: string
  shipped: ShipmentLineDetails
  surplusGrams: number
  acceptedCents: number
}

/**
 * The goods receipt of a shipment: once and final, a correction is a return. What was weighed is
 * what was weighed (§6.3): no stock is asked. What was accepted counts at once as accepted (§3.2),
 * by the villages written down when the goods left (§3.6); what is above the shipped weight and the
 * tolerance waits for the seller's signature (§6.5). Returns the receipt's id.
 */
export async function receiveShipment(
  tx: Transaction,
  context: Context,
  input: ReceiveShipment,
): Promise<string> {
  const { shipment, order } = await lockShipment(tx, input.shipmentId)
  requireSide(context.actor, shipment, 'unit')
  if (shipment.state === 'received') throw new AppError('already_received')
  const state = requireShipmentAct(shipment, 'receive')
  requireNotSender(context, shipment)
  const shippedLines = await selectShipmentLines(tx, [shipment.id])
  checkLines(input.lines, shippedLines)
  await checkPhotos(tx, input.lines, order.unitId)
  const lines = await pricedLines(tx, context, order, input.lines, shippedLines)

  const id = context.newId()
  const number = await documentNumber(tx, 'GR', context.now)
  const receivedAt = weighedAt(context, shipment, input.weighedAt)
  const receivedOn = dayOf(receivedAt)
  const receipt = {
    id,
    number,
    shipmentId: shipment.id,
    purchaseOrderId: order.id,
    unitId: order.unitId,
    note: input.note,
    receivedBy: context.actor.personId,
    receivedAt,
    receivedOn,
  }
  await insertReceipt(
    tx,
    receipt,
    lines.map(({ shipped, surplusGrams: _, weightConfirmed: __, ...line }) => ({
      ...line,
      receiptId: id,
      orderLineId: shipped.line.orderLineId,
    })),
  )
  await updateShipment(tx, shipment, { state })
  await releaseBudget(tx, order, missingCents(lines))
  await completeOrder(tx, context, order.id)
  await announceReceipt(tx, context, receipt, { order, input })
  await attributeAcceptance(tx, context, { receiptId: id, receivedOn, lines })
  for (const line of lines)
    if (line.surplusGrams > 0)
      await recordSurplus(tx, context, order, {
        receiptId: id,
        receiptLineId: line.id,
        orderLineId: line.shipped.line.orderLineId,
        grams: line.surplusGrams,
      })
  return id
}

/** The receipt in the audit, with both times, and to those who wait for it. */
async function announceReceipt(
  tx: Transaction,
  context: Context,
  { id, number, receivedOn }: { id: string; number: string; receivedOn: string },
  { order, input }: { order: PurchaseOrderRow; input: ReceiveShipment },
): Promise<void> {
  const { shipmentId, lines, weighedAt } = input
  const subject = { subjectType: 'goods_receipt', subjectId: id }
  const dated = { receivedOn, ...(weighedAt !== undefined && { weighedAt }) }
  await recordAudit(tx, context, {
    action: 'deliveries.receive-shipment',
    ...subject,
    after: { number, shipmentId, ...dated, lines },
  })
  await publishEvent(tx, context, {
    topic: 'deliveries.shipment-received',
    ...subject,
    payload: {
      number,
      purchaseOrderId: order.id,
      cooperativeId: order.cooperativeId,
      shipmentId,
    },
  })
}

/**
 * The instant that a receipt is dated by (§6.2): when it was weighed, as far as that can be. What a
 * wrong clock says is not believed and kept in the audit only, since the receiver cannot mend it.
 */
function weighedAt(
  { now }: Context,
  { dispatchedAt }: ShipmentRow,
  stated: string | undefined,
): Date {
  if (stated === undefined) return now
  const at = new Date(stated)
  const earliest = Math.max(
    now.getTime() - longestUnsentMilliseconds,
    dispatchedAt?.getTime() ?? now.getTime(),
  )
  return at <= now && at.getTime() >= earliest ? at : now
}

/** Whoever packed or sent the goods does not accept them as well, in whatever role (§11.2). */
function requireNotSender({ actor }: Context, { preparedBy, dispatchedBy }: ShipmentRow): void {
  if ([preparedBy, dispatchedBy].includes(actor.personId)) throw new AppError('same_person')
}

/** Every shipped line once, none that was not shipped, and each as the rules of acceptance want. */
function checkLines(weighed: readonly WeighedLineInput[], shipped: readonly ShipmentLineDetails[]) {
  const faults: FieldError[] = []
  const seen = new Set<string>()
  for (const [index, line] of weighed.entries()) {
    const match = shipped.find(({ line: { id } }) => id === line.shipmentLineId)
    if (match === undefined) throw fieldError(['lines', index, 'shipmentLineId'], 'not_found')
    if (seen.has(match.line.id)) throw fieldError(['lines', index, 'shipmentLineId'], 'duplicate')
    seen.add(match.line.id)
    for (const { field, ...fault } of weighedLineFaults(line, match.line.grams, match))
      faults.push({ path: ['lines', index, field], ...fault })
  }
  if (seen.size < shipped.length) faults.push({ path: ['lines'], code: 'line_missing' })
  if (faults.length > 0) throw new AppError('validation_failed', { fields: faults })
}

async function checkPhotos(
  tx: Transaction,
  lines: readonly WeighedLineInput[],
  unitId: string,
): Promise<void> {
  for (const [index, { photoFileId }] of lines.entries())
    if (photoFileId !== null && !(await fileExists(tx, photoFileId, unitId)))
      throw fieldError(['lines', index, 'photoFileId'], 'not_found')
}

/** Each line's part of the accepted money, from the cumulative figures of its order line. */
async function pricedLines(
  tx: Transaction,
  context: Context,
  order: PurchaseOrderRow,
  weighed: readonly WeighedLineInput[],
  shippedLines: readonly ShipmentLineDetails[],
): Promise<ReceivedLine[]> {
  const tolerance = await weightTolerance(tx, order.orderedOn)
  const before = new Map(
    (await acceptedByOrderLine(tx, [order.id])).map((line) => [
      line.orderLineId,
      { grams: line.acceptedGrams, deductionCents: line.deductionCents },
    ]),
  )
  return shippedLines.map((shipped, index) => {
    const line = weighed.find(
      (candidate) => candidate.shipmentLineId === shipped.line.id,
    ) as WeighedLineInput
    const { orderLineId, grams: shippedGrams } = shipped.line
    const split = splitAccepted(line.acceptedGrams, shippedGrams, tolerance)
    const { countedGrams: acceptedGrams, surplusGrams } = split
    const soFar = before.get(orderLineId) ?? { grams: 0, deductionCents: 0 }
    const change = { grams: acceptedGrams, deductionCents: line.deductionCents }
    before.set(orderLineId, {
      grams: soFar.grams + change.grams,
      deductionCents: soFar.deductionCents + change.deductionCents,
    })
    requireOneLine(shipped, before.get(orderLineId) ?? soFar, ['lines', index, 'acceptedGrams'])
    const acceptedCents = acceptedCentsChange(shipped, soFar, change)
    return { ...line, id: context.newId(), shipped, acceptedGrams, surplusGrams, acceptedCents }
  })
}

/** The value of shipped goods that were not accepted, in 分; it returns to the budget (§5.8). */
function missingCents(lines: readonly ReceivedLine[]): number {
  const missing = lines.map(({ shipped, acceptedCents }) =>
    Math.max(0, shipped.line.packs * shipped.unitPriceCents - acceptedCents),
  )
  return missing.reduce((sum, cents) => sum + cents, 0)
}

async function attributeAcceptance(
  tx: Transaction,
  context: Context,
  {
    receiptId,
    receivedOn,
    lines,
  }: { receiptId: string; receivedOn: string; lines: ReceivedLine[] },
): Promise<void> {
  const accepted = lines.filter((line) => line.acceptedGrams > 0)
  if (accepted.length === 0) return
  const villages = await selectLineVillages(
    tx,
    accepted.map((line) => line.shipmentLineId),
  )
  const attributed = await attributedLines(
    tx,
    accepted.map((line) => ({ ...line, orderLineId: line.shipped.line.orderLineId })),
  )
  await recordAcceptance(tx, context, {
    occurredOn: receivedOn,
    kind: 'acceptance',
    lines: attributed.map((line) => {
      const shares = villages.filter((village) => village.shipmentLineId === line.shipmentLineId)
      return {
        line: line.attributed,
        cause: { type: 'goods_receipt', id: receiptId, lineId: line.id },
        acceptedGrams: line.acceptedGrams,
        acceptedCents: line.acceptedCents,
        villages: villageGramsChange(shares, 0, line.acceptedGrams),
      }
    }),
  })
}
