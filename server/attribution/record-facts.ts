import type { Context } from '../platform/context.ts'
import type { Transaction } from '../platform/db/transaction.ts'
import type { Acceptance, Payment } from './facts.ts'

/** Records accepted or returned goods and posts what follows from them. */
export async function recordAcceptance(
  _tx: Transaction,
  _context: Context,
  _acceptance: Acceptance,
): Promise<void> {}

/** Records money that arrived or went back and posts what follows from it. */
export async function recordPayment(
  _tx: Transaction,
  _context: Context,
  _payment: Payment,
): Promise<void> {}
