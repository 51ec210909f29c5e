import type { FastifyRequest } from 'fastify'
import { AppError } from '../../../shared/errors.ts'
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

declare module 'fastify' {
  interface FastifyRequest {
    actor: Actor
  }
}

/** The actor of a request, if the endpoint's access lets it in at all. Denies unless allowed. */
export function actorOf(request: FastifyRequest, access: Access): Actor {
  if (request.headers.authorization === undefined) {
    if (access === 'public') return anonymous
    throw new AppError('unauthenticated')
  }
  // What everybody may read, a browser with an old token may read too: as nobody.
  const actor = verifiedActor(request)
  if (access === 'public') return actor ?? anonymous
  if (actor === null) throw new AppError('unauthenticated')
  if (access !== 'signed-in' && !access.some((role) => actor.roles.includes(role))) {
    throw new AppError('forbidden')
  }
  return actor
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
  const [scheme, token] = request.headers.authorization?.split(' ') ?? []
  if (scheme?.toLowerCase() !== 'bearer' || !token) return null
  try {
    return request.server.jwt.verify<AccessClaims>(token)
  } catch {
    return null
  }
}
