import type { z } from 'zod'
import { keptChange, payableOf } from '../../shared/billing/allocate-payment.ts'
import type { creditNoteDraft } from '../../shared/billing/billing.schemas.ts'
import { AppError, fieldError } from '../../shared/errors.ts'
import { dayOf } from '../../shared/scalars.ts'
import { proportion, splitByLargestRemainder } from '../../shared/split.ts'
import { acceptedByOrderLine, requireSide } from '../deliveries/index.ts'
import { fileExists, recordAudit } from '../evidence/index.ts'
import { linesOfOrders, purchaseOrdersByIds } from '../orders/index.ts'
import type { Actor, Context } from '../platform/context.ts'
import type { Reader, Transaction } from '../platform/db/transaction.ts'
import { publishEvent } from '../platform/jobs/outbox.ts'
import { insertCreditNote, isNumberTaken } from './credit-notes.queries.ts'
import {
  type LineMoney,
  type MoneyOfInvoice,
  moneyOfInvoice,
  splitMoney,
} from './invoice-money.queries.ts'
import { billedOrders, insertInvoiceOrders, invoicedByOrderLine } from './invoice-orders.queries.ts'
import { findInvoice, type InvoiceRow } from './invoices.queries.ts'
import { lockInvoice } from './pay-invoice.ts'
import { postInvoiceMove } from './post-entries.ts'
import { reallocate } from './reallocate.ts'

/** A credit note as the cooperative issued it, by lines of the invoice it takes from. */
export interface CreateCreditNote {
  invoiceId: string
  /** 20 digits. */
  number: string
  issuedOn: string
  freightCents: number
  lines: { orderLineId: string; grams?: number | undefined; amountCents: number }[]
  fileId: string | null
  reason: string
}

/**
 * Enters a credit note (§7.4): never more of a line than the invoice less earlier credit notes.
 * What it takes off is no longer owed, or is due back where it was paid; what was paid of a line
 * moves to the lines that are still payable. Returns the credit note's id.
 */
export async function createCreditNote(
  tx: Transaction,
  context: Context,
  input: CreateCreditNote,
): Promise<string> {
  const invoice = await lockInvoice(tx, input.invoiceId)
  requireSide(context.actor, invoice, 'cooperative')
  await checkDocument(tx, context, invoice, input)
  const money = await moneyOfInvoice(tx, invoice.id)
  const lines = creditedLines(money, input)
  const goodsCents = lines.reduce((sum, line) => sum + line.amountCents, 0)
  const { number, issuedOn, freightCents, fileId, reason } = input
  if (goodsCents + freightCents === 0) throw fieldError(['lines'], 'required')
  const maximumCents = payableOf(splitMoney(money).freight)
  if (freightCents > maximumCents)
    throw fieldError(['freightCents'], 'above_invoiced', { maximumCents })

  const id = context.newId()
  const { unitId, cooperativeId } = invoice
  const document = { number, issuedOn, goodsCents, freightCents, fileId, reason }
  const isNew = await insertCreditNote(
    tx,
    {
      id,
      invoiceId: invoice.id,
      unitId,
      cooperativeId,
      ...document,
      createdBy: context.actor.personId,
      createdAt: context.now,
    },
    lines.map((line) => ({ id: context.newId(), creditNoteId: id, ...line })),
  )
  if (!isNew) throw fieldError(['number'], 'invoice_number_taken')
  await takeOffOrders(tx, { id, money, lines, freightCents })
  await moveMoney(tx, context, { id, invoice, money, lines, goodsCents, freightCents, issuedOn })
  await recordAudit(tx, context, {
    action: 'billing.create-credit-note',
    subjectType: 'invoice',
    subjectId: invoice.id,
    after: { creditNoteId: id, ...document, lines },
  })
  await publishEvent(tx, context, {
    topic: 'billing.credit-note-created',
    subjectType: 'invoice',
    subjectId: invoice.id,
    payload: { number, invoiceNumber: invoice.number, unitId, cooperativeId },
  })
  return id
}

/** What a credit note would take off so that no line is invoiced above what was accepted. */
export async function readCreditNoteDraft(
  reader: Reader,
  actor: Actor,
  invoiceId: string,
): Promise<z.input<typeof creditNoteDraft>> {
  const invoice = await findInvoice(reader, invoiceId)
  if (invoice === null) throw new AppError('not_found')
  requireSide(actor, invoice, 'cooperative')
  const money = await moneyOfInvoice(reader, invoiceId)
  const orderIds = [...new Set(money.lines.map((line) => line.purchaseOrderId))]
  const accepted = await acceptedByOrderLine(reader, orderIds)
  const invoiced = await invoicedByOrderLine(reader, orderIds)
  const ordered = await linesOfOrders(reader, orderIds)
  const orders = await purchaseOrdersByIds(reader, orderIds)
  const lines = ordered.flatMap((order) => {
    const line = money.lines.find((candidate) => candidate.orderLineId === order.id)
    if (line === undefined) return []
    const goods = accepted.find((candidate) => candidate.orderLineId === order.id)
    const billed = invoiced.find((candidate) => candidate.orderLineId === order.id)
    const above = (billed?.amountCents ?? 0) - (goods?.acceptedCents ?? 0)
    const maximumCents = payableOf(line)
    const amountCents = Math.max(0, Math.min(above, maximumCents))
    return [
      {
        orderLineId: order.id,
        purchaseOrderNumber: orders.find(({ id }) => id === order.purchaseOrderId)?.number ?? '',
        lineNumber: order.lineNumber,
        productName: order.productName,
        packName: order.packName,
        grams: gramsOf(line, amountCents),
        amountCents,
        maximumCents,
      },
    ]
  })
  const maximumFreightCents = payableOf(splitMoney(money).freight)
  return { invoiceId, invoiceNumber: invoice.number, maximumFreightCents, lines }
}

async function checkDocument(
  tx: Transaction,
  context: Context,
  invoice: InvoiceRow,
  input: CreateCreditNote,
): Promise<void> {
  if (input.issuedOn > dayOf(context.now)) throw fieldError(['issuedOn'], 'in_the_future')
  if (input.issuedOn < invoice.issuedOn) throw fieldError(['issuedOn'], 'before_the_invoice')
  if (input.fileId !== null && !(await fileExists(tx, input.fileId, invoice.cooperativeId)))
    throw fieldError(['fileId'], 'not_found')
  if (await isNumberTaken(tx, invoice.cooperativeId, input.number))
    throw fieldError(['number'], 'invoice_number_taken')
}

/** Each line once, of this invoice, and no more than is left of it. */
function creditedLines(money: MoneyOfInvoice, input: CreateCreditNote) {
  const seen = new Set<string>()
  const lines = input.lines.map(({ orderLineId, grams, amountCents }, index) => {
    const line = money.lines.find((candidate) => candidate.orderLineId === orderLineId)
    if (line === undefined) throw fieldError(['lines', index, 'orderLineId'], 'not_found')
    if (seen.has(orderLineId)) throw fieldError(['lines', index, 'orderLineId'], 'duplicate')
    seen.add(orderLineId)
    const maximumCents = payableOf(line)
    if (amountCents > maximumCents)
      throw fieldError(['lines', index, 'amountCents'], 'above_invoiced', { maximumCents })
    const maximumGrams = line.grams - line.creditedGrams
    if (grams !== undefined && grams > maximumGrams)
      throw fieldError(['lines', index, 'grams'], 'above_invoiced', { maximumGrams })
    return { orderLineId, grams: grams ?? gramsOf(line, amountCents), amountCents }
  })
  return lines.filter(({ amountCents }) => amountCents > 0)
}

/** The weight that an amount of a line stands for. */
function gramsOf(line: LineMoney, amountCents: number): number {
  if (line.invoicedCents === 0) return 0
  const grams = proportion(line.grams, amountCents, line.invoicedCents)
  return Math.min(grams, line.grams - line.creditedGrams)
}

/** Writes what it takes off of each order: goods by their lines, freight by what is billed. */
async function takeOffOrders(
  tx: Transaction,
  note: {
    id: string
    money: MoneyOfInvoice
    lines: readonly { orderLineId: string; amountCents: number }[]
    freightCents: number
  },
): Promise<void> {
  const { id, money, lines, freightCents } = note
  const billed = await billedOrders(tx, [money.invoiceId])
  const claims = billed.map((order) => ({ key: order.purchaseOrderId, weight: order.freightCents }))
  const freight = freightCents === 0 ? new Map() : splitByLargestRemainder(freightCents, claims)
  const orderOf = new Map(money.lines.map((line) => [line.orderLineId, line.purchaseOrderId]))
  const rows = billed.map(({ invoiceId, purchaseOrderId }) => ({
    invoiceId,
    creditNoteId: id,
    purchaseOrderId,
    goodsCents: lines
      .filter(({ orderLineId }) => orderOf.get(orderLineId) === purchaseOrderId)
      .reduce((sum, line) => sum - line.amountCents, 0),
    freightCents: 0 - (freight.get(purchaseOrderId) ?? 0),
  }))
  await insertInvoiceOrders(
    tx,
    rows.filter((row) => row.goodsCents + row.freightCents < 0),
  )
}

async function moveMoney(
  tx: Transaction,
  context: Context,
  change: {
    id: string
    invoice: InvoiceRow
    money: MoneyOfInvoice
    lines: readonly { orderLineId: string; amountCents: number }[]
    goodsCents: number
    freightCents: number
    issuedOn: string
  },
): Promise<void> {
  const { id, invoice, money, lines, goodsCents, freightCents } = change
  const { balanceCents } = money
  const afterCents = balanceCents - goodsCents - freightCents
  await postInvoiceMove(tx, context, {
    cause: { kind: 'credit_note', id },
    invoice,
    occurredOn: change.issuedOn,
    balance: { beforeCents: balanceCents, afterCents },
    against: [
      { account: 'sales', cents: goodsCents },
      { account: 'freight', cents: freightCents },
    ],
  })
  const before = splitMoney(money)
  const credited = new Map(lines.map((line) => [line.orderLineId, line.amountCents]))
  const after = {
    ...before,
    lines: before.lines.map((line) => ({
      ...line,
      creditedCents: line.creditedCents + (credited.get(line.orderLineId) ?? 0),
    })),
    freight: { ...before.freight, creditedCents: before.freight.creditedCents + freightCents },
  }
  await reallocate(tx, context, {
    cause: { kind: 'credit_note', id },
    invoiceId: invoice.id,
    occurredOn: dayOf(context.now),
    changes: keptChange(before, after),
    explained: [],
  })
}
