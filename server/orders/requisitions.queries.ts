import { eq, getTableColumns, sql } from 'drizzle-orm'
import { AppError } from '../../shared/errors.ts'
import type { Reader, Transaction } from '../platform/db/transaction.ts'
import { requisitions } from './orders.tables.ts'

/** The requested lines, whether the requisition keeps them or its order lines alone. */
export const requestedLines = sql<NonNullable<(typeof requisitions.$inferSelect)['lines']>>`
  coalesce(requisitions.lines, orders.requested_lines(requisitions.id))`.mapWith(requisitions.lines)

const columns = { ...getTableColumns(requisitions), lines: requestedLines }

export type RequisitionRow = typeof requisitions.$inferSelect & {
  lines: NonNullable<(typeof requisitions.$inferSelect)['lines']>
}

/** A requisition as it stands, or null. */
export async function requisitionById(reader: Reader, id: string): Promise<RequisitionRow | null> {
  const [row] = await reader.select(columns).from(requisitions).where(eq(requisitions.id, id))
  return row ?? null
}

/** Whether another requisition has replaced this one. */
export async function isCorrected(reader: Reader, id: string): Promise<boolean> {
  const rows = await reader
    .select({ id: requisitions.id })
    .from(requisitions)
    .where(eq(requisitions.correctsId, id))
  return rows.length > 0
}

/** A requisition, locked until the transaction ends. */
export async function lockRequisition(tx: Transaction, id: string): Promise<RequisitionRow> {
  const [row] = await tx
    .select(columns)
    .from(requisitions)
    .where(eq(requisitions.id, id))
    .for('no key update')
  if (row === undefined) throw new AppError('not_found')
  return row
}

export async function insertRequisition(
  tx: Transaction,
  row: typeof requisitions.$inferInsert,
): Promise<void> {
  await tx.insert(requisitions).values(row)
}

/** Writes what changed of a requisition that this transaction has locked. */
export async function updateRequisition(
  tx: Transaction,
  requisition: RequisitionRow,
  change: Partial<RequisitionRow>,
): Promise<void> {
  await tx
    .update(requisitions)
    .set({ ...change, version: requisition.version + 1 })
    .where(eq(requisitions.id, requisition.id))
}
