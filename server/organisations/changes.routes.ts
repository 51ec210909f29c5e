import type { FastifyInstance } from 'fastify'
import { AppError } from '../../shared/errors.ts'
import * as api from '../../shared/organisations/changes.api.ts'
import type { Context } from '../platform/context.ts'
import { pageOf } from '../platform/db/keyset.ts'
import type { Reader } from '../platform/db/transaction.ts'
import type { Dependencies } from '../platform/dependencies.ts'
import { serve, serveCommand } from '../platform/http/serve.ts'
import { changeViews } from './change-view.ts'
import { selectChange, selectChangePage } from './changes.queries.ts'
import { ownCooperativeView } from './cooperative-view.ts'
import { decideChange, withdrawChange } from './decide-change.ts'
import { mayEditUnit } from './organisations.policy.ts'
import { proposeBankAccount, proposeIdentity } from './propose-change.ts'
import { type PolicyValue, secondPersonDays } from './second-person.ts'
import { unitView } from './unit-view.ts'

/** What one person proposes of an organisation and another confirms (§11.5). */
export function changeRoutes(
  app: FastifyInstance,
  deps: Dependencies,
  ports: { policyValue: PolicyValue },
): void {
  proposingRoutes(app, deps)
  accountRoutes(app, deps, ports)

  serve(app, deps, api.listChanges, async ({ query, context }) => {
    const { rows, total } = await selectChangePage(deps.db, context.actor, query)
    const changes = rows.map(({ change }) => change)
    const views = await changeViews(deps.db, context, changes)
    const shown = views.map((view, index) => ({ view, cursor: rows[index]?.cursor ?? '' }))
    return pageOf(shown, query, ({ view }) => view, { total })
  })

  serveCommand(app, deps, api.decideChange, async (tx, { params, body, context }) => {
    await decideChange(tx, context, { ...params, ...body })
    return changeView(tx, context, params.changeId)
  })

  serveCommand(app, deps, api.withdrawChange, async (tx, { params, context }) => {
    await withdrawChange(tx, context, params)
    return changeView(tx, context, params.changeId)
  })
}

function proposingRoutes(app: FastifyInstance, deps: Dependencies): void {
  serveCommand(app, deps, api.proposeUnitIdentity, async (tx, { params, body, context }) => {
    const { unitId } = params
    if (!mayEditUnit(context.actor, unitId)) throw new AppError('not_found')
    const { version, ...wished } = body
    await proposeIdentity(tx, context, { organisationId: unitId, version, wished })
    return unitView(tx, context, unitId)
  })

  serveCommand(app, deps, api.proposeCooperativeIdentity, async (tx, { params, body, context }) => {
    const organisationId = ownCooperative(context, params)
    const { version, villageCode, ...rest } = body
    const wished = { ...rest, divisionCode: villageCode }
    await proposeIdentity(tx, context, { organisationId, version, wished })
    return ownCooperativeView(tx, context, organisationId)
  })
}

function accountRoutes(
  app: FastifyInstance,
  deps: Dependencies,
  { policyValue }: { policyValue: PolicyValue },
): void {
  serveCommand(app, deps, api.proposeBankAccount, async (tx, { params, body, context }) => {
    const organisationId = ownCooperative(context, params)
    const { version, ...wished } = body
    const rule = { secondPersonDays: await secondPersonDays(tx, context, policyValue) }
    await proposeBankAccount(tx, context, { organisationId, version, wished, ...rule })
    return ownCooperativeView(tx, context, organisationId)
  })
}

function ownCooperative({ actor }: Context, { cooperativeId }: { cooperativeId: string }): string {
  if (actor.organisationId !== cooperativeId) throw new AppError('not_found')
  return cooperativeId
}

async function changeView(reader: Reader, context: Context, id: string) {
  const row = await selectChange(reader, id)
  const [view] = await changeViews(reader, context, row === null ? [] : [row])
  if (view === undefined) throw new AppError('not_found')
  return view
}
