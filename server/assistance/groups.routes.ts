import type { FastifyInstance } from 'fastify'
import * as api from '../../shared/assistance/assistance.api.ts'
import { AppError } from '../../shared/errors.ts'
import { dayOf } from '../../shared/scalars.ts'
import type { Context } from '../platform/context.ts'
import { pageOf } from '../platform/db/keyset.ts'
import type { Reader } from '../platform/db/transaction.ts'
import type { Dependencies } from '../platform/dependencies.ts'
import { serve, serveCommand } from '../platform/http/serve.ts'
import { mayEnd, mayReadGroup, organisationSides } from './assistance.policy.ts'
import {
  selectGroupIdsOf,
  selectGroupMembers,
  selectGroupPage,
  selectGroups,
  selectMembership,
} from './groups.queries.ts'
import { createGroup, endMember } from './groups.ts'
import { proposeFor } from './proposals.routes.ts'
import { propose } from './proposals.ts'
import { groupItems, groupView } from './read-assistance.ts'

export function groupRoutes(app: FastifyInstance, deps: Dependencies): void {
  serve(app, deps, api.groups, async ({ query, context }) => {
    const ids = await groupsInScope(deps.db, context)
    const { rows, total } = await selectGroupPage(deps.db, { ...query, ids })
    const items = await groupItems(deps.db, rows, dayOf(context.now))
    return {
      ...pageOf(rows, query, (row) => row, { total }),
      items: items.slice(0, query.pageSize),
    }
  })

  serve(app, deps, api.group, async ({ params, context }) => {
    const today = dayOf(context.now)
    const days = { from: today, to: today }
    const members = await selectGroupMembers(deps.db, params.groupId, days)
    const unitIds = members.map((member) => member.unitId)
    if (!mayReadGroup(context.actor, params.groupId, unitIds)) throw new AppError('not_found')
    return viewOf(deps.db, context, params.groupId)
  })

  serveCommand(app, deps, api.createGroup, async (tx, { body, context }) => {
    const { document, fromDate, ...group } = body
    const { groupId } = await createGroup(tx, context, group)
    const about = { kind: 'membership' as const, groupId, unitId: group.leadUnitId }
    await propose(tx, context, { about, fromDate, toDate: null, document })
    return viewOf(tx, context, groupId)
  })

  serveCommand(app, deps, api.addMember, (tx, { params, body, context }) => {
    const { unitId, ...proposal } = body
    const about = { kind: 'membership' as const, ...params, unitId }
    return proposeFor(tx, context, { about, ...proposal, toDate: null, refusal: 'not_found' })
  })

  serveCommand(app, deps, api.endMember, async (tx, { params, body, context }) => {
    const membership = await selectMembership(tx, params)
    if (membership === null) throw new AppError('not_found')
    const { groupId, unitId } = membership
    if (!mayEnd(context.actor, organisationSides([groupId, unitId])))
      throw new AppError('not_found')
    await endMember(tx, context, { ...params, ...body })
    const { members } = await viewOf(tx, context, groupId)
    const ended = members.find((member) => member.membershipId === params.membershipId)
    if (ended === undefined) throw new AppError('not_found')
    return ended
  })
}

/** Which groups an actor sees; undefined for all of them. */
async function groupsInScope(
  reader: Reader,
  { actor, now }: Context,
): Promise<string[] | undefined> {
  if (actor.roles.includes('platform_admin') || actor.roles.includes('official')) return undefined
  if (actor.organisationId === null) return []
  if (actor.organisationKind === 'group') return [actor.organisationId]
  return selectGroupIdsOf(reader, actor.organisationId, dayOf(now))
}

async function viewOf(reader: Reader, context: Context, groupId: string) {
  const [group] = await selectGroups(reader, [groupId])
  if (group === undefined) throw new AppError('not_found')
  return groupView(reader, context, group)
}
