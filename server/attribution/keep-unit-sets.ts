import { sql } from 'drizzle-orm'
import { z } from 'zod'
import type { Clock } from '../platform/clock.ts'
import { arrayOf, execute, queryRows } from '../platform/db/rows.ts'
import { type Database, type Transaction, transaction } from '../platform/db/transaction.ts'

/** Of fewer units the sums of each are read as fast. */
const fewestUnits = 20

/** Units, each with the months in which it counts, as three lists of one length. */
export interface UnitSet {
  unitIds: readonly string[]
  firstMonths: readonly string[]
  lastMonths: readonly string[]
}

const unitSet = z.object({
  unitIds: z.array(z.uuid()),
  firstMonths: z.array(z.string()),
  lastMonths: z.array(z.string()),
})

/**
 * Keeps the sums of the sets of units that groups and units with others below them mean today, and
 * ends those that nobody means any more. Figures are right whether this runs or not: those of a set
 * that is not kept are added up from its units.
 */
export async function keepUnitSets(
  { db, clock }: { db: Database; clock: Clock },
  fewest = fewestUnits,
): Promise<void> {
  const wanted = sql`attribution.wanted_unit_sets(${fewest}::int)`
  await transaction(db, (tx) =>
    execute(
      tx,
      sql`
      select attribution.retire_unit_sets(array(select id from ${wanted}),
        ${clock().toISOString()}::timestamptz)`,
    ),
  )
  const missing = await queryRows(
    db,
    unitSet,
    sql`
    select w.unit_ids, w.first_months, w.last_months from ${wanted} w
    where not exists (select from attribution.unit_sets s
      where s.id = w.id and s.unwanted_since is null)
    order by cardinality(w.unit_ids)`,
  )
  for (const set of missing) await transaction(db, (tx) => keepUnitSet(tx, set))
}

/** Keeps the sums of one set of units from now on; entries are folded in again after that. */
export async function keepUnitSet(tx: Transaction, set: UnitSet): Promise<void> {
  await execute(tx, sql`set local statement_timeout = 0`)
  await execute(
    tx,
    sql`
    select attribution.keep_unit_set(${arrayOf('uuid', set.unitIds)},
      ${arrayOf('text', set.firstMonths)}, ${arrayOf('text', set.lastMonths)})`,
  )
}
