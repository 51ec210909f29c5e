import assert from 'node:assert/strict'
import { type CreditSnapshot, moveCredit, moveHelp } from '../../shared/attribution/credit.ts'
import { AppError, fieldError } from '../../shared/errors.ts'
import { dayOf } from '../../shared/scalars.ts'
import { pairedCodesOf } from '../assistance/index.ts'
import { correctCredit } from '../attribution/index.ts'
import { fileExists, recordAudit } from '../evidence/index.ts'
import {
  attributedLines,
  lockPurchaseOrder,
  orderLinesOf,
  type PurchaseOrderRow,
} from '../orders/index.ts'
import { type Context, organisationOf } from '../platform/context.ts'
import type { Transaction } from '../platform/db/transaction.ts'
import { publishEvent } from '../platform/jobs/outbox.ts'
import {
  type CreditCorrectionRow,
  creditCorrectionById,
  insertCreditCorrection,
  updateCreditCorrection,
} from './credit-corrections.queries.ts'
import {
  buyerMove,
  creditedUnits,
  creditOf,
  helperMove,
  helperOf,
  type RightCredit,
} from './credit-sides.ts'
import { recordedNow } from './two-sided-record.ts'

/** What an order should be credited as, and why. */
export interface ProposeCreditCorrection extends RightCredit {
  purchaseOrderId: string
  reason: string
  fileId: string | null
}

/**
 * Proposes that an order was another unit's, bought through another channel or introduced by
 * another unit (§3.16); nothing counts before the other sides have signed. Of buyers those two must
 * agree between whom credit moves, and only who knows the order proposes (§3.17). Returns the
 * correction's id.
 */
export async function proposeCreditCorrection(
  tx: Transaction,
  context: Context,
  input: ProposeCreditCorrection,
): Promise<string> {
  const order = await lockPurchaseOrder(tx, input.purchaseOrderId)
  const current = await creditOf(tx, order)
  const own = organisationOf(context.actor)
  const known = [order.unitId, order.cooperativeId, ...creditedUnits(current.credit)]
  if (!known.includes(own) && helperOf(current) !== own) throw new AppError('not_found')
  if (order.state === 'declined' || order.state === 'cancelled')
    throw new AppError('illegal_transition', { values: { state: order.state } })
  const { creditAs, reason, fileId } = input
  const { sides, ...move } =
    creditAs === 'help'
      ? await helperMove(tx, order, { current, right: input, own })
      : await buyerMove(tx, order, { current, right: input })
  const [signingId, secondSigningId = null] = sides.filter((side) => side !== own)
  if (!sides.includes(own) || signingId === undefined) throw new AppError('forbidden')
  const isOfUnits = move.fromUnitId !== null || move.toUnitId !== null
  if (fileId === null && isOfUnits) throw fieldError(['fileId'], 'required')
  if (fileId !== null && !(await fileExists(tx, fileId, own)))
    throw fieldError(['fileId'], 'not_found')
  const row = await insertCreditCorrection(tx, {
    id: context.newId(),
    ...{ purchaseOrderId: order.id, unitId: order.unitId, cooperativeId: order.cooperativeId },
    supervisingCountyCode: order.supervisingCountyCode,
    ...{ ...move, creditAs, channelBefore: current.channel },
    ...{ proposingId: own, signingId, secondSigningId, reason, fileId },
    ...recordedNow(context),
  })
  if (row === null) throw new AppError('correction_waiting')
  await tell(tx, context, { row, verb: 'record', to: [signingId], after: { ...input } })
  return row.id
}

/**
 * Another side signs. Once all have, the order counts from this day on for the right unit and
 * channel: what was posted is reversed and posted anew in the open month; the order itself, its
 * budget, invoices and payments stay with who placed it.
 */
export async function confirmCreditCorrection(
  tx: Transaction,
  context: Context,
  input: { correctionId: string },
): Promise<void> {
  const { row, order } = await lockUndecided(tx, context, input.correctionId)
  if (row.secondSigningId !== null && row.firstSignedBy === null) {
    const signed = { firstSignedBy: context.actor.personId, firstSignedAt: context.now }
    assert.equal(await updateCreditCorrection(tx, row.id, signed), 1)
    await tell(tx, context, { row, verb: 'sign', to: [row.secondSigningId], after: {} })
    return
  }
  await decide(tx, context, row, { state: 'confirmed', reason: '' })
  const { credit } = await creditOf(tx, order)
  const lines = await orderLinesOf(tx, order.id)
  const placed = await attributedLines(
    tx,
    lines.map(({ id }) => ({ orderLineId: id })),
  )
  await correctCredit(tx, context, {
    ...{ id: row.id, purchaseOrderId: order.id, occurredOn: dayOf(context.now) },
    lines: placed.map(({ attributed }) => attributed),
    after: { channel: row.channel, credit: await rightCredit(tx, order, { row, credit }) },
  })
}

/** Who is credited once a correction is signed, paired as on the day of the order (§3.6). */
async function rightCredit(
  tx: Transaction,
  order: PurchaseOrderRow,
  { row, credit }: { row: CreditCorrectionRow; credit: CreditSnapshot },
): Promise<CreditSnapshot> {
  const { creditAs, fromUnitId, toUnitId, introductionId } = row
  if (toUnitId === null) return creditAs === 'help' ? moveHelp(credit, null) : credit
  const day = { on: order.orderedOn, recordedBefore: order.placedAt }
  const codes = await pairedCodesOf(tx, { unitId: toUnitId, ...day })
  if (introductionId !== null) return moveHelp(credit, { unitId: toUnitId, introductionId, codes })
  assert(fromUnitId !== null, 'a buyer takes the place of another one')
  return moveCredit(credit, { fromUnitId, toUnitId, toCodes: codes })
}

/** The other side does not sign; the order stays credited as it is. */
export async function rejectCreditCorrection(
  tx: Transaction,
  context: Context,
  input: { correctionId: string; reason: string },
): Promise<void> {
  const { row } = await lockUndecided(tx, context, input.correctionId)
  await decide(tx, context, row, { state: 'rejected', reason: input.reason })
}

/** The correction under the lock of its order, for whoever is to sign it. */
async function lockUndecided(tx: Transaction, context: Context, id: string) {
  const own = organisationOf(context.actor)
  const record = await creditCorrectionById(tx, id)
  if (record === null) throw new AppError('not_found')
  const { proposingId, signingId, secondSigningId } = record
  if (own !== signingId && own !== secondSigningId)
    throw new AppError(proposingId === own ? 'other_side_decides' : 'not_found')
  const order = await lockPurchaseOrder(tx, record.purchaseOrderId)
  // Whoever waited for the lock may find that a rival has decided meanwhile.
  const row = await creditCorrectionById(tx, id)
  if (row?.state !== 'recorded')
    throw new AppError('illegal_transition', { values: { state: row?.state } })
  if (signerOf(row) !== own) throw new AppError('other_side_decides')
  if ([row.recordedBy, row.firstSignedBy].includes(context.actor.personId))
    throw new AppError('same_person')
  return { row, order }
}

async function decide(
  tx: Transaction,
  context: Context,
  row: CreditCorrectionRow,
  { state, reason }: { state: 'confirmed' | 'rejected'; reason: string },
): Promise<void> {
  const changed = await updateCreditCorrection(tx, row.id, {
    ...{ state, stateReason: reason },
    decidedBy: context.actor.personId,
    decidedAt: context.now,
  })
  assert.equal(changed, 1, 'a correction is decided once')
  const { proposingId, unitId, cooperativeId, firstSignedBy, signingId } = row
  const parties = [proposingId, unitId, cooperativeId, ...(firstSignedBy ? [signingId] : [])]
  const verb = state === 'confirmed' ? 'confirm' : 'reject'
  await tell(tx, context, { row, verb, to: parties, after: { state, reason } })
}

/** Who is to sign next, or decided: of two helpers the one that gains signs last. */
export function signerOf(row: CreditCorrectionRow): string {
  return (row.firstSignedBy && row.secondSigningId) || row.signingId
}

const states = {
  record: 'recorded',
  sign: 'signed',
  confirm: 'confirmed',
  reject: 'rejected',
} as const

/** Audits what was done, and tells the others; what was signed also the county (§3.16). */
async function tell(
  tx: Transaction,
  context: Context,
  about: {
    row: CreditCorrectionRow
    verb: keyof typeof states
    to: readonly string[]
    after: Record<string, unknown>
  },
): Promise<void> {
  const { row, verb, to, after } = about
  const subject = { subjectType: 'credit_correction', subjectId: row.id }
  await recordAudit(tx, context, {
    action: `deliveries.${verb}-credit-correction`,
    ...subject,
    ...(verb === 'record' ? {} : { before: { state: 'recorded' } }),
    after,
  })
  await publishEvent(tx, context, {
    topic: `deliveries.credit-correction-${states[verb]}`,
    ...subject,
    payload: {
      byOrganisationId: organisationOf(context.actor),
      organisationIds: [...to],
      divisionCodes: verb === 'confirm' ? [row.supervisingCountyCode] : [],
      purchaseOrderId: row.purchaseOrderId,
    },
  })
}
