import type { CreditSnapshot } from '../../shared/attribution/credit.ts'
import { AppError, fieldError } from '../../shared/errors.ts'
import { type OutsideAct, outsideStateAfter } from '../../shared/review/outside-states.ts'
import { dayOf } from '../../shared/scalars.ts'
import { creditOfPast } from '../assistance/index.ts'
import {
  type AttributedLine,
  lockChain,
  recordAcceptance,
  recordPayment,
  takenYears,
} from '../attribution/index.ts'
import { recordAudit } from '../evidence/index.ts'
import type { Context } from '../platform/context.ts'
import type { Transaction } from '../platform/db/transaction.ts'
import {
  creditOfOutside,
  lockPurchases,
  type OutsideRow,
  outsideByIds,
  updateOutside,
} from './outside.queries.ts'
import { likenessesOf } from './read-outside.ts'
import { attestsOutside } from './review.policy.ts'

/** Sends a purchase back to whoever entered it, with a reason. */
export async function returnOutside(
  tx: Transaction,
  context: Context,
  { outsideId, reason }: { outsideId: string; reason: string },
): Promise<void> {
  const row = await lockToDecide(tx, context, { outsideId, act: 'return' })
  await decide(tx, context, {
    ...{ row, act: 'return' },
    change: { reason, decidedBy: context.actor.personId, decidedAt: context.now },
  })
}

/**
 * Attests a purchase as a second person (§3.11, §11.2): whatever it may double was looked at and
 * found to be another one, with a reason. It is posted once, dated on the day on which goods and
 * money both were there (§3.3), in its own month or the first one that is open (§4.2).
 */
export async function approveOutside(
  tx: Transaction,
  context: Context,
  input: { outsideId: string; different: string[]; reason: string },
): Promise<void> {
  const { outsideId, different, reason } = input
  const row = await lockToDecide(tx, context, { outsideId, act: 'approve' })
  const { personId } = context.actor
  if (row.enteredBy === personId || row.submittedBy === personId) throw new AppError('same_person')
  const likenesses = await likenessesOf(tx, row)
  const known = new Set(different)
  // One that came up since was not looked at.
  if (likenesses.some(({ id }) => !known.has(id))) throw fieldError(['different'], 'changed_since')
  if (likenesses.length > 0 && reason === '') throw fieldError(['reason'], 'required')
  await requireNoOpening(tx, row)
  await decide(tx, context, {
    ...{ row, act: 'approve' },
    change: { reason, likenesses, decidedBy: personId, decidedAt: context.now },
  })
  await post(tx, context, row, { type: 'outside_purchase', sign: 1 })
}

/** What is in the opening figures of its village's year would count twice as a line (§3.11). */
async function requireNoOpening(tx: Transaction, row: OutsideRow): Promise<void> {
  await lockChain(tx, row.countyCode)
  const { villageCode } = row
  const days = [row.purchasedOn, row.paidOn]
  const years = days.map((day) => ({ villageCode, year: Number(day.slice(0, 4)) }))
  const taken = await takenYears(tx, years)
  if (taken.some(({ by }) => by === 'opening')) throw fieldError(['purchasedOn'], 'year_in_opening')
}

/** Takes an approved purchase out of the figures again, as another person than who approved it. */
export async function reverseOutside(
  tx: Transaction,
  context: Context,
  { outsideId, reason }: { outsideId: string; reason: string },
): Promise<void> {
  const row = await lockToDecide(tx, context, { outsideId, act: 'reverse' })
  const { personId } = context.actor
  if (row.decidedBy === personId) throw new AppError('same_person')
  await decide(tx, context, {
    ...{ row, act: 'reverse' },
    change: { reversalReason: reason, reversedBy: personId, reversedAt: context.now },
  })
  await post(tx, context, row, { type: 'outside_reversal', sign: -1 })
}

/** Goods and money of a line, or both of them taken back on the day of the act. */
async function post(
  tx: Transaction,
  context: Context,
  row: OutsideRow,
  { type, sign }: { type: 'outside_purchase' | 'outside_reversal'; sign: 1 | -1 },
): Promise<void> {
  // Who is credited was decided on the day of the purchase, and is once and for all (§3.6).
  const { unitId, sellerId, purchasedOn: on, enteredAt: recordedBefore } = row
  const credit =
    sign === 1
      ? await creditOfPast(tx, { unitId, sellerId, on, recordedBefore })
      : await creditOfOutside(tx, row.id)
  const line = attributedLine(row, credit)
  const cause = { type, id: row.id, lineId: row.id }
  const [grams, cents] = [sign * row.grams, sign * row.cents]
  const today = dayOf(context.now)
  const villages = [{ villageCode: row.villageCode, grams }]
  const goods = { line, cause, villages, acceptedGrams: grams, acceptedCents: cents }
  const money = { line, cause, paidCents: cents }
  if (sign === 1) {
    await recordAcceptance(tx, context, { occurredOn: row.purchasedOn, lines: [goods] })
    await recordPayment(tx, context, { occurredOn: row.paidOn, lines: [money] })
    return
  }
  await recordPayment(tx, context, { occurredOn: today, kind: 'refund', lines: [money] })
  await recordAcceptance(tx, context, { occurredOn: today, kind: 'return', lines: [goods] })
}

/** By value, as attribution must know it. */
function attributedLine(row: OutsideRow, credit: CreditSnapshot): AttributedLine {
  return {
    ...{ orderLineId: row.id, purchaseOrderId: row.purchaseId, purchaseOrderNumber: row.number },
    ...{ orderedOn: row.purchasedOn, placedAt: row.enteredAt, cooperativeId: row.sellerId },
    ...{ supervisingCountyCode: row.countyCode, buyerUnitId: row.unitId, channel: row.channel },
    ...{ productId: row.goodsId, category: row.category, credit, grade: 'B' },
  }
}

/** Locks all lines of a purchase before one is decided on: they are one order in the figures. */
async function lockToDecide(
  tx: Transaction,
  context: Context,
  { outsideId, act }: { outsideId: string; act: OutsideAct },
): Promise<OutsideRow> {
  const [seen] = await outsideByIds(tx, [outsideId])
  if (seen === undefined || !attestsOutside(context.actor, seen)) throw new AppError('not_found')
  const lines = await lockPurchases(tx, [seen.purchaseId])
  const row = lines.find(({ id }) => id === outsideId)
  if (row === undefined) throw new AppError('not_found')
  if (outsideStateAfter(row.state, act) === undefined)
    throw new AppError('illegal_transition', { values: { state: row.state } })
  return row
}

async function decide(
  tx: Transaction,
  context: Context,
  { row, act, change }: { row: OutsideRow; act: OutsideAct; change: Partial<OutsideRow> },
): Promise<void> {
  const state = outsideStateAfter(row.state, act)
  if (state === undefined)
    throw new AppError('illegal_transition', { values: { state: row.state } })
  await updateOutside(tx, [row.id], { ...change, state })
  await recordAudit(tx, context, {
    action: `review.${act}-outside`,
    ...{ subjectType: 'outside_purchase', subjectId: row.id },
    ...{ before: { state: row.state }, after: { state, ...change } },
  })
}
