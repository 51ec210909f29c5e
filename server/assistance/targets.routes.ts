import type { FastifyInstance } from 'fastify'
import * as api from '../../shared/assistance/targets.api.ts'
import { AppError } from '../../shared/errors.ts'
import { pageOf } from '../platform/db/keyset.ts'
import type { Dependencies } from '../platform/dependencies.ts'
import { serve, serveCommand } from '../platform/http/serve.ts'
import { mayEditGroup, mayEditTarget } from './assistance.policy.ts'
import { targetSharesOf } from './read-target-shares.ts'
import { changeViews, mayReadTarget, targetViews, waitingViews } from './read-targets.ts'
import { ownOrganisations, targetScope } from './scope.ts'
import { splitTarget } from './split-target.ts'
import { selectTargetValue, selectValuePage, selectWaitingPage } from './target-values.queries.ts'
import { selectTarget, selectTargetPage, selectTargetsOf } from './targets.queries.ts'
import { answerTargetChange, saveTarget } from './targets.ts'

export function targetRoutes(app: FastifyInstance, deps: Dependencies): void {
  serve(app, deps, api.targets, async ({ query, context }) => {
    const ownIds = await ownOrganisations(deps.db, context)
    const { rows, total } = await selectTargetPage(deps.db, {
      ...query,
      scope: targetScope(context.actor, ownIds),
    })
    const page = pageOf(rows, query, ({ target }) => target, { total })
    return { ...page, items: await targetViews(deps.db, context, page.items) }
  })

  serveCommand(app, deps, api.saveTarget, async (tx, { body, context }) => {
    const own = await ownOrganisations(tx, context)
    if (!mayEditTarget(context.actor, body, own)) throw new AppError('forbidden')
    await saveTarget(tx, context, body)
    const row = await selectTarget(tx, body)
    const [target = null] = await targetViews(tx, context, row === null ? [] : [row])
    return { target }
  })

  serve(app, deps, api.targetShares, async ({ params, query, context }) => {
    if (!mayEditGroup(context.actor, params.groupId)) throw new AppError('not_found')
    return targetSharesOf(deps.db, context, { ...params, ...query })
  })

  serveCommand(app, deps, api.splitTarget, async (tx, { params, body, context }) => {
    if (!mayEditGroup(context.actor, params.groupId)) throw new AppError('not_found')
    await splitTarget(tx, context, { ...params, ...body })
    const rows = await selectTargetsOf(tx, {
      ...{ organisationIds: body.parts.map(({ unitId }) => unitId) },
      ...{ year: body.year, measure: body.measure },
    })
    return { items: await targetViews(tx, context, rows) }
  })

  changeRoutes(app, deps)
}

function changeRoutes(app: FastifyInstance, deps: Dependencies): void {
  serve(app, deps, api.targetChanges, async ({ query, context }) => {
    const { organisationId = null, divisionCode = null, year, measure } = query
    const target = await selectTarget(deps.db, { organisationId, divisionCode, year, measure })
    if (target === null || !(await mayReadTarget(deps.db, context, target)))
      throw new AppError('not_found')
    const { rows, ...rest } = await selectValuePage(deps.db, { ...query, targetId: target.id })
    const page = pageOf(rows, query, ({ value }) => value, rest)
    const [view] = await targetViews(deps.db, context, [target])
    if (view === undefined) throw new AppError('not_found')
    return { ...page, items: await changeViews(deps.db, context, page.items), target: view }
  })

  serve(app, deps, api.waitingTargetChanges, async ({ query, context }) => {
    const { rows, ...rest } = await selectWaitingPage(deps.db, context.actor, query)
    const page = pageOf(rows, query, ({ value }) => value, rest)
    return { ...page, items: await waitingViews(deps.db, context, page.items) }
  })

  serveCommand(app, deps, api.answerTargetChange, async (tx, { params, body, context }) => {
    await answerTargetChange(tx, context, { ...params, ...body })
    const row = await selectTargetValue(tx, params.changeId)
    const [view] = await changeViews(tx, context, row === null ? [] : [row])
    if (view === undefined) throw new AppError('not_found')
    return view
  })
}
