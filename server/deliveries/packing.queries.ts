import { and, asc, eq, isNull } from 'drizzle-orm'
import { purchaseOrdersPublished, requisitionsPublished } from '../orders/index.ts'
import { equals, isAnyOf } from '../platform/db/rows.ts'
import type { Reader } from '../platform/db/transaction.ts'
import { shortClosures } from './deliveries.tables.ts'
import { units } from './joined-views.ts'

/** Orders of a cooperative that may have something left to pack, by the day they are needed. */
export async function ordersToPack(
  reader: Reader,
  question: { cooperativeId: string; purchaseOrderId?: string | undefined },
) {
  return reader
    .select({
      id: purchaseOrdersPublished.id,
      number: purchaseOrdersPublished.number,
      unitId: purchaseOrdersPublished.unitId,
      unitName: units.name,
      neededOn: purchaseOrdersPublished.neededOn,
      note: requisitionsPublished.note,
    })
    .from(purchaseOrdersPublished)
    .innerJoin(units, eq(units.id, purchaseOrdersPublished.unitId))
    .innerJoin(
      requisitionsPublished,
      eq(requisitionsPublished.id, purchaseOrdersPublished.requisitionId),
    )
    .leftJoin(shortClosures, eq(shortClosures.purchaseOrderId, purchaseOrdersPublished.id))
    .where(
      and(
        eq(purchaseOrdersPublished.cooperativeId, question.cooperativeId),
        isAnyOf(purchaseOrdersPublished.state, ['confirmed', 'shipped']),
        equals(purchaseOrdersPublished.id, question.purchaseOrderId),
        isNull(shortClosures.purchaseOrderId),
      ),
    )
    .orderBy(asc(purchaseOrdersPublished.neededOn), asc(purchaseOrdersPublished.id))
    .limit(200)
}
