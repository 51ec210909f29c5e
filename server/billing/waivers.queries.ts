import { and, desc, eq } from 'drizzle-orm'
import { deciders, makers } from '../deliveries/index.ts'
import { insertRows } from '../platform/db/rows.ts'
import type { Reader, Transaction } from '../platform/db/transaction.ts'
import { waiverLines, waivers } from './billing.tables.ts'

export type WaiverRow = typeof waivers.$inferSelect

export async function waiverById(reader: Reader, id: string): Promise<WaiverRow | null> {
  const [row] = await reader.select().from(waivers).where(eq(waivers.id, id))
  return row ?? null
}

/** The waivers of an invoice with the names of those who acted, latest first. */
export function selectWaivers(reader: Reader, invoiceId: string) {
  return reader
    .select({ waiver: waivers, recordedByName: makers.name, decidedByName: deciders.name })
    .from(waivers)
    .innerJoin(makers, eq(makers.id, waivers.recordedBy))
    .leftJoin(deciders, eq(deciders.id, waivers.decidedBy))
    .where(eq(waivers.invoiceId, invoiceId))
    .orderBy(desc(waivers.recordedAt), desc(waivers.id))
    .limit(100)
}
export type WaiverDetails = Awaited<ReturnType<typeof selectWaivers>>[number]

/** False when another waiver of the invoice waits for a decision. */
export async function insertWaiver(
  tx: Transaction,
  row: typeof waivers.$inferInsert,
): Promise<boolean> {
  const inserted = await tx
    .insert(waivers)
    .values(row)
    .onConflictDoNothing()
    .returning({ id: waivers.id })
  return inserted.length > 0
}

export async function insertWaiverLines(
  tx: Transaction,
  lines: (typeof waiverLines.$inferInsert)[],
): Promise<void> {
  await insertRows(tx, waiverLines, lines)
}

/** Decides on a waiver that waits for it; returns how many rows that were. */
export async function updateWaiver(
  tx: Transaction,
  id: string,
  change: Partial<WaiverRow>,
): Promise<number> {
  const { count } = await tx
    .update(waivers)
    .set(change)
    .where(and(eq(waivers.id, id), eq(waivers.state, 'recorded')))
  return count
}
