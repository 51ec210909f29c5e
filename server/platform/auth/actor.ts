import type { FastifyRequest } from 'fastify'
import { AppError } from '../../../shared/errors.ts'
import type { Access, OrganisationKind, Role } from '../../../shared/roles.ts'
import { type Actor, anonymous } from '../context.ts'

/** What an access token carries: whom it speaks for, and nothing secret. */
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
export async function actorOf(request: FastifyRequest, access: Access): Promise<Actor> {
  if (request.headers.authorization === undefined) {
    if (access === 'public') return anonymous
    throw new AppError('unauthenticated')
  }
  // What everybody may read, a browser with an old token may read too: as nobody.
  if (access === 'public') return verifiedActor(request).catch(() => anonymous)
  const actor = await verifiedActor(request)
  if (access !== 'signed-in' && !access.some((role) => actor.roles.includes(role))) {
    throw new AppError('forbidden')
  }
  return actor
}

async function verifiedActor(request: FastifyRequest): Promise<Actor> {
  const claims = await request.jwtVerify<AccessClaims>().catch((error: unknown) => {
    throw new AppError('unauthenticated', { cause: error })
  })
  return {
    personId: claims.sub,
    sessionId: claims.sid,
    organisationId: claims.org,
    organisationKind: claims.kind,
    roles: claims.roles,
    divisionCode: claims.area,
  }
}
