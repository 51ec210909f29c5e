import { asc, eq, sql } from 'drizzle-orm'
import type { Boundary } from '../../shared/villages/boundaries.schemas.ts'
import type { Reader, Transaction } from '../platform/db/transaction.ts'
import { divisionBoundaries } from './villages.tables.ts'

const { code, parentCode, rings } = divisionBoundaries

/** The boundaries of the places directly below one, in the order of their codes. */
export function boundariesBelow(reader: Reader, parent: string): Promise<Boundary[]> {
  return reader
    .select({ code, rings })
    .from(divisionBoundaries)
    .where(eq(parentCode, parent))
    .orderBy(asc(code))
}

/** Puts boundaries in the stead of former ones; the rows are in the order of their codes. */
export async function upsertBoundaries(
  tx: Transaction,
  rows: (typeof divisionBoundaries.$inferInsert)[],
): Promise<void> {
  await tx
    .insert(divisionBoundaries)
    .values(rows)
    .onConflictDoUpdate({
      target: code,
      set: {
        rings: sql`excluded.rings`,
        importedBy: sql`excluded.imported_by`,
        importedAt: sql`excluded.imported_at`,
      },
    })
}

/** Takes away the boundaries directly below a place; returns how many there were. */
export async function deleteBoundaries(tx: Transaction, parent: string): Promise<number> {
  const rows = await tx.delete(divisionBoundaries).where(eq(parentCode, parent)).returning({ code })
  return rows.length
}
