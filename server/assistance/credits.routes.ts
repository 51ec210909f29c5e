import type { FastifyInstance } from 'fastify'
import * as api from '../../shared/assistance/credits.api.ts'
import { AppError } from '../../shared/errors.ts'
import { type Context, organisationOf } from '../platform/context.ts'
import { pageOf } from '../platform/db/keyset.ts'
import type { Reader } from '../platform/db/transaction.ts'
import type { Dependencies } from '../platform/dependencies.ts'
import { serve, serveCommand } from '../platform/http/serve.ts'
import { mayAnswer, mayEnd, mayEndIntroduction, mayReadShares } from './assistance.policy.ts'
import { selectIntroduction, selectIntroductionPage } from './introductions.queries.ts'
import { answerIntroduction, endIntroduction, recordIntroduction } from './introductions.ts'
import { proposeFor } from './proposals.routes.ts'
import { introductionViews, sharedCreditViews } from './read-assistance.ts'
import { selectSharedCredit, selectSharedCreditsWith } from './shared-credits.queries.ts'
import { endSharedCredit, sharingSides } from './shared-credits.ts'

export function creditRoutes(app: FastifyInstance, deps: Dependencies): void {
  introductionRoutes(app, deps)
  sharingRoutes(app, deps)
}

function introductionRoutes(app: FastifyInstance, deps: Dependencies): void {
  serve(app, deps, api.introductions, async ({ query, context }) => {
    const unitId = organisationOf(context.actor)
    const { rows, ...rest } = await selectIntroductionPage(deps.db, { ...query, unitId })
    const page = pageOf(rows, query, ({ introduction }) => introduction, rest)
    return { ...page, items: await introductionViews(deps.db, context, page.items) }
  })

  serveCommand(app, deps, api.recordIntroduction, async (tx, { body, context }) => {
    const { introductionId } = await recordIntroduction(tx, context, body)
    return introductionView(tx, context, introductionId)
  })

  serveCommand(app, deps, api.answerIntroduction, async (tx, { params, body, context }) => {
    const introduction = await selectIntroduction(tx, params.introductionId)
    if (introduction === null || !mayAnswer(context.actor, introduction.buyerUnitId))
      throw new AppError('not_found')
    await answerIntroduction(tx, context, { ...params, ...body })
    return introductionView(tx, context, params.introductionId)
  })

  serveCommand(app, deps, api.endIntroduction, async (tx, { params, body, context }) => {
    const introduction = await selectIntroduction(tx, params.introductionId)
    if (introduction === null || !mayEndIntroduction(context.actor, introduction))
      throw new AppError('not_found')
    await endIntroduction(tx, context, { ...params, ...body })
    return introductionView(tx, context, params.introductionId)
  })
}

async function introductionView(reader: Reader, context: Context, id: string) {
  const row = await selectIntroduction(reader, id)
  const [view] = await introductionViews(reader, context, row === null ? [] : [row])
  if (view === undefined) throw new AppError('not_found')
  return view
}

function sharingRoutes(app: FastifyInstance, deps: Dependencies): void {
  serve(app, deps, api.sharedCredits, async ({ params, context }) => {
    if (!mayReadShares(context.actor, params.unitId)) throw new AppError('not_found')
    const rows = await selectSharedCreditsWith(deps.db, params.unitId)
    return { items: await sharedCreditViews(deps.db, context, rows) }
  })

  serveCommand(app, deps, api.recordSharedCredit, (tx, { body, context }) => {
    const { buyerUnitId, parts, ...proposal } = body
    const about = { kind: 'shared_credit' as const, buyerUnitId, parts }
    return proposeFor(tx, context, { about, ...proposal, refusal: 'not_found' })
  })

  serveCommand(app, deps, api.endSharedCredit, async (tx, { params, body, context }) => {
    const { sharedCreditId } = params
    const sharing = await selectSharedCredit(tx, sharedCreditId)
    if (sharing === null || !mayEnd(context.actor, await sharingSides(tx, sharing)))
      throw new AppError('not_found')
    await endSharedCredit(tx, context, { ...params, ...body })
    const ended = await selectSharedCredit(tx, sharedCreditId)
    const [view] = await sharedCreditViews(tx, context, ended === null ? [] : [ended])
    if (view === undefined) throw new AppError('not_found')
    return view
  })
}
