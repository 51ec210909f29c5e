import type { FastifyJWTOptions } from '@fastify/jwt'
import type { FastifyInstance } from 'fastify'
import type { AccessClaims } from './actor.ts'

/** How long an access token speaks for its person; what they lose meanwhile writes know (§11.4). */
export const accessTokenSeconds = 15 * 60

/** One algorithm both ways: a token that names another one, or none, is refused. */
export function accessTokenOptions(secret: string): FastifyJWTOptions {
  return {
    secret,
    sign: { algorithm: 'HS256', expiresIn: `${accessTokenSeconds}s` },
    // A page sends one token many times: what it says is remembered until it ends.
    verify: { algorithms: ['HS256'], requiredClaims: ['sub', 'sid', 'exp'], cache: 10_000 },
  }
}

/** A signed access token for these claims. */
export function signAccessToken(app: FastifyInstance, claims: AccessClaims): string {
  return app.jwt.sign(claims)
}
