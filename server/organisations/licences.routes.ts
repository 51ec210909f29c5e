import type { FastifyInstance } from 'fastify'
import { AppError } from '../../shared/errors.ts'
import * as api from '../../shared/organisations/licences.api.ts'
import { pageOf } from '../platform/db/keyset.ts'
import type { Dependencies } from '../platform/dependencies.ts'
import { serve, serveCommand } from '../platform/http/serve.ts'
import { ownCooperativeView, visibleCooperative } from './cooperative-view.ts'
import { licenceView } from './licence-view.ts'
import { selectWaitingLicences } from './licences.queries.ts'
import { addLicence, addLicenceScan, decideLicence } from './licences.ts'
import { mayEditLicences } from './organisations.policy.ts'

/** Licences, from the scan to who accepts them (§11.5). */
export function licenceRoutes(app: FastifyInstance, deps: Dependencies): void {
  serveCommand(app, deps, api.addLicence, async (tx, { params, body, context }) => {
    const { cooperativeId } = params
    const { cooperative } = await visibleCooperative(tx, context, cooperativeId)
    const { countyCode } = cooperative
    if (!mayEditLicences(context.actor, { id: cooperativeId, countyCode }))
      throw new AppError('forbidden')
    await addLicence(tx, context, { ...params, ...body })
    return ownCooperativeView(tx, context, cooperativeId)
  })

  serveCommand(app, deps, api.addLicenceScan, async (tx, { params, body, context }) => {
    const { cooperativeId } = await addLicenceScan(tx, context, { ...params, ...body })
    return ownCooperativeView(tx, context, cooperativeId)
  })

  serve(app, deps, api.listLicenceReviews, async ({ query, context }) => {
    const { rows, total } = await selectWaitingLicences(deps.db, context.actor, query)
    const view = ({ licence, cooperativeName }: (typeof rows)[number]) => ({
      ...licenceView(context, licence),
      cooperative: { id: licence.cooperativeId, name: cooperativeName },
      submittedAt: licence.createdAt.toISOString(),
    })
    return pageOf(rows, query, view, { total })
  })

  serveCommand(app, deps, api.decideLicence, async (tx, { params, body, context }) => {
    const { cooperativeId } = await decideLicence(tx, context, { ...params, ...body })
    return ownCooperativeView(tx, context, cooperativeId)
  })
}
