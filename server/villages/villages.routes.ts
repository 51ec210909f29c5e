import type { FastifyInstance } from 'fastify'
import { AppError } from '../../shared/errors.ts'
import * as api from '../../shared/villages/villages.api.ts'
import type { Actor } from '../platform/context.ts'
import type { Reader } from '../platform/db/transaction.ts'
import type { Dependencies } from '../platform/dependencies.ts'
import { serve, serveCommand } from '../platform/http/serve.ts'
import { boundariesBelow } from './boundaries.queries.ts'
import { declareCapacity } from './declare-capacity.ts'
import { selectProvinces } from './divisions.queries.ts'
import { proposalRoutes } from './proposals.routes.ts'
import { recordSuccessor } from './record-successor.ts'
import { newestImport, requestImport } from './request-import.ts'
import { removeBoundaries, saveBoundaries } from './save-boundaries.ts'
import { saveProfile } from './save-profile.ts'
import { searchDivisions } from './search-divisions.ts'
import { divisionView, profileView } from './village-view.ts'
import { mayEditDivision } from './villages.policy.ts'

/** Where an organisation is at home, known to a domain that this one may not import. */
export interface Ports {
  findOrganisation: (
    reader: Reader,
    organisationId: string,
  ) => Promise<{ divisionCode: string | null } | null>
  organisationNames: (reader: Reader, ids: readonly string[]) => Promise<Map<string, string>>
}

export async function villagesRoutes(
  app: FastifyInstance,
  deps: Dependencies,
  ports: Ports,
): Promise<void> {
  /** The county of whoever asks, or the wider area that they look after. */
  async function homeOf({ organisationId, divisionCode }: Actor): Promise<string | undefined> {
    if (organisationId === null) return undefined
    const home =
      divisionCode ?? (await ports.findOrganisation(deps.db, organisationId))?.divisionCode
    return home ? home.slice(0, 6) : undefined
  }

  proposalRoutes(app, deps, ports)

  serve(app, deps, api.searchDivisions, async ({ query, context }) => ({
    items: await searchDivisions(deps.db, { ...query, near: await homeOf(context.actor) }),
  }))

  serve(app, deps, api.division, ({ params }) => divisionView(deps.db, params.code))

  serve(app, deps, api.provinces, async () => ({ items: await selectProvinces(deps.db) }))

  serve(app, deps, api.readImport, async () => ({ import: await newestImport(deps.db) }))

  serveCommand(app, deps, api.startImport, async (tx, { body, context }) => {
    await requestImport(tx, context, body)
    return { import: await newestImport(tx) }
  })

  serveCommand(app, deps, api.recordSuccessor, async (tx, { params, body, context }) => {
    await recordSuccessor(tx, context, { code: params.code, ...body })
    return divisionView(tx, params.code)
  })

  serveBoundaries(app, deps)

  serve(app, deps, api.profile, ({ params }) => profileView(deps.db, params.code))

  serveCommand(app, deps, api.saveProfile, async (tx, { params, body, context }) => {
    requireEditor(context.actor, params.code)
    await saveProfile(tx, context, { villageCode: params.code, ...body })
    return profileView(tx, params.code)
  })

  serveCommand(app, deps, api.declareCapacity, async (tx, { params, body, context }) => {
    requireEditor(context.actor, params.code)
    await declareCapacity(tx, context, { villageCode: params.code, ...body })
    return profileView(tx, params.code)
  })
}

/** What maps are drawn of. */
function serveBoundaries(app: FastifyInstance, deps: Dependencies): void {
  serve(app, deps, api.readBoundaries, async ({ params }) => ({
    items: await boundariesBelow(deps.db, params.code),
  }))

  serveCommand(app, deps, api.saveBoundaries, async (tx, { params, body, context }) => {
    requireEditor(context.actor, params.code)
    return { items: await saveBoundaries(tx, context, { parentCode: params.code, ...body }) }
  })

  serveCommand(app, deps, api.removeBoundaries, async (tx, { params, context }) => {
    requireEditor(context.actor, params.code)
    await removeBoundaries(tx, context, params.code)
    return { items: [] }
  })
}

/** Villages are public, so who may not write one is told so, not that it does not exist. */
function requireEditor(actor: Actor, code: string): void {
  if (!mayEditDivision(actor, code)) throw new AppError('forbidden')
}
