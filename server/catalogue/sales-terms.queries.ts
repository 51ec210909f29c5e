import { eq, sql } from 'drizzle-orm'
import type { DeliveryArea } from '../../shared/catalogue/delivery-area.ts'
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
  if (rows.length > 0) await tx.insert(deliveryAreas).values(rows)
}

/** Where a cooperative delivers, by code, with the full names of the places. */
export async function areasOf(reader: Reader, cooperativeId: string) {
  const rows = await reader.execute(sql`
    select code, path_name as name, freight_cents_per_kg as "freightCentsPerKg"
    from catalogue.delivery_areas join villages.divisions_published divisions
      on divisions.code = division_code
    where cooperative_id = ${cooperativeId} order by code`)
  return rows as unknown as { code: string; name: string; freightCentsPerKg: number }[]
}

/** A cooperative's terms as set, or the general ones with version 0. */
export async function termsOf(reader: Reader, cooperativeId: string) {
  const [row] = await reader
    .select()
    .from(salesTerms)
    .where(eq(salesTerms.cooperativeId, cooperativeId))
  return {
    version: row?.version ?? 0,
    minimumOrderCents: row?.minimumOrderCents ?? 0,
    cutOff: (row?.cutOff ?? '16:00').slice(0, 5),
    leadTimeDays: row?.leadTimeDays ?? 2,
    deliveryAreas: await areasOf(reader, cooperativeId),
  }
}
