import { acceptedCentsChange, villageGramsChange } from '../../shared/deliveries/accept.ts'
import { AppError } from '../../shared/errors.ts'
import { dayOf } from '../../shared/scalars.ts'
import { recordAcceptance } from '../attribution/index.ts'
import { recordAudit } from '../evidence/index.ts'
import { linesForAttribution, lockPurchaseOrder } from '../orders/index.ts'
import type { Context } from '../platform/context.ts'
import type { Transaction } from '../platform/db/transaction.ts'
import { publishEvent } from '../platform/jobs/outbox.ts'
import { requireSeller } from './deliveries.policy.ts'
import { acceptedByOrderLine, selectReturnable } from './receipts.queries.ts'
import {
  type ReturnRow,
  returnById,
  selectReturnLines,
  setReturnLineCents,
  updateReturn,
} from './returns.queries.ts'
import { selectLineVillages } from './shipments.queries.ts'

/**
 * The cooperative agrees to a return: from this day on it takes its weight and money off what was
 * accepted, as negative entries (§3.4), from the villages of the very goods that went back.
 */
export async function confirmReturn(
  tx: Transaction,
  context: Context,
  input: { returnId: string },
): Promise<void> {
  const row = await lockReturn(tx, context, input.returnId)
  const taken = await takeOff(tx, row)
  await updateReturn(tx, row.id, decided(context, 'confirmed', ''))
  for (const line of taken) await setReturnLineCents(tx, line.id, -line.cents)
  await remember(tx, context, row, { state: 'confirmed' })
  const known = await linesForAttribution(
    tx,
    taken.map((line) => line.orderLineId),
  )
  await recordAcceptance(tx, context, {
    occurredOn: dayOf(context.now),
    kind: 'return',
    lines: taken.flatMap((line) => {
      const attributed = known.find((each) => each.orderLineId === line.orderLineId)
      if (attributed === undefined) return []
      return {
        line: attributed,
        cause: { type: 'return' as const, id: row.id, lineId: line.id },
        acceptedGrams: -line.grams,
        acceptedCents: line.cents,
        villages: line.villages,
      }
    }),
  })
}

/** The cooperative does not agree; the receipt stands as it is. */
export async function rejectReturn(
  tx: Transaction,
  context: Context,
  input: { returnId: string; reason: string },
): Promise<void> {
  const row = await lockReturn(tx, context, input.returnId)
  await updateReturn(tx, row.id, decided(context, 'rejected', input.reason))
  await remember(tx, context, row, { state: 'rejected', reason: input.reason })
}

/** An open return of the actor's cooperative, under the lock of its order. */
async function lockReturn(tx: Transaction, context: Context, id: string): Promise<ReturnRow> {
  const found = await returnById(tx, id)
  if (found === null) throw new AppError('not_found')
  requireSeller(context.actor, found)
  await lockPurchaseOrder(tx, found.purchaseOrderId)
  const row = await returnById(tx, id)
  if (row?.state !== 'recorded')
    throw new AppError('illegal_transition', { values: { state: row?.state } })
  if (row.recordedBy === context.actor.personId) throw new AppError('same_person')
  return row
}

interface TakenLine {
  id: string
  orderLineId: string
  grams: number
  /** Negative, or 0 where deductions had already eaten the money. */
  cents: number
  villages: { villageCode: string | null; grams: number }[]
}

/** What each line takes off, from cumulative figures, so that the order of acts does not matter. */
async function takeOff(tx: Transaction, row: ReturnRow): Promise<TakenLine[]> {
  const lines = await selectReturnLines(tx, [row.id])
  const receiptLines = await selectReturnable(
    tx,
    lines.map(({ line }) => line.receiptLineId),
  )
  const villages = await selectLineVillages(
    tx,
    receiptLines.map(({ line }) => line.shipmentLineId),
  )
  const standing = new Map(
    (await acceptedByOrderLine(tx, row.purchaseOrderId)).map((line) => [
      line.orderLineId,
      { grams: line.acceptedGrams, deductionCents: line.deductionCents },
    ]),
  )
  return lines.map(({ line, ...price }) => {
    const from = receiptLines.find((each) => each.line.id === line.receiptLineId)
    const before = standing.get(line.orderLineId)
    if (from === undefined || before === undefined) throw new AppError('not_found')
    const change = { grams: -line.grams, deductionCents: 0 }
    standing.set(line.orderLineId, { ...before, grams: before.grams - line.grams })
    const leftGrams = from.line.acceptedGrams - from.returnedGrams
    const shares = villages.filter((each) => each.shipmentLineId === from.line.shipmentLineId)
    return {
      id: line.id,
      orderLineId: line.orderLineId,
      grams: line.grams,
      cents: acceptedCentsChange(price, before, change),
      villages: villageGramsChange(shares, leftGrams, leftGrams - line.grams),
    }
  })
}

function decided(context: Context, state: 'confirmed' | 'rejected', stateReason: string) {
  return { state, stateReason, decidedBy: context.actor.personId, decidedAt: context.now }
}

async function remember(
  tx: Transaction,
  context: Context,
  row: ReturnRow,
  after: { state: 'confirmed' | 'rejected'; reason?: string },
): Promise<void> {
  await recordAudit(tx, context, {
    action: `deliveries.${after.state === 'confirmed' ? 'confirm' : 'reject'}-return`,
    subjectType: 'goods_return',
    subjectId: row.id,
    before: { state: row.state },
    after,
  })
  await publishEvent(tx, context, {
    topic: `deliveries.return-${after.state}`,
    subjectType: 'goods_return',
    subjectId: row.id,
    payload: { number: row.number, purchaseOrderId: row.purchaseOrderId, unitId: row.unitId },
  })
}
