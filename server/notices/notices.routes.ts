import type { FastifyInstance } from 'fastify'
import * as api from '../../shared/notices/notices.api.ts'
import type { Actor } from '../platform/context.ts'
import { pageOf } from '../platform/db/keyset.ts'
import type { Dependencies } from '../platform/dependencies.ts'
import { serve, serveCommand } from '../platform/http/serve.ts'
import { noticeView } from './notice-view.ts'
import { countUnreadOf, insertReadings, noticePage } from './notices.queries.ts'
import { countWaiting } from './waiting.queries.ts'

const keptMilliseconds = 90 * 86_400_000
const emptyPage = { items: [], nextCursor: null, total: 0 }

/** The notices for the roles that the actor acts in. */
export async function noticesRoutes(app: FastifyInstance, deps: Dependencies): Promise<void> {
  const since = (now: Date) => new Date(now.getTime() - keptMilliseconds)

  serve(app, deps, api.listNotices, async ({ query, context: { actor, now } }) => {
    if (!isAddressee(actor)) return emptyPage
    const filter = { ...query, unreadOnly: query.unread === 'true' }
    const { rows, total } = await noticePage(deps.db, { actor, since: since(now) }, filter)
    return pageOf(rows, query, ({ notice, readAt }) => noticeView(notice, readAt), { total })
  })

  serve(app, deps, api.countUnread, async ({ context: { actor, now } }) => {
    if (!isAddressee(actor)) return { count: 0, waiting: {} }
    const [count, waiting] = await Promise.all([
      countUnreadOf(deps.db, { actor, since: since(now) }),
      countWaiting(deps.db, actor),
    ])
    return { count, waiting }
  })

  // Reading leaves its own row; an audit entry for each would drown the log.
  serveCommand(app, deps, api.markRead, async (tx, { body, context: { actor, now } }) => {
    if (!isAddressee(actor)) return { count: 0 }
    const ids = 'all' in body ? null : body.noticeIds
    return { count: await insertReadings(tx, { actor, ids, since: since(now), now }) }
  })
}

/** Notices go to roles of an organisation. */
function isAddressee(actor: Actor): boolean {
  return actor.organisationId !== null && actor.roles.length > 0
}
