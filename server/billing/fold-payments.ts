import { sql } from 'drizzle-orm'
import { z } from 'zod'
import { queryRow } from '../platform/db/rows.ts'
import { type Database, transaction } from '../platform/db/transaction.ts'

const foldedAtOnce = 2_000

/**
 * Adds invoices that were paid since to the numbers by days to pay that are kept of units (§7.2);
 * true where more are left. The figures are right at every instant whether this runs or not: they
 * add what is not folded yet.
 */
export function foldPayments(db: Database): Promise<boolean> {
  return transaction(db, async (tx) => {
    const folding = sql`select billing.fold_payments(${foldedAtOnce}::int) as folded`
    const row = await queryRow(tx, z.object({ folded: z.int() }), folding)
    return row?.folded === foldedAtOnce
  })
}
