import { and, desc, eq, sql } from 'drizzle-orm'
import { z } from 'zod'
import { type Figure, figure } from '../../shared/figure.ts'
import { isAnyOf, queryRow, queryRows, recordset } from '../platform/db/rows.ts'
import type { Reader, Transaction } from '../platform/db/transaction.ts'
import { approvalLimits, unitBudgets } from './orders.tables.ts'

/** A unit's limits; without a row every order needs a signature, and any approver may give it. */
export async function selectLimits(reader: Reader, unitId: string) {
  const [row] = await reader.select().from(approvalLimits).where(eq(approvalLimits.unitId, unitId))
  return row ?? { freeUpToCents: 0, approverUpToCents: null, version: 0 }
}

/** A unit's budgets, the latest year first. */
export function selectBudgets(reader: Reader, unitId: string) {
  return reader
    .select()
    .from(unitBudgets)
    .where(eq(unitBudgets.unitId, unitId))
    .orderBy(desc(unitBudgets.year))
}

/** Writes limits over the version that was seen; false: somebody else was faster. */
export async function writeLimits(
  tx: Transaction,
  input: {
    unitId: string
    freeUpToCents: number
    approverUpToCents: number | null
    version: number
    at: Date
  },
): Promise<boolean> {
  const { unitId, freeUpToCents, approverUpToCents, version, at } = input
  // The version is the server’s: the first limits are the first version, whatever is said.
  const limits = { freeUpToCents, approverUpToCents, updatedAt: at, version: version + 1 }
  const { count } =
    version === 0
      ? await tx
          .insert(approvalLimits)
          .values({ unitId, ...limits })
          .onConflictDoNothing()
      : await tx
          .update(approvalLimits)
          .set(limits)
          .where(and(eq(approvalLimits.unitId, unitId), eq(approvalLimits.version, version)))
  return count > 0
}

/**
 * Writes a year's budget over the version that was seen; false: somebody else was faster. A new
 * budget begins with what the unit has already ordered in that year.
 */
export async function writeBudget(
  tx: Transaction,
  budget: { unitId: string; year: number; budgetCents: number; version: number },
): Promise<boolean> {
  const { unitId, year, budgetCents, version } = budget
  if (version > 0) {
    const rows = await tx
      .update(unitBudgets)
      .set({ budgetCents, version: version + 1 })
      .where(
        and(
          eq(unitBudgets.unitId, unitId),
          eq(unitBudgets.year, year),
          eq(unitBudgets.version, version),
        ),
      )
      .returning()
    return rows.length > 0
  }
  const begun = z.object({ begun: z.boolean() })
  const statement = sql`select orders.begin_budget(${unitId}, ${year}, ${budgetCents}) as begun`
  return (await queryRow(tx, begun, statement))?.begun ?? false
}

const committedSum = z.object({ cents: figure })

/** The budget that a unit's orders of a year take, whether or not it keeps one. */
export async function committedIn(
  reader: Reader,
  { unitId, year }: { unitId: string; year: number },
): Promise<Figure> {
  const row = await queryRow(
    reader,
    committedSum,
    sql`
    select coalesce(sum(committed_cents), 0)::text as cents from orders.purchase_orders
    where unit_id = ${unitId}
      and ordered_on between make_date(${year}, 1, 1) and make_date(${year}, 12, 31)`,
  )
  return row?.cents ?? 0
}

/** Begins the budgets of many units, in the order of their ids; returns those that had none. */
export async function beginManyBudgets(
  tx: Transaction,
  budgets: readonly { unitId: string; year: number; budgetCents: number }[],
) {
  const rows = await queryRows(
    tx,
    z.object({ unitId: z.uuid(), begun: z.boolean() }),
    sql`
    select r.unit_id, orders.begin_budget(r.unit_id, r.year, r.budget_cents) as begun
    from (select * from ${recordset(unitBudgets, budgets)} order by unit_id, year) r`,
  )
  return rows.filter(({ begun }) => begun)
}

export async function deleteBudgets(tx: Transaction, unitIds: readonly string[]): Promise<void> {
  await tx
    .delete(unitBudgets)
    .where(and(isAnyOf(unitBudgets.unitId, unitIds), eq(unitBudgets.committedCents, 0)))
}
