import type { FastifyInstance } from 'fastify'
import type { Handled } from '../../shared/endpoint.ts'
import {
  exportBriefing,
  exportEvidence,
  exportLedger,
  exportLedgerCsv,
  exportLedgerPaper,
  exportPaymentRun,
  exportReserve,
  exportStatement,
  exportStatementPaper,
  exportTargetProgress,
} from '../../shared/exchange/exchange.api.ts'
import { mostAtOnce } from '../../shared/exchange/exports.schemas.ts'
import type { StatementDocument } from '../../shared/reports/closing.schemas.ts'
import { mostEvidenceMegabytes } from '../../shared/reports/ledger.schemas.ts'
import { transfersOf } from '../billing/index.ts'
import { type FileGrant, recordAudit } from '../evidence/index.ts'
import type { Context } from '../platform/context.ts'
import { transaction } from '../platform/db/transaction.ts'
import type { Dependencies } from '../platform/dependencies.ts'
import { paperOf } from '../platform/documents/paper.ts'
import { serve } from '../platform/http/serve.ts'
import {
  briefingFigures,
  evidenceOf,
  type MonthKey,
  requireStatement,
  reserveRowsOf,
  resolveLedger,
  selectFew,
  statementOf,
  targetProgressOf,
} from '../reports/index.ts'
import { evidenceArchive, gatherPack } from './evidence-pack.ts'
import { briefingDocument, briefingName } from './export-briefing.ts'
import { ledgerCsv, ledgerWorkbook } from './export-ledger.ts'
import { reserveHeading, reserveWorkbook } from './export-reserve.ts'
import { statementName, statementWorkbook } from './export-statement.ts'
import { progressName, progressWorkbook } from './export-target-progress.ts'
import { headedLedger } from './headed-ledger.ts'
import type { FileLanguage } from './ledger-columns.ts'
import { evidenceName, ledgerName } from './ledger-heading.ts'
import { ledgerPaper } from './ledger-paper.ts'
import { issuerOf, makerOf } from './maker.ts'
import { listName, paymentList } from './payment-list.ts'
import { statementPaper } from './statement-paper.ts'

type LedgerQuery = Handled<typeof exportLedger>['query']

/** Ports of domains that may not be imported here: who is party to a file. */
export interface ExchangePorts {
  fileGrants: readonly FileGrant[]
}

export async function exchangeRoutes(
  app: FastifyInstance,
  deps: Dependencies,
  ports: ExchangePorts,
): Promise<void> {
  const reader = deps.db
  await documentRoutes(app, deps)

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

  reserveRoutes(app, deps)
  ledgerRoutes(app, deps)
  evidenceRoutes(app, deps, ports)
}

function reserveRoutes(app: FastifyInstance, deps: Dependencies): void {
  const reader = deps.db

  serve(app, deps, exportReserve, async ({ query, context, reply }) => {
    const { language, ...question } = query
    await transaction(deps.db, (tx) =>
      recordAudit(tx, context, {
        action: 'exchange.export-reserve',
        subjectType: 'organisation',
        subjectId: context.actor.organisationId ?? context.actor.personId,
        after: question,
      }),
    )
    const maker = await makerOf(reader, context)
    const heading = reserveHeading({ language, question, maker, now: context.now })
    const rows = reserveRowsOf(reader, context, question)
    return reply
      .type(exportReserve.download)
      .header(
        'content-disposition',
        `attachment; filename*=UTF-8''${encodeURIComponent(heading.fileName)}`,
      )
      .send(reserveWorkbook(rows, language, heading.lines))
  })
}

function ledgerRoutes(app: FastifyInstance, deps: Dependencies): void {
  const reader = deps.db

  const audited = async (context: Context, query: LedgerQuery, format?: 'csv') => {
    const { language, ...question } = query
    const { filter, heading, total } = await headedLedger(reader, context, { question, language })
    await transaction(deps.db, (tx) =>
      recordAudit(tx, context, {
        action: 'exchange.export-ledger',
        subjectType: 'ledger',
        subjectId: context.actor.organisationId ?? context.actor.personId,
        after: { ...question, ...total, ...(format && { format }) },
      }),
    )
    return { filter, heading }
  }

  serve(app, deps, exportLedger, async ({ query, context, reply }) => {
    const { filter, heading } = await audited(context, query)
    const name = encodeURIComponent(`${ledgerName(heading)}.xlsx`)
    return reply
      .type(exportLedger.download)
      .header('content-disposition', `attachment; filename*=UTF-8''${name}`)
      .send(ledgerWorkbook(reader, filter, heading))
  })

  serve(app, deps, exportLedgerCsv, async ({ query, context, reply }) => {
    const { filter, heading } = await audited(context, query, 'csv')
    const name = encodeURIComponent(`${ledgerName(heading)}.csv`)
    return reply
      .type(`${exportLedgerCsv.download}; charset=utf-8`)
      .header('content-disposition', `attachment; filename*=UTF-8''${name}`)
      .send(ledgerCsv(reader, filter, heading))
  })

  targetRoutes(app, deps)
  statementRoutes(app, deps)
}

/** What is filtered on paper, and what stands behind it, as far as whoever asks may read it. */
function evidenceRoutes(app: FastifyInstance, deps: Dependencies, ports: ExchangePorts): void {
  const reader = deps.db

  serve(app, deps, exportLedgerPaper, async ({ query, context, reply }) => {
    const { language, ...question } = query
    const { filter, subject, names } = await resolveLedger(reader, context, question)
    const most = { maximum: mostAtOnce.ledger_pdf, sort: question.sort }
    const lines = await selectFew(reader, filter, most)
    const total = { entries: lines.length }
    const maker = await makerOf(reader, context)
    const heading = { language, question, subject, names, total, maker, now: context.now }
    await transaction(deps.db, (tx) =>
      recordAudit(tx, context, {
        action: 'exchange.export-ledger',
        subjectType: 'ledger',
        subjectId: context.actor.organisationId ?? context.actor.personId,
        after: { ...question, ...total, format: 'pdf' },
      }),
    )
    const name = encodeURIComponent(`${ledgerName(heading)}.pdf`)
    return reply
      .type(exportLedgerPaper.download)
      .header('content-disposition', `attachment; filename*=UTF-8''${name}`)
      .send(await paperOf(ledgerPaper(lines, heading)))
  })

  serve(app, deps, exportEvidence, async ({ query, context, reply }) => {
    const { language, ...question } = query
    const { filter, subject, names } = await resolveLedger(reader, context, question)
    const few = { maximum: mostAtOnce.evidence, sort: question.sort }
    const evidence = await evidenceOf(reader, filter, { ...deps, ...few })
    const total = { entries: evidence.length }
    const maker = await makerOf(reader, context)
    const heading = { language, question, subject, names, total, maker, now: context.now }
    const pack = await gatherPack(reader, context, {
      heading,
      evidence,
      grants: ports.fileGrants,
      mostMegabytes: mostEvidenceMegabytes,
    })
    await transaction(deps.db, (tx) =>
      recordAudit(tx, context, {
        action: 'exchange.export-evidence',
        subjectType: 'ledger',
        subjectId: context.actor.organisationId ?? context.actor.personId,
        after: { ...question, ...total, files: pack.files.size },
      }),
    )
    const name = encodeURIComponent(`${evidenceName(heading)}.zip`)
    return reply
      .type(exportEvidence.download)
      .header('content-disposition', `attachment; filename*=UTF-8''${name}`)
      .send(evidenceArchive(deps.config, pack))
  })
}

/** Targets and who is behind, as they are seen. */
function targetRoutes(app: FastifyInstance, deps: Dependencies): void {
  serve(app, deps, exportTargetProgress, async ({ query, context, reply }) => {
    const { language, sort, behind = false, ...question } = query
    const progress = await targetProgressOf(deps.db, context, question)
    await transaction(deps.db, (tx) =>
      recordAudit(tx, context, {
        action: 'exchange.export-target-progress',
        subjectType: 'target',
        subjectId: context.actor.organisationId ?? context.actor.personId,
        after: { ...question, on: progress.on, sort, behind },
      }),
    )
    const name = `${progressName(progress, language)}.xlsx`
    return reply
      .type(exportTargetProgress.download)
      .header('content-disposition', `attachment; filename*=UTF-8''${encodeURIComponent(name)}`)
      .send(progressWorkbook(progress, { sort, behind }, language))
  })
}

/** The documents that officials hand on. */
async function documentRoutes(app: FastifyInstance, deps: Dependencies): Promise<void> {
  const reader = deps.db

  serve(app, deps, exportBriefing, async ({ query, context, reply }) => {
    const { kind, language, ...question } = query
    const figures = await briefingFigures(reader, context, question)
    const maker = await issuerOf(reader, context)
    await transaction(deps.db, (tx) =>
      recordAudit(tx, context, {
        action: 'exchange.export-briefing',
        subjectType: 'briefing',
        subjectId: context.actor.organisationId ?? context.actor.personId,
        after: { ...question, kind, cents: figures.totals.figures.distinct.cents },
      }),
    )
    const briefing = { kind, language, figures, maker, now: context.now }
    const name = encodeURIComponent(briefingName(briefing))
    return reply
      .type(exportBriefing.download)
      .header('content-disposition', `attachment; filename*=UTF-8''${name}`)
      .send(briefingDocument(briefing))
  })
}

/** The statement of a closed month as a file, in forms that are to be counted with or signed. */
function statementRoutes(app: FastifyInstance, deps: Dependencies): void {
  const reader = deps.db
  const audited = async (context: Context, key: MonthKey, format: 'xlsx' | 'pdf') => {
    const { closingId } = await requireStatement(reader, context, key)
    const statement = await statementOf(reader, context, key)
    await transaction(deps.db, (tx) =>
      recordAudit(tx, context, {
        action: 'reports.export-statement',
        subjectType: 'month_closing',
        subjectId: closingId,
        after: { ...key, sha256: statement.sha256, format },
      }),
    )
    return statement
  }
  const named = ({ document }: { document: StatementDocument }, language: FileLanguage) =>
    encodeURIComponent(statementName(document, language))

  serve(app, deps, exportStatement, async ({ params, query: { language }, context, reply }) => {
    const statement = await audited(context, params, 'xlsx')
    const name = `${named(statement, language)}.xlsx`
    return reply
      .type(exportStatement.download)
      .header('content-disposition', `attachment; filename*=UTF-8''${name}`)
      .send(statementWorkbook(statement, language))
  })

  serve(app, deps, exportStatementPaper, async (handling) => {
    const { params, query, context, reply } = handling
    const statement = await audited(context, params, 'pdf')
    const { publicUrl } = deps.config
    const paper = await paperOf(statementPaper(statement, { ...query, publicUrl }))
    const name = `${named(statement, query.language)}.pdf`
    return reply
      .type(exportStatementPaper.download)
      .header('content-disposition', `attachment; filename*=UTF-8''${name}`)
      .send(paper)
  })
}
