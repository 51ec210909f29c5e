import { type SQL, sql } from 'drizzle-orm'
import { z } from 'zod'
import { queryRow } from '../platform/db/rows.ts'
import { type Database, transaction } from '../platform/db/transaction.ts'

const foldedAtOnce = 2_000

/**
 * Adds entries that were posted since, and moves of stages, to the sums that are kept of them; true
 * where more are left. Totals are right at every instant whether this runs or not: they add what is
 * not folded yet, and only take longer the more of it there is.
 */
export async function foldEntries(db: Database): Promise<boolean> {
  const entries = await fold(db, sql`attribution.fold_entries(${foldedAtOnce}::int)`)
  const stages = await fold(db, sql`attribution.fold_stages(${foldedAtOnce}::int)`)
  return entries || stages
}

function fold(db: Database, folding: SQL): Promise<boolean> {
  return transaction(db, async (tx) => {
    const row = await queryRow(tx, z.object({ folded: z.int() }), sql`select ${folding} as folded`)
    return row?.folded === foldedAtOnce
  })
}
