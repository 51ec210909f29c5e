import assert from 'node:assert/strict'
import {
  type AttributionChannel,
  type CreditSnapshot,
  moveCredit,
} from '../../shared/attribution/credit.ts'
import { AppError, fieldError } from '../../shared/errors.ts'
import { dayOf } from '../../shared/scalars.ts'
import { pairedCodesOf } from '../assistance/index.ts'
import { correctCredit, creditOfOrder, type OrderCredit } from '../attribution/index.ts'
import { fileExists, recordAudit } from '../evidence/index.ts'
import {
  attributedLines,
  lockPurchaseOrder,
  orderLinesOf,
  type PurchaseOrderRow,
} from '../orders/index.ts'
import { unitById } from '../organisations/index.ts'
import { type Context, organisationOf } from '../platform/context.ts'
import type { Reader, Transaction } from '../platform/db/transaction.ts'
import { publishEvent } from '../platform/jobs/outbox.ts'
import {
  type CreditCorrectionRow,
  creditCorrectionById,
  insertCreditCorrection,
  updateCreditCorrection,
} from './credit-corrections.queries.ts'
import { recordedNow } from './two-sided-record.ts'

/** What an order should be credited as; null where it is right. */
export interface ProposeCreditCorrection {
  purchaseOrderId: string
  /** Needed where several units are credited. */
  fromUnitId: string | null
  toUnitId: string | null
  channel: AttributionChannel | null
  reason: string
  fileId: string | null
}

/** What an order is credited as on this day: as placed, or as corrected last. */
export async function creditOf(reader: Reader, order: PurchaseOrderRow): Promise<OrderCredit> {
  const corrected = await creditOfOrder(reader, order.id)
  const channel = order.channelKind as AttributionChannel
  return corrected ?? { channel, credit: order.credit }
}

/** Who signs a correction of the channel: the unit that is credited, and the seller. */
export function channelSides(order: PurchaseOrderRow, { credit }: OrderCredit): string[] {
  const credited = creditedUnits(credit)
  const unitId = credited.includes(order.unitId) ? order.unitId : credited[0]
  return [unitId ?? order.unitId, order.cooperativeId]
}

/** The units that are credited as buyers. */
export function creditedUnits(credit: CreditSnapshot): string[] {
  return credit.directCredits.map(({ unitId }) => unitId)
}

/**
 * Proposes that an order was another unit's, or bought through another channel (§3.16); nothing
 * counts before the other side has signed. Of units those two must agree between whom credit
 * moves, and only who knows the order proposes (§3.17). Returns the correction's id.
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
  if (!known.includes(own)) throw new AppError('not_found')
  if (order.state === 'declined' || order.state === 'cancelled')
    throw new AppError('illegal_transition', { values: { state: order.state } })
  const { toUnitId, reason, fileId } = input
  const channel = input.channel ?? current.channel
  if (toUnitId === null && channel === current.channel) throw new AppError('nothing_changed')
  const fromUnitId = toUnitId === null ? null : await wrongUnit(tx, current, { ...input, toUnitId })
  const sides = fromUnitId && toUnitId ? [fromUnitId, toUnitId] : channelSides(order, current)
  const signingId = sides.find((side) => side !== own)
  if (!sides.includes(own) || signingId === undefined) throw new AppError('forbidden')
  if (fileId === null && toUnitId !== null) throw fieldError(['fileId'], 'required')
  if (fileId !== null && !(await fileExists(tx, fileId, own)))
    throw fieldError(['fileId'], 'not_found')
  const row = await insertCreditCorrection(tx, {
    id: context.newId(),
    ...{ purchaseOrderId: order.id, unitId: order.unitId, cooperativeId: order.cooperativeId },
    supervisingCountyCode: order.supervisingCountyCode,
    ...{ fromUnitId, toUnitId, channelBefore: current.channel, channel },
    ...{ proposingId: own, signingId, reason, fileId },
    ...recordedNow(context),
  })
  if (row === null) throw new AppError('correction_waiting')
  await tell(tx, context, { row, verb: 'record', to: [signingId], after: { ...input } })
  return row.id
}

/**
 * The other side signs: from this day on the order counts for the right unit and channel. What was
 * posted is reversed and posted anew in the open month; the order itself, its budget, invoices and
 * payments stay with who placed it.
 */
export async function confirmCreditCorrection(
  tx: Transaction,
  context: Context,
  input: { correctionId: string },
): Promise<void> {
  const { row, order } = await lockUndecided(tx, context, input.correctionId)
  await decide(tx, context, row, { state: 'confirmed', reason: '' })
  const { credit } = await creditOf(tx, order)
  const { fromUnitId, toUnitId, channel } = row
  const lines = await orderLinesOf(tx, order.id)
  const placed = await attributedLines(
    tx,
    lines.map(({ id }) => ({ orderLineId: id })),
  )
  await correctCredit(tx, context, {
    ...{ id: row.id, purchaseOrderId: order.id, occurredOn: dayOf(context.now) },
    lines: placed.map(({ attributed }) => attributed),
    after: {
      channel,
      credit:
        fromUnitId && toUnitId
          ? moveCredit(credit, {
              fromUnitId,
              toUnitId,
              toCodes: await codesOf(tx, order, toUnitId),
            })
          : credit,
    },
  })
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

/** What the right unit was paired with when the order was placed (§3.6). */
function codesOf(tx: Transaction, order: PurchaseOrderRow, unitId: string): Promise<string[]> {
  return pairedCodesOf(tx, { unitId, on: order.orderedOn, recordedBefore: order.placedAt })
}

/** The credited unit that the right one takes the place of. */
async function wrongUnit(
  tx: Transaction,
  { credit }: OrderCredit,
  { fromUnitId, toUnitId }: { fromUnitId: string | null; toUnitId: string },
): Promise<string> {
  const credited = creditedUnits(credit)
  const wrong = fromUnitId ?? (credited.length === 1 ? credited[0] : undefined)
  if (wrong === undefined) throw fieldError(['fromUnitId'], 'required')
  if (!credited.includes(wrong)) throw fieldError(['fromUnitId'], 'not_found')
  if (credited.includes(toUnitId)) throw fieldError(['toUnitId'], 'same_unit')
  if ((await unitById(tx, toUnitId)) === null) throw fieldError(['toUnitId'], 'not_found')
  return wrong
}

/** The correction under the lock of its order, for whoever is to sign it. */
async function lockUndecided(tx: Transaction, context: Context, id: string) {
  const own = organisationOf(context.actor)
  const record = await creditCorrectionById(tx, id)
  if (record === null) throw new AppError('not_found')
  if (record.signingId !== own)
    throw new AppError(record.proposingId === own ? 'other_side_decides' : 'not_found')
  if (record.recordedBy === context.actor.personId) throw new AppError('same_person')
  const order = await lockPurchaseOrder(tx, record.purchaseOrderId)
  // Whoever waited for the lock may find that a rival has decided meanwhile.
  const row = await creditCorrectionById(tx, id)
  if (row?.state !== 'recorded')
    throw new AppError('illegal_transition', { values: { state: row?.state } })
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
  const parties = [row.proposingId, row.unitId, row.cooperativeId]
  const verb = state === 'confirmed' ? 'confirm' : 'reject'
  await tell(tx, context, { row, verb, to: parties, after: { state, reason } })
}

const states = { record: 'recorded', confirm: 'confirmed', reject: 'rejected' } as const

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
