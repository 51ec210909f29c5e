import { randomInt } from 'node:crypto'
import { AppError } from '../../shared/errors.ts'
import type { Transaction } from '../platform/db/transaction.ts'
import { takenNumbers } from './addresses.queries.ts'

/**
 * A number of eight digits to sign in by, which nobody has: no phone number and no e-mail address
 * looks like it, and it says nothing about whose it is.
 */
export async function freeMemberNumber(tx: Transaction): Promise<string> {
  const drawn = Array.from({ length: 8 }, () => String(randomInt(20_000_000, 100_000_000)))
  const taken = await takenNumbers(tx, drawn)
  const free = drawn.find((number) => !taken.includes(number))
  if (free === undefined) throw new AppError('service_unavailable')
  return free
}
