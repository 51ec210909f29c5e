import { eq, gte, lt, type SQL, sql } from 'drizzle-orm'
import type { z } from 'zod'
import type { listAudit } from '../../shared/evidence/evidence.api.ts'
import { keysetOf } from '../platform/db/keyset.ts'
import { isOnPage, totalOf } from '../platform/db/list-source.ts'
import { allOf } from '../platform/db/rows.ts'
import type { Reader } from '../platform/db/transaction.ts'
import { auditEntries } from './evidence.tables.ts'

export type AuditQuery = z.output<typeof listAudit.query>

/** A page of audit entries, the latest first. */
export async function auditPage(
  reader: Reader,
  query: AuditQuery & { organisationId: string | null },
) {
  const columns = [
    { column: sql`audit_entries.at`, type: 'timestamptz' as const },
    { column: sql`audit_entries.id`, type: 'bigint' as const },
  ]
  const keyset = keysetOf({ name: '-at', columns, descending: true }, query)
  const source = { table: auditEntries, condition: allOf(conditionsOf(query)) }
  const rows = await reader
    .select({ entry: auditEntries, cursor: keyset.cursor })
    .from(auditEntries)
    .where(isOnPage(source, keyset))
    .orderBy(keyset.order)
  return { rows, total: await totalOf(reader, query, source) }
}

function conditionsOf(query: AuditQuery & { organisationId: string | null }): (SQL | undefined)[] {
  const entry = auditEntries
  return [
    query.organisationId ? eq(entry.organisationId, query.organisationId) : undefined,
    query.action ? sql`starts_with(${entry.action}, ${query.action})` : undefined,
    query.subjectType ? eq(entry.subjectType, query.subjectType) : undefined,
    query.subjectId ? eq(entry.subjectId, query.subjectId) : undefined,
    query.personId ? eq(entry.personId, query.personId) : undefined,
    query.from ? gte(entry.at, shanghaiDay(query.from, 0)) : undefined,
    query.to ? lt(entry.at, shanghaiDay(query.to, 1)) : undefined,
  ]
}

/** The instant at which a Shanghai calendar day, or the one after it, begins (§2.5). */
function shanghaiDay(day: string, later: number): Date {
  return new Date(Date.parse(`${day}T00:00:00+08:00`) + later * 86_400_000)
}
