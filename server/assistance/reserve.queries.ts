import { and, eq, sql } from 'drizzle-orm'
import { z } from 'zod'
import { queryRows } from '../platform/db/rows.ts'
import type { Transaction } from '../platform/db/transaction.ts'
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
  change: Partial<Omit<ReserveFiling, 'version'>>,
): Promise<void> {
  const version = sql`${reserveFilings.version} + 1`
  await tx
    .update(reserveFilings)
    .set({ ...change, version })
    .where(eq(reserveFilings.id, id))
}

/** The colon is the character after the nine. */
const isWithin = (area: string) => sql`o.kind = 'unit'
  and o.division_code collate "C" >= ${area} and o.division_code collate "C" < ${`${area}:`}`

const unitRow = z.object({ unitId: z.uuid() })

/** The most units that are reminded at once. */
const mostReminded = 1_000

/**
 * Notes that units below a unit, or of an area, that have filed nothing for a year are reminded
 * now, but for those that were not `before`; returns the former. The others follow another time.
 */
export async function insertReserveReminders(
  tx: Transaction,
  { parentId, within, year }: { parentId: string | null; within: string | null; year: number },
  { now, before }: { now: Date; before: Date },
): Promise<string[]> {
  const since = sql`${before.toISOString()}::timestamptz`
  const rows = await queryRows(
    tx,
    unitRow,
    sql`
    insert into assistance.reserve_reminders as known (unit_id, year, reminded_at)
    select o.id, ${year}, ${now.toISOString()}::timestamptz
    from organisations.units_published u
      join organisations.organisations_published o on o.id = u.organisation_id
    where ${parentId === null ? isWithin(within ?? '') : sql`u.parent_id = ${parentId}`}
      and not exists (select from assistance.reserve_filings f
        where f.unit_id = o.id and f.year = ${year} and f.state <> 'returned')
      and not exists (select from assistance.reserve_reminders r
        where r.unit_id = o.id and r.year = ${year} and r.reminded_at >= ${since})
    order by o.id limit ${mostReminded}
    on conflict (unit_id, year) do update set reminded_at = excluded.reminded_at
      where known.reminded_at < ${since}
    returning unit_id`,
  )
  return rows.map(({ unitId }) => unitId)
}
