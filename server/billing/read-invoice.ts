import { eq, type SQL } from 'drizzle-orm'
import type { z } from 'zod'
import { refundableOfLine } from '../../shared/billing/allocate-payment.ts'
import type { invoice } from '../../shared/billing/billing.schemas.ts'
import { AppError } from '../../shared/errors.ts'
import type { Reader } from '../platform/db/transaction.ts'
import { invoices, payments, refunds } from './billing.tables.ts'
import { selectInvoiceLines, selectInvoices } from './invoices.queries.ts'
import { paymentView, refundView } from './money-views.ts'
import { paidByInvoiceLine, paidSums, selectPayments } from './payments.queries.ts'
import { refundedByInvoiceLine, selectRefundLines, selectRefunds } from './refunds.queries.ts'

type InvoiceView = z.input<typeof invoice>

/** The one invoice that meets the condition, with all its money; `not_found` otherwise. */
export async function readInvoice(
  reader: Reader,
  condition: SQL | undefined,
): Promise<InvoiceView> {
  const [row] = await selectInvoices(reader, condition)
  if (row === undefined) throw new AppError('not_found')
  const { invoice: it } = row
  const sums = (await paidSums(reader, [it.id])).get(it.id)
  const paidCents = sums?.confirmedCents ?? 0
  const waitingCents = sums?.waitingCents ?? 0
  const paymentRows = await selectPayments(reader, eq(payments.invoiceId, it.id))
  const refundRows = await selectRefunds(reader, eq(refunds.invoiceId, it.id))
  const refundLines = await selectRefundLines(
    reader,
    refundRows.map((each) => each.refund.id),
  )
  const totalCents = it.goodsCents + it.freightCents
  return {
    id: it.id,
    number: it.number,
    purchaseOrderId: it.purchaseOrderId,
    purchaseOrderNumber: row.purchaseOrderNumber,
    unit: { id: it.unitId, name: row.unitName },
    cooperative: { id: it.cooperativeId, name: row.cooperativeName },
    issuedOn: it.issuedOn,
    goodsCents: it.goodsCents,
    freightCents: it.freightCents,
    totalCents,
    paidCents,
    waitingCents,
    openCents: totalCents - paidCents - waitingCents,
    fileId: it.fileId,
    reason: it.reason,
    createdAt: it.createdAt.toISOString(),
    lines: await lineViews(reader, it, paidCents),
    payments: paymentRows.map(paymentView),
    refunds: refundRows.map((each) => refundView(each, refundLines)),
  }
}

/** An invoice just written, for the answer of the command that wrote it. */
export function writtenInvoice(reader: Reader, id: string): Promise<InvoiceView> {
  return readInvoice(reader, eq(invoices.id, id))
}

async function lineViews(
  reader: Reader,
  it: { id: string; goodsCents: number; freightCents: number },
  invoicePaidCents: number,
): Promise<InvoiceView['lines']> {
  const rows = await selectInvoiceLines(reader, [it.id])
  const amounts = { ...it, lines: rows.map(({ line }) => line) }
  const paid = await paidByInvoiceLine(reader, [it.id])
  const refunded = await refundedByInvoiceLine(reader, [it.id])
  return rows.map(({ line, ...ordered }) => {
    const isThis = (each: { orderLineId: string }) => each.orderLineId === line.orderLineId
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
