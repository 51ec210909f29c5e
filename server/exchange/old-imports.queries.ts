import { sql } from 'drizzle-orm'
import { execute } from '../platform/db/rows.ts'
import type { Transaction } from '../platform/db/transaction.ts'

/** Nothing has been done by it, not even by a part of its rows. */
const isUnapplied = sql`imports.state in ('checking', 'checked', 'failed') and not exists
  (select from exchange.import_rows where import_id = imports.id and is_applied)`

/** Deletes what an organisation has not applied, but for the newest; one at work stays. */
export function deleteUnapplied(
  tx: Transaction,
  { organisationId, newestKept }: { organisationId: string; newestKept: number },
): Promise<unknown> {
  return execute(
    tx,
    sql`delete from exchange.imports where id in (
      select id from exchange.imports
      where organisation_id = ${organisationId} and ${isUnapplied}
      order by requested_at desc, id desc offset ${newestKept} for update skip locked)`,
  )
}

/** Deletes imports by when they were last worked on: those not applied, and all others. */
export function deleteImportsBefore(
  tx: Transaction,
  { unapplied, all }: { unapplied: Date; all: Date },
): Promise<unknown> {
  return execute(
    tx,
    sql`delete from exchange.imports where worked_at < ${all.toISOString()}::timestamptz
      or (worked_at < ${unapplied.toISOString()}::timestamptz and ${isUnapplied})`,
  )
}
