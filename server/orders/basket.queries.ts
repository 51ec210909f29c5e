import { and, asc, desc, eq, getTableColumns, ne } from 'drizzle-orm'
import { insertRows } from '../platform/db/rows.ts'
import type { Reader, Transaction } from '../platform/db/transaction.ts'
import { basketLines, baskets, requisitions } from './orders.tables.ts'
import { requestedLines } from './requisitions.queries.ts'

export interface BasketOwner {
  unitId: string
  personId: string
}

const own = (table: typeof baskets | typeof basketLines, { unitId, personId }: BasketOwner) =>
  and(eq(table.unitId, unitId), eq(table.personId, personId))

/** The basket of a person for a unit, but for its lines; undefined before the first change. */
export async function selectBasket(reader: Reader, owner: BasketOwner) {
  const [row] = await reader.select().from(baskets).where(own(baskets, owner))
  return row
}

/** The lines of a basket, in the order in which they were added. */
export function selectBasketLines(reader: Reader, owner: BasketOwner) {
  const { packId, quantity, text, rounded } = getTableColumns(basketLines)
  return reader
    .select({ packId, quantity, text, rounded })
    .from(basketLines)
    .where(own(basketLines, owner))
    .orderBy(asc(basketLines.position))
}

export type BasketHead = Pick<
  typeof baskets.$inferInsert,
  'channelId' | 'neededOn' | 'note' | 'openRows' | 'list' | 'correctsId'
>

/** Writes a basket but for its lines, and locks it; false where it has another version. */
export async function writeBasket(
  tx: Transaction,
  owner: BasketOwner,
  basket: { head: BasketHead; version: number; at: Date },
): Promise<boolean> {
  const { head, version, at } = basket
  const written = await tx
    .insert(baskets)
    .values({ ...owner, ...head, updatedAt: at })
    .onConflictDoUpdate({
      target: [baskets.unitId, baskets.personId],
      set: { ...head, version: version + 1, updatedAt: at },
      setWhere: eq(baskets.version, version),
    })
    .returning({ version: baskets.version })
  return written.length > 0
}

/** Puts the lines of a locked basket down anew. */
export async function replaceBasketLines(
  tx: Transaction,
  owner: BasketOwner,
  lines: readonly { packId: string; quantity: number | null; text: string; rounded: boolean }[],
): Promise<void> {
  await tx.delete(basketLines).where(own(basketLines, owner))
  const rows = lines.map((line, position) => ({ ...owner, ...line, position }))
  await insertRows(tx, basketLines, rows)
}

/** The last order of a unit that was placed or waits for its signature, or null. */
export async function selectLastOrder(reader: Reader, unitId: string) {
  const [row] = await reader
    .select({
      id: requisitions.id,
      requestedAt: requisitions.requestedAt,
      lines: requestedLines,
    })
    .from(requisitions)
    .where(
      and(
        eq(requisitions.unitId, unitId),
        ne(requisitions.state, 'rejected'),
        ne(requisitions.state, 'withdrawn'),
      ),
    )
    .orderBy(desc(requisitions.requestedAt), desc(requisitions.id))
    .limit(1)
  return row ?? null
}
