import { invoiceNumberOf } from '../../shared/billing/invoice-number.ts'
import { AppError, fieldError } from '../../shared/errors.ts'
import { mayBeInvoiced } from '../../shared/orders/order-states.ts'
import { dayOf } from '../../shared/scalars.ts'
import { splitByLargestRemainder } from '../../shared/split.ts'
import { firstReceiptDays, requireSide } from '../deliveries/index.ts'
import { fileExists, recordAudit } from '../evidence/index.ts'
import { lockPurchaseOrders, type PurchaseOrderRow } from '../orders/index.ts'
import type { Context } from '../platform/context.ts'
import type { Transaction } from '../platform/db/transaction.ts'
import { publishEvent } from '../platform/jobs/outbox.ts'
import { isNumberTaken } from './credit-notes.queries.ts'
import { insertInvoiceOrders } from './invoice-orders.queries.ts'
import { insertInvoice } from './invoices.queries.ts'
import { postInvoiceMove } from './post-entries.ts'
import { type OpenToInvoice, openToInvoice, type UninvoicedLine } from './read-invoice-draft.ts'

/** An invoice over one or more orders: for all that is not yet invoiced unless lines are given. */
export interface CreateInvoice {
  purchaseOrderId: string
  /** Further orders of the same unit on the same invoice. */
  otherOrderIds?: readonly string[]
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
  const orders = await lockOrders(tx, context, input)
  const [order] = orders
  const number = numberOf(input)
  await requireReceived(tx, orders)
  await checkDocument(tx, context, { orders, input })
  const open = await openToInvoice(tx, orders)
  const openLines = open.flatMap((ofOrder) => ofOrder.lines)
  const lines = billedLines(openLines, input)
  const goodsCents = lines.reduce((sum, line) => sum + line.amountCents, 0)
  if (goodsCents + input.freightCents === 0) throw new AppError('nothing_to_invoice')
  requireAccepted(open, { ...input, billed: lines })

  const id = context.newId()
  const { issuedOn, freightCents, fileId, reason } = input
  const row = {
    id,
    number,
    cooperativeId: order.cooperativeId,
    unitId: order.unitId,
    supervisingCountyCode: order.supervisingCountyCode,
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
  await insertInvoiceOrders(tx, billedByOrder(open, { id, lines, freightCents }))
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
    after: {
      ...{ number, issuedOn, goodsCents, freightCents, reason, lines },
      purchaseOrderIds: orders.map((row) => row.id),
    },
  })
  await publishEvent(tx, context, {
    topic: 'billing.invoice-created',
    subjectType: 'invoice',
    subjectId: id,
    payload: { number, purchaseOrderId: order.id, unitId: order.unitId },
  })
  return id
}

/** The orders of an invoice under their locks, its own first: all of one unit and one seller. */
async function lockOrders(
  tx: Transaction,
  context: Context,
  { purchaseOrderId, otherOrderIds = [] }: CreateInvoice,
): Promise<[PurchaseOrderRow, ...PurchaseOrderRow[]]> {
  const byId = new Map(
    (await lockPurchaseOrders(tx, [purchaseOrderId, ...otherOrderIds])).map((row) => [row.id, row]),
  )
  const order = byId.get(purchaseOrderId)
  if (order === undefined) throw new AppError('not_found')
  requireSide(context.actor, order, 'cooperative')
  const others = otherOrderIds.map((id, index) => {
    const other = byId.get(id)
    const path = ['otherOrderIds', index]
    if (other?.cooperativeId !== order.cooperativeId) throw fieldError(path, 'not_found')
    if (id === purchaseOrderId || otherOrderIds.indexOf(id) < index)
      throw fieldError(path, 'duplicate')
    const { unitId, supervisingCountyCode } = other
    if (unitId !== order.unitId || supervisingCountyCode !== order.supervisingCountyCode)
      throw fieldError(path, 'order_of_others')
    return other
  })
  return [order, ...others]
}

/** An invoice is issued after its orders and not tomorrow; its file is one of the seller's. */
async function checkDocument(
  tx: Transaction,
  context: Context,
  { orders, input }: { orders: readonly PurchaseOrderRow[]; input: CreateInvoice },
): Promise<void> {
  const today = dayOf(context.now)
  if (input.issuedOn > today) throw fieldError(['issuedOn'], 'in_the_future')
  if (orders.some(({ orderedOn }) => input.issuedOn < orderedOn))
    throw fieldError(['issuedOn'], 'before_the_order')
  if (
    input.fileId !== null &&
    !(await fileExists(tx, input.fileId, orders[0]?.cooperativeId ?? ''))
  )
    throw fieldError(['fileId'], 'not_found')
}

async function requireReceived(
  tx: Transaction,
  orders: readonly PurchaseOrderRow[],
): Promise<void> {
  const refused = orders.find(({ state }) => !mayBeInvoiced(state))
  if (refused) throw new AppError('illegal_transition', { values: { state: refused.state } })
  const ids = orders.map(({ id }) => id)
  if ((await firstReceiptDays(tx, ids)).size < ids.length) throw new AppError('nothing_received')
}

/** What the invoice bills of each order; freight where it is open, else with the first order. */
export function billedByOrder(
  open: readonly OpenToInvoice[],
  { id, lines, freightCents }: { id: string; lines: BilledLine[]; freightCents: number },
) {
  const claims = open.map((order) => ({ key: order.purchaseOrderId, weight: order.freightCents }))
  if (claims.every(({ weight }) => weight === 0))
    for (const claim of claims.slice(0, 1)) claim.weight = 1
  const freight = splitByLargestRemainder(freightCents, claims)
  const billed = open.map(({ purchaseOrderId, lines: ordered }) => ({
    invoiceId: id,
    creditNoteId: null,
    purchaseOrderId,
    goodsCents: lines
      .filter(({ orderLineId }) => ordered.some(({ order }) => order.id === orderLineId))
      .reduce((sum, line) => sum + line.amountCents, 0),
    freightCents: freight.get(purchaseOrderId) ?? 0,
  }))
  return billed.filter((row) => row.goodsCents + row.freightCents > 0)
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
    if (line.grams !== undefined && line.grams > openLine.grams)
      throw fieldError(['lines', index, 'grams'], 'above_accepted', {
        maximumGrams: openLine.grams,
      })
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
  open: readonly OpenToInvoice[],
  claim: Pick<CreateInvoice, 'lines' | 'freightCents' | 'reason'> & { billed: BilledLine[] },
): void {
  const billedOf = ({ order }: UninvoicedLine) =>
    claim.billed.find((line) => line.orderLineId === order.id)?.amountCents ?? 0
  const lines = open.flatMap((order) => order.lines)
  const above = lines.find((line) => billedOf(line) > line.restCents)
  const sumCents = lines.reduce((sum, line) => sum + billedOf(line) - line.restCents, 0)
  if (above !== undefined && sumCents <= 0) {
    const index = claim.lines?.findIndex((line) => line.orderLineId === above.order.id) ?? 0
    throw fieldError(['lines', index, 'amountCents'], 'billed_on_another_line')
  }
  const openFreight = open.reduce((sum, order) => sum + order.freightCents, 0)
  const isAbove = above !== undefined || claim.freightCents > openFreight
  if (isAbove && claim.reason === '') throw fieldError(['reason'], 'invoice_reason_required')
}
