import { and, desc, eq, isNotNull, isNull, or, type SQL } from 'drizzle-orm'
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

/** What a unit has introduced or was introduced to, the newest first. */
export function selectIntroductionsOf(
  reader: Reader,
  unitId: string,
  state: 'waiting' | 'confirmed' | 'declined' | undefined,
): Promise<IntroductionRow[]> {
  return reader
    .select()
    .from(introductions)
    .where(
      and(
        or(eq(introductions.buyerUnitId, unitId), eq(introductions.helperUnitId, unitId)),
        state && inState(state),
      ),
    )
    .orderBy(desc(introductions.recordedAt), desc(introductions.id))
    .limit(500)
}

function inState(state: 'waiting' | 'confirmed' | 'declined'): SQL | undefined {
  if (state === 'confirmed') return isNotNull(introductions.confirmedAt)
  if (state === 'declined') return isNotNull(introductions.declinedAt)
  return and(isNull(introductions.confirmedAt), isNull(introductions.declinedAt))
}
