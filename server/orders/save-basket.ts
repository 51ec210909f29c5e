import { fieldError } from '../../shared/errors.ts'
import { knownPackIds } from '../catalogue/index.ts'
import { type Context, organisationOf } from '../platform/context.ts'
import type { Transaction } from '../platform/db/transaction.ts'
import { type BasketOwner, replaceBasket } from './basket.queries.ts'

/** The owner of a basket: a person and the unit they act for. */
export function basketOwner(context: Context): BasketOwner {
  return { unitId: organisationOf(context.actor), personId: context.actor.personId }
}

/**
 * Saves the whole basket as it now is, so that another device finds it. It is saved while somebody
 * types and binds nobody, so the audit log says nothing of it.
 */
export async function saveBasket(
  tx: Transaction,
  context: Context,
  input: { lines: readonly { packId: string; quantity: number }[] },
): Promise<void> {
  const { lines } = input
  const packIds = lines.map((line) => line.packId)
  const existingIds = new Set(await knownPackIds(tx, packIds))
  const seen = new Set<string>()
  for (const [index, { packId }] of lines.entries()) {
    if (!existingIds.has(packId)) throw fieldError(['lines', index, 'packId'], 'not_found')
    if (seen.has(packId)) throw fieldError(['lines', index, 'packId'], 'duplicate')
    seen.add(packId)
  }
  await replaceBasket(tx, basketOwner(context), { lines, at: context.now })
}
