import type { Transaction } from '../platform/db/transaction.ts'
import type { Cast } from './cast.ts'

export async function assist(
  _tx: Transaction,
  _given: { cast: Cast; founding: Date; today: string },
): Promise<void> {}
