import type { FastifyInstance } from 'fastify'
import * as api from '../../shared/assistance/assistance.api.ts'
import { policyName } from '../../shared/assistance/policies.ts'
import { AppError } from '../../shared/errors.ts'
import { dayOf } from '../../shared/scalars.ts'
import { organisationNames } from '../organisations/index.ts'
import type { Context } from '../platform/context.ts'
import { pageOf } from '../platform/db/keyset.ts'
import type { Reader } from '../platform/db/transaction.ts'
import type { Dependencies } from '../platform/dependencies.ts'
import { serve, serveCommand } from '../platform/http/serve.ts'
import { divisionsByCodes } from '../villages/index.ts'
import { countyOfPolicy, mayEnd, pairingSides, readsCountyPolicy } from './assistance.policy.ts'
import { creditRoutes } from './credits.routes.ts'
import { groupRoutes } from './groups.routes.ts'
import { selectPairing, selectPairingPage, selectPairingsCovering } from './pairings.queries.ts'
import { endPairing } from './pairings.ts'
import { selectPolicyValues } from './policies.queries.ts'
import { addPolicyValue } from './policies.ts'
import { proposalRoutes, proposeFor } from './proposals.routes.ts'
import { labels, pairingViews } from './read-assistance.ts'
import { reserveRoutes } from './reserve.routes.ts'
import { secretaryRoutes } from './secretaries.routes.ts'
import { targetRoutes } from './targets.routes.ts'

export async function assistanceRoutes(app: FastifyInstance, deps: Dependencies): Promise<void> {
  proposalRoutes(app, deps)
  groupRoutes(app, deps)
  pairingRoutes(app, deps)
  targetRoutes(app, deps)
  policyRoutes(app, deps)
  creditRoutes(app, deps)
  reserveRoutes(app, deps)
  secretaryRoutes(app, deps)
}

function pairingRoutes(app: FastifyInstance, deps: Dependencies): void {
  serve(app, deps, api.pairings, async ({ query, context }) => {
    const { rows, ...rest } = await selectPairingPage(deps.db, query)
    const page = pageOf(rows, query, ({ pairing }) => pairing, rest)
    return { ...page, items: await pairingViews(deps.db, context, page.items) }
  })

  serve(app, deps, api.villagePairings, async ({ params, context }) => {
    const on = dayOf(context.now)
    const rows = await selectPairingsCovering(deps.db, params.code, on)
    const names = await organisationNames(
      deps.db,
      rows.map((row) => row.organisationId),
    )
    const places = await divisionsByCodes(
      deps.db,
      rows.map((row) => row.divisionCode),
    )
    const items = rows.map(({ organisationId, divisionCode, kind, fromDate, toDate }) => ({
      organisationName: names.get(organisationId) ?? '',
      place: { code: divisionCode, pathName: places.get(divisionCode)?.pathName ?? divisionCode },
      ...{ kind, fromDate, toDate },
    }))
    return { items }
  })

  serveCommand(app, deps, api.createPairing, (tx, { body, context }) => {
    const { fromDate, toDate, document, kind: pairingKind, ...pairing } = body
    const about = { kind: 'pairing' as const, pairingKind, ...pairing }
    const proposal = { about, fromDate, toDate, document }
    return proposeFor(tx, context, { ...proposal, refusal: 'forbidden' })
  })

  serveCommand(app, deps, api.endPairing, async (tx, { params, body, context }) => {
    const pairing = await selectPairing(tx, params.pairingId)
    if (pairing === null) throw new AppError('not_found')
    if (!mayEnd(context.actor, pairingSides(pairing))) throw new AppError('forbidden')
    await endPairing(tx, context, { ...params, ...body })
    const row = await selectPairing(tx, params.pairingId)
    const [view] = await pairingViews(tx, context, row === null ? [] : [row])
    if (view === undefined) throw new AppError('not_found')
    return view
  })
}

function policyRoutes(app: FastifyInstance, deps: Dependencies): void {
  serve(app, deps, api.policies, async ({ context }) => ({
    items: await policyItems(deps.db, context),
  }))

  serveCommand(app, deps, api.addPolicy, async (tx, { body, context }) => {
    const countyCode = countyOfPolicy(context.actor, body.name)
    if (countyCode === undefined) throw new AppError('forbidden')
    await addPolicyValue(tx, context, { ...body, countyCode })
    return { items: await policyItems(tx, context) }
  })
}

/**
 * What holds everywhere and what the counties decide whose business the actor is. Names that this
 * version no longer knows stay in the table, out of sight.
 */
async function policyItems(reader: Reader, { actor }: Context) {
  const rows = (await selectPolicyValues(reader)).filter(
    ({ divisionCode: code }) => code === null || readsCountyPolicy(actor, code),
  )
  const codes = rows.map(({ divisionCode }) => divisionCode)
  const { place } = await labels(reader, [], codes)
  return rows.flatMap(({ divisionCode, ...row }) => {
    const name = policyName.safeParse(row.name)
    if (!name.success) return []
    const where = divisionCode === null ? null : place(divisionCode)
    return [{ ...row, name: name.data, place: where, createdAt: row.createdAt.toISOString() }]
  })
}
