import { and, eq, type SQL, sql } from 'drizzle-orm'
import type { DecisionState, Side } from '../../shared/deliveries/two-sided-record.ts'
import type { CursorPage } from '../../shared/pagination.ts'
import { orderLinesPublished } from '../orders/index.ts'
import { keysetOf, latestFirst } from '../platform/db/keyset.ts'
import { filtered, isOnPage, type ListSource, withinScanLimit } from '../platform/db/list-source.ts'
import { equals } from '../platform/db/rows.ts'
import type { Reader, Transaction } from '../platform/db/transaction.ts'
import { acceptanceCorrections, goodsReceipts } from './deliveries.tables.ts'
import { cooperatives, purchaseOrders, units } from './joined-views.ts'

export type CorrectionRow = typeof acceptanceCorrections.$inferSelect

/** Which corrections a list shows. */
export interface CorrectionsFilter extends CursorPage {
  state?: DecisionState | undefined
  recordedSide?: Side | undefined
  receiptId?: string | undefined
}

/** A correction with the names that stand beside it; none where there is no such correction. */
export function selectCorrections(reader: Reader, id: string) {
  return correctionsWithNames(reader).where(eq(acceptanceCorrections.id, id))
}
export type CorrectionDetails = Awaited<ReturnType<typeof selectCorrections>>[number]

/** A page of the visible corrections, latest first. */
export async function selectCorrectionPage(
  reader: Reader,
  visible: ListSource,
  filter: CorrectionsFilter,
) {
  const { receiptId, recordedSide, state } = filter
  // Said as a constant, by which PostgreSQL knows the index of what waits.
  const waits = state === 'recorded' && sql`acceptance_corrections.state = 'recorded'`
  const source = filtered(visible, {
    found: [waits, equals(acceptanceCorrections.receiptId, receiptId)],
    filters: [
      equals(acceptanceCorrections.state, state),
      equals(acceptanceCorrections.recordedSide, recordedSide),
    ],
    isFew: Boolean(waits || receiptId),
  })
  const whole = keysetOf(latestFirst('recorded_at', 'acceptance_corrections'), filter)
  const { keyset, ...rest } = await withinScanLimit(reader, filter, source, whole)
  const rows = await correctionsWithNames(reader, keyset.cursor)
    .where(isOnPage(source, keyset))
    .orderBy(keyset.order)
  return { rows, ...rest }
}

function correctionsWithNames(reader: Reader, cursor: SQL<string> = sql<string>`''`) {
  return reader
    .select({
      correction: acceptanceCorrections,
      receiptNumber: goodsReceipts.number,
      purchaseOrderNumber: purchaseOrders.number,
      cooperativeName: cooperatives.name,
      unitName: units.name,
      productName: orderLinesPublished.productName,
      packName: orderLinesPublished.packName,
      cursor,
    })
    .from(acceptanceCorrections)
    .innerJoin(goodsReceipts, eq(goodsReceipts.id, acceptanceCorrections.receiptId))
    .innerJoin(orderLinesPublished, eq(orderLinesPublished.id, acceptanceCorrections.orderLineId))
    .innerJoin(purchaseOrders, eq(purchaseOrders.id, acceptanceCorrections.purchaseOrderId))
    .innerJoin(cooperatives, eq(cooperatives.id, acceptanceCorrections.cooperativeId))
    .innerJoin(units, eq(units.id, acceptanceCorrections.unitId))
}

export async function correctionById(reader: Reader, id: string): Promise<CorrectionRow | null> {
  const [row] = await reader
    .select()
    .from(acceptanceCorrections)
    .where(eq(acceptanceCorrections.id, id))
  return row ?? null
}

/** Null when this side has a correction of the receipt line that waits already. */
export async function insertCorrection(
  tx: Transaction,
  row: typeof acceptanceCorrections.$inferInsert,
): Promise<CorrectionRow | null> {
  const [inserted] = await tx
    .insert(acceptanceCorrections)
    .values(row)
    .onConflictDoNothing()
    .returning()
  return inserted ?? null
}

/** Decides on a correction that waits for it; returns how many rows that were. */
export async function updateCorrection(
  tx: Transaction,
  id: string,
  change: Partial<CorrectionRow>,
): Promise<number> {
  const { count } = await tx
    .update(acceptanceCorrections)
    .set(change)
    .where(and(eq(acceptanceCorrections.id, id), eq(acceptanceCorrections.state, 'recorded')))
  return count
}
