import { type SQL, sql } from 'drizzle-orm'
import { z } from 'zod'
import { execute, queryRows } from '../platform/db/rows.ts'
import type { Reader, Transaction } from '../platform/db/transaction.ts'
import type { ImportRecord } from './imports.queries.ts'

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

/** Whether an import of the same rows, read the same way, was applied before. */
export async function wasApplied(
  reader: Reader,
  { id, kind, organisationId, total, fields }: ImportRecord,
): Promise<boolean> {
  const rowsOf = (importId: SQL) => sql`(select md5(string_agg(cells::text, ' ' order by number))
    from exchange.import_rows where import_id = ${importId})`
  const rows = await queryRows(
    reader,
    z.object({ id: z.uuid() }),
    sql`select id from exchange.imports
      where organisation_id = ${organisationId} and kind = ${kind} and state = 'applied'
        and total = ${total} and fields = ${JSON.stringify(fields)}::jsonb
        and ${rowsOf(sql`imports.id`)} = ${rowsOf(sql`${id}::uuid`)}
      limit 1`,
  )
  return rows.length > 0
}
