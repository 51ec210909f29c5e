import { hash } from 'node:crypto'
import { sql } from 'drizzle-orm'
import { z } from 'zod'
import { AppError } from '../../../shared/errors.ts'
import type { Context } from '../context.ts'
import { execute, queryRow } from '../db/rows.ts'
import type { Reader, Transaction } from '../db/transaction.ts'
import type { Dependencies } from '../dependencies.ts'
import type { Job } from '../jobs/jobs.ts'

/** An answer kept under an Idempotency-Key, to be given again byte for byte (§5.5). */
export interface StoredAnswer {
  status: number
  response: string
}

const TakenRow = z.object({ taken: z.boolean() })

const storedRow = z.object({
  requestHash: z.string(),
  status: z.int().nullable(),
  response: z.string().nullable(),
})

/** A request that must be answered once. */
export interface KeyedRequest {
  key: string
  endpointName: string
  hash: string
}

/** A hash of a keyed request: the endpoint's name and everything sent. */
export function requestHash(endpointName: string, input: unknown): string {
  return hash('sha256', `${endpointName}\0${JSON.stringify(input)}`)
}

/** The key a request carries, or a clear refusal. */
export function requireKey(header: string | string[] | undefined): string {
  if (typeof header !== 'string' || header.length < 8 || header.length > 200) {
    throw new AppError('idempotency_key_missing')
  }
  return header
}

/**
 * Takes the key inside the command's transaction. A rival that holds it makes this wait until the
 * rival commits; then its answer comes back. Null: the key is ours, the command may run.
 */
export async function takeKey(
  tx: Transaction,
  context: Context,
  request: KeyedRequest,
): Promise<StoredAnswer | null> {
  const { key, endpointName, hash } = request
  const row = await queryRow(
    tx,
    TakenRow,
    sql`
    select platform.take_key(${context.actor.personId}, ${key}, ${endpointName}, ${hash},
      ${context.now.toISOString()}::timestamptz) as taken`,
  )
  return row?.taken ? null : storedAnswer(tx, context, request)
}

/**
 * The answer that the key's first request got, or null where nobody took the key. A key that was
 * used for another request is refused as `idempotency_key_reused`.
 */
export async function storedAnswer(
  reader: Reader,
  context: Context,
  request: KeyedRequest,
): Promise<StoredAnswer | null> {
  const row = await queryRow(
    reader,
    storedRow,
    sql`
    select request_hash, status, response from platform.idempotency_keys
    where actor_id = ${context.actor.personId} and key = ${request.key}`,
  )
  if (row === undefined) return null
  if (row.requestHash !== request.hash) throw new AppError('idempotency_key_reused')
  if (row.status === null || row.response === null) throw new AppError('service_unavailable')
  return { status: row.status, response: row.response }
}

/** Keeps the answer under the key, in the transaction that made it true. */
export async function keepAnswer(
  tx: Transaction,
  context: Context,
  key: string,
  answer: StoredAnswer,
): Promise<void> {
  await execute(
    tx,
    sql`
    update platform.idempotency_keys set status = ${answer.status}, response = ${answer.response}
    where actor_id = ${context.actor.personId} and key = ${key}`,
  )
}

const keptDays = 30

/** A repeated request older than this is a new one: its kept answer goes. */
export function forgetOldKeys({ db, clock }: Pick<Dependencies, 'db' | 'clock'>): Job {
  return {
    name: 'platform.forget-old-keys',
    cron: '10 3 * * *',
    run: async () => {
      const before = new Date(clock().getTime() - keptDays * 86_400_000)
      await execute(
        db,
        sql`delete from platform.idempotency_keys where created_at < ${before.toISOString()}`,
      )
    },
  }
}
