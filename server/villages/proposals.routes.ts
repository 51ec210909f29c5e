import type { FastifyInstance } from 'fastify'
import { AppError } from '../../shared/errors.ts'
import * as api from '../../shared/villages/villages.api.ts'
import { type Actor, organisationOf } from '../platform/context.ts'
import { pageOf } from '../platform/db/keyset.ts'
import type { Reader } from '../platform/db/transaction.ts'
import type { Dependencies } from '../platform/dependencies.ts'
import { serve, serveCommand } from '../platform/http/serve.ts'
import { selectProposalPage } from './proposals.queries.ts'
import { decideProposal, proposeProfile, withdrawProposal } from './propose-profile.ts'
import { profileView, proposalView } from './village-view.ts'
import type { Ports } from './villages.routes.ts'

/** What cooperatives propose for the pages of their villages (§3.18). */
export function proposalRoutes(
  app: FastifyInstance,
  deps: Dependencies,
  { findOrganisation, organisationNames }: Ports,
): void {
  /** The village of the actor's cooperative. Throws `not_found` where its place is none. */
  async function ownVillage(reader: Reader, actor: Actor): Promise<string> {
    const own = await findOrganisation(reader, organisationOf(actor))
    if (own?.divisionCode?.length !== 12) throw new AppError('not_found')
    return own.divisionCode
  }

  serve(app, deps, api.readOwnVillage, async ({ context }) =>
    profileView(deps.db, await ownVillage(deps.db, context.actor)),
  )

  serveCommand(app, deps, api.proposeProfile, async (tx, { body, context }) =>
    proposeProfile(tx, context, { villageCode: await ownVillage(tx, context.actor), ...body }),
  )

  serve(app, deps, api.listProfileProposals, async ({ query, context }) => {
    const { rows, total } = await selectProposalPage(deps.db, context.actor, query)
    const ids = rows.map(({ proposal }) => proposal.organisationId)
    const names = await organisationNames(deps.db, ids)
    return pageOf(rows, query, (row) => proposalView(context.actor, row, names), { total })
  })

  serveCommand(app, deps, api.decideProfileProposal, (tx, { params, body, context }) =>
    decideProposal(tx, context, { ...params, ...body }),
  )

  serveCommand(app, deps, api.withdrawProfileProposal, (tx, { params, context }) =>
    withdrawProposal(tx, context, params),
  )
}
