import { z } from 'zod'
import { endpoint } from '../endpoint.ts'
import { keyScopes } from '../key-scopes.ts'
import { keyMakers } from '../roles.ts'
import { day, id, instant } from '../scalars.ts'
import { line } from '../text.ts'

/** How long a key may live, in days, and how many of an organisation may live at once. */
export const longestKeyDays = 366
export const mostKeys = 20

/** Why a key opens nothing any more: taken back, over, or its maker no longer acts so. */
export const apiKeyStates = ['live', 'revoked', 'expired', 'maker-left'] as const

const scope = z.enum(keyScopes)

export const apiKey = z.object({
  keyId: id,
  name: z.string(),
  /** The last signs of the key, which is shown once alone. */
  hint: z.string(),
  scopes: z.array(scope),
  state: z.enum(apiKeyStates),
  madeBy: z.string(),
  createdAt: instant,
  expiresAt: instant,
  lastUsedAt: instant.nullable(),
  revokedAt: instant.nullable(),
})
export type ApiKey = z.infer<typeof apiKey>

export const listApiKeys = endpoint({
  name: 'accounts.listApiKeys',
  summary: 'The keys of one’s organisation for the open API, the newest first, fifty at most',
  method: 'GET',
  path: '/api/v1/api-keys',
  access: keyMakers,
  response: z.object({ items: z.array(apiKey) }),
})

export const createApiKey = endpoint({
  name: 'accounts.createApiKey',
  summary: 'Make a key that acts for one’s organisation within its scopes; it is shown once',
  method: 'POST',
  path: '/api/v1/api-keys',
  access: keyMakers,
  body: z.object({
    name: line(80),
    scopes: z.array(scope).min(1).max(keyScopes.length),
    /** The last day on which it works. */
    expiresOn: day,
  }),
  response: z.object({ key: z.string(), apiKey }),
  status: 201,
})

export const revokeApiKey = endpoint({
  name: 'accounts.revokeApiKey',
  summary: 'Take a key back; it opens nothing from then on',
  method: 'DELETE',
  path: '/api/v1/api-keys/:keyId',
  access: keyMakers,
  params: z.object({ keyId: id }),
  response: apiKey,
})
