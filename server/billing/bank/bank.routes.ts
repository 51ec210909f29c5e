import type { FastifyInstance } from 'fastify'
import * as api from '../../../shared/billing/bank.api.ts'
import type { Dependencies } from '../../platform/dependencies.ts'
import { serve, serveCommand } from '../../platform/http/serve.ts'
import {
  ignoreBankLine,
  matchBankLine,
  reopenBankLine,
  suggestBankMatches,
} from './match-bank-line.ts'
import { listBankCandidates, listBankLines, readBankLine } from './read-bank-lines.ts'

/** Lines of bank statements, and what people say of them. */
export async function bankRoutes(app: FastifyInstance, deps: Dependencies): Promise<void> {
  serve(app, deps, api.listBankLines, ({ context, query }) =>
    listBankLines(deps.db, context, query),
  )
  serve(app, deps, api.listBankCandidates, ({ context, params, query }) =>
    listBankCandidates(deps.db, context, { ...params, ...query }),
  )
  serveCommand(app, deps, api.matchBankLine, async (tx, { context, params, body }) => {
    await matchBankLine(tx, context, { ...params, ...body })
    return readBankLine(tx, context, params.lineId)
  })
  serveCommand(app, deps, api.ignoreBankLine, async (tx, { context, params, body }) => {
    await ignoreBankLine(tx, context, { ...params, ...body })
    return readBankLine(tx, context, params.lineId)
  })
  serveCommand(app, deps, api.reopenBankLine, async (tx, { context, params }) => {
    await reopenBankLine(tx, context, params)
    return readBankLine(tx, context, params.lineId)
  })
  serveCommand(app, deps, api.suggestBankMatches, (tx, { context }) =>
    suggestBankMatches(tx, context),
  )
}
