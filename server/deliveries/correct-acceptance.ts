import { acceptedCentsChange, villageGramsChange } from '../../shared/deliveries/accept.ts'
import { AppError, fieldError } from '../../shared/errors.ts'
import { dayOf } from '../../shared/scalars.ts'
import { isTenfoldOff } from '../../shared/weight.ts'
import { recordAcceptance } from '../attribution/index.ts'
import { fileExists } from '../evidence/index.ts'
import { attributedLines, lockPurchaseOrder } from '../orders/index.ts'
import { type Context, organisationOf } from '../platform/context.ts'
import type { Transaction } from '../platform/db/transaction.ts'
import {
  type CorrectionRow,
  correctionById,
  insertCorrection,
  updateCorrection,
} from './corrections.queries.ts'
import { sideOf } from './deliveries.policy.ts'
import { acceptedByOrderLine, receiptById, selectReturnable } from './receipts.queries.ts'
import { releaseUnaccepted } from './release-unaccepted.ts'
import { selectLineVillages } from './shipments.queries.ts'
import { requireOneLine } from './sign-surplus.ts'
import { selectSurplusPrice } from './surpluses.queries.ts'
import {
  decide,
  lockUndecided,
  publishRecorded,
  recordedNow,
  type TwoSidedKind,
} from './two-sided-record.ts'

/** A change of a receipt line's accepted weight, or of what is deducted from its money. */
export interface ProposeCorrection {
  receiptId: string
  receiptLineId: string
  /** Above 0 where the receipt wrote too little; 0 where only the money changes. */
  grams: number
  /** Above 0 where a lower price was agreed; 0 where only the weight changes. */
  deductionCents: number
  reason: string
  fileId: string | null
}

/** Either side proposes a correction with its reason; the other side signs it (§3.16). */
const corrections: TwoSidedKind<CorrectionRow> = {
  domain: 'deliveries',
  noun: 'correction',
  subjectType: 'acceptance_correction',
  recordedSide: (row) => row.recordedSide,
  find: correctionById,
  lock: (tx, row) => lockPurchaseOrder(tx, row.purchaseOrderId),
  update: updateCorrection,
  payload: ({ receiptId, grams, deductionCents }) => ({ receiptId, grams, deductionCents }),
}

/**
 * Proposes to correct what a receipt accepted; nothing counts before the other side has signed.
 * Returns the correction's id.
 */
export async function proposeCorrection(
  tx: Transaction,
  context: Context,
  input: ProposeCorrection,
): Promise<string> {
  const receipt = await receiptById(tx, input.receiptId)
  if (receipt === null) throw new AppError('not_found')
  const order = await lockPurchaseOrder(tx, receipt.purchaseOrderId)
  const recordedSide = sideOf(context.actor, order)
  const { receiptLineId, grams, deductionCents, reason, fileId } = input
  if ((grams === 0) === (deductionCents === 0)) throw fieldError(['grams'], 'required')
  if (fileId !== null && !(await fileExists(tx, fileId, organisationOf(context.actor))))
    throw fieldError(['fileId'], 'not_found')
  const [line] = await selectReturnable(tx, [receiptLineId])
  if (line === undefined || line.line.receiptId !== receipt.id)
    throw fieldError(['receiptLineId'], 'not_found')
  const { orderLineId } = line.line
  const change = { receiptLineId, orderLineId, purchaseOrderId: order.id, grams, deductionCents }
  await changeOf(tx, change, { requested: true })
  const row = await insertCorrection(tx, {
    id: context.newId(),
    ...change,
    receiptId: receipt.id,
    unitId: order.unitId,
    cooperativeId: order.cooperativeId,
    supervisingCountyCode: order.supervisingCountyCode,
    recordedSide,
    reason,
    fileId,
    ...recordedNow(context),
  })
  if (row === null) throw new AppError('correction_waiting')
  await publishRecorded(tx, context, corrections, { row, after: { ...input } })
  return row.id
}

/**
 * The other side signs: from this day on the change counts, is owed and is attributed to the
 * villages of the very goods, by an entry of its own in the open month (§3.4, §3.16).
 */
export async function confirmCorrection(
  tx: Transaction,
  context: Context,
  input: { correctionId: string },
): Promise<void> {
  const row = await lockUndecided(tx, context, corrections, input.correctionId)
  const { cents, villages } = await changeOf(tx, row)
  await releaseUnaccepted(tx, row.purchaseOrderId, [{ orderLineId: row.orderLineId, cents }])
  const kind: typeof corrections = {
    ...corrections,
    update: (inTx, id, decision) => updateCorrection(inTx, id, { ...decision, cents }),
  }
  await decide(tx, context, kind, { row, decision: { state: 'confirmed' } })
  const [line] = await attributedLines(tx, [{ orderLineId: row.orderLineId }])
  if (line === undefined) throw new AppError('not_found')
  await recordAcceptance(tx, context, {
    occurredOn: dayOf(context.now),
    kind: row.grams < 0 || cents < 0 ? 'return' : 'acceptance',
    lines: [
      {
        line: line.attributed,
        cause: { type: 'correction', id: row.id, lineId: row.id },
        acceptedGrams: row.grams,
        acceptedCents: cents,
        villages,
      },
    ],
  })
}

/** The other side does not sign; the receipt stands as it is. */
export async function rejectCorrection(
  tx: Transaction,
  context: Context,
  input: { correctionId: string; reason: string },
): Promise<void> {
  const row = await lockUndecided(tx, context, corrections, input.correctionId)
  const decision = { state: 'rejected' as const, reason: input.reason }
  await decide(tx, context, corrections, { row, decision })
}

type Change = Pick<
  CorrectionRow,
  'receiptLineId' | 'orderLineId' | 'purchaseOrderId' | 'grams' | 'deductionCents'
>

/**
 * What a correction changes, from cumulative figures. Never more weight off than is left of the
 * line, returns that wait included where `requested` says so; never more money off than the order
 * line has, nor a deduction taken back that was not made.
 */
async function changeOf(tx: Transaction, change: Change, { requested = false } = {}) {
  const [line] = await selectReturnable(tx, [change.receiptLineId])
  const [price] = await selectSurplusPrice(tx, change.orderLineId)
  if (line === undefined || price === undefined) throw new AppError('not_found')
  const accepted = await acceptedByOrderLine(tx, [change.purchaseOrderId])
  const soFar = accepted.find((candidate) => candidate.orderLineId === change.orderLineId)
  const before = {
    grams: soFar?.acceptedGrams ?? 0,
    deductionCents: soFar?.deductionCents ?? 0,
  }
  const leftGrams = line.acceptedGrams - line.returnedGrams
  const maximumGrams = requested ? line.acceptedGrams - line.askedGrams : leftGrams
  if (-change.grams > maximumGrams) throw fieldError(['grams'], 'above_accepted', { maximumGrams })
  const maximumCents = soFar?.acceptedCents ?? 0
  if (change.deductionCents > maximumCents)
    throw fieldError(['deductionCents'], 'deduction_above_amount', { maximumCents })
  if (-change.deductionCents > before.deductionCents)
    throw fieldError(['deductionCents'], 'above_deducted', { maximumCents: before.deductionCents })
  requireOneLine(price, { ...before, grams: before.grams + change.grams }, ['grams'])
  // Even with both signatures: ten times what was shipped is a slip of the unit (§2.4).
  const { shippedGrams } = line
  const weighedGrams = leftGrams + change.grams
  if (change.grams > 0 && weighedGrams > shippedGrams && isTenfoldOff(weighedGrams, shippedGrams))
    throw fieldError(['grams'], 'did_you_mean_grams', { weighedGrams, shippedGrams })
  const shares = await selectLineVillages(tx, [line.line.shipmentLineId])
  return {
    cents: acceptedCentsChange(price, before, change),
    villages: villageGramsChange(shares, leftGrams, leftGrams + change.grams),
  }
}
