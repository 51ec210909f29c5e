import type { FastifyInstance } from 'fastify'
import * as api from '../../shared/points/points.api.ts'
import type { Dependencies } from '../platform/dependencies.ts'
import { serve, serveCommand } from '../platform/http/serve.ts'
import { issueSlips } from './issue-slips.ts'
import { addReward, addRule, endRule, openBook, stockReward } from './keep-book.ts'
import {
  listBooks,
  listEntries,
  readBalances,
  readBook,
  showHouseholdPoints,
} from './read-points.ts'
import { awardPoints, recordContributions, redeemPoints, reverseEntry } from './record-points.ts'

/** 积分 of villages (§7.7): rules, awards, rewards, and what is sold together. */
export async function pointsRoutes(app: FastifyInstance, deps: Dependencies): Promise<void> {
  serve(app, deps, api.listBooks, ({ context, query }) => listBooks(deps.db, context, query))

  serve(app, deps, api.readBook, ({ context, params }) => readBook(deps.db, context, params.bookId))

  serve(app, deps, api.readBalances, ({ context, params }) =>
    readBalances(deps.db, context, params.bookId),
  )

  serve(app, deps, api.listEntries, ({ context, params, query }) =>
    listEntries(deps.db, context, { ...params, ...query }),
  )

  serveCommand(app, deps, api.issueSlips, (tx, { context, params, body }) =>
    issueSlips(tx, context, { ...params, ...body }),
  )

  serve(app, deps, api.showHouseholdPoints, ({ body }) => showHouseholdPoints(deps.db, body.code))

  serveCommand(app, deps, api.openBook, (tx, { context, body }) => openBook(tx, context, body))

  serveCommand(app, deps, api.addRule, (tx, { context, params, body }) =>
    addRule(tx, context, { ...params, ...body }),
  )

  serveCommand(app, deps, api.endRule, (tx, { context, params, body }) =>
    endRule(tx, context, { ...params, ...body }),
  )

  serveCommand(app, deps, api.addReward, (tx, { context, params, body }) =>
    addReward(tx, context, { ...params, ...body }),
  )

  serveCommand(app, deps, api.stockReward, (tx, { context, params, body }) =>
    stockReward(tx, context, { ...params, ...body }),
  )

  serveCommand(app, deps, api.awardPoints, (tx, { context, params, body }) =>
    awardPoints(tx, context, { ...params, ...body }),
  )

  serveCommand(app, deps, api.recordContributions, (tx, { context, params, body }) =>
    recordContributions(tx, context, { ...params, ...body }),
  )

  serveCommand(app, deps, api.redeemPoints, (tx, { context, params, body }) =>
    redeemPoints(tx, context, { ...params, ...body }),
  )

  serveCommand(app, deps, api.reverseEntry, (tx, { context, params, body }) =>
    reverseEntry(tx, context, { ...params, ...body }),
  )
}
