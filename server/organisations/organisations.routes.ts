import type { FastifyInstance } from 'fastify'
import { AppError } from '../../shared/errors.ts'
import * as api from '../../shared/organisations/organisations.api.ts'
import type { Actor } from '../platform/context.ts'
import { pageOf } from '../platform/db/keyset.ts'
import type { Reader } from '../platform/db/transaction.ts'
import type { Dependencies } from '../platform/dependencies.ts'
import { serve, serveCommand } from '../platform/http/serve.ts'
import { divisionsByCodes } from '../villages/index.ts'
import { changeRoutes } from './changes.routes.ts'
import type { ContactGrant } from './contact-grants.ts'
import { cooperativeRoutes } from './cooperatives.routes.ts'
import type { LockProducts } from './decide-admission.ts'
import { selectDirectory } from './directory.queries.ts'
import { channelById } from './find-organisations.ts'
import { licenceRoutes } from './licences.routes.ts'
import { mayEditUnit } from './organisations.policy.ts'
import { placeOf } from './place-view.ts'
import { registerOrganisation } from './register-organisation.ts'
import type { PolicyValue } from './second-person.ts'
import { setUpRoutes } from './set-up.routes.ts'
import { unitApplicationRoutes } from './unit-applications.routes.ts'
import { unitView } from './unit-view.ts'
import { closeChannel, createUnit, openChannel, saveChannel, saveUnit } from './units.ts'

export async function organisationsRoutes(
  app: FastifyInstance,
  deps: Dependencies,
  ports: {
    contactGrants: readonly ContactGrant[]
    policyValue: PolicyValue
    lockProducts: LockProducts
  },
): Promise<void> {
  directoryRoutes(app, deps)
  unitRoutes(app, deps, ports)
  channelRoutes(app, deps)
  cooperativeRoutes(app, deps, ports)
  unitApplicationRoutes(app, deps)
  licenceRoutes(app, deps)
  changeRoutes(app, deps, ports)
  setUpRoutes(app, deps)
}

function directoryRoutes(app: FastifyInstance, deps: Dependencies): void {
  serve(app, deps, api.directory, async ({ query }) => {
    const { rows, ...rest } = await selectDirectory(deps.db, query)
    const places = await divisionsByCodes(
      deps.db,
      rows.map((row) => row.divisionCode ?? ''),
    )
    const view = ({ divisionCode, cursor: _, ...row }: (typeof rows)[number]) => ({
      ...row,
      place: placeOf(places, divisionCode),
    })
    return pageOf(rows, query, view, rest)
  })

  serveCommand(app, deps, api.createAuthority, async (tx, { body, context }) => {
    const { name, divisionCode } = body
    const office = { kind: 'authority' as const, creditCode: null }
    const { organisationId } = await registerOrganisation(tx, context, { ...body, ...office })
    const places = await divisionsByCodes(tx, [divisionCode ?? ''])
    const place = placeOf(places, divisionCode)
    return { id: organisationId, name, ...office, place, isExample: false }
  })
}

function unitRoutes(
  app: FastifyInstance,
  deps: Dependencies,
  { contactGrants }: { contactGrants: readonly ContactGrant[] },
): void {
  serve(app, deps, api.unit, ({ params, context }) =>
    unitView(deps.db, context, params.unitId, contactGrants),
  )

  serveCommand(app, deps, api.createUnit, async (tx, { body, context }) => {
    const { unitId } = await createUnit(tx, context, body)
    return unitView(tx, context, unitId)
  })

  serveCommand(app, deps, api.saveUnit, async (tx, { params, body, context }) => {
    requireUnitEditor(context.actor, params.unitId)
    await saveUnit(tx, context, { ...params, ...body })
    return unitView(tx, context, params.unitId)
  })
}

function channelRoutes(app: FastifyInstance, deps: Dependencies): void {
  serveCommand(app, deps, api.openChannel, async (tx, { params, body, context }) => {
    requireUnitEditor(context.actor, params.unitId)
    await openChannel(tx, context, { ...params, ...body })
    return unitView(tx, context, params.unitId)
  })

  serveCommand(app, deps, api.saveChannel, async (tx, { params, body, context }) => {
    const unitId = await unitOfChannel(tx, context.actor, params.channelId)
    await saveChannel(tx, context, { ...params, ...body })
    return unitView(tx, context, unitId)
  })

  serveCommand(app, deps, api.closeChannel, async (tx, { params, context }) => {
    const unitId = await unitOfChannel(tx, context.actor, params.channelId)
    await closeChannel(tx, context, params)
    return unitView(tx, context, unitId)
  })
}

async function unitOfChannel(reader: Reader, actor: Actor, channelId: string): Promise<string> {
  const channel = await channelById(reader, channelId)
  if (channel === null) throw new AppError('not_found')
  requireUnitEditor(actor, channel.unitId)
  return channel.unitId
}

function requireUnitEditor(actor: Actor, unitId: string): void {
  if (!mayEditUnit(actor, unitId)) throw new AppError('not_found')
}
