import type { FastifyInstance } from 'fastify'
import {
  exportLedger,
  exportPaymentRun,
  exportStatement,
} from '../../shared/exchange/exchange.api.ts'
import { dayOf } from '../../shared/scalars.ts'
import { transfersOf } from '../billing/index.ts'
import { recordAudit } from '../evidence/index.ts'
import { transaction } from '../platform/db/transaction.ts'
import type { Dependencies } from '../platform/dependencies.ts'
import { serve } from '../platform/http/serve.ts'
import {
  requireStatement,
  resolveEntryFilter,
  selectEntryTotal,
  statementOf,
} from '../reports/index.ts'
import { ledgerWorkbook } from './export-ledger.ts'
import { statementName, statementWorkbook } from './export-statement.ts'
import { fileWords } from './ledger-columns.ts'
import { listName, paymentList } from './payment-list.ts'
import { periodName } from './period-words.ts'

export async function exchangeRoutes(app: FastifyInstance, deps: Dependencies): Promise<void> {
  const reader = deps.db

  serve(app, deps, exportPaymentRun, async ({ params, query, context, reply }) => {
    const { number, transfers } = await transfersOf(reader, context, params.runId)
    await transaction(deps.db, (tx) =>
      recordAudit(tx, context, {
        action: 'exchange.export-payment-run',
        subjectType: 'payment_run',
        subjectId: params.runId,
        after: { number, ...query },
      }),
    )
    const name = listName(query.layout, number, query.format)
    return reply
      .type(exportPaymentRun.download)
      .header('content-disposition', `attachment; filename*=UTF-8''${encodeURIComponent(name)}`)
      .send(paymentList(transfers, query))
  })

  serve(app, deps, exportLedger, async ({ query, context, reply }) => {
    const { language, ...question } = query
    const filter = await resolveEntryFilter(reader, context, question)
    const total = await selectEntryTotal(reader, filter)
    await transaction(deps.db, (tx) =>
      recordAudit(tx, context, {
        action: 'exchange.export-ledger',
        subjectType: 'ledger',
        subjectId: context.actor.organisationId ?? context.actor.personId,
        after: { ...question, ...total },
      }),
    )
    const period = periodName(question.period, language)
    const name = `${fileWords[language].sheet}-${period}-${dayOf(context.now)}.xlsx`
    return reply
      .type(exportLedger.download)
      .header('content-disposition', `attachment; filename*=UTF-8''${encodeURIComponent(name)}`)
      .send(ledgerWorkbook(reader, filter, language))
  })

  serve(app, deps, exportStatement, async ({ params, query, context, reply }) => {
    const { closingId } = await requireStatement(reader, context, params)
    const statement = await statementOf(reader, context, params)
    await transaction(deps.db, (tx) =>
      recordAudit(tx, context, {
        action: 'reports.export-statement',
        subjectType: 'month_closing',
        subjectId: closingId,
        after: { ...params, sha256: statement.sha256, format: 'xlsx' },
      }),
    )
    const name = statementName(statement.document, query.language)
    return reply
      .type(exportStatement.download)
      .header('content-disposition', `attachment; filename*=UTF-8''${encodeURIComponent(name)}`)
      .send(statementWorkbook(statement, query.language))
  })
}
