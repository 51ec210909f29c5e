import type { z } from 'zod'
import { keptByLine, mostRefundable } from '../../shared/billing/allocate-payment.ts'
import type { invoice } from '../../shared/billing/billing.schemas.ts'
import { AppError } from '../../shared/errors.ts'
import { dayOf } from '../../shared/scalars.ts'
import type { FileGrant } from '../evidence/index.ts'
import { visibleOrders } from '../orders/index.ts'
import { bankAccountOf } from '../organisations/index.ts'
import type { Actor } from '../platform/context.ts'
import type { Reader } from '../platform/db/transaction.ts'
import {
  type MoneyOfInvoice,
  moneyOfInvoice,
  splitMoney,
  toPayOf,
} from './invoice-money.queries.ts'
import { findInvoiceVoid } from './invoice-voids.queries.ts'
import {
  type InvoicesQuestion,
  isFileOfInvoice,
  selectInvoiceLines,
  selectInvoices,
} from './invoices.queries.ts'
import { paymentView, waiverView } from './money-views.ts'
import { termsOfInvoice } from './paying/payment-terms.queries.ts'
import { selectPayments } from './payments.queries.ts'
import { readCreditNotes, readRefunds } from './read-money.ts'
import { movesOfInvoice } from './read-payment-moves.ts'
import { selectSetOffs } from './set-offs.queries.ts'
import { isUntouched } from './void-invoice.ts'
import { selectWaivers } from './waivers.queries.ts'

type InvoiceView = z.input<typeof invoice>

/** The one invoice meant, with all its money. Throws `not_found`. */
export async function readInvoice(
  reader: Reader,
  actor: Actor,
  question: InvoicesQuestion,
): Promise<InvoiceView> {
  const [row] = await selectInvoices(reader, question)
  if (row === undefined) throw new AppError('not_found')
  const { invoice: invoiceRow } = row
  const money = await moneyOfInvoice(reader, invoiceRow.id)
  const paymentRows = await selectPayments(reader, { invoiceId: invoiceRow.id })
  const refunds = await readRefunds(reader, { invoiceId: invoiceRow.id })
  const requested = splitMoney(money, { requested: true })
  const refundableFreight = mostRefundable(requested, null) - requested.freight.refundedCents
  return {
    id: invoiceRow.id,
    number: invoiceRow.number,
    isNumberShared: row.isNumberShared,
    purchaseOrders: row.purchaseOrders,
    unit: { id: invoiceRow.unitId, name: row.unitName },
    cooperative: { id: invoiceRow.cooperativeId, name: row.cooperativeName },
    issuedOn: invoiceRow.issuedOn,
    goodsCents: invoiceRow.goodsCents,
    freightCents: invoiceRow.freightCents,
    totalCents: money.totalCents,
    creditedCents: money.creditedCents,
    waivedCents: money.waivedCents,
    paidCents: money.confirmedCents,
    refundedCents: money.refundedCents,
    waitingCents: money.waitingCents,
    ...openMoney(money),
    refundableFreightCents: Math.max(0, refundableFreight),
    payee: await bankAccountOf(reader, invoiceRow.cooperativeId),
    terms: await termsOfInvoice(reader, invoiceRow.id),
    fileId: invoiceRow.fileId,
    reason: invoiceRow.reason,
    createdAt: invoiceRow.createdAt.toISOString(),
    lines: await lineViews(reader, money),
    payments: paymentRows.map(paymentView),
    refunds,
    creditNotes: await readCreditNotes(reader, { invoiceId: invoiceRow.id }),
    setOffCents: money.setOffCents,
    setOffs: await selectSetOffs(reader, invoiceRow.id),
    paymentMoves: await movesOfInvoice(reader, actor, invoiceRow.id),
    void: await findInvoiceVoid(reader, invoiceRow.id),
    mayVoid: isUntouched(money) && isSellerOf(actor, invoiceRow),
    waivers: (await selectWaivers(reader, invoiceRow.id)).map((waiver) =>
      waiverView(actor, waiver),
    ),
  }
}

function isSellerOf({ organisationId, roles }: Actor, row: { cooperativeId: string }): boolean {
  return organisationId === row.cooperativeId && roles.includes('cooperative_manager')
}

/** The file of an invoice shows itself to whoever may see the order it bills. */
export const mayReadInvoiceFile: FileGrant = (reader, { actor, now }, file) =>
  isFileOfInvoice(reader, { visible: visibleOrders(actor, dayOf(now)), fileId: file.id })

/** What is left to pay when all that waits is confirmed, and what is due back. */
export function openMoney(money: MoneyOfInvoice) {
  return { openCents: toPayOf(money), dueBackCents: Math.max(0, -money.balanceCents) }
}

async function lineViews(reader: Reader, money: MoneyOfInvoice): Promise<InvoiceView['lines']> {
  const rows = await selectInvoiceLines(reader, [money.invoiceId])
  const requested = splitMoney(money, { requested: true })
  const kept = keptByLine(splitMoney(money)).lines
  return rows.map(({ line, ...ordered }) => {
    const { orderLineId, grams, amountCents } = line
    const own = money.lines.find((candidate) => candidate.orderLineId === orderLineId)
    const { creditedCents = 0, refundedCents = 0, requestedCents = 0 } = own ?? {}
    return {
      orderLineId,
      grams,
      amountCents,
      creditedCents,
      ...ordered,
      paidCents: (kept.get(orderLineId) ?? 0) + refundedCents,
      refundedCents,
      refundableCents: Math.max(0, mostRefundable(requested, orderLineId) - requestedCents),
    }
  })
}
