import type { FastifyInstance } from 'fastify'
import { AppError } from '../../shared/errors.ts'
import * as api from '../../shared/exchange/exports.api.ts'
import { recordAudit } from '../evidence/index.ts'
import type { Context } from '../platform/context.ts'
import { pageOf } from '../platform/db/keyset.ts'
import { transaction } from '../platform/db/transaction.ts'
import type { Dependencies } from '../platform/dependencies.ts'
import { keptSize, openKept } from '../platform/files/kept-files.ts'
import { serve, serveCommand } from '../platform/http/serve.ts'
import { includesUnits, resolveLedger } from '../reports/index.ts'
import { fileOf, mediaTypeOf } from './export-files.ts'
import { type ExportRecord, selectExportPage, selectOwnExport } from './exports.queries.ts'
import { exportView, removeExport, startExport } from './start-export.ts'

/** Files that are made in the background, of whoever had them made. */
export async function exportRoutes(app: FastifyInstance, deps: Dependencies): Promise<void> {
  serveCommand(app, deps, api.startExport, (tx, { body, context }) =>
    startExport(tx, context, { ...body, config: deps.config }),
  )

  serve(app, deps, api.listExports, async ({ query, context }) => {
    await deps.requireLive(deps.db, context)
    const { rows, ...rest } = await selectExportPage(deps.db, context, query)
    return pageOf(rows, query, ({ record }) => exportView(record), rest)
  })

  serve(app, deps, api.downloadExport, async ({ params, context, reply }) => {
    const record = await readableExport(deps, context, params.exportId)
    await transaction(deps.db, (tx) =>
      recordAudit(tx, context, {
        action: 'exchange.download-export',
        subjectType: 'export',
        subjectId: record.id,
        after: { fileName: record.fileName },
      }),
    )
    const name = encodeURIComponent(record.fileName)
    return reply
      .type(mediaTypeOf(record.kind))
      .header('content-disposition', `attachment; filename*=UTF-8''${name}`)
      .header('content-length', record.byteSize)
      .send(openKept(fileOf(deps.config, record)))
  })

  serveCommand(app, deps, api.removeExport, (tx, { params, context }) =>
    removeExport(tx, context, params.exportId),
  )
}

/**
 * One's own file, as long as one may ask for what is in it: whoever has lost the role, the area or
 * the relation since reads it no more (§11.4), nor a file with entries of a unit that the same
 * question means no more (§11.6).
 */
async function readableExport(
  deps: Dependencies,
  context: Context,
  id: string,
): Promise<ExportRecord> {
  const { actor, now } = context
  await deps.requireLive(deps.db, context)
  const record = await selectOwnExport(deps.db, actor, id)
  const isThere = record !== undefined && record.expiresAt > now
  if (!isThere || record.actor.divisionCode !== actor.divisionCode) throw new AppError('not_found')
  if (record.state !== 'ready') throw new AppError('illegal_transition')
  const { filter } = await resolveLedger(deps.reportDb, context, record.question)
  if (!includesUnits(filter, record.heldUnits)) throw new AppError('export_withdrawn')
  // Of a server whose files are not shared.
  if ((await keptSize(fileOf(deps.config, record))) === null) throw new AppError('not_found')
  return record
}
