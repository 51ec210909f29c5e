import { sql } from 'drizzle-orm'
import { z } from 'zod'
import { dayOf } from '../../shared/scalars.ts'
import { arrayOf, queryRows } from '../platform/db/rows.ts'
import type { Reader, Transaction } from '../platform/db/transaction.ts'

const unit = z.object({ unitId: z.uuid() })
const reminded = z.object({ unitId: z.uuid(), remindedAt: z.date() })

/** The day on which each of some units was last reminded; those that never were are left out. */
export async function selectReminders(
  reader: Reader,
  unitIds: readonly string[],
): Promise<Map<string, string>> {
  if (unitIds.length === 0) return new Map()
  const rows = await queryRows(
    reader,
    reminded,
    sql`
    select unit_id, reminded_at from reports.target_reminders
    where unit_id = any(${arrayOf('uuid', unitIds)})`,
  )
  return new Map(rows.map(({ unitId, remindedAt }) => [unitId, dayOf(remindedAt)]))
}

/** Notes that units are reminded now, but for those that were not `before`; returns the former. */
export async function insertReminders(
  tx: Transaction,
  unitIds: readonly string[],
  { now, before }: { now: Date; before: Date },
): Promise<Set<string>> {
  const rows = await queryRows(
    tx,
    unit,
    sql`
    insert into reports.target_reminders as known (unit_id, reminded_at)
    select id, ${now.toISOString()}::timestamptz
    from unnest(${arrayOf('uuid', unitIds)}) as wanted(id) order by id
    on conflict (unit_id) do update set reminded_at = excluded.reminded_at
      where known.reminded_at < ${before.toISOString()}::timestamptz
    returning unit_id`,
  )
  return new Set(rows.map(({ unitId }) => unitId))
}
