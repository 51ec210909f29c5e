import type { FastifyInstance } from 'fastify'
import * as api from '../../shared/assistance/credits.api.ts'
import { AppError } from '../../shared/errors.ts'
import { type Actor, organisationOf } from '../platform/context.ts'
import type { Reader } from '../platform/db/transaction.ts'
import type { Dependencies } from '../platform/dependencies.ts'
import { serve, serveCommand } from '../platform/http/serve.ts'
import { mayAnswer, mayShareCredit } from './assistance.policy.ts'
import { selectIntroduction, selectIntroductionsOf } from './introductions.queries.ts'
import { answerIntroduction, recordIntroduction } from './introductions.ts'
import { introductionViews, sharedCreditViews } from './read-assistance.ts'
import { selectSharedCredit, selectSharedCredits } from './shared-credits.queries.ts'
import { endSharedCredit, recordSharedCredit } from './shared-credits.ts'

export function creditRoutes(app: FastifyInstance, deps: Dependencies): void {
  introductionRoutes(app, deps)
  sharingRoutes(app, deps)
}

function introductionRoutes(app: FastifyInstance, deps: Dependencies): void {
  serve(app, deps, api.introductions, async ({ query, context }) => {
    const unitId = organisationOf(context.actor)
    const rows = await selectIntroductionsOf(deps.db, unitId, query.state)
    return { items: await introductionViews(deps.db, context.actor, rows) }
  })

  serveCommand(app, deps, api.recordIntroduction, async (tx, { body, context }) => {
    const { introductionId } = await recordIntroduction(tx, context, body)
    return introductionView(tx, context.actor, introductionId)
  })

  serveCommand(app, deps, api.answerIntroduction, async (tx, { params, body, context }) => {
    const introduction = await selectIntroduction(tx, params.introductionId)
    if (introduction === null || !mayAnswer(context.actor, introduction.buyerUnitId))
      throw new AppError('not_found')
    await answerIntroduction(tx, context, { ...params, ...body })
    return introductionView(tx, context.actor, params.introductionId)
  })
}

async function introductionView(reader: Reader, actor: Actor, id: string) {
  const row = await selectIntroduction(reader, id)
  const [view] = await introductionViews(reader, actor, row === null ? [] : [row])
  if (view === undefined) throw new AppError('not_found')
  return view
}

function sharingRoutes(app: FastifyInstance, deps: Dependencies): void {
  const listOf = async (reader: Reader, actor: Actor, unitId: string) => {
    const rows = await selectSharedCredits(reader, unitId)
    return { items: await sharedCreditViews(reader, actor, rows) }
  }

  serve(app, deps, api.sharedCredits, ({ params, context }) => {
    const { actor } = context
    const isTheirs = actor.organisationId === params.unitId
    if (!isTheirs && !mayShareCredit(actor, params.unitId)) throw new AppError('not_found')
    return listOf(deps.db, actor, params.unitId)
  })

  serveCommand(app, deps, api.recordSharedCredit, async (tx, { body, context }) => {
    if (!mayShareCredit(context.actor, body.buyerUnitId)) throw new AppError('not_found')
    await recordSharedCredit(tx, context, body)
    return listOf(tx, context.actor, body.buyerUnitId)
  })

  serveCommand(app, deps, api.endSharedCredit, async (tx, { params, body, context }) => {
    const sharing = await selectSharedCredit(tx, params.sharedCreditId)
    if (sharing === null || !mayShareCredit(context.actor, sharing.buyerUnitId))
      throw new AppError('not_found')
    const { buyerUnitId } = sharing
    await endSharedCredit(tx, context, { ...params, ...body, buyerUnitId })
    return listOf(tx, context.actor, buyerUnitId)
  })
}
