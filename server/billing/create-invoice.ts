import { AppError, fieldError } from '../../shared/errors.ts'
import { mayBeInvoiced } from '../../shared/orders/order-states.ts'
import { dayOf } from '../../shared/scalars.ts'
import { receiptsOf, requireSide } from '../deliveries/index.ts'
import { fileExists, recordAudit } from '../evidence/index.ts'
import { lockPurchaseOrder, type PurchaseOrderRow } from '../orders/index.ts'
import type { Context } from '../platform/context.ts'
import type { Transaction } from '../platform/db/transaction.ts'
import { publishEvent } from '../platform/jobs/outbox.ts'
import { insertInvoice, invoicedTotals } from './invoices.queries.ts'
import { postInvoiceMove } from './post-entries.ts'
import { uninvoicedLines } from './read-invoice-draft.ts'

/** An invoice for accepted goods: for all that is not yet invoiced unless lines are given. */
export interface CreateInvoice {
  purchaseOrderId: string
  /** 20 digits. */
  number: string
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
 * Enters an invoice as the cooperative issued it; it never changes afterwards (§7.4). Above the
 * accepted money, or the agreed freight, of the order it needs a reason. Refused before goods were
 * received, and for an order that was declined or cancelled. Returns the invoice's id.
 */
export async function createInvoice(
  tx: Transaction,
  context: Context,
  input: CreateInvoice,
): Promise<string> {
  const order = await lockPurchaseOrder(tx, input.purchaseOrderId)
  requireSide(context.actor, order, 'cooperative')
  await requireReceived(tx, order)
  const today = dayOf(context.now)
  if (input.issuedOn > today) throw fieldError(['issuedOn'], 'in_the_future')
  if (input.issuedOn < order.orderedOn) throw fieldError(['issuedOn'], 'before_the_order')
  if (input.fileId !== null && !(await fileExists(tx, input.fileId, order.cooperativeId)))
    throw fieldError(['fileId'], 'not_found')
  const { lines, acceptedCents } = await billedLines(tx, input)
  const goodsCents = lines.reduce((sum, line) => sum + line.amountCents, 0)
  if (goodsCents + input.freightCents === 0) throw new AppError('nothing_to_invoice')
  await requireReason(tx, { order, input, goodsCents, acceptedCents })

  const id = context.newId()
  const { number, issuedOn, freightCents, fileId, reason } = input
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

/** The lines as given, or all that is accepted and not yet invoiced. */
async function billedLines(
  tx: Transaction,
  input: CreateInvoice,
): Promise<{ lines: BilledLine[]; acceptedCents: number }> {
  const { lines: open, acceptedCents } = await uninvoicedLines(tx, input.purchaseOrderId)
  if (input.lines === undefined) {
    const lines = open.map(({ order, grams, amountCents }) => ({
      orderLineId: order.id,
      grams,
      amountCents,
    }))
    return { lines: lines.filter((line) => line.amountCents > 0), acceptedCents }
  }
  const seen = new Set<string>()
  const lines = input.lines.map((line, index) => {
    const openLine = open.find(({ order }) => order.id === line.orderLineId)
    if (openLine === undefined) throw fieldError(['lines', index, 'orderLineId'], 'not_found')
    if (seen.has(line.orderLineId)) throw fieldError(['lines', index, 'orderLineId'], 'duplicate')
    seen.add(line.orderLineId)
    const { orderLineId, amountCents } = line
    return { orderLineId, grams: line.grams ?? openLine.grams, amountCents }
  })
  return { lines: lines.filter((line) => line.amountCents > 0), acceptedCents }
}

async function requireReason(
  tx: Transaction,
  claim: {
    order: PurchaseOrderRow
    input: CreateInvoice
    goodsCents: number
    acceptedCents: number
  },
): Promise<void> {
  if (claim.input.reason !== '') return
  const { order, input, goodsCents, acceptedCents } = claim
  const before = await invoicedTotals(tx, order.id)
  const isAboveAccepted = before.goodsCents + goodsCents > acceptedCents
  const isAboveFreight = before.freightCents + input.freightCents > order.freightCents
  if (isAboveAccepted || isAboveFreight) throw fieldError(['reason'], 'invoice_reason_required')
}
