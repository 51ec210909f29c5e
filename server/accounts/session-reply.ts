import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { sessionPath } from '../../shared/accounts/accounts.api.ts'
import { AppError } from '../../shared/errors.ts'
import { sessionHint } from '../../shared/session-hint.ts'
import type { Config } from '../config.ts'
import { accessTokenSeconds, signAccessToken } from '../platform/auth/access-token.ts'
import { claimsOf, type OpenSession, sessionView } from './accounts-view.ts'
import { deviceMark } from './known-device.ts'
import { cookieSeconds } from './open-session.ts'
import type { Origin } from './prove-identity.ts'

const name = 'cunji_refresh'

/**
 * The refresh token a request brings, or null. A browser says where the page comes from that asks:
 * from another site the cookie does not come, and from a neighbour of ours it counts for nothing.
 */
export function refreshTokenIn(request: FastifyRequest): string | null {
  const site = request.headers['sec-fetch-site']
  if (site !== undefined && site !== 'same-origin') throw new AppError('forbidden')
  return request.cookies[name] ?? null
}

/**
 * Scripts cannot read it, other sites cannot send it, other addresses of ours do not get it. Beside
 * it goes a hint that scripts can read, so that a visitor without a session does not ask for one.
 */
export function setRefreshCookie(reply: FastifyReply, token: string, isSecure: boolean): void {
  reply.setCookie(name, token, { ...attributes(isSecure), maxAge: cookieSeconds })
  reply.setCookie(sessionHint, '1', { ...hintAttributes(isSecure), maxAge: cookieSeconds })
}

/** Clears what the request brought; what another tab was given meanwhile, it leaves. */
export function clearRefreshCookie(
  { cookies }: FastifyRequest,
  reply: FastifyReply,
  isSecure: boolean,
): void {
  if (cookies[name] === undefined && cookies[sessionHint] === undefined) return
  reply.clearCookie(name, attributes(isSecure))
  reply.clearCookie(sessionHint, hintAttributes(isSecure))
}

function attributes(isSecure: boolean) {
  return { path: sessionPath, httpOnly: true, sameSite: 'strict', secure: isSecure } as const
}

function hintAttributes(isSecure: boolean) {
  return { path: '/', sameSite: 'strict', secure: isSecure } as const
}

/** The device as the request shows it. */
export function deviceOf(request: FastifyRequest) {
  return { userAgent: request.headers['user-agent'] ?? '', address: request.ip }
}

/** From where the request comes, and whose device it is known to be. */
export function originOf(request: FastifyRequest, { linkSecret }: { linkSecret: string }): Origin {
  const knownTo = (personId: string) => deviceMark(request, linkSecret, personId)
  return { address: request.ip, knownTo }
}

/** The answer that opens or renews a session; nobody on the way may keep it. */
export function opened(
  app: FastifyInstance,
  reply: FastifyReply,
  open: OpenSession,
  config: Pick<Config, 'stripe'>,
) {
  reply.header('cache-control', 'no-store')
  return {
    accessToken: signAccessToken(app, claimsOf(open)),
    expiresInSeconds: accessTokenSeconds,
    session: sessionView(open, config),
  }
}
