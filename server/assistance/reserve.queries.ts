import { and, eq, sql } from 'drizzle-orm'
import { z } from 'zod'
import { queryRows } from '../platform/db/rows.ts'
import type { Reader, Transaction } from '../platform/db/transaction.ts'
import { reserveFilings } from './assistance.tables.ts'

export type ReserveFiling = typeof reserveFilings.$inferSelect

/** A unit's filing of a year, held against rivals until the transaction ends. */
export async function lockReserveOf(tx: Transaction, of: { unitId: string; year: number }) {
  const [row] = await tx
    .select()
    .from(reserveFilings)
    .where(and(eq(reserveFilings.unitId, of.unitId), eq(reserveFilings.year, of.year)))
    .for('no key update')
  return row ?? null
}

export async function lockReserve(tx: Transaction, id: string) {
  const [row] = await tx
    .select()
    .from(reserveFilings)
    .where(eq(reserveFilings.id, id))
    .for('no key update')
  return row ?? null
}

export async function insertReserve(
  tx: Transaction,
  row: typeof reserveFilings.$inferInsert,
): Promise<void> {
  await tx.insert(reserveFilings).values(row)
}

export async function updateReserve(
  tx: Transaction,
  id: string,
  change: Partial<ReserveFiling>,
): Promise<void> {
  await tx.update(reserveFilings).set(change).where(eq(reserveFilings.id, id))
}

/** The colon is the character after the nine. */
const isWithin = (area: string) => sql`o.kind = 'unit'
  and o.division_code collate "C" >= ${area} and o.division_code collate "C" < ${`${area}:`}`

const unitRow = z.object({ id: z.uuid() })

/** The most units that are reminded at once. */
const mostReminded = 1_000

/** Units below a unit, or of an area, that have filed nothing for a year. */
export async function selectNotFiled(
  reader: Reader,
  { parentId, within, year }: { parentId: string | null; within: string | null; year: number },
): Promise<string[]> {
  const rows = await queryRows(
    reader,
    unitRow,
    sql`
    select o.id from organisations.units_published u
      join organisations.organisations_published o on o.id = u.organisation_id
    where ${parentId === null ? isWithin(within ?? '') : sql`u.parent_id = ${parentId}`}
      and not exists (select from assistance.reserve_filings f
        where f.unit_id = o.id and f.year = ${year} and f.state <> 'returned')
    order by o.id limit ${mostReminded}`,
  )
  return rows.map(({ id }) => id)
}
