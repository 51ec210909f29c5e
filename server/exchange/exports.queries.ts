import { and, eq, sql } from 'drizzle-orm'
import { z } from 'zod'
import type { CursorPage } from '../../shared/pagination.ts'
import type { Actor, Context } from '../platform/context.ts'
import { keysetOf, latestFirst } from '../platform/db/keyset.ts'
import { totalOf } from '../platform/db/list-source.ts'
import { allOf, execute, isAnyOf, queryRow } from '../platform/db/rows.ts'
import type { Reader, Transaction } from '../platform/db/transaction.ts'
import { ledgerExports } from './exchange.tables.ts'

export type ExportRecord = typeof ledgerExports.$inferSelect

const isUnderWay = sql`exports.state in ('waiting', 'running')`

/** Whose files they are: of a person, acting for this organisation. */
function isOwn({ personId, organisationId }: Actor) {
  return and(
    eq(ledgerExports.personId, personId),
    eq(ledgerExports.organisationId, organisationId ?? personId),
  )
}

/** Lets one after the other of a person's requests count what waits. */
export async function lockExportsOf(tx: Transaction, personId: string): Promise<void> {
  await execute(
    tx,
    sql`select pg_advisory_xact_lock(hashtextextended(${`exports ${personId}`}, 0))`,
  )
}

/** How many of a person's files are being made or wait for it. */
export async function countUnderWay(reader: Reader, personId: string): Promise<number> {
  const row = await queryRow(
    reader,
    z.object({ count: z.int() }),
    sql`select count(*) from exchange.exports
      where person_id = ${personId} and state in ('waiting', 'running')`,
  )
  return row?.count ?? 0
}

/** Lets one file after the other be counted among those that are kept. */
export async function lockKeptExports(tx: Transaction): Promise<void> {
  await execute(tx, sql`select pg_advisory_xact_lock(hashtextextended('kept exports', 0))`)
}

/** The bytes that an organisation's files take. */
export async function sumKeptBytes(reader: Reader, organisationId: string): Promise<number> {
  const row = await queryRow(
    reader,
    z.object({ bytes: z.int() }),
    sql`select coalesce(sum(byte_size), 0)::bigint as bytes from exchange.exports
      where organisation_id = ${organisationId} and state = 'ready'`,
  )
  return row?.bytes ?? 0
}

/** Deletes all but the newest of a person's files; what is under way stays. */
export async function deleteOlder(
  tx: Transaction,
  { personId, organisationId }: Actor,
  newestKept: number,
): Promise<void> {
  await execute(
    tx,
    sql`delete from exchange.exports where id in (
      select id from exchange.exports
      where person_id = ${personId} and organisation_id = ${organisationId}
        and state in ('ready', 'failed')
      order by requested_at desc, id desc offset ${newestKept} for update skip locked)`,
  )
}

export async function insertExport(
  tx: Transaction,
  row: typeof ledgerExports.$inferInsert,
): Promise<ExportRecord> {
  const [record] = await tx.insert(ledgerExports).values(row).returning()
  if (record === undefined) throw new Error('what was inserted is returned')
  return record
}

/** A page of the files that somebody had made and that are still kept, the latest first. */
export async function selectExportPage(reader: Reader, { actor, now }: Context, page: CursorPage) {
  const keyset = keysetOf(latestFirst('requested_at', 'exports'), page)
  const condition = allOf([isOwn(actor), sql`expires_at > ${now.toISOString()}::timestamptz`])
  const source = { table: ledgerExports, condition, parts: null }
  const rows = await reader
    .select({ record: ledgerExports, cursor: keyset.cursor })
    .from(ledgerExports)
    .where(and(condition, keyset.after))
    .orderBy(keyset.order)
    .limit(page.pageSize + 1)
  return { rows, total: await totalOf(reader, page, source) }
}

export async function selectOwnExport(
  reader: Reader,
  actor: Actor,
  id: string,
): Promise<ExportRecord | undefined> {
  const [row] = await reader
    .select()
    .from(ledgerExports)
    .where(and(eq(ledgerExports.id, id), isOwn(actor)))
  return row
}

/** Deletes one's own file; whoever is making it finds that nobody wants it any more. */
export async function deleteOwnExport(
  tx: Transaction,
  actor: Actor,
  id: string,
): Promise<ExportRecord | undefined> {
  const [row] = await tx
    .delete(ledgerExports)
    .where(and(eq(ledgerExports.id, id), isOwn(actor)))
    .returning()
  return row
}

/** What still wants to be made, held until the transaction ends. */
export async function lockUnderWay(tx: Transaction, id: string): Promise<ExportRecord | undefined> {
  const [row] = await tx
    .select()
    .from(ledgerExports)
    .where(and(eq(ledgerExports.id, id), isUnderWay))
    .for('no key update')
  return row
}

/** Changes what an attempt is making; false: it is nobody's any more, or another attempt's. */
export async function updateAttempt(
  tx: Reader,
  { id, attempt }: Pick<ExportRecord, 'id' | 'attempt'>,
  change: Partial<ExportRecord>,
): Promise<boolean> {
  const rows = await tx
    .update(ledgerExports)
    .set(change)
    .where(and(eq(ledgerExports.id, id), eq(ledgerExports.attempt, attempt), isUnderWay))
    .returning({ id: ledgerExports.id })
  return rows.length > 0
}

/** Deletes what has expired. */
export async function deleteExpired(tx: Transaction, now: Date): Promise<void> {
  await execute(
    tx,
    sql`delete from exchange.exports where expires_at <= ${now.toISOString()}::timestamptz`,
  )
}

/** The attempts whose files belong to somebody, of these exports. */
export async function selectAttempts(reader: Reader, ids: readonly string[]) {
  const { id, attempt } = ledgerExports
  return reader.select({ id, attempt }).from(ledgerExports).where(isAnyOf(id, ids))
}

/** Deletes all: in a database that was brought back, their files are missing. */
export async function deleteExports(tx: Transaction): Promise<void> {
  await execute(tx, sql`delete from exchange.exports`)
}
