import { sql } from 'drizzle-orm'
import { z } from 'zod'
import type { LotInput } from '../../shared/catalogue/catalogue.schemas.ts'
import { day, id } from '../../shared/scalars.ts'
import { arrayOf, execute, insertRows, queryRows } from '../platform/db/rows.ts'
import type { Reader, Transaction } from '../platform/db/transaction.ts'
import { lotAdjustments, lotStock, lots, lotVillages } from './catalogue.tables.ts'

/** What an import that was taken back leaves as the reason why its lots are closed. */
export const takenBack = 'import_undone'

const knownLot = z.object({
  lotId: id,
  productId: id,
  number: z.string(),
  harvestedOn: day,
  totalGrams: z.int(),
  certificateNumber: z.string(),
  villages: z.array(z.object({ code: z.string().nullable(), shareBasisPoints: z.int() })),
})

/** A lot of a product, open or closed, unless an import that made it was taken back. */
export type KnownLot = z.output<typeof knownLot>

/** The lots of products that have one of the numbers, or were harvested on one of the days. */
export function selectKnownLots(
  reader: Reader,
  question: { productIds: readonly string[]; numbers: readonly string[]; days: readonly string[] },
): Promise<KnownLot[]> {
  return queryRows(
    reader,
    knownLot,
    sql`
    select lots.id as lot_id, product_id, number, harvested_on, total_grams, certificate_number,
      (select jsonb_agg(jsonb_build_object('code', village_code,
          'share_basis_points', share_basis_points) order by position)
        from catalogue.lot_villages where lot_id = lots.id) as villages
    from catalogue.lots
    where product_id = any(${arrayOf('uuid', question.productIds)})
      and (number = any(${arrayOf('text', question.numbers)})
        or harvested_on = any(${arrayOf('text', question.days)}::date[]))
      and not exists (select from catalogue.lot_adjustments
        where lot_id = lots.id and reason = ${takenBack})
    order by lots.created_at, lots.id`,
  )
}

/** The numbers of all lots of products. */
export function selectLotNumbers(reader: Reader, productIds: readonly string[]) {
  return queryRows(
    reader,
    z.object({ productId: id, number: z.string() }),
    sql`select product_id, number from catalogue.lots
      where product_id = any(${arrayOf('uuid', productIds)})`,
  )
}

/** Writes checked lots with their villages and all of each left to sell. */
export async function insertLots(
  tx: Transaction,
  rows: readonly { lot: typeof lots.$inferInsert; villages: LotInput['villages'] }[],
): Promise<void> {
  await insertRows(
    tx,
    lots,
    rows.map(({ lot }) => lot),
  )
  await insertRows(
    tx,
    lotStock,
    rows.map(({ lot }) => ({ lotId: lot.id, availableGrams: lot.totalGrams })),
  )
  await insertRows(
    tx,
    lotVillages,
    rows.flatMap(({ lot, villages }) =>
      villages.map((village, position) => ({ ...village, lotId: lot.id, position })),
    ),
  )
}

const untouchedLot = z.object({ lotId: id, isUntouched: z.boolean() })

/** Whether of lots nothing was sold, lost, counted or closed: all of each is still there. */
export function lotsUntouched(reader: Reader, lotIds: readonly string[]) {
  return queryRows(
    reader,
    untouchedLot,
    sql`
    select lots.id as lot_id, lots.closed_at is null and stock.available_grams = lots.total_grams
      and not exists (select from catalogue.lot_adjustments where lot_id = lots.id)
      as is_untouched
    from catalogue.lots join catalogue.lot_stock stock on stock.lot_id = lots.id
    where lots.id = any(${arrayOf('uuid', lotIds)})`,
  )
}

/**
 * Closes lots whose stock is locked, for good. Their numbers are free again: each keeps its own
 * with a mark behind it.
 */
export async function closeTakenBack(
  tx: Transaction,
  at: Date,
  adjustments: readonly (typeof lotAdjustments.$inferInsert)[],
): Promise<void> {
  const lotIds = adjustments.map(({ lotId }) => lotId)
  await insertRows(tx, lotAdjustments, adjustments)
  await execute(
    tx,
    sql`update ${lotStock} set available_grams = 0
      where lot_id = any(${arrayOf('uuid', lotIds)})`,
  )
  await execute(
    tx,
    sql`update ${lots} set closed_at = ${at.toISOString()}::timestamptz,
        number = number || '~' || right(id::text, 6)
      where id = any(${arrayOf('uuid', lotIds)})`,
  )
}
