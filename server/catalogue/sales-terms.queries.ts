import { eq, sql } from 'drizzle-orm'
import { z } from 'zod'
import type { DeliveryArea } from '../../shared/catalogue/delivery-area.ts'
import { AppError } from '../../shared/errors.ts'
import { insertRows, queryRow, queryRows } from '../platform/db/rows.ts'
import type { Reader, Transaction } from '../platform/db/transaction.ts'
import { deliveryAreas, salesTerms } from './catalogue.tables.ts'

/** A cooperative's terms, locked until the commit; null before they were first set. */
export async function lockTerms(tx: Transaction, cooperativeId: string) {
  const [row] = await tx
    .select()
    .from(salesTerms)
    .where(eq(salesTerms.cooperativeId, cooperativeId))
    .for('no key update')
  return row ?? null
}

/** False where a rival set the terms first. */
export async function upsertTerms(tx: Transaction, row: typeof salesTerms.$inferInsert) {
  const { cooperativeId: _, ...set } = row
  const written = await tx
    .insert(salesTerms)
    .values(row)
    .onConflictDoUpdate({
      target: salesTerms.cooperativeId,
      set,
      setWhere: sql`${salesTerms.version} = excluded.version - 1`,
    })
    .returning({ version: salesTerms.version })
  return written.length > 0
}

export async function replaceAreas(
  tx: Transaction,
  cooperativeId: string,
  areas: readonly DeliveryArea[],
) {
  await tx.delete(deliveryAreas).where(eq(deliveryAreas.cooperativeId, cooperativeId))
  const rows = areas.map(({ code, freightCentsPerKg }) => ({
    cooperativeId,
    divisionCode: code,
    freightCentsPerKg,
  }))
  await insertRows(tx, deliveryAreas, rows)
}

const AreaRow = z.object({ code: z.string(), name: z.string(), freightCentsPerKg: z.int() })

/** Where a cooperative delivers, by code, with the full names of the places. */
export async function areasOf(reader: Reader, cooperativeId: string) {
  return queryRows(
    reader,
    AreaRow,
    sql`select code, path_name as name, freight_cents_per_kg
      from catalogue.delivery_areas join villages.divisions_published divisions
        on divisions.code = division_code
      where cooperative_id = ${cooperativeId} order by code`,
  )
}

const TermsRow = z.object({
  version: z.int(),
  minimumOrderCents: z.int(),
  cutOff: z.string(),
  leadTimeDays: z.int(),
})

/** A cooperative's terms as set, or the day's general ones with version 0; throws `not_found`. */
export async function termsOf(
  reader: Reader,
  { cooperativeId, today }: { cooperativeId: string; today: string },
) {
  const terms = await queryRow(
    reader,
    TermsRow,
    sql`select version, minimum_order_cents, cut_off, lead_time_days
      from catalogue.terms_in_force(${today}) where cooperative_id = ${cooperativeId}`,
  )
  if (terms === undefined) throw new AppError('not_found')
  return { ...terms, deliveryAreas: await areasOf(reader, cooperativeId) }
}
