import { and, count, eq, gte, isNull, sql, sum } from 'drizzle-orm'
import { z } from 'zod'
import { arrayOf, isAnyOf, queryRows } from '../platform/db/rows.ts'
import type { Reader, Transaction } from '../platform/db/transaction.ts'
import { files } from './evidence.tables.ts'

/** A stored file: whose it is, how it was called, and the hash under which its bytes lie. */
export type FileRow = typeof files.$inferSelect

export async function insertFile(tx: Transaction, row: typeof files.$inferInsert): Promise<void> {
  await tx.insert(files).values(row)
}

export async function fileById(reader: Reader, id: string): Promise<FileRow | undefined> {
  const [row] = await reader.select().from(files).where(eq(files.id, id))
  return row
}

/** Those of many files that there are. */
export function filesByIds(reader: Reader, ids: readonly string[]): Promise<FileRow[]> {
  return reader.select().from(files).where(isAnyOf(files.id, ids)).orderBy(files.id)
}

/** How many files, and how many bytes, an organisation has stored since an instant. */
export async function uploadedSince(
  reader: Reader,
  organisationId: string | null,
  since: Date,
): Promise<{ files: number; bytes: number }> {
  const owned =
    organisationId === null
      ? isNull(files.organisationId)
      : eq(files.organisationId, organisationId)
  const [row] = await reader
    .select({ files: count(), bytes: sum(files.byteSize) })
    .from(files)
    .where(and(owned, gte(files.createdAt, since)))
  return { files: row?.files ?? 0, bytes: Number(row?.bytes ?? 0) }
}

const sameContent = z.object({ fileId: z.uuid(), sha256: z.string() })

/** The files themselves are among them: one file may stand under two records. */
export function selectSameContent(reader: Reader, fileIds: readonly string[]) {
  return queryRows(
    reader,
    sameContent,
    sql`
    select id as file_id, sha256 from evidence.files where sha256 in (
      select sha256 from evidence.files where id = any(${arrayOf('uuid', fileIds)}))`,
  )
}
