import { fieldError } from '../../shared/errors.ts'
import { offersByPackIds } from '../catalogue/index.ts'
import { recordAudit } from '../evidence/index.ts'
import { type Context, organisationOf } from '../platform/context.ts'
import type { Transaction } from '../platform/db/transaction.ts'
import { type BasketOwner, replaceBasket } from './basket.queries.ts'

/** Whose basket it is: a person's, for the unit they act for. */
export function basketOwner(context: Context): BasketOwner {
  return { unitId: organisationOf(context.actor), personId: context.actor.personId }
}

/** Keeps the whole basket as it now is, so that another device finds it. */
export async function saveBasket(
  tx: Transaction,
  context: Context,
  input: { lines: readonly { packId: string; quantity: number }[] },
): Promise<void> {
  const { lines } = input
  const known = await offersByPackIds(
    tx,
    lines.map((line) => line.packId),
  )
  const ids = new Set(known.map((offer) => offer.packId))
  const seen = new Set<string>()
  for (const [index, { packId }] of lines.entries()) {
    if (!ids.has(packId)) throw fieldError(['lines', index, 'packId'], 'not_found')
    if (seen.has(packId)) throw fieldError(['lines', index, 'packId'], 'duplicate')
    seen.add(packId)
  }
  const owner = basketOwner(context)
  await replaceBasket(tx, owner, { lines, at: context.now })
  await recordAudit(tx, context, {
    action: 'orders.save-basket',
    subjectType: 'basket',
    subjectId: owner.personId,
    after: { lines: lines.length },
  })
}
