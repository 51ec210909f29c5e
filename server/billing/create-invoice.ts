import { invoiceNumberOf } from '../../shared/billing/invoice-number.ts'
import { AppError, fieldError } from '../../shared/errors.ts'
import { mayBeInvoiced } from '../../shared/orders/order-states.ts'
import { dayOf } from '../../shared/scalars.ts'
import { receiptsOf, requireSide } from '../deliveries/index.ts'
import { fileExists, recordAudit } from '../evidence/index.ts'
import { lockPurchaseOrder, type PurchaseOrderRow } from '../orders/index.ts'
import type { Context } from '../platform/context.ts'
import type { Transaction } from '../platform/db/transaction.ts'
import { publishEvent } from '../platform/jobs/outbox.ts'
import { isNumberTaken } from './credit-notes.queries.ts'
import { insertInvoice } from './invoices.queries.ts'
import { postInvoiceMove } from './post-entries.ts'
import { type OpenToInvoice, openToInvoice, type UninvoicedLine } from './read-invoice-draft.ts'

/** An invoice for accepted goods: for all that is not yet invoiced unless lines are given. */
export interface CreateInvoice {
  purchaseOrderId: string
  /** As typed; the code is that of an older invoice, else empty. */
  number: string
  code: string
  issuedOn: string
  freightCents: number
  lines?: { orderLineId: string; grams?: number | undefined; amountCents: number }[] | undefined
  fileId: string | null
  reason: string
}

interface BilledLine {
  orderLineId: string
  grams: number
  amountCents: number
}

/**
 * Enters an invoice as the cooperative issued it; it never changes afterwards (§7.4). Above what
 * was accepted of a line, or the freight of what was accepted, it needs a reason. Refused before
 * goods were received, and for an order that was declined or cancelled. Returns the invoice's id.
 */
export async function createInvoice(
  tx: Transaction,
  context: Context,
  input: CreateInvoice,
): Promise<string> {
  const order = await lockPurchaseOrder(tx, input.purchaseOrderId)
  requireSide(context.actor, order, 'cooperative')
  const number = numberOf(input)
  await requireReceived(tx, order)
  const today = dayOf(context.now)
  if (input.issuedOn > today) throw fieldError(['issuedOn'], 'in_the_future')
  if (input.issuedOn < order.orderedOn) throw fieldError(['issuedOn'], 'before_the_order')
  if (input.fileId !== null && !(await fileExists(tx, input.fileId, order.cooperativeId)))
    throw fieldError(['fileId'], 'not_found')
  const open = await openToInvoice(tx, order)
  const lines = billedLines(open.lines, input)
  const goodsCents = lines.reduce((sum, line) => sum + line.amountCents, 0)
  if (goodsCents + input.freightCents === 0) throw new AppError('nothing_to_invoice')
  requireAccepted(open, { ...input, billed: lines })

  const id = context.newId()
  const { issuedOn, freightCents, fileId, reason } = input
  const row = {
    id,
    number,
    purchaseOrderId: order.id,
    cooperativeId: order.cooperativeId,
    unitId: order.unitId,
    issuedOn,
    goodsCents,
    freightCents,
    fileId,
    reason,
    createdBy: context.actor.personId,
    createdAt: context.now,
  }
  if (await isNumberTaken(tx, order.cooperativeId, number))
    throw fieldError(['number'], 'invoice_number_taken')
  const isNew = await insertInvoice(
    tx,
    row,
    lines.map((line) => ({ id: context.newId(), invoiceId: id, ...line })),
  )
  if (!isNew) throw fieldError(['number'], 'invoice_number_taken')
  const totalCents = goodsCents + freightCents
  await postInvoiceMove(tx, context, {
    cause: { kind: 'invoice', id },
    invoice: row,
    occurredOn: issuedOn,
    balance: { beforeCents: 0, afterCents: totalCents },
    against: [
      { account: 'sales', cents: -goodsCents },
      { account: 'freight', cents: -freightCents },
    ],
  })
  await recordAudit(tx, context, {
    action: 'billing.create-invoice',
    subjectType: 'invoice',
    subjectId: id,
    after: { number, issuedOn, goodsCents, freightCents, reason, lines },
  })
  await publishEvent(tx, context, {
    topic: 'billing.invoice-created',
    subjectType: 'invoice',
    subjectId: id,
    payload: { number, purchaseOrderId: order.id, unitId: order.unitId },
  })
  return id
}

async function requireReceived(tx: Transaction, order: PurchaseOrderRow): Promise<void> {
  const { id, state } = order
  if (!mayBeInvoiced(state)) throw new AppError('illegal_transition', { values: { state } })
  if ((await receiptsOf(tx, id)).length === 0) throw new AppError('nothing_received')
}

function numberOf(input: CreateInvoice): string {
  const named = invoiceNumberOf(input)
  if ('number' in named) return named.number
  const field = named.fault === 'invoice_code_format' ? 'code' : 'number'
  throw fieldError([field], named.fault)
}

/** The lines as given, or all that is accepted and not yet invoiced. */
function billedLines(open: readonly UninvoicedLine[], input: CreateInvoice): BilledLine[] {
  const all = () =>
    open.map(({ order, grams, amountCents }) => ({ orderLineId: order.id, grams, amountCents }))
  const seen = new Set<string>()
  const given = input.lines?.map((line, index) => {
    const openLine = open.find(({ order }) => order.id === line.orderLineId)
    if (openLine === undefined) throw fieldError(['lines', index, 'orderLineId'], 'not_found')
    if (seen.has(line.orderLineId)) throw fieldError(['lines', index, 'orderLineId'], 'duplicate')
    seen.add(line.orderLineId)
    const { orderLineId, amountCents } = line
    return { orderLineId, grams: line.grams ?? openLine.grams, amountCents }
  })
  return (given ?? all()).filter((line) => line.amountCents > 0)
}

/**
 * Each line is billed by what was accepted of it, and freight by the weight accepted: more needs a
 * reason (§7.4). What is too much on one line and missing on another is a slip that no reason
 * heals: paid as billed, it would be recognised of neither (§3.2).
 */
function requireAccepted(
  open: OpenToInvoice,
  claim: Pick<CreateInvoice, 'lines' | 'freightCents' | 'reason'> & { billed: BilledLine[] },
): void {
  const billedOf = ({ order }: UninvoicedLine) =>
    claim.billed.find((line) => line.orderLineId === order.id)?.amountCents ?? 0
  const above = open.lines.find((line) => billedOf(line) > line.restCents)
  const sumCents = open.lines.reduce((sum, line) => sum + billedOf(line) - line.restCents, 0)
  if (above !== undefined && sumCents <= 0) {
    const index = claim.lines?.findIndex((line) => line.orderLineId === above.order.id) ?? 0
    throw fieldError(['lines', index, 'amountCents'], 'billed_on_another_line')
  }
  const isAbove = above !== undefined || claim.freightCents > open.freightCents
  if (isAbove && claim.reason === '') throw fieldError(['reason'], 'invoice_reason_required')
}
