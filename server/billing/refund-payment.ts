import { clearingOf } from '../../shared/billing/accounts.ts'
import {
  isRefundable,
  keptChange,
  mostRefundable,
  withRefunds,
} from '../../shared/billing/allocate-payment.ts'
import type { PaymentMethod } from '../../shared/billing/online.schemas.ts'
import { fieldError } from '../../shared/errors.ts'
import {
  decide,
  lockUndecided,
  publishRecorded,
  recordedNow,
  requireSide,
  type TwoSidedKind,
  type WithdrawableKind,
} from '../deliveries/index.ts'
import type { Context } from '../platform/context.ts'
import type { Transaction } from '../platform/db/transaction.ts'
import { postBankMatches } from './bank/post-bank-matches.ts'
import { requireNewReferences } from './bank-references.ts'
import { type MoneyOfInvoice, moneyOfInvoice, splitMoney } from './invoice-money.queries.ts'
import { invoiceById, lockInvoice, requireBankTransfer } from './pay-invoice.ts'
import { postInvoiceMove } from './post-entries.ts'
import { requirePostingDay } from './posting-days.ts'
import { reallocate } from './reallocate.ts'
import {
  insertRefund,
  type RefundRow,
  refundById,
  selectRefundLines,
  updateRefund,
} from './refunds.queries.ts'

/** Money that a cooperative sent back, by the lines of the order it was paid for. */
export interface RecordRefund {
  /** A bank transfer unless given. */
  method?: PaymentMethod
  invoiceId: string
  bankReference: string
  refundedOn: string
  reason: string
  /** Freight that is sent back. */
  freightCents?: number
  lines: { orderLineId: string; amountCents: number }[]
}

/** Refunds are recorded by the cooperative, which sends the money, and decided by the unit. */
export const refunds: WithdrawableKind<RefundRow> = {
  domain: 'billing',
  noun: 'refund',
  subjectType: 'refund',
  recordedSide: () => 'cooperative',
  find: refundById,
  lock: (tx, row) => lockInvoice(tx, row.invoiceId),
  update: updateRefund,
  withdraw: updateRefund,
  payload: ({ invoiceId, amountCents }) => ({ invoiceId, amountCents }),
}

/**
 * The cooperative records money it sent back, line by line, never more than was paid of a line.
 * The refund counts once the unit has confirmed it. Returns the refund's id.
 */
export async function recordRefund(
  tx: Transaction,
  context: Context,
  input: RecordRefund,
): Promise<string> {
  const invoice = await lockInvoice(tx, input.invoiceId)
  requireSide(context.actor, invoice, 'cooperative')
  requirePostingDay(context.now, input.refundedOn, 'refundedOn')
  if (input.refundedOn < invoice.orderedOn) throw fieldError(['refundedOn'], 'before_the_order')
  const { bankReference, refundedOn, reason, method = 'bank_transfer', freightCents = 0 } = input
  const reference = { ...invoice, invoiceId: invoice.id, bankReference }
  await requireNewReferences(tx, { isBack: true, references: [reference] })
  await checkParts(tx, invoice.id, input)
  if (input.lines.length === 0 && freightCents === 0) throw fieldError(['lines'], 'required')
  const id = context.newId()
  const amountCents = input.lines.reduce((sum, line) => sum + line.amountCents, freightCents)
  const row = await insertRefund(
    tx,
    {
      id,
      invoiceId: invoice.id,
      unitId: invoice.unitId,
      cooperativeId: invoice.cooperativeId,
      supervisingCountyCode: invoice.supervisingCountyCode,
      method,
      bankReference,
      amountCents,
      refundedOn,
      reason,
      ...recordedNow(context),
    },
    input.lines.map((line) => ({ id: context.newId(), refundId: id, ...line })),
  )
  if (row === null) throw fieldError(['bankReference'], 'duplicate')
  await publishRecorded(tx, context, refunds, { row, after: { ...input, amountCents } })
  return id
}

/** The unit confirms that the money came back. */
export async function confirmRefund(
  tx: Transaction,
  context: Context,
  input: { refundId: string },
): Promise<void> {
  const row = await lockUndecided(tx, context, refunds, input.refundId)
  requireBankTransfer(row)
  await completeRefund(tx, context, row)
}

/**
 * Makes a recorded refund, whose order is locked, one that counts: negative entries of that day
 * (§3.4). A refund of what a credit note has taken off moves nothing that was recognised, for it
 * was paid for no goods.
 */
export async function completeRefund(
  tx: Transaction,
  context: Context,
  row: RefundRow,
  kind: TwoSidedKind<RefundRow> = refunds,
): Promise<void> {
  const lines = (await selectRefundLines(tx, [row.id])).map(({ line }) => line)
  const invoice = await invoiceById(tx, row.invoiceId)
  const money = await moneyOfInvoice(tx, invoice.id)
  const { balanceCents } = money
  await decide(tx, context, kind, { row, decision: { state: 'confirmed' } })
  await postInvoiceMove(tx, context, {
    cause: { kind: 'refund', id: row.id },
    invoice,
    occurredOn: row.refundedOn,
    balance: { beforeCents: balanceCents, afterCents: balanceCents + row.amountCents },
    against: [{ account: clearingOf(row.method), cents: -row.amountCents }],
  })
  await postBankMatches(tx, context, { refundIds: [row.id] })
  const before = splitMoney(money)
  const changes = keptChange(before, withRefunds(before, refundsAfter(money, row, lines)))
  await reallocate(tx, context, {
    cause: { kind: 'refund', id: row.id },
    invoiceId: invoice.id,
    occurredOn: row.refundedOn,
    changes,
    explained: lines,
  })
}

/** The money did not come back; the lines are as paid as before. */
export async function rejectRefund(
  tx: Transaction,
  context: Context,
  input: { refundId: string; reason: string },
): Promise<void> {
  const row = await lockUndecided(tx, context, refunds, input.refundId)
  requireBankTransfer(row)
  const decision = { state: 'rejected' as const, reason: input.reason }
  await decide(tx, context, refunds, { row, decision })
}

/** Confirmed refunds by line, and of freight under null, once a refund is confirmed too. */
function refundsAfter(
  money: MoneyOfInvoice,
  row: RefundRow,
  lines: readonly { orderLineId: string; amountCents: number }[],
): Map<string | null, number> {
  const after = new Map<string | null, number>(
    money.lines.map((line) => [line.orderLineId, line.refundedCents]),
  )
  let freightCents = row.amountCents
  for (const { orderLineId, amountCents } of lines) {
    after.set(orderLineId, (after.get(orderLineId) ?? 0) + amountCents)
    freightCents -= amountCents
  }
  return after.set(null, money.refundedFreightCents + freightCents)
}

/** Each line once, of this invoice, and never more than was paid of it and not yet sent back. */
async function checkParts(tx: Transaction, invoiceId: string, input: RecordRefund): Promise<void> {
  const money = splitMoney(await moneyOfInvoice(tx, invoiceId), { requested: true })
  const { freight } = money
  const { freightCents = 0 } = input
  const wanted = new Map<string | null, number>([[null, freight.refundedCents + freightCents]])
  for (const [index, { orderLineId, amountCents }] of input.lines.entries()) {
    const line = money.lines.find((candidate) => candidate.orderLineId === orderLineId)
    if (line === undefined) throw fieldError(['lines', index, 'orderLineId'], 'not_found')
    if (wanted.has(orderLineId)) throw fieldError(['lines', index, 'orderLineId'], 'duplicate')
    wanted.set(orderLineId, line.refundedCents + amountCents)
    const maximumCents = mostRefundable(money, orderLineId) - line.refundedCents
    if (amountCents > maximumCents)
      throw fieldError(['lines', index, 'amountCents'], 'above_refundable', { maximumCents })
  }
  if (isRefundable(withRefunds(money, wanted))) return
  const maximumCents = Math.max(0, mostRefundable(money, null) - freight.refundedCents)
  if (freightCents > maximumCents)
    throw fieldError(['freightCents'], 'above_refundable', { maximumCents })
  throw fieldError(['lines', 0, 'amountCents'], 'above_refundable', { maximumCents: 0 })
}
