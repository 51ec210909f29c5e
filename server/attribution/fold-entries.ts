import { sql } from 'drizzle-orm'
import { z } from 'zod'
import { queryRow } from '../platform/db/rows.ts'
import { type Database, transaction } from '../platform/db/transaction.ts'

const foldedAtOnce = 2_000

/**
 * Adds entries that were posted since to the ranked sums of counties and more; true where
 * more are left. Totals are right at every instant whether this runs or not: rankings add what is
 * not folded yet, and only take longer the more of it there is.
 */
export function foldEntries(db: Database): Promise<boolean> {
  return transaction(db, async (tx) => {
    const row = await queryRow(
      tx,
      z.object({ folded: z.int() }),
      sql`select attribution.fold_entries(${foldedAtOnce}::int) as folded`,
    )
    return row?.folded === foldedAtOnce
  })
}
