import { lockPurchaseOrders } from '../../orders/index.ts'
import type { Context } from '../../platform/context.ts'
import type { Reader, Transaction } from '../../platform/db/transaction.ts'
import { billedOrders } from '../invoice-orders.queries.ts'
import { lockPairs, type MisdirectedRow, misdirectedByIds } from '../misdirected.queries.ts'
import { type PaymentRow, paymentsByIds } from '../payments.queries.ts'
import { type RefundRow, refundsByIds } from '../refunds.queries.ts'
import type { NewBankMatch } from './bank-lines.queries.ts'
import type { StatementOwner } from './candidates.queries.ts'

/** What a line carries out: each kind has its own day. */
export type BankDocumentRow = PaymentRow | RefundRow | MisdirectedRow

/** By which kind of match a document is matched. */
export function kindOfMatch(row: BankDocumentRow): 'payments' | 'refunds' | 'misdirected' {
  if ('movedOn' in row) return 'misdirected'
  return 'paidOn' in row ? 'payments' : 'refunds'
}

/** Whether its money goes from the cooperative back to the unit. */
export function isBack(row: BankDocumentRow): boolean {
  return 'movedOn' in row ? row.isReturn : 'refundedOn' in row
}

/** Whether the owner of a statement is the one who decides on it. */
export function waitsFor(
  row: PaymentRow | MisdirectedRow,
  { side, personId }: StatementOwner,
): boolean {
  return row.state === 'recorded' && row.recordedSide !== side && row.recordedBy !== personId
}

export async function documentsOf(
  reader: Reader,
  ids: readonly string[],
): Promise<Map<string, BankDocumentRow>> {
  const rows: BankDocumentRow[] = [
    ...(await paymentsByIds(reader, ids)),
    ...(await refundsByIds(reader, ids)),
    ...(await misdirectedByIds(reader, ids)),
  ]
  return new Map(rows.map((row) => [row.id, row]))
}

/**
 * The locks of documents, the first of everything about their money: of all orders that they pay,
 * then of the two sides between whom money went astray.
 */
export async function lockDocuments(
  tx: Transaction,
  rows: readonly BankDocumentRow[],
): Promise<void> {
  await lockOrdersOf(
    tx,
    rows.flatMap((row) => ('movedOn' in row ? [] : [row])),
  )
  const astray = rows.filter((row) => 'movedOn' in row)
  if (astray.length > 0) await lockPairs(tx, astray)
}

/** The locks of all orders that invoices bill. */
export async function lockOrdersOf(
  tx: Transaction,
  rows: readonly { invoiceId: string }[],
): Promise<void> {
  const invoiceIds = [...new Set(rows.map(({ invoiceId }) => invoiceId))]
  const billed = await billedOrders(tx, invoiceIds)
  await lockPurchaseOrders(tx, [...new Set(billed.map((order) => order.purchaseOrderId))])
}

export function matchOf(
  context: Context,
  {
    owner,
    lineId,
    document,
  }: {
    owner: StatementOwner
    lineId: string
    document: BankDocumentRow | undefined
  },
): NewBankMatch {
  if (document === undefined) throw new Error('a match has its document')
  const { organisationId } = owner
  const { id, amountCents } = document
  const kind = kindOfMatch(document)
  return {
    ...{ id: context.newId(), lineId, organisationId, amountCents, otherLineId: null },
    paymentId: kind === 'payments' ? id : null,
    refundId: kind === 'refunds' ? id : null,
    misdirectedId: kind === 'misdirected' ? id : null,
  }
}
