import { and, asc, desc, eq, isNull, sql } from 'drizzle-orm'
import { z } from 'zod'
import { queryRow, queryRows } from '../platform/db/rows.ts'
import type { Reader, Transaction } from '../platform/db/transaction.ts'
import { checkpoints, cosignatures, logs, signingKeys } from './transparency.tables.ts'

export type SigningKeyRow = typeof signingKeys.$inferSelect
export type CheckpointRow = typeof checkpoints.$inferSelect
export type CosignatureRow = typeof cosignatures.$inferSelect

/** Begins the log under its name; false where it has begun already. */
export async function insertLog(
  tx: Transaction,
  row: { origin: string; startedAt: Date },
): Promise<boolean> {
  const inserted = await tx.insert(logs).values(row).onConflictDoNothing().returning()
  return inserted.length > 0
}

/** Every key that ever signed, the oldest first. */
export function selectKeys(reader: Reader): Promise<SigningKeyRow[]> {
  return reader.select().from(signingKeys).orderBy(asc(signingKeys.validFrom), signingKeys.keyId)
}

export async function insertKey(
  tx: Transaction,
  row: Omit<SigningKeyRow, 'retiredAt'>,
): Promise<void> {
  await tx.insert(signingKeys).values(row)
}

/** Retires the current key and names it. */
export async function retireKey(tx: Transaction, at: Date): Promise<string | undefined> {
  const [row] = await tx
    .update(signingKeys)
    .set({ retiredAt: at })
    .where(isNull(signingKeys.retiredAt))
    .returning()
  return row?.keyId
}

export async function insertCheckpoint(tx: Transaction, row: CheckpointRow): Promise<void> {
  await tx.insert(checkpoints).values(row)
}

/** The newest checkpoints, the newest first. */
export function selectNewestCheckpoints(reader: Reader, limit: number): Promise<CheckpointRow[]> {
  return reader
    .select()
    .from(checkpoints)
    .orderBy(desc(checkpoints.publishedAt), desc(checkpoints.size))
    .limit(limit)
}

/** Checkpoints in the order of their sizes, beyond a size; a page of all of them. */
export function selectCheckpointsAfter(
  reader: Reader,
  page: { size: number; limit: number },
): Promise<CheckpointRow[]> {
  return reader
    .select()
    .from(checkpoints)
    .where(sql`${checkpoints.size} > ${page.size}`)
    .orderBy(checkpoints.size, checkpoints.keyId)
    .limit(page.limit)
}

const checkpointRow = z.object({
  size: z.int(),
  keyId: z.string(),
  publishedAt: z.date(),
  body: z.string(),
  signatureLine: z.string(),
})

/**
 * The newest checkpoint that holds the entry at an index: among the last ones one that a witness
 * has signed, where there is one.
 */
export function findCheckpointOf(
  reader: Reader,
  index: number,
): Promise<CheckpointRow | undefined> {
  return queryRow(
    reader,
    checkpointRow,
    sql`
    select * from (
      select * from transparency.checkpoints where size > ${index}::bigint
      order by published_at desc, size desc limit 24) newest
    order by exists (select from transparency.cosignatures s
        where s.size = newest.size and s.key_id = newest.key_id) desc,
      published_at desc, size desc
    limit 1`,
  )
}

/** What witnesses signed of a checkpoint. */
export function selectCosignatures(
  reader: Reader,
  { size, keyId }: Pick<CheckpointRow, 'size' | 'keyId'>,
): Promise<CosignatureRow[]> {
  return reader
    .select()
    .from(cosignatures)
    .where(and(eq(cosignatures.size, size), eq(cosignatures.keyId, keyId)))
    .orderBy(cosignatures.witnessKey)
}

const cosigned = z.object({ witnessKey: z.string(), size: z.int(), signedAt: z.date() })

/** The largest tree that each witness has signed. */
export function selectCosigned(reader: Reader): Promise<z.output<typeof cosigned>[]> {
  return queryRows(
    reader,
    cosigned,
    sql`
    with recursive witness as (
      (select witness_key as key from transparency.cosignatures order by 1 limit 1)
      union all
      select (select c.witness_key from transparency.cosignatures c
        where c.witness_key > w.key order by 1 limit 1)
      from witness w where w.key is not null
    )
    select w.key as witness_key, c.size, c.signed_at
    from witness w cross join lateral (
      select size, signed_at from transparency.cosignatures
      where witness_key = w.key order by size desc limit 1) c
    where w.key is not null order by 1`,
  )
}

export async function insertCosignature(tx: Transaction, row: CosignatureRow): Promise<void> {
  await tx.insert(cosignatures).values(row).onConflictDoNothing()
}
