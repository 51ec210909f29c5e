import { AppError } from '../../shared/errors.ts'
import { lockPurchaseOrder } from '../orders/index.ts'
import type { Transaction } from '../platform/db/transaction.ts'
import { type InvoiceWithLines, invoiceWithLines } from './invoices.queries.ts'
import { paidSums } from './payments.queries.ts'

/** An invoice, and the day its goods were ordered on: no money moved for them before. */
export type LockedInvoice = InvoiceWithLines & { orderedOn: string }

/**
 * An invoice under the lock of its purchase order, the first lock of everything about its money.
 * The invoice itself never changes, so it may be read before the lock.
 */
export async function lockInvoice(tx: Transaction, invoiceId: string): Promise<LockedInvoice> {
  const invoice = await invoiceWithLines(tx, invoiceId)
  if (invoice === null) throw new AppError('not_found')
  const { orderedOn } = await lockPurchaseOrder(tx, invoice.purchaseOrderId)
  return { ...invoice, orderedOn }
}

/** Confirmed and waiting money of one invoice, and what is left to pay, in 分. */
export async function standingOf(tx: Transaction, invoice: InvoiceWithLines) {
  const sums = (await paidSums(tx, [invoice.id])).get(invoice.id)
  const { confirmedCents, waitingCents } = sums ?? { confirmedCents: 0, waitingCents: 0 }
  const totalCents = invoice.goodsCents + invoice.freightCents
  return { confirmedCents, waitingCents, openCents: totalCents - confirmedCents - waitingCents }
}
