import { createHash } from 'node:crypto'
import { sql } from 'drizzle-orm'
import { AppError } from '../../../shared/errors.ts'
import type { Context } from '../context.ts'
import type { Transaction } from '../db/transaction.ts'

/** An answer kept under an Idempotency-Key, to be given again byte for byte (§5.5). */
export interface KeptAnswer {
  status: number
  response: string
}

/** A request that must be answered once. */
export interface KeyedRequest {
  key: string
  endpointName: string
  hash: string
}

/** What a keyed request asked for, as one hash: the endpoint's name and everything sent. */
export function requestHash(endpointName: string, input: unknown): string {
  return createHash('sha256')
    .update(endpointName)
    .update('\0')
    .update(JSON.stringify(input))
    .digest('hex')
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
): Promise<KeptAnswer | null> {
  const actorId = context.actor.personId
  const taken = await tx.execute(sql`
    insert into platform.idempotency_keys (actor_id, key, endpoint, request_hash, created_at)
    values (${actorId}, ${request.key}, ${request.endpointName}, ${request.hash},
      ${context.now.toISOString()})
    on conflict do nothing returning 1`)
  if (taken.length > 0) return null
  const [kept] = await tx.execute<{ request_hash: string; status: number; response: string }>(sql`
    select request_hash, status, response from platform.idempotency_keys
    where actor_id = ${actorId} and key = ${request.key}`)
  return sameRequest(kept, request.hash)
}

/** Keeps the answer under the key, in the transaction that made it true. */
export async function keepAnswer(
  tx: Transaction,
  context: Context,
  key: string,
  answer: KeptAnswer,
): Promise<void> {
  await tx.execute(sql`
    update platform.idempotency_keys set status = ${answer.status}, response = ${answer.response}
    where actor_id = ${context.actor.personId} and key = ${key}`)
}

/** The kept answer when it belongs to the same request; a key reused for another one is refused. */
export function sameRequest(
  kept: { request_hash: string; status: number | null; response: string | null } | undefined,
  hash: string,
): KeptAnswer {
  if (kept === undefined || kept.request_hash !== hash) throw new AppError('idempotency_key_reused')
  if (kept.status === null || kept.response === null) throw new AppError('service_unavailable')
  return { status: kept.status, response: kept.response }
}
