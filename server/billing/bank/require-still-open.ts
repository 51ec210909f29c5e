import { isDeepStrictEqual } from 'node:util'
import type { BankProposal } from '../../../shared/billing/bank.schemas.ts'
import { fieldError } from '../../../shared/errors.ts'
import type { Transaction } from '../../platform/db/transaction.ts'
import { moneyOfInvoices, toPayOf } from '../invoice-money.queries.ts'

/**
 * What was paid meanwhile is not paid again by an old suggestion. More than is open is a person's
 * own word alone, and only of an invoice that has something open. The orders are locked.
 */
export async function requireStillOpen(
  tx: Transaction,
  parts: readonly { invoiceId: string; amountCents: number }[],
  proposals: readonly BankProposal[],
): Promise<void> {
  const isSuggested = proposals.some(
    (each) => each.kind === 'invoices' && isDeepStrictEqual(each.parts, [...parts]),
  )
  const money = await moneyOfInvoices(
    tx,
    parts.map(({ invoiceId }) => invoiceId),
  )
  for (const { invoiceId, amountCents } of parts) {
    const own = money.get(invoiceId)
    if (own === undefined) continue
    const openCents = toPayOf(own)
    if (openCents === 0 || (isSuggested && amountCents > openCents))
      throw fieldError(['match'], 'above_open', { openCents })
  }
}
