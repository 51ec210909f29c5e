import { AppError } from '../../shared/errors.ts'
import { dayOf } from '../../shared/scalars.ts'
import { requireSide } from '../deliveries/index.ts'
import { recordAudit } from '../evidence/index.ts'
import type { Context } from '../platform/context.ts'
import type { Transaction } from '../platform/db/transaction.ts'
import { publishEvent } from '../platform/jobs/outbox.ts'
import { type MoneyOfInvoice, moneyOfInvoice } from './invoice-money.queries.ts'
import { insertInvoiceVoid } from './invoice-voids.queries.ts'
import { lockInvoice } from './pay-invoice.ts'
import { postInvoiceMove } from './post-entries.ts'
import { selectWaivers } from './waivers.queries.ts'

/**
 * The seller takes an invoice back that it entered wrongly (作废, §7.4): a mistyped number, day or
 * line. It stays as it was entered, bills nothing from this day on, and is posted the other way
 * round; what it billed may be invoiced anew. Refused once anything is paid, waived or credited.
 */
export async function voidInvoice(
  tx: Transaction,
  context: Context,
  { invoiceId, reason }: { invoiceId: string; reason: string },
): Promise<void> {
  const invoice = await lockInvoice(tx, invoiceId)
  requireSide(context.actor, invoice, 'cooperative')
  const money = await moneyOfInvoice(tx, invoiceId)
  requireUntouched(money)
  const waivers = await selectWaivers(tx, invoiceId)
  if (waivers.some(({ waiver }) => waiver.state === 'recorded'))
    throw new AppError('waiver_waiting')
  const id = context.newId()
  const voidedOn = dayOf(context.now)
  const { personId: voidedBy } = context.actor
  await insertInvoiceVoid(tx, {
    ...{ id, invoiceId, voidedOn, reason, voidedBy },
    voidedAt: context.now,
  })
  const { number, unitId, goodsCents, freightCents } = invoice
  await postInvoiceMove(tx, context, {
    cause: { kind: 'invoice_void', id },
    invoice,
    occurredOn: voidedOn,
    balance: { beforeCents: money.balanceCents, afterCents: 0 },
    against: [
      { account: 'sales', cents: goodsCents },
      { account: 'freight', cents: freightCents },
    ],
  })
  const subject = { subjectType: 'invoice', subjectId: invoiceId }
  await recordAudit(tx, context, {
    ...{ action: 'billing.void-invoice', ...subject },
    after: { number, reason },
  })
  await publishEvent(tx, context, {
    ...{ topic: 'billing.invoice-voided', ...subject },
    payload: { number, unitId, cooperativeId: invoice.cooperativeId },
  })
}

/** Whether nothing but the invoice itself has happened, so that it may be void. */
export function isUntouched(money: MoneyOfInvoice): boolean {
  return money.balanceCents === money.totalCents && hasNoPayment(money) && money.voidedCents === 0
}

function requireUntouched(money: MoneyOfInvoice): void {
  if (money.waitingCents > 0) throw new AppError('payment_waiting')
  if (money.confirmedCents > 0) throw new AppError('payment_confirmed')
  if (!isUntouched(money)) throw new AppError('illegal_transition')
}

function hasNoPayment({ confirmedCents, waitingCents }: MoneyOfInvoice): boolean {
  return confirmedCents === 0 && waitingCents === 0
}
