import type { PaymentMethod } from './online.schemas.ts'

/**
 * The accounts of every organisation's books (§7.1), in the order of a trial balance. `freight` is
 * an income of the seller and a cost of the buyer; what a bank statement shows leaves
 * `bank_clearing` for `bank`, so that clearing holds what the bank has not carried out yet.
 */
export const accounts = [
  'bank',
  'bank_clearing',
  'stripe_clearing',
  'receivable',
  'refunds_receivable',
  'payable',
  'refunds_due',
  'prepayments',
  'deposits',
  'sales',
  'purchases',
  'freight',
  'settlements',
  'fees',
  'waived_differences',
] as const
export type Account = (typeof accounts)[number]

/** The accounts in which two organisations owe each other: a statement adds them up. */
export const relationAccounts: readonly Account[] = [
  'receivable',
  'refunds_receivable',
  'payable',
  'refunds_due',
  'prepayments',
  'deposits',
]

/** The kinds of documents that may be posted. */
export const causeKinds = [
  'invoice',
  'invoice_void',
  'credit_note',
  'payment',
  'refund',
  'set_off',
  'waiver',
  'settlement',
  'bank_statement',
  'stripe_event',
  'fee',
  'misdirected_payment',
  'payment_move_out',
  'payment_move_in',
] as const
export type CauseKind = (typeof causeKinds)[number]

/** An amount on one account in 分: debit above 0, credit below. */
export interface Posting {
  account: Account
  cents: number
}

/** Where money stands between a payment or refund and the bank statement. */
export function clearingOf(method: PaymentMethod): Account {
  return method === 'online' ? 'stripe_clearing' : 'bank_clearing'
}

const mirrors: Partial<Record<Account, Account>> = {
  receivable: 'payable',
  refunds_due: 'refunds_receivable',
  sales: 'purchases',
}

/** The buyer's postings of what the seller posts so: the same amounts with the opposite sign. */
export function mirrored(seller: readonly Posting[]): Posting[] {
  return seller.map(({ account, cents }) => ({
    account: mirrors[account] ?? account,
    cents: -cents,
  }))
}

/**
 * The seller's postings when what an invoice leaves open goes from one amount to another: above
 * zero the buyer owes it, below zero it is due back; `against` says where the money came from.
 */
export function postingsOfChange(
  balance: { beforeCents: number; afterCents: number },
  against: readonly Posting[],
): Posting[] {
  const { beforeCents, afterCents } = balance
  const owed = Math.max(0, afterCents) - Math.max(0, beforeCents)
  const dueBack = Math.min(0, afterCents) - Math.min(0, beforeCents)
  const open: Posting[] = [
    { account: 'receivable', cents: owed },
    { account: 'refunds_due', cents: dueBack },
  ]
  return [...open, ...against].filter(({ cents }) => cents !== 0)
}
