import {
  type ApiKey,
  type createApiKey as createEndpoint,
  longestKeyDays,
  mostKeys,
} from '../../shared/accounts/api-keys.api.ts'
import type { Handled } from '../../shared/endpoint.ts'
import { AppError, fieldError } from '../../shared/errors.ts'
import { scopesOf } from '../../shared/key-scopes.ts'
import { addDays, dayOf } from '../../shared/scalars.ts'
import { recordAudit } from '../evidence/index.ts'
import { keyPrefix } from '../platform/auth/actor.ts'
import { type Context, organisationOf } from '../platform/context.ts'
import type { Reader, Transaction } from '../platform/db/transaction.ts'
import {
  type ApiKeyRow,
  countLiveKeys,
  insertApiKey,
  lockApiKey,
  selectApiKey,
  selectApiKeys,
  updateRevoked,
} from './api-keys.queries.ts'
import { newSecretToken } from './secrets.ts'

/** The keys of the actor's organisation, the newest first. */
export async function listApiKeys(reader: Reader, { actor, now }: Context): Promise<ApiKey[]> {
  const rows = await selectApiKeys(reader, organisationOf(actor), now)
  return rows.map((row) => apiKeyView(row, now))
}

/**
 * Makes a key for the actor's organisation, in the actor's own roles; only here is the key itself
 * known (§11.4). Two at once may make one more than the limit, which harms nobody.
 */
export async function createApiKey(
  tx: Transaction,
  context: Context,
  { name, scopes, expiresOn }: Handled<typeof createEndpoint>['body'],
): Promise<{ key: string; apiKey: ApiKey }> {
  const { actor, now } = context
  const organisationId = organisationOf(actor)
  const { organisationKind } = actor
  if (organisationKind === null) throw new AppError('forbidden')
  const today = dayOf(now)
  if (expiresOn < today) throw fieldError(['expiresOn'], 'in_the_past')
  const last = addDays(today, longestKeyDays)
  if (expiresOn > last) throw fieldError(['expiresOn'], 'too_big', { maximum: last })
  const offered = scopesOf(organisationKind)
  const odd = scopes.findIndex((scope) => !offered.includes(scope))
  if (odd >= 0) throw fieldError(['scopes', odd], 'not_an_option')
  const live = await countLiveKeys(tx, organisationId, now)
  if (live >= mostKeys) throw fieldError(['name'], 'too_many', { maximum: mostKeys })
  const { token } = newSecretToken()
  const key = `${keyPrefix}${token}`
  const id = context.newId()
  await insertApiKey(tx, {
    ...{ id, key, name, hint: key.slice(-4), scopes: [...new Set(scopes)], organisationId },
    ...{ organisationKind, roles: [...actor.roles], divisionCode: actor.divisionCode },
    ...{ personId: actor.personId, createdAt: now },
    expiresAt: new Date(`${addDays(expiresOn, 1)}T00:00:00+08:00`),
  })
  await recordAudit(tx, context, {
    action: 'accounts.create-api-key',
    subjectType: 'api_key',
    subjectId: id,
    after: { name, scopes, expiresOn, hint: key.slice(-4) },
  })
  return { key, apiKey: apiKeyView(await requireKeyOf(tx, context, id), now) }
}

/** Takes a key of the actor's organisation back; one that was taken back stays as it is. */
export async function revokeApiKey(
  tx: Transaction,
  context: Context,
  keyId: string,
): Promise<ApiKey> {
  const { actor, now } = context
  const locked = await lockApiKey(tx, keyId)
  if (locked?.organisationId !== organisationOf(actor)) throw new AppError('not_found')
  if (locked.revokedAt === null) {
    await updateRevoked(tx, keyId, { revokedAt: now, revokedBy: actor.personId })
    await recordAudit(tx, context, {
      action: 'accounts.revoke-api-key',
      subjectType: 'api_key',
      subjectId: keyId,
      before: { name: locked.name, hint: locked.hint },
    })
  }
  return apiKeyView(await requireKeyOf(tx, context, keyId), now)
}

async function requireKeyOf(reader: Reader, { actor }: Context, id: string): Promise<ApiKeyRow> {
  const row = await selectApiKey(reader, { organisationId: organisationOf(actor), id })
  if (row === undefined) throw new AppError('not_found')
  return row
}

function apiKeyView(row: ApiKeyRow, now: Date): ApiKey {
  const { id: keyId, name, hint, scopes, madeBy } = row
  return {
    ...{ keyId, name, hint, scopes, madeBy, state: stateOf(row, now) },
    createdAt: row.createdAt.toISOString(),
    expiresAt: row.expiresAt.toISOString(),
    lastUsedAt: row.lastUsedAt?.toISOString() ?? null,
    revokedAt: row.revokedAt?.toISOString() ?? null,
  }
}

function stateOf(row: ApiKeyRow, now: Date): ApiKey['state'] {
  if (row.revokedAt !== null) return 'revoked'
  if (row.expiresAt <= now) return 'expired'
  return row.isHeld ? 'live' : 'maker-left'
}
