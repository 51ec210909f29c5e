import { dayOf } from '../../../shared/scalars.ts'
import type { Context } from '../../platform/context.ts'
import type { Transaction } from '../../platform/db/transaction.ts'
import type {
  ProviderDispute,
  ProviderPayment,
  ProviderRefund,
} from '../../platform/stripe/provider.ts'
import { completePayment, payments } from '../pay-invoice.ts'
import { paymentById, updatePayment } from '../payments.queries.ts'
import { completeRefund } from '../refund-payment.ts'
import { refundById } from '../refunds.queries.ts'
import { keepDispute } from './disputes.queries.ts'
import {
  changeOnlinePayment,
  keepMovement,
  lockOnlinePayment,
  type OnlinePaymentRow,
  type PartRow,
  settleSoon,
} from './online.queries.ts'
import { byProvider, refundsByProvider, refusePayment, refuseRefund } from './provider-decides.ts'
import { chargeFee, giveBack, takeBack } from './share-movement.ts'
import { lockPartsOf } from './start-online-payment.ts'

/**
 * Brings an online payment to what the provider says of it now (§7.3). It is the one way in: the
 * provider's reports, the person who comes back from its page, the poll and the daily comparison
 * all end here, in any order and as often as they like, for each fact is written once and nothing
 * that is paid, sent back or disputed is ever taken back by an older answer.
 */
export async function applyPayment(
  tx: Transaction,
  context: Context,
  onlinePaymentId: string,
  current: ProviderPayment,
): Promise<void> {
  const { parts } = await lockPartsOf(tx, onlinePaymentId)
  const row = await lockOnlinePayment(tx, onlinePaymentId)
  if (row === null) return
  const acting = byProvider(context, row.startedBy)
  const about = { tx, context: acting, row, parts }
  const isPaid = await applyState(about, current)
  if (isPaid && current.paid !== null) {
    for (const refund of current.refunds) await applyRefund(about, refund)
    for (const dispute of current.disputes) await applyDispute(about, dispute)
    await settleSoon(
      tx,
      parts.map((part) => part.cooperativeId),
      context.now,
    )
  }
  await changeOnlinePayment(tx, row.id, { checkAt: nextCheck(context.now, row, current) })
}

/** What an act on one payment needs, under its locks. */
export interface AboutPayment {
  tx: Transaction
  context: Context
  row: OnlinePaymentRow
  parts: readonly PartRow[]
}

/** Whether it is paid now. */
async function applyState(about: AboutPayment, current: ProviderPayment): Promise<boolean> {
  const { tx, row, parts, context } = about
  const isOpen = row.state === 'starting' || row.state === 'open'
  if (current.paid === null) {
    if (!isOpen) return row.state === 'paid'
    if (current.state === 'expired') {
      for (const part of parts) await refusePayment(tx, context, part.paymentId, 'expired')
      await changeOnlinePayment(tx, row.id, { state: 'expired', failure: current.failure })
    } else await changeOnlinePayment(tx, row.id, { failure: current.failure })
    return false
  }
  const { intentId, chargeId, at, movement } = current.paid
  if (isOpen) {
    await completeParts(about, { at, intentId })
    const change = { intentId, chargeId, paidAt: at, failure: '' }
    await changeOnlinePayment(tx, row.id, { state: 'paid', ...change })
  } else if (row.state !== 'paid') throw new Error(`payment ${row.id} was paid after it was closed`)
  if (movement === null) return true
  const source = { sourceId: chargeId, onlinePaymentId: row.id }
  if (await keepMovement(tx, movement, { kind: 'charge', ...source }))
    await chargeFee(about, movement, movement)
  return true
}

async function completeParts(
  { tx, context, parts }: AboutPayment,
  { at, intentId }: { at: Date; intentId: string },
): Promise<void> {
  const paidOn = dayOf(at)
  for (const { paymentId } of parts) {
    const payment = await paymentById(tx, paymentId)
    if (payment?.state !== 'recorded') throw new Error(`part ${paymentId} was decided before`)
    const columns = { paidOn, bankReference: intentId }
    await completePayment(
      tx,
      context,
      { ...payment, ...columns },
      {
        ...payments,
        update: (tx, id, decision) =>
          updatePayment(tx, id, { ...decision, ...columns, decidedBy: null }),
      },
    )
  }
}

async function applyRefund(about: AboutPayment, refund: ProviderRefund): Promise<void> {
  const { tx, context, row } = about
  const source = { sourceId: refund.id, onlinePaymentId: row.id }
  const own = refund.refundId === null ? null : await refundById(tx, refund.refundId)
  if (refund.state === 'waiting') return
  const isNew =
    refund.movement !== null &&
    (await keepMovement(tx, refund.movement, { kind: 'refund', ...source }))
  if (own?.state === 'recorded' && refund.state === 'failed')
    await refuseRefund(tx, context, own, refund.failure)
  const isMade = refund.state === 'succeeded' || refund.failureMovement === null
  if (own?.state === 'recorded' && refund.state === 'succeeded' && refund.movement !== null) {
    const refundedOn = dayOf(refund.movement.at)
    const reference = { refundedOn, bankReference: refund.id }
    await completeRefund(tx, context, { ...own, ...reference }, refundsByProvider(reference))
  } else if (own === null && isNew && isMade && refund.movement !== null) {
    const by = { sourceId: refund.id, reason: 'refunded_at_provider' as const }
    const lossCents = await takeBack(about, refund.movement, by)
    await chargeFee(about, refund.movement, { feeCents: 0, lossCents })
  }
  await applyRefundFailure(about, refund)
}

/** A refund that was made and came back: the money is the cooperative's again. */
async function applyRefundFailure(about: AboutPayment, refund: ProviderRefund): Promise<void> {
  const { tx, row } = about
  if (refund.failureMovement === null) return
  const source = { sourceId: refund.id, onlinePaymentId: row.id }
  const isNew = await keepMovement(tx, refund.failureMovement, {
    kind: 'refund_failure',
    ...source,
  })
  if (!isNew) return
  const lossCents = await giveBack(about, refund.failureMovement, refund.id)
  await chargeFee(about, refund.failureMovement, { feeCents: 0, lossCents })
}

async function applyDispute(about: AboutPayment, dispute: ProviderDispute): Promise<void> {
  const { tx, row } = about
  await keepDispute(tx, row.id, dispute)
  for (const movement of dispute.movements) {
    const isTaken = movement.amountCents < 0
    const kind = isTaken ? 'dispute' : 'dispute_reversal'
    const source = { sourceId: dispute.id, onlinePaymentId: row.id }
    if (!(await keepMovement(tx, movement, { kind, ...source }))) continue
    const lossCents = isTaken
      ? await takeBack(about, movement, { sourceId: dispute.id, reason: 'disputed' })
      : await giveBack(about, movement, dispute.id)
    await chargeFee(about, movement, { feeCents: movement.feeCents, lossCents })
  }
}

/** When the provider is asked again by itself: reports may be lost. Null: reports alone do. */
function nextCheck(now: Date, row: OnlinePaymentRow, current: ProviderPayment): Date | null {
  const after = (seconds: number) => new Date(now.getTime() + seconds * 1_000)
  if (current.paid?.movement === null) return after(10)
  if (current.refunds.some((refund) => refund.state === 'waiting')) return after(600)
  if (current.paid !== null || current.state === 'expired') return null
  const ageSeconds = (now.getTime() - row.startedAt.getTime()) / 1_000
  return after(Math.min(300, Math.max(10, ageSeconds / 4)))
}
