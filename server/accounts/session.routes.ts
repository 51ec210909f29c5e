import type { FastifyInstance } from 'fastify'
import * as api from '../../shared/accounts/accounts.api.ts'
import { AppError } from '../../shared/errors.ts'
import { transaction } from '../platform/db/transaction.ts'
import type { Dependencies } from '../platform/dependencies.ts'
import { serve, serveCommand } from '../platform/http/serve.ts'
import { deviceView, sessionView } from './accounts-view.ts'
import { endAllSessions, endDevice, signOut } from './end-session.ts'
import { markDevice } from './known-device.ts'
import { actFor, currentSession, signIn } from './open-session.ts'
import { refreshSession } from './refresh-session.ts'
import { liveSessionsOf } from './session.queries.ts'
import {
  clearRefreshCookie,
  deviceOf,
  opened,
  originOf,
  refreshTokenIn,
  setRefreshCookie,
} from './session-reply.ts'

/** Signing in and out, and for whom one acts. */
export async function sessionRoutes(app: FastifyInstance, deps: Dependencies): Promise<void> {
  const isSecure = deps.config.publicUrl.startsWith('https:')

  serve(app, deps, api.signIn, async ({ body, context, request, reply }) => {
    const origin = originOf(request, deps.config)
    const input = { ...body, device: deviceOf(request), origin }
    const { open, refreshToken } = await signIn(deps.db, context, input)
    setRefreshCookie(reply, refreshToken, isSecure)
    const personId = open.person.id
    if (origin.knownTo(personId) === null)
      markDevice(reply, { personId, secret: deps.config.linkSecret, isSecure })
    return opened(app, reply, open, deps.config)
  })

  serve(app, deps, api.refreshSession, async ({ context, request, reply }) => {
    const token = refreshTokenIn(request)
    const renewed =
      token && (await transaction(deps.db, (tx) => refreshSession(tx, context, token)))
    if (!renewed) {
      clearRefreshCookie(request, reply, isSecure)
      throw new AppError('session_ended')
    }
    setRefreshCookie(reply, renewed.refreshToken, isSecure)
    return opened(app, reply, renewed.open, deps.config)
  })

  serve(app, deps, api.showSession, async ({ context }) =>
    sessionView(await currentSession(deps.db, context), deps.config),
  )

  serveCommand(app, deps, api.actFor, async (tx, { body, context, reply }) =>
    opened(app, reply, await actFor(tx, context, body.organisationId), deps.config),
  )

  serveCommand(app, deps, api.signOut, async (tx, { context, request, reply }) => {
    const token = refreshTokenIn(request)
    if (token !== null) await signOut(tx, context, token)
    clearRefreshCookie(request, reply, isSecure)
    return {}
  })

  serve(app, deps, api.listDevices, async ({ context }) => {
    const { personId, sessionId } = context.actor
    const rows = await liveSessionsOf(deps.db, personId, context.now)
    return { items: rows.map((row) => deviceView(row, sessionId)) }
  })

  serveCommand(app, deps, api.endDevice, async (tx, { params, context }) => {
    await endDevice(tx, context, params.sessionId)
    return {}
  })

  serveCommand(app, deps, api.signOutEverywhere, async (tx, { context, request, reply }) => {
    const { personId } = context.actor
    const ending = { personId, except: null, reason: 'signed-out-everywhere' }
    const endedSessions = await endAllSessions(tx, context, ending)
    clearRefreshCookie(request, reply, isSecure)
    return { endedSessions }
  })
}
