import { and, asc, desc, eq } from 'drizzle-orm'
import { insertRows } from '../platform/db/rows.ts'
import type { Reader, Transaction } from '../platform/db/transaction.ts'
import { basketLines, requisitions } from './orders.tables.ts'

export interface BasketOwner {
  unitId: string
  personId: string
}

const own = ({ unitId, personId }: BasketOwner) =>
  and(eq(basketLines.unitId, unitId), eq(basketLines.personId, personId))

/** The basket of a person for a unit, in the order in which lines were added. */
export function selectBasket(reader: Reader, owner: BasketOwner) {
  return reader.select().from(basketLines).where(own(owner)).orderBy(asc(basketLines.position))
}

/** Puts the whole basket down anew. */
export async function replaceBasket(
  tx: Transaction,
  owner: BasketOwner,
  basket: { lines: readonly { packId: string; quantity: number }[]; at: Date },
): Promise<void> {
  await tx.delete(basketLines).where(own(owner))
  const rows = basket.lines.map((line, position) => ({
    ...owner,
    ...line,
    position,
    updatedAt: basket.at,
  }))
  await insertRows(tx, basketLines, rows)
}

/** The last order of a unit that was placed or waits for its signature, or null. */
export async function selectLastOrder(reader: Reader, unitId: string) {
  const [row] = await reader
    .select({
      id: requisitions.id,
      requestedAt: requisitions.requestedAt,
      lines: requisitions.lines,
    })
    .from(requisitions)
    .where(eq(requisitions.unitId, unitId))
    .orderBy(desc(requisitions.requestedAt), asc(requisitions.id))
    .limit(1)
  return row ?? null
}
