import type { Context } from '../platform/context.ts'
import type { Transaction } from '../platform/db/transaction.ts'
import { publishEvents } from '../platform/jobs/outbox.ts'
import { lotsOutside } from './outside-county.queries.ts'

/**
 * Tells the officials of a seller's county of goods that are on sale and whose new lots come out of
 * another one, where neither the seller nor the origin that was reviewed lies (§3.15).
 */
export async function questionLotsOutside(
  tx: Transaction,
  context: Context,
  lotIds: readonly string[],
): Promise<void> {
  const found = await lotsOutside(tx, lotIds)
  if (found.length === 0) return
  await publishEvents(
    tx,
    context,
    found.map(({ productId, countyCode, ...words }) => ({
      topic: 'catalogue.lot-outside-county',
      subjectType: 'listing_review',
      subjectId: productId,
      payload: { ...words, divisionCodes: [countyCode] },
    })),
  )
}
