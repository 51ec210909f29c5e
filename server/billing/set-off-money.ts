import { mirrored, type Posting } from '../../shared/billing/accounts.ts'
import { keptChange } from '../../shared/billing/allocate-payment.ts'
import type { Side } from '../../shared/deliveries/two-sided-record.ts'
import { AppError, fieldError } from '../../shared/errors.ts'
import { dayOf } from '../../shared/scalars.ts'
import { sideOf } from '../deliveries/index.ts'
import { recordAudit } from '../evidence/index.ts'
import type { Actor, Context } from '../platform/context.ts'
import type { Reader, Transaction } from '../platform/db/transaction.ts'
import { publishEvent } from '../platform/jobs/outbox.ts'
import { type MoneyOfInvoice, moneyOfInvoices, splitMoney } from './invoice-money.queries.ts'
import { findInvoice } from './invoices.queries.ts'
import { balanceOfPair, lockPair } from './misdirected.queries.ts'
import { pairOf, requireFree } from './misdirected-money.ts'
import { type LockedInvoice, lockInvoices, requireOpen } from './pay-invoice.ts'
import { postEntries } from './post-entries.ts'
import { reallocate } from './reallocate.ts'
import { insertSetOff, openInvoicesBeside } from './set-offs.queries.ts'

/** What is due back on one invoice, and what of it pays another of the same two sides. */
export interface SetOff {
  /** The invoice on which more was paid than is to be paid. */
  fromInvoiceId: string
  invoiceId: string
  amountCents: number
}

/**
 * Sets what is due back on one invoice off against what is open of another (抵扣, §7.2): one act of
 * either side, for both amounts were confirmed already; the other side is told. It is paid from
 * that day on, as by a payment, and no bank moves anything.
 */
export async function setOff(tx: Transaction, context: Context, input: SetOff): Promise<void> {
  const { fromInvoiceId, invoiceId, amountCents } = input
  const [from, invoice] = await lockInvoices(tx, [fromInvoiceId, invoiceId])
  if (from === undefined) throw new AppError('not_found')
  const recordedSide = sideOf(context.actor, from)
  if (invoice === undefined || !isAnotherOfPair(from, invoice))
    throw fieldError(['invoiceId'], 'not_found')
  const money = await moneyOfInvoices(tx, [fromInvoiceId, invoiceId])
  const [source, target] = [required(money, fromInvoiceId), required(money, invoiceId)]
  requireAmount(amountCents, { source, target })
  await carryOut(tx, context, { from, invoice, target, recordedSide, amountCents })
}

/** Money without an invoice between two sides pays an open invoice of theirs, as `setOff`. */
export async function setOffMisdirected(
  tx: Transaction,
  context: Context,
  { partyId, invoiceId, amountCents }: { partyId: string; invoiceId: string; amountCents: number },
): Promise<void> {
  const pair = pairOf(context.actor, partyId)
  const [invoice] = await lockInvoices(tx, [invoiceId])
  if (invoice?.unitId !== pair.unitId || invoice.cooperativeId !== pair.cooperativeId)
    throw fieldError(['invoiceId'], 'not_found')
  await lockPair(tx, pair)
  await requireFree(tx, pair, amountCents)
  const target = required(await moneyOfInvoices(tx, [invoiceId]), invoiceId)
  requireOpen(amountCents, target)
  const recordedSide = sideOf(context.actor, pair)
  await carryOut(tx, context, { from: null, invoice, target, recordedSide, amountCents })
}

/** What is due back without an invoice, and which open invoices of the two it can pay. */
export async function readMisdirectedDraft(reader: Reader, actor: Actor, partyId: string) {
  const pair = pairOf(actor, partyId)
  const { freeCents } = await balanceOfPair(reader, pair)
  return { dueBackCents: freeCents, invoices: await openInvoicesBeside(reader, pair) }
}

interface AcceptedSetOff {
  /** The overpaid invoice; null where the money came without one. */
  from: LockedInvoice | null
  invoice: LockedInvoice
  /** What the paid invoice stood at before. */
  target: MoneyOfInvoice
  recordedSide: Side
  amountCents: number
}

async function carryOut(tx: Transaction, context: Context, set: AcceptedSetOff): Promise<void> {
  const { from, invoice, target, recordedSide, amountCents } = set
  const id = context.newId()
  const setOffOn = dayOf(context.now)
  const { unitId, cooperativeId } = invoice
  const documents = { fromInvoiceId: from?.id ?? null, invoiceId: invoice.id }
  await insertSetOff(tx, {
    ...{ id, ...documents, unitId, cooperativeId, amountCents, setOffOn, recordedSide },
    recordedBy: context.actor.personId,
    recordedAt: context.now,
  })
  await postSetOff(tx, context, { id, invoice, occurredOn: setOffOn, amountCents })
  const before = splitMoney(target)
  await reallocate(tx, context, {
    cause: { kind: 'set_off', id },
    invoiceId: invoice.id,
    occurredOn: setOffOn,
    changes: keptChange(before, { ...before, paidCents: before.paidCents + amountCents }),
    explained: [],
  })
  const subject = { subjectType: 'invoice', subjectId: invoice.id }
  await recordAudit(tx, context, {
    ...{ action: 'billing.set-off', ...subject },
    after: { fromInvoiceId: documents.fromInvoiceId, fromNumber: from?.number, amountCents },
  })
  await publishEvent(tx, context, {
    ...{ topic: 'billing.set-off', ...subject },
    payload: { unitId, cooperativeId, recordedSide, amountCents, number: invoice.number },
  })
}

function isAnotherOfPair(from: LockedInvoice, { id, unitId, cooperativeId }: LockedInvoice) {
  return id !== from.id && unitId === from.unitId && cooperativeId === from.cooperativeId
}

/** What is due back of an invoice and no refund waits for, in 分. */
export function freeDueBack(money: MoneyOfInvoice): number {
  const waiting = money.lines.reduce(
    (sum, line) => sum + line.requestedCents - line.refundedCents,
    money.requestedFreightCents - money.refundedFreightCents,
  )
  return Math.max(0, -money.balanceCents - waiting)
}

/** What can be set off of an invoice, and against which of the same two sides, latest due last. */
export async function readSetOffDraft(reader: Reader, actor: Actor, invoiceId: string) {
  const invoice = await findInvoice(reader, invoiceId)
  if (invoice === null) throw new AppError('not_found')
  sideOf(actor, invoice)
  const money = await moneyOfInvoices(reader, [invoiceId])
  const invoices = await openInvoicesBeside(reader, invoice)
  return { dueBackCents: freeDueBack(required(money, invoiceId)), invoices }
}

function requireAmount(
  amountCents: number,
  { source, target }: { source: MoneyOfInvoice; target: MoneyOfInvoice },
): void {
  const maximumCents = freeDueBack(source)
  if (amountCents > maximumCents)
    throw fieldError(['amountCents'], 'above_refundable', { maximumCents })
  requireOpen(amountCents, target)
}

/** Less is owed, and less is due back: the same amount on both accounts of either side. */
async function postSetOff(
  tx: Transaction,
  context: Context,
  set: { id: string; invoice: LockedInvoice; occurredOn: string; amountCents: number },
): Promise<void> {
  const { id, invoice, occurredOn, amountCents } = set
  const { unitId, cooperativeId } = invoice
  const seller: Posting[] = [
    { account: 'refunds_due', cents: amountCents },
    { account: 'receivable', cents: -amountCents },
  ]
  const shared = { cause: { kind: 'set_off' as const, id }, invoiceId: invoice.id, occurredOn }
  await postEntries(tx, context, [
    { ...shared, organisationId: cooperativeId, counterpartyId: unitId, postings: seller },
    {
      ...shared,
      ...{ organisationId: unitId, counterpartyId: cooperativeId },
      postings: mirrored(seller),
    },
  ])
}

function required(money: Map<string, MoneyOfInvoice>, invoiceId: string): MoneyOfInvoice {
  const own = money.get(invoiceId)
  if (own === undefined) throw new AppError('not_found')
  return own
}
