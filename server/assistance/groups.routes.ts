import type { FastifyInstance } from 'fastify'
import * as api from '../../shared/assistance/assistance.api.ts'
import { AppError } from '../../shared/errors.ts'
import { dayOf } from '../../shared/scalars.ts'
import type { Actor } from '../platform/context.ts'
import type { Reader } from '../platform/db/transaction.ts'
import type { Dependencies } from '../platform/dependencies.ts'
import { serve, serveCommand } from '../platform/http/serve.ts'
import { mayEditGroup, mayReadGroup } from './assistance.policy.ts'
import { selectGroupIdsOf, selectGroups, selectMemberships } from './groups.queries.ts'
import { addMember, createGroup, endMember } from './groups.ts'
import { groupItems, groupView } from './read-assistance.ts'

export function groupRoutes(app: FastifyInstance, deps: Dependencies): void {
  serve(app, deps, api.groups, async ({ context }) => {
    const rows = await selectGroups(deps.db, await groupsInScope(deps.db, context.actor))
    return { items: await groupItems(deps.db, rows, dayOf(context.now)) }
  })

  serve(app, deps, api.group, async ({ params, context }) => {
    const members = await selectMemberships(deps.db, params.groupId)
    const unitIds = members.map((member) => member.unitId)
    if (!mayReadGroup(context.actor, params.groupId, unitIds)) throw new AppError('not_found')
    return viewOf(deps.db, context.actor, params.groupId)
  })

  serveCommand(app, deps, api.createGroup, async (tx, { body, context }) => {
    const { groupId } = await createGroup(tx, context, body)
    return viewOf(tx, context.actor, groupId)
  })

  serveCommand(app, deps, api.addMember, async (tx, { params, body, context }) => {
    requireCoordinator(context.actor, params.groupId)
    await addMember(tx, context, { ...params, ...body })
    return viewOf(tx, context.actor, params.groupId)
  })

  serveCommand(app, deps, api.endMember, async (tx, { params, body, context }) => {
    requireCoordinator(context.actor, params.groupId)
    await endMember(tx, context, { ...params, ...body })
    return viewOf(tx, context.actor, params.groupId)
  })
}

/** Which groups an actor sees; undefined for all of them. */
async function groupsInScope(reader: Reader, actor: Actor): Promise<string[] | undefined> {
  if (actor.roles.includes('platform_admin') || actor.roles.includes('official')) return undefined
  if (actor.organisationId === null) return []
  if (actor.organisationKind === 'group') return [actor.organisationId]
  return selectGroupIdsOf(reader, actor.organisationId)
}

async function viewOf(reader: Reader, actor: Actor, groupId: string) {
  const [group] = await selectGroups(reader, [groupId])
  if (group === undefined) throw new AppError('not_found')
  return groupView(reader, actor, group)
}

function requireCoordinator(actor: Actor, groupId: string): void {
  if (!mayEditGroup(actor, groupId)) throw new AppError('not_found')
}
