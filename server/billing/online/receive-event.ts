import { AppError } from '../../../shared/errors.ts'
import type { Context } from '../../platform/context.ts'
import type { Transaction } from '../../platform/db/transaction.ts'
import { type PaymentProvider, WrongSignature } from '../../platform/stripe/provider.ts'
import { keepEvent } from './events.queries.ts'

/**
 * Keeps a report whose signature is true, once however often it is sent; it is handled after the
 * answer. Throws `malformed_request` where anybody else wrote it.
 */
export async function receiveEvent(
  tx: Transaction,
  context: Context,
  sent: { provider: PaymentProvider; raw: unknown; signature: string | string[] | undefined },
): Promise<{ isNew: boolean }> {
  const { provider, raw, signature } = sent
  if (!Buffer.isBuffer(raw) || typeof signature !== 'string')
    throw new AppError('malformed_request')
  try {
    const event = provider.readEvent(raw, signature)
    return { isNew: await keepEvent(tx, event, context.now) }
  } catch (error) {
    if (error instanceof WrongSignature) throw new AppError('malformed_request')
    throw error
  }
}
