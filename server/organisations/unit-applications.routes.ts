import type { FastifyInstance } from 'fastify'
import * as api from '../../shared/organisations/unit-applications.api.ts'
import { addressSubject, requireAttempt, subjectOf } from '../accounts/index.ts'
import { pageOf } from '../platform/db/keyset.ts'
import { transaction } from '../platform/db/transaction.ts'
import type { Dependencies } from '../platform/dependencies.ts'
import { serve, serveCommand } from '../platform/http/serve.ts'
import { divisionByCode, divisionsByCodes } from '../villages/index.ts'
import { knownPlace } from './place-view.ts'
import { selectAlike, selectWaitingUnits } from './unit-applications.queries.ts'
import { applyAsUnit, decideUnitApplication } from './unit-applications.ts'

/** Units that ask to be let in, and whoever lets them in. */
export function unitApplicationRoutes(app: FastifyInstance, deps: Dependencies): void {
  serve(app, deps, api.applyAsUnit, async ({ body, context, request }) => {
    await requireAttempt(deps.db, context, [
      addressSubject('application', request.ip),
      subjectOf('application', 'creditCode', body.creditCode),
    ])
    return transaction(deps.db, async (tx) => {
      const { applicationId: id } = await applyAsUnit(tx, context, body)
      const place = await divisionByCode(tx, body.divisionCode)
      return { id, placeName: place?.name ?? '' }
    })
  })

  serve(app, deps, api.unitApplications, async ({ query, context }) => {
    const { rows, total } = await selectWaitingUnits(deps.db, context.actor, query)
    const applications = rows.map(({ application }) => application)
    const places = await divisionsByCodes(
      deps.db,
      applications.map(({ divisionCode }) => divisionCode),
    )
    const ids = applications.map(({ id }) => id)
    const alike = new Map((await selectAlike(deps.db, ids)).map((row) => [row.id, row]))
    const view = ({ application }: (typeof rows)[number]) => {
      const { id, name, creditCode, unitType, divisionCode, address } = application
      const { contactName, contactPhone, contactEmail, supervisingUnit } = application
      return {
        ...{ id, name, creditCode, unitType, address, contactName, contactPhone, contactEmail },
        supervisingUnit,
        place: knownPlace(places, divisionCode),
        appliedAt: application.appliedAt.toISOString(),
        unitsAlike: alike.get(id)?.units ?? [],
        applicationsAlike: alike.get(id)?.applications ?? 0,
      }
    }
    return pageOf(rows, query, view, { total })
  })

  serveCommand(app, deps, api.decideUnitApplication, async (tx, { params, body, context }) => {
    const input = { ...params, ...body, settings: deps.config }
    const { unitId } = await decideUnitApplication(tx, context, input)
    const state = unitId === null ? ('rejected' as const) : ('admitted' as const)
    return { id: params.applicationId, state, unitId }
  })
}
