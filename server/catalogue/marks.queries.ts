import { and, desc, eq, getTableColumns, sql } from 'drizzle-orm'
import { z } from 'zod'
import { id } from '../../shared/scalars.ts'
import { arrayOf, execute, isAnyOf, queryRows } from '../platform/db/rows.ts'
import type { Reader, Transaction } from '../platform/db/transaction.ts'
import { productMarks } from './catalogue.tables.ts'

export type MarkRow = typeof productMarks.$inferSelect

const isLive = isAnyOf(productMarks.state, ['waiting', 'accepted'])

/** The marks of a product that wait or stand first, then the newest; so many at most. */
export function selectMarks(reader: Reader, productId: string) {
  const { id: markId, ...columns } = getTableColumns(productMarks)
  return reader
    .select({ markId, ...columns })
    .from(productMarks)
    .where(eq(productMarks.productId, productId))
    .orderBy(desc(isLive), desc(productMarks.addedAt), desc(productMarks.id))
    .limit(100)
}

/** The marks of a product that wait or stand; their product is locked by the caller. */
export function selectLiveMarks(reader: Reader, productId: string) {
  return reader
    .select({ kind: productMarks.kind, number: productMarks.number })
    .from(productMarks)
    .where(and(eq(productMarks.productId, productId), isLive))
}

/**
 * A mark of a product, held against rivals and against whoever reads what goods bore; its product
 * is locked by whoever decides about it.
 */
export async function lockMark(tx: Transaction, key: { productId: string; markId: string }) {
  const [row] = await tx
    .select()
    .from(productMarks)
    .where(and(eq(productMarks.id, key.markId), eq(productMarks.productId, key.productId)))
    .for('no key update')
  return row ?? null
}

/**
 * Holds what may still change of the marks of products. Who decides about one waits, and dates it
 * to after that: what goods bore at an instant that is over stays as whoever holds them reads it.
 */
export async function holdMarks(tx: Transaction, productIds: readonly string[]): Promise<void> {
  await execute(
    tx,
    sql`select from catalogue.product_marks
      where product_id = any(${arrayOf('uuid', productIds)}) and state in ('waiting', 'accepted')
      order by id for share`,
  )
}

export async function insertMark(tx: Transaction, row: typeof productMarks.$inferInsert) {
  await tx.insert(productMarks).values(row)
}

export async function updateMark(
  tx: Transaction,
  markId: string,
  change: Partial<typeof productMarks.$inferInsert>,
) {
  await tx.update(productMarks).set(change).where(eq(productMarks.id, markId))
}

/** Products with a mark that is past its day, in the order of their ids. */
export function selectEnded(
  reader: Reader,
  { today, limit }: { today: string; limit: number },
): Promise<{ productId: string; markId: string }[]> {
  return queryRows(
    reader,
    z.object({ productId: id, markId: id }),
    sql`
    select product_id, id as mark_id from catalogue.product_marks
    where state = 'accepted' and valid_to < ${today} order by product_id, id limit ${limit}`,
  )
}
