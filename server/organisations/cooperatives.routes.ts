import type { FastifyInstance } from 'fastify'
import { AppError } from '../../shared/errors.ts'
import * as api from '../../shared/organisations/cooperatives.api.ts'
import { addressSubject, requireAttempt, subjectOf } from '../accounts/index.ts'
import { pageOf } from '../platform/db/keyset.ts'
import { transaction } from '../platform/db/transaction.ts'
import type { Dependencies } from '../platform/dependencies.ts'
import { serve, serveCommand } from '../platform/http/serve.ts'
import { divisionByCode, divisionsByCodes } from '../villages/index.ts'
import { applyForAdmission } from './apply-for-admission.ts'
import { cooperativeItem, ownCooperativeView, visibleCooperative } from './cooperative-view.ts'
import { selectCooperativePage } from './cooperatives.queries.ts'
import { decideAdmission, type LockProducts } from './decide-admission.ts'
import { mayTakeStep } from './organisations.policy.ts'
import { saveCooperative } from './save-cooperative.ts'

export function cooperativeRoutes(
  app: FastifyInstance,
  deps: Dependencies,
  ports: { lockProducts: LockProducts },
): void {
  deskRoutes(app, deps, ports)

  serve(app, deps, api.applyForAdmission, async ({ body, context, request }) => {
    await requireAttempt(deps.db, context, [
      addressSubject('application', request.ip),
      subjectOf('application', 'creditCode', body.creditCode),
    ])
    return transaction(deps.db, async (tx) => {
      const { cooperativeId, countyCode } = await applyForAdmission(tx, context, body)
      const county = await divisionByCode(tx, countyCode)
      return { id: cooperativeId, state: 'applied' as const, countyName: county?.name ?? '' }
    })
  })

  serveCommand(app, deps, api.saveCooperative, async (tx, { params, body, context }) => {
    if (context.actor.organisationId !== params.cooperativeId) throw new AppError('not_found')
    await saveCooperative(tx, context, { ...params, ...body })
    return ownCooperativeView(tx, context, params.cooperativeId)
  })
}

function deskRoutes(
  app: FastifyInstance,
  deps: Dependencies,
  { lockProducts }: { lockProducts: LockProducts },
): void {
  serve(app, deps, api.cooperatives, async ({ query, context }) => {
    const { roles, divisionCode } = context.actor
    const within = roles.includes('platform_admin') ? null : (divisionCode ?? 'nowhere')
    const { rows, ...rest } = await selectCooperativePage(deps.db, { ...query, within })
    const places = await divisionsByCodes(
      deps.db,
      rows.map((row) => row.divisionCode ?? row.countyCode),
    )
    return pageOf(rows, query, (row) => cooperativeItem(row, places), rest)
  })

  serve(app, deps, api.cooperative, ({ params, context }) =>
    ownCooperativeView(deps.db, context, params.cooperativeId),
  )

  serveCommand(app, deps, api.decideAdmission, async (tx, { params, body, context }) => {
    const { cooperative } = await visibleCooperative(tx, context, params.cooperativeId)
    if (!mayTakeStep(context.actor, body.step, cooperative.countyCode))
      throw new AppError('forbidden')
    const decision = { ...params, ...body, inviting: deps.config, lockProducts }
    await decideAdmission(tx, context, decision)
    return ownCooperativeView(tx, context, params.cooperativeId)
  })
}
