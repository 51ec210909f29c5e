import { and, eq, sql } from 'drizzle-orm'
import type { ImportKindName } from '../../shared/exchange/imports.schemas.ts'
import { execute, insertOf } from '../platform/db/rows.ts'
import type { Reader, Transaction } from '../platform/db/transaction.ts'
import { importColumns } from './exchange.tables.ts'

/** What heads mean to an organisation, by how they are compared. */
export async function selectMapping(
  reader: Reader,
  of: { organisationId: string; kind: ImportKindName },
): Promise<Map<string, string | null>> {
  const rows = await reader
    .select()
    .from(importColumns)
    .where(
      and(eq(importColumns.organisationId, of.organisationId), eq(importColumns.kind, of.kind)),
    )
    .limit(2_000)
  return new Map(rows.map(({ title, field }) => [title, field]))
}

export async function saveMapping(
  tx: Transaction,
  rows: readonly (typeof importColumns.$inferInsert)[],
): Promise<void> {
  if (rows.length === 0) return
  await execute(
    tx,
    sql`${insertOf(importColumns, rows)} on conflict (organisation_id, kind, title)
      do update set field = excluded.field`,
  )
}
