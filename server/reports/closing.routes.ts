import type { FastifyInstance } from 'fastify'
import * as api from '../../shared/reports/closing.api.ts'
import { recordAudit } from '../evidence/index.ts'
import { transaction } from '../platform/db/transaction.ts'
import type { Dependencies } from '../platform/dependencies.ts'
import { serve, serveCommand, serveKept } from '../platform/http/serve.ts'
import { closeMonth, prepareClosing, returnClosing } from './close-month.ts'
import { changesOf } from './read-changes.ts'
import {
  monthListOf,
  monthPageOf,
  publicStatementOf,
  requireStatement,
  statementOf,
} from './read-closing.ts'

/** 结账: the months of a county, their close by two officials, and their statements (§4.2). */
export async function closingRoutes(app: FastifyInstance, deps: Dependencies): Promise<void> {
  const reader = deps.db

  serve(app, deps, api.listMonths, ({ query, context }) =>
    monthListOf(reader, context, query.countyCode),
  )

  serve(app, deps, api.readMonth, ({ params, context }) => monthPageOf(reader, context, params))

  serveCommand(app, deps, api.prepareClosing, (tx, { params, body, context }) =>
    prepareClosing(tx, context, { ...params, ...body }),
  )

  serveCommand(app, deps, api.returnClosing, (tx, { params, body, context }) =>
    returnClosing(tx, context, { ...params, ...body }),
  )

  serveCommand(app, deps, api.closeMonth, (tx, { params, body, context }) =>
    closeMonth(tx, context, { ...params, ...body, config: deps.config }),
  )

  serve(app, deps, api.readStatement, ({ params, context }) => statementOf(reader, context, params))

  serve(app, deps, api.downloadStatement, async ({ params, context, reply }) => {
    const { document, sha256, closingId } = await requireStatement(reader, context, params)
    const { countyCode, month } = params
    await transaction(deps.db, (tx) =>
      recordAudit(tx, context, {
        action: 'reports.export-statement',
        subjectType: 'month_closing',
        subjectId: closingId,
        after: { countyCode, month, sha256, format: 'json' },
      }),
    )
    return reply
      .type(api.downloadStatement.download)
      .header('content-disposition', `attachment; filename="${countyCode}-${month}.json"`)
      .send(document)
  })

  serveKept(app, deps, api.readPublicStatement, { maxAgeSeconds: 60 }, ({ params }) =>
    publicStatementOf(reader, params),
  )

  serve(app, deps, api.listChanges, ({ params, query, context }) =>
    changesOf(reader, context, { ...params, ...query }),
  )
}
