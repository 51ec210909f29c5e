import type { FastifyInstance } from 'fastify'
import * as api from '../../shared/catalogue/wanted-goods.api.ts'
import { AppError } from '../../shared/errors.ts'
import { dayOf } from '../../shared/scalars.ts'
import { type Context, organisationOf } from '../platform/context.ts'
import { pageOf } from '../platform/db/keyset.ts'
import type { Reader } from '../platform/db/transaction.ts'
import type { Dependencies } from '../platform/dependencies.ts'
import { serve, serveCommand } from '../platform/http/serve.ts'
import { answerWanted, wantGoods, withdrawWanted } from './want-goods.ts'
import {
  type NearbyWantedRow,
  type OwnWantedRow,
  selectWantedNear,
  selectWantedOf,
} from './wanted-goods.queries.ts'

const one = { pageSize: 1, count: 'false' as const }

/** Goods that a unit did not find, and what sellers answer. */
export function serveWantedGoods(app: FastifyInstance, deps: Dependencies): void {
  serve(app, deps, api.listWantedGoods, async ({ query, context }) => {
    const unitId = organisationOf(context.actor)
    const rows = await selectWantedOf(deps.db, { ...query, unitId })
    return pageOf(rows, query, (row) => ownView(row, context))
  })
  serveCommand(app, deps, api.requestGoods, async (tx, { body, context }) =>
    ownWanted(tx, context, await wantGoods(tx, context, body)),
  )
  serveCommand(app, deps, api.withdrawWantedGoods, async (tx, { params, context }) => {
    await withdrawWanted(tx, context, params.id)
    return ownWanted(tx, context, params.id)
  })
  serve(app, deps, api.listWantedNearby, async ({ query, context }) => {
    const cooperativeId = organisationOf(context.actor)
    const today = dayOf(context.now)
    const rows = await selectWantedNear(deps.db, { ...query, cooperativeId, today })
    return pageOf(rows, query, nearbyView)
  })
  serveCommand(app, deps, api.answerWantedGoods, async (tx, { params, body, context }) => {
    await answerWanted(tx, context, { ...params, ...body })
    const cooperativeId = organisationOf(context.actor)
    const question = { cooperativeId, today: dayOf(context.now), ...params, ...one }
    const [row] = await selectWantedNear(tx, question)
    if (row === undefined) throw new AppError('not_found')
    return nearbyView(row)
  })
}

async function ownWanted(reader: Reader, context: Context, id: string) {
  const unitId = organisationOf(context.actor)
  const [row] = await selectWantedOf(reader, { unitId, id, ...one })
  if (row === undefined) throw new AppError('not_found')
  return ownView(row, context)
}

function ownView({ cursor: _, withdrawnAt, ...row }: OwnWantedRow, { now }: Context) {
  const isExpired = row.neededOn < dayOf(now)
  const state = withdrawnAt !== null ? 'withdrawn' : isExpired ? 'expired' : 'open'
  return {
    ...row,
    requestedAt: row.requestedAt.toISOString(),
    state: state as 'withdrawn' | 'expired' | 'open',
    answers: row.answers.map((answer) => ({ ...answer, answeredAt: instantOf(answer.answeredAt) })),
  }
}

function nearbyView({ cursor: _, answer, ...row }: NearbyWantedRow) {
  return {
    ...row,
    requestedAt: row.requestedAt.toISOString(),
    answer: answer && { ...answer, answeredAt: instantOf(answer.answeredAt) },
  }
}

/** An instant as JSON inside PostgreSQL writes it. */
function instantOf(text: string): string {
  return new Date(text).toISOString()
}
