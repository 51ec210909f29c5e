import { eq, sql } from 'drizzle-orm'
import { z } from 'zod'
import { type KeyScope, keyScopes } from '../../shared/key-scopes.ts'
import { organisationKind, role } from '../../shared/roles.ts'
import type { KeyActor } from '../platform/auth/actor.ts'
import { arrayOf, execute, queryRow, queryRows } from '../platform/db/rows.ts'
import type { Reader, Transaction } from '../platform/db/transaction.ts'
import { apiKeys } from './accounts.tables.ts'
import { hashOf } from './secrets.ts'

const ApiKeyRow = z.object({
  id: z.uuid(),
  name: z.string(),
  hint: z.string(),
  scopes: z.array(z.enum(keyScopes)),
  madeBy: z.string(),
  createdAt: z.date(),
  expiresAt: z.date(),
  lastUsedAt: z.date().nullable(),
  revokedAt: z.date().nullable(),
  isHeld: z.boolean(),
})
export type ApiKeyRow = z.output<typeof ApiKeyRow>

const columns = sql`k.id, k.name, k.hint, k.scopes, p.name as made_by, k.created_at, k.expires_at,
  k.last_used_at, k.revoked_at,
  accounts.holds_since(k.person_id, k.organisation_id, k.roles, k.created_at) as is_held`

/**
 * The latest keys of an organisation, and every one that may still work; those of long ago stand in
 * the audit log.
 */
export function selectApiKeys(
  reader: Reader,
  organisationId: string,
  now: Date,
): Promise<ApiKeyRow[]> {
  return queryRows(
    reader,
    ApiKeyRow,
    sql`select ${columns} from (
        select * from accounts.api_keys where organisation_id = ${organisationId}
        order by revoked_at is null and expires_at > ${now.toISOString()}::timestamptz desc,
          created_at desc, id desc limit 50
      ) k join accounts.people p on p.id = k.person_id
      order by k.created_at desc, k.id desc`,
  )
}

export function selectApiKey(
  reader: Reader,
  { organisationId, id }: { organisationId: string; id: string },
): Promise<ApiKeyRow | undefined> {
  return queryRow(
    reader,
    ApiKeyRow,
    sql`select ${columns} from accounts.api_keys k join accounts.people p on p.id = k.person_id
      where k.id = ${id} and k.organisation_id = ${organisationId}`,
  )
}

export async function lockApiKey(tx: Transaction, id: string) {
  const [row] = await tx.select().from(apiKeys).where(eq(apiKeys.id, id)).for('no key update')
  return row
}

export async function countLiveKeys(
  reader: Reader,
  organisationId: string,
  now: Date,
): Promise<number> {
  const row = await queryRow(
    reader,
    z.object({ live: z.int() }),
    sql`select count(*)::integer as live from accounts.api_keys
      where organisation_id = ${organisationId} and revoked_at is null
        and expires_at > ${now.toISOString()}::timestamptz`,
  )
  return row?.live ?? 0
}

type NewApiKey = Omit<typeof apiKeys.$inferInsert, 'tokenHash' | 'scopes'> & {
  key: string
  scopes: KeyScope[]
}

export async function insertApiKey(tx: Transaction, { key, ...row }: NewApiKey): Promise<void> {
  await tx.insert(apiKeys).values({ ...row, tokenHash: hashOf(key) })
}

export async function updateRevoked(
  tx: Transaction,
  id: string,
  change: { revokedAt: Date; revokedBy: string },
): Promise<void> {
  await tx.update(apiKeys).set(change).where(eq(apiKeys.id, id))
}

const KeyActorRow = z.object({
  id: z.uuid(),
  scopes: z.array(z.string()),
  personId: z.uuid(),
  organisationId: z.uuid(),
  organisationKind,
  roles: z.array(role),
  divisionCode: z.string().nullable(),
  isUnused: z.boolean(),
})

/**
 * Who asks with this key, or null where it is none, was revoked, has expired, or whoever made it no
 * longer acts so (§11.4). That it was used is put down once a minute, not at every request.
 */
export async function keyActor(reader: Reader, key: string, now: Date): Promise<KeyActor | null> {
  const at = sql`${now.toISOString()}::timestamptz`
  const row = await queryRow(
    reader,
    KeyActorRow,
    sql`select id, scopes, person_id, organisation_id, organisation_kind, roles, division_code,
        last_used_at is null or last_used_at < ${at} - interval '1 minute' as is_unused
      from accounts.api_keys
      where token_hash = ${hashOf(key)} and revoked_at is null and expires_at > ${at}
        and accounts.holds_since(person_id, organisation_id, roles, created_at)`,
  )
  if (row === undefined) return null
  const { id, scopes, isUnused, ...who } = row
  if (isUnused)
    await execute(reader, sql`update accounts.api_keys set last_used_at = ${at} where id = ${id}`)
  return { scopes, actor: { ...who, sessionId: id, keyId: id } }
}

/** How keys are called, for lists that know only their ids. */
export async function apiKeyNames(
  reader: Reader,
  ids: readonly string[],
): Promise<Map<string, string>> {
  if (ids.length === 0) return new Map()
  const rows = await queryRows(
    reader,
    z.object({ id: z.uuid(), name: z.string() }),
    sql`select id, name from accounts.api_keys where id = any(${arrayOf('uuid', ids)})`,
  )
  return new Map(rows.map(({ id, name }) => [id, name]))
}
