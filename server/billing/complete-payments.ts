import assert from 'node:assert/strict'
import { clearingOf } from '../../shared/billing/accounts.ts'
import { keptChange } from '../../shared/billing/allocate-payment.ts'
import { recordPayment as attributePayment } from '../attribution/index.ts'
import { attributedLines } from '../orders/index.ts'
import type { Context } from '../platform/context.ts'
import type { Transaction } from '../platform/db/transaction.ts'
import { postBankMatches } from './bank/post-bank-matches.ts'
import { moneyOfInvoices, splitMoney } from './invoice-money.queries.ts'
import { invoicesByIds } from './invoices.queries.ts'
import { insertPaymentLines, type PaymentRow } from './payments.queries.ts'
import { type InvoiceMove, postInvoiceMoves } from './post-entries.ts'

/**
 * Makes recorded payments, whose orders are locked, paid ones. The goods part of each is split over
 * the lines of its invoice from cumulative sums, goods before freight, and counts for attribution.
 * Takes a bounded number of statements for each day on which something was paid.
 */
export async function completePayments(
  tx: Transaction,
  context: Context,
  rows: readonly PaymentRow[],
  decideRows: () => Promise<void>,
): Promise<void> {
  const invoiceIds = [...new Set(rows.map((row) => row.invoiceId))]
  const invoices = await invoicesByIds(tx, invoiceIds)
  const money = await moneyOfInvoices(tx, invoiceIds)
  const lines: { id: string; paymentId: string; orderLineId: string; amountCents: number }[] = []
  const moves: InvoiceMove[] = []
  for (const row of rows) {
    const invoice = invoices.get(row.invoiceId)
    const now = money.get(row.invoiceId)
    assert(invoice !== undefined && now !== undefined, 'a payment has its invoice')
    const { balanceCents } = now
    const before = splitMoney(now)
    const after = { ...before, paidCents: before.paidCents + row.amountCents }
    for (const line of keptChange(before, after))
      lines.push({ id: context.newId(), paymentId: row.id, ...line })
    moves.push({
      cause: { kind: 'payment', id: row.id },
      invoice,
      occurredOn: row.paidOn,
      balance: { beforeCents: balanceCents, afterCents: balanceCents - row.amountCents },
      against: [{ account: clearingOf(row.method), cents: row.amountCents }],
    })
    // The next payment of the same invoice comes on top of this one.
    money.set(row.invoiceId, {
      ...now,
      confirmedCents: now.confirmedCents + row.amountCents,
      balanceCents: balanceCents - row.amountCents,
    })
  }
  await decideRows()
  await insertPaymentLines(tx, lines)
  await postInvoiceMoves(tx, context, moves)
  await postBankMatches(tx, context, { paymentIds: rows.map((row) => row.id) })
  const dayOf = new Map(rows.map((row) => [row.id, row.paidOn]))
  const byDay = Map.groupBy(await attributedLines(tx, lines), (line) => dayOf.get(line.paymentId))
  for (const [occurredOn = '', own] of [...byDay].sort(([a = ''], [b = '']) => (a < b ? -1 : 1)))
    await attributePayment(tx, context, {
      occurredOn,
      kind: 'payment',
      lines: own.map((line) => ({
        line: line.attributed,
        cause: { type: 'payment', id: line.paymentId, lineId: line.id },
        paidCents: line.amountCents,
      })),
    })
}
