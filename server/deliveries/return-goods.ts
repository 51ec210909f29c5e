import {
  acceptedCentsChange,
  type ReturnReason,
  villageGramsChange,
} from '../../shared/deliveries/accept.ts'
import { AppError, fieldError } from '../../shared/errors.ts'
import { dayOf } from '../../shared/scalars.ts'
import { recordAcceptance } from '../attribution/index.ts'
import { attributedLines, lockPurchaseOrder } from '../orders/index.ts'
import type { Context } from '../platform/context.ts'
import type { Transaction } from '../platform/db/transaction.ts'
import { documentNumber } from '../platform/document-numbers.ts'
import { requireSide } from './deliveries.policy.ts'
import { acceptedByOrderLine, receiptById, selectReturnable } from './receipts.queries.ts'
import { releaseUnaccepted } from './release-unaccepted.ts'
import {
  insertReturn,
  type ReturnRow,
  returnById,
  selectReturnLines,
  setReturnLineCents,
  updateReturn,
} from './returns.queries.ts'
import { selectLineVillages } from './shipments.queries.ts'
import {
  decide,
  lockUndecided,
  publishRecorded,
  recordedNow,
  type TwoSidedKind,
} from './two-sided-record.ts'

/** What a unit sends back of a receipt, in grams of its lines. */
export interface RecordReturn {
  receiptId: string
  reason: ReturnReason
  note: string
  lines: { receiptLineId: string; grams: number }[]
}

/** Returns are recorded by the unit, which received the goods, and decided by the cooperative. */
const returns: TwoSidedKind<ReturnRow> = {
  domain: 'deliveries',
  noun: 'return',
  subjectType: 'goods_return',
  recordedSide: () => 'unit',
  find: returnById,
  lock: (tx, row) => lockPurchaseOrder(tx, row.purchaseOrderId),
  update: updateReturn,
  payload: ({ number, purchaseOrderId }) => ({ number, purchaseOrderId }),
}

/**
 * The unit asks to take accepted weight off a receipt, because it sends goods back or weighed
 * wrongly. Nothing counts before the cooperative has agreed. Returns the return's id.
 */
export async function recordReturn(
  tx: Transaction,
  context: Context,
  input: RecordReturn,
): Promise<string> {
  const receipt = await receiptById(tx, input.receiptId)
  if (receipt === null) throw new AppError('not_found')
  const order = await lockPurchaseOrder(tx, receipt.purchaseOrderId)
  requireSide(context.actor, order, 'unit')
  const lines = await returnedLines(tx, input)
  const id = context.newId()
  const number = await documentNumber(tx, 'RT', context.now)
  const row = await insertReturn(
    tx,
    {
      id,
      number,
      receiptId: receipt.id,
      purchaseOrderId: order.id,
      unitId: order.unitId,
      cooperativeId: order.cooperativeId,
      supervisingCountyCode: order.supervisingCountyCode,
      reason: input.reason,
      note: input.note,
      ...recordedNow(context),
    },
    lines.map((line) => ({ id: context.newId(), returnId: id, ...line })),
  )
  await publishRecorded(tx, context, returns, { row, after: { number, ...input } })
  return id
}

/**
 * The cooperative agrees to a return: from this day on it takes its weight and money off what was
 * accepted, as negative entries (§3.4), from the villages of the very goods that went back.
 */
export async function confirmReturn(
  tx: Transaction,
  context: Context,
  input: { returnId: string },
): Promise<void> {
  const row = await lockUndecided(tx, context, returns, input.returnId)
  const lines = await takenOff(tx, row)
  await releaseUnaccepted(tx, row.purchaseOrderId, lines)
  await decide(tx, context, returns, { row, decision: { state: 'confirmed' } })
  for (const line of lines) await setReturnLineCents(tx, line.id, -line.cents)
  await recordAcceptance(tx, context, {
    occurredOn: dayOf(context.now),
    kind: 'return',
    lines: (await attributedLines(tx, lines)).map((line) => ({
      line: line.attributed,
      cause: { type: 'return', id: row.id, lineId: line.id },
      acceptedGrams: -line.grams,
      acceptedCents: line.cents,
      villages: line.villages,
    })),
  })
}

/** The cooperative does not agree; the receipt stands as it is. */
export async function rejectReturn(
  tx: Transaction,
  context: Context,
  input: { returnId: string; reason: string },
): Promise<void> {
  const row = await lockUndecided(tx, context, returns, input.returnId)
  const decision = { state: 'rejected' as const, reason: input.reason }
  await decide(tx, context, returns, { row, decision })
}

/** Each line once, of this receipt, and never more than was accepted and not asked back yet. */
async function returnedLines(tx: Transaction, input: RecordReturn) {
  const returnable = await selectReturnable(
    tx,
    input.lines.map((line) => line.receiptLineId),
  )
  const seen = new Set<string>()
  return input.lines.map(({ receiptLineId, grams }, index) => {
    const candidate = returnable.find(({ line }) => line.id === receiptLineId)
    if (candidate === undefined || candidate.line.receiptId !== input.receiptId)
      throw fieldError(['lines', index, 'receiptLineId'], 'not_found')
    if (seen.has(receiptLineId)) throw fieldError(['lines', index, 'receiptLineId'], 'duplicate')
    seen.add(receiptLineId)
    const maximumGrams = candidate.acceptedGrams - candidate.askedGrams
    if (grams > maximumGrams)
      throw fieldError(['lines', index, 'grams'], 'above_accepted', { maximumGrams })
    return { receiptLineId, orderLineId: candidate.line.orderLineId, grams }
  })
}

interface TakenLine {
  id: string
  orderLineId: string
  grams: number
  /** Negative, or 0 where deductions had already eaten the money. */
  cents: number
  villages: { villageCode: string | null; grams: number }[]
}

/** The deduction of each line, from cumulative figures: the order of acts does not matter. */
async function takenOff(tx: Transaction, row: ReturnRow): Promise<TakenLine[]> {
  const lines = await selectReturnLines(tx, [row.id])
  const receiptLines = await selectReturnable(
    tx,
    lines.map(({ line }) => line.receiptLineId),
  )
  const villages = await selectLineVillages(
    tx,
    receiptLines.map(({ line }) => line.shipmentLineId),
  )
  const accepted = new Map(
    (await acceptedByOrderLine(tx, [row.purchaseOrderId])).map((line) => [
      line.orderLineId,
      { grams: line.acceptedGrams, deductionCents: line.deductionCents },
    ]),
  )
  return lines.map(({ line, ...price }) => {
    const from = receiptLines.find((receiptLine) => receiptLine.line.id === line.receiptLineId)
    const before = accepted.get(line.orderLineId)
    if (from === undefined || before === undefined) throw new AppError('not_found')
    const change = { grams: -line.grams, deductionCents: 0 }
    accepted.set(line.orderLineId, { ...before, grams: before.grams - line.grams })
    const leftGrams = from.acceptedGrams - from.returnedGrams
    const shares = villages.filter((village) => village.shipmentLineId === from.line.shipmentLineId)
    return {
      id: line.id,
      orderLineId: line.orderLineId,
      grams: line.grams,
      cents: acceptedCentsChange(price, before, change),
      villages: villageGramsChange(shares, leftGrams, leftGrams - line.grams),
    }
  })
}
