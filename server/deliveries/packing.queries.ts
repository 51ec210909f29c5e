import { and, asc, eq, inArray, notExists } from 'drizzle-orm'
import { orderLines, purchaseOrders, requisitions } from '../orders/orders.tables.ts'
import { organisations } from '../organisations/organisations.tables.ts'
import type { Reader } from '../platform/db/transaction.ts'
import { shortClosures } from './deliveries.tables.ts'

/** Orders of a cooperative that may have something left to pack, by the day they are needed. */
export async function ordersToPack(
  reader: Reader,
  {
    cooperativeId,
    purchaseOrderId,
  }: { cooperativeId: string; purchaseOrderId?: string | undefined },
) {
  return reader
    .select({
      id: purchaseOrders.id,
      number: purchaseOrders.number,
      unitId: purchaseOrders.unitId,
      unitName: organisations.name,
      neededOn: purchaseOrders.neededOn,
      note: requisitions.note,
    })
    .from(purchaseOrders)
    .innerJoin(organisations, eq(organisations.id, purchaseOrders.unitId))
    .innerJoin(requisitions, eq(requisitions.id, purchaseOrders.requisitionId))
    .where(
      and(
        eq(purchaseOrders.cooperativeId, cooperativeId),
        inArray(purchaseOrders.state, ['confirmed', 'shipped']),
        purchaseOrderId === undefined ? undefined : eq(purchaseOrders.id, purchaseOrderId),
        notExists(
          reader
            .select({ id: shortClosures.purchaseOrderId })
            .from(shortClosures)
            .where(eq(shortClosures.purchaseOrderId, purchaseOrders.id)),
        ),
      ),
    )
    .orderBy(asc(purchaseOrders.neededOn), asc(purchaseOrders.id))
    .limit(200)
}

/** The lines of several orders in one statement. */
export function linesOfOrders(reader: Reader, purchaseOrderIds: readonly string[]) {
  return reader
    .select()
    .from(orderLines)
    .where(inArray(orderLines.purchaseOrderId, [...purchaseOrderIds]))
    .orderBy(asc(orderLines.purchaseOrderId), asc(orderLines.lineNumber))
}
