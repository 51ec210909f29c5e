import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Endpoint } from '../../../shared/endpoint.ts'
import { AppError } from '../../../shared/errors.ts'
import { scopeOf } from '../../../shared/key-scopes.ts'
import type { Access, OrganisationKind, Role } from '../../../shared/roles.ts'
import { type Actor, anonymous } from '../context.ts'

/** The claims of an access token: the person and the acting membership, nothing secret. */
export interface AccessClaims {
  sub: string
  sid: string
  org: string | null
  kind: OrganisationKind | null
  roles: Role[]
  area: string | null
}

declare module '@fastify/jwt' {
  interface FastifyJWT {
    payload: AccessClaims
    user: AccessClaims
  }
}

/** Every key of the open API begins with this, so that nobody is asked for a token that is none. */
export const keyPrefix = 'cunji_'

/** Who asks with a key of the open API, and what it was made for. */
export interface KeyActor {
  actor: Actor
  scopes: readonly string[]
}

/** Finds who asks with a key, or null; refuses one that asks too often. */
export type FindKeyActor = (key: string, request: FastifyRequest) => Promise<KeyActor | null>

declare module 'fastify' {
  interface FastifyRequest {
    actor: Actor
  }
  interface FastifyInstance {
    findKeyActor?: FindKeyActor
  }
}

/** Lets programs with keys in, at the endpoints that are bound to this instance. */
export function letKeysIn(app: FastifyInstance, find: FindKeyActor): void {
  app.decorate('findKeyActor', find)
}

/** The actor of a request, if the endpoint lets it in at all. Denies unless allowed. */
export function actorOf(request: FastifyRequest, endpoint: Endpoint): Actor | Promise<Actor> {
  const token = bearerOf(request)
  if (token?.startsWith(keyPrefix)) return keyActorOf(request, token, endpoint)
  return sessionActorOf(request, endpoint.access)
}

/**
 * A key opens what its scopes name and no other endpoint, not even a public one; there it may what
 * the roles of whoever made it may.
 */
async function keyActorOf(
  request: FastifyRequest,
  key: string,
  { name, access }: Endpoint,
): Promise<Actor> {
  const found = (await request.server.findKeyActor?.(key, request)) ?? null
  if (found === null) throw new AppError('unauthenticated')
  const scope = scopeOf(name)
  if (scope === null || !found.scopes.includes(scope)) throw new AppError('forbidden')
  requireAccess(found.actor, access)
  return found.actor
}

function sessionActorOf(request: FastifyRequest, access: Access): Actor {
  if (request.headers.authorization === undefined) {
    if (access === 'public') return anonymous
    throw new AppError('unauthenticated')
  }
  // What everybody may read, a browser with an old token may read too: as nobody.
  const actor = verifiedActor(request)
  if (access === 'public') return actor ?? anonymous
  if (actor === null) throw new AppError('unauthenticated')
  requireAccess(actor, access)
  return actor
}

function requireAccess({ roles }: Actor, access: Access): void {
  if (access === 'public' || access === 'signed-in') return
  if (!access.some((role) => roles.includes(role))) throw new AppError('forbidden')
}

function bearerOf({ headers }: FastifyRequest): string | undefined {
  const [scheme, token] = headers.authorization?.split(' ') ?? []
  return scheme?.toLowerCase() === 'bearer' ? token : undefined
}

/** Null: a token of another scheme, a forged one or an old one. */
function verifiedActor(request: FastifyRequest): Actor | null {
  const claims = claimsOf(request)
  return (
    claims && {
      personId: claims.sub,
      sessionId: claims.sid,
      organisationId: claims.org,
      organisationKind: claims.kind,
      roles: claims.roles,
      divisionCode: claims.area,
    }
  )
}

/** By the plugin's own verifier, which is made once; its way by the request decodes twice. */
function claimsOf(request: FastifyRequest): AccessClaims | null {
  const token = bearerOf(request)
  if (!token) return null
  try {
    return request.server.jwt.verify<AccessClaims>(token)
  } catch {
    return null
  }
}
