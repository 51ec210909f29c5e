import { and, eq, gte, isNull, lt, or, sql } from 'drizzle-orm'
import type { CursorPage } from '../../shared/pagination.ts'
import { keysetOf, latestFirst } from '../platform/db/keyset.ts'
import { isOnPage, withinScanLimit } from '../platform/db/list-source.ts'
import type { Reader, Transaction } from '../platform/db/transaction.ts'
import { introductions } from './assistance.tables.ts'

export type IntroductionRow = typeof introductions.$inferSelect

export async function insertIntroduction(
  tx: Transaction,
  row: typeof introductions.$inferInsert,
): Promise<void> {
  await tx.insert(introductions).values(row)
}

/** The introduction, held against rivals until the transaction ends. */
export async function lockIntroduction(
  tx: Transaction,
  id: string,
): Promise<IntroductionRow | null> {
  const [row] = await tx
    .select()
    .from(introductions)
    .where(eq(introductions.id, id))
    .for('no key update')
  return row ?? null
}

export async function updateIntroduction(
  tx: Transaction,
  id: string,
  change: Partial<IntroductionRow>,
): Promise<void> {
  await tx.update(introductions).set(change).where(eq(introductions.id, id))
}

export async function selectIntroduction(
  reader: Reader,
  id: string,
): Promise<IntroductionRow | null> {
  const [row] = await reader.select().from(introductions).where(eq(introductions.id, id))
  return row ?? null
}

/**
 * By which introductions a unit's order could be a help-sale (§3.7): recorded and confirmed before
 * it was placed and in force on its day, one for each helper, as `credit_snapshots` prefers them.
 */
export async function selectHelpersOfOrder(
  reader: Reader,
  order: { buyerUnitId: string; cooperativeId: string; on: string; before: Date },
): Promise<{ helperUnitId: string; introductionId: string }[]> {
  const { buyerUnitId, cooperativeId, on, before } = order
  const { helperUnitId, recordedAt, confirmedAt, validTo } = introductions
  return await reader
    .selectDistinctOn([helperUnitId], { helperUnitId, introductionId: introductions.id })
    .from(introductions)
    .where(
      and(
        eq(introductions.buyerUnitId, buyerUnitId),
        or(eq(introductions.cooperativeId, cooperativeId), isNull(introductions.cooperativeId)),
        lt(recordedAt, before),
        lt(confirmedAt, before),
        isNull(introductions.declinedAt),
        or(isNull(validTo), gte(validTo, on)),
      ),
    )
    .orderBy(
      helperUnitId,
      sql`${introductions.cooperativeId} is null`,
      recordedAt,
      introductions.id,
    )
}

interface IntroductionFilter extends CursorPage {
  unitId: string
  state?: 'waiting' | 'confirmed' | 'declined' | undefined
}

/** A page of what a unit has introduced or was introduced to, the newest first. */
export async function selectIntroductionPage(reader: Reader, filter: IntroductionFilter) {
  const whole = keysetOf(latestFirst('recorded_at', 'introductions'), filter)
  const source = {
    table: introductions,
    from: sql`assistance.introductions_of_units as introductions`,
    condition: sql`introductions.side_unit_id = ${filter.unitId}`,
    filter: filter.state && isInState[filter.state],
  }
  const { keyset, ...rest } = await withinScanLimit(reader, filter, source, whole)
  const rows = await reader
    .select({ introduction: introductions, cursor: keyset.cursor })
    .from(introductions)
    .where(isOnPage(source, keyset))
    .orderBy(keyset.order)
  return { rows, ...rest }
}

const isInState = {
  confirmed: sql`introductions.confirmed_at is not null`,
  declined: sql`introductions.declined_at is not null`,
  waiting: sql`introductions.confirmed_at is null and introductions.declined_at is null`,
}
