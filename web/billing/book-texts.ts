import type { RouteLocationRaw } from 'vue-router'
import type { Figure } from '../../shared/figure.ts'
import { yuan } from '../platform/format.ts'
import type { PostingRow } from './use-books.ts'

type Translate = (key: `books.side.${'debit' | 'credit'}`) => string

/** A balance as books write it, with its side before the amount: 借 1,000.00. */
export function sidedYuan(t: Translate, cents: Figure): string {
  const amount = BigInt(cents)
  if (amount === 0n) return yuan(0)
  const side = t(amount > 0n ? 'books.side.debit' : 'books.side.credit')
  return `${side} ${yuan(cents).replace('-', '')}`
}

/** The page of the document behind an entry, where it has one. */
export function documentRoute(
  row: Pick<PostingRow, 'invoiceId' | 'purchaseOrderId'>,
): RouteLocationRaw | undefined {
  const { invoiceId, purchaseOrderId } = row
  if (invoiceId !== null) return { name: 'billing.invoice', params: { invoiceId } }
  if (purchaseOrderId === null) return undefined
  return { name: 'billing.settlements', params: { purchaseOrderId } }
}

/** The number by which the document is known. */
export function documentNumber(row: Pick<PostingRow, 'bankReference' | 'invoiceNumber'>): string {
  return row.bankReference ?? row.invoiceNumber ?? '—'
}
