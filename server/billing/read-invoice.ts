import type { z } from 'zod'
import { refundableOfLine } from '../../shared/billing/allocate-payment.ts'
import type { invoice } from '../../shared/billing/billing.schemas.ts'
import { AppError } from '../../shared/errors.ts'
import { dayOf } from '../../shared/scalars.ts'
import type { FileGrant } from '../evidence/index.ts'
import { visibleOrders } from '../orders/index.ts'
import { bankAccountOf } from '../organisations/index.ts'
import type { Reader } from '../platform/db/transaction.ts'
import {
  type InvoicesQuestion,
  isFileOfInvoice,
  selectInvoiceLines,
  selectInvoices,
} from './invoices.queries.ts'
import { paymentView } from './money-views.ts'
import { paidByInvoiceLine, paidSums, selectPayments } from './payments.queries.ts'
import { readRefunds } from './read-money.ts'
import { refundedByInvoiceLine } from './refunds.queries.ts'

type InvoiceView = z.input<typeof invoice>

/** The one invoice meant, with all its money. Throws `not_found`. */
export async function readInvoice(
  reader: Reader,
  question: InvoicesQuestion,
): Promise<InvoiceView> {
  const [row] = await selectInvoices(reader, question)
  if (row === undefined) throw new AppError('not_found')
  const { invoice: invoiceRow } = row
  const sums = (await paidSums(reader, [invoiceRow.id])).get(invoiceRow.id)
  const paidCents = sums?.confirmedCents ?? 0
  const waitingCents = sums?.waitingCents ?? 0
  const paymentRows = await selectPayments(reader, { invoiceId: invoiceRow.id })
  const refunds = await readRefunds(reader, { invoiceId: invoiceRow.id })
  const totalCents = invoiceRow.goodsCents + invoiceRow.freightCents
  return {
    id: invoiceRow.id,
    number: invoiceRow.number,
    isNumberShared: row.isNumberShared,
    purchaseOrderId: invoiceRow.purchaseOrderId,
    purchaseOrderNumber: row.purchaseOrderNumber,
    unit: { id: invoiceRow.unitId, name: row.unitName },
    cooperative: { id: invoiceRow.cooperativeId, name: row.cooperativeName },
    issuedOn: invoiceRow.issuedOn,
    goodsCents: invoiceRow.goodsCents,
    freightCents: invoiceRow.freightCents,
    totalCents,
    paidCents,
    waitingCents,
    openCents: totalCents - paidCents - waitingCents,
    payee: await bankAccountOf(reader, invoiceRow.cooperativeId),
    fileId: invoiceRow.fileId,
    reason: invoiceRow.reason,
    createdAt: invoiceRow.createdAt.toISOString(),
    lines: await lineViews(reader, invoiceRow, paidCents),
    payments: paymentRows.map(paymentView),
    refunds,
  }
}

/** The file of an invoice shows itself to whoever may see the order it bills. */
export const mayReadInvoiceFile: FileGrant = (reader, { actor, now }, file) =>
  isFileOfInvoice(reader, { visible: visibleOrders(actor, dayOf(now)), fileId: file.id })

async function lineViews(
  reader: Reader,
  invoiceRow: { id: string; goodsCents: number; freightCents: number },
  invoicePaidCents: number,
): Promise<InvoiceView['lines']> {
  const rows = await selectInvoiceLines(reader, [invoiceRow.id])
  const amounts = { ...invoiceRow, lines: rows.map(({ line }) => line) }
  const paid = await paidByInvoiceLine(reader, [invoiceRow.id])
  const refunded = await refundedByInvoiceLine(reader, [invoiceRow.id])
  return rows.map(({ line, ...ordered }) => {
    const isThis = (other: { orderLineId: string }) => other.orderLineId === line.orderLineId
    const back = refunded.find(isThis)
    const most = refundableOfLine(amounts, line.orderLineId, invoicePaidCents)
    return {
      orderLineId: line.orderLineId,
      grams: line.grams,
      amountCents: line.amountCents,
      ...ordered,
      paidCents: paid.find(isThis)?.paidCents ?? 0,
      refundedCents: back?.refundedCents ?? 0,
      refundableCents: most - (back?.askedCents ?? 0),
    }
  })
}
