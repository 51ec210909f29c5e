import type { FastifyInstance, FastifyReply } from 'fastify'
import { AppError } from '../../shared/errors.ts'
import * as api from '../../shared/exchange/imports.api.ts'
import { type ImportKindName, importKind } from '../../shared/exchange/imports.schemas.ts'
import { codesToHandOver } from '../accounts/index.ts'
import { recordAudit } from '../evidence/index.ts'
import { type Context, organisationOf } from '../platform/context.ts'
import { pageOf } from '../platform/db/keyset.ts'
import { type Reader, transaction } from '../platform/db/transaction.ts'
import type { Dependencies } from '../platform/dependencies.ts'
import { serve, serveCommand } from '../platform/http/serve.ts'
import { type ReadSheet, readSheet } from '../platform/sheets/read-sheet.ts'
import { uploadedSheet } from '../platform/sheets/sheet-upload.ts'
import { addressOf, codeView, importItems, kindView, rowView, viewOfImport } from './import-view.ts'
import { faultsOf, templateOf } from './import-workbooks.ts'
import {
  type ImportRecord,
  selectAppliedPage,
  selectImport,
  selectImportPage,
  selectRowPage,
} from './imports.queries.ts'
import { allKinds, kindOf } from './kinds/index.ts'
import type { AnyKind } from './kinds/kind.ts'
import {
  chooseColumns,
  chooseMeant,
  isOwn,
  openImport,
  resume,
  startApplying,
  startUndoing,
} from './open-import.ts'

export async function importRoutes(app: FastifyInstance, deps: Dependencies): Promise<void> {
  serveKinds(app, deps)
  serveReading(app, deps)
  serveImports(app, deps)
  serveActs(app, deps)
}

function requireKind({ actor }: Context, name: ImportKindName): AnyKind {
  const kind = allKinds.find((each) => each.name === name)
  if (kind === undefined || !kind.mayImport(actor)) throw new AppError('not_found')
  return kind
}

function serveKinds(app: FastifyInstance, deps: Dependencies): void {
  serve(app, deps, api.listImportKinds, async ({ context }) => ({
    items: allKinds.filter((kind) => kind.mayImport(context.actor)).map(kindView),
  }))

  serve(app, deps, api.readTemplate, async ({ query, context, reply }) => {
    const kind = requireKind(context, query.kind)
    const name = `${kind.titles[query.language]}.xlsx`
    return asFile(reply, name).send(templateOf(kind, query.language))
  })
}

function asFile(reply: FastifyReply, name: string): FastifyReply {
  return reply
    .type(api.readTemplate.download)
    .header('content-disposition', `attachment; filename*=UTF-8''${encodeURIComponent(name)}`)
}

function serveReading(app: FastifyInstance, deps: Dependencies): void {
  const opened = (
    context: Context,
    input: ReadSheet & { kind: ImportKindName; fileName: string },
  ) =>
    transaction(deps.db, async (tx) => {
      await deps.requireLive(tx, context)
      return viewOfImport(tx, await recordOf(tx, context, await openImport(tx, context, input)))
    })

  serve(app, deps, api.uploadImport, async ({ context, request }) => {
    await deps.requireLive(deps.db, context)
    try {
      const { fileName, text, ...file } = await uploadedSheet(request)
      const kind = importKind.safeParse(text('kind')).data
      if (kind === undefined) throw new AppError('not_found')
      requireKind(context, kind)
      const read = await readSheet(context.actor.personId, file)
      return await opened(context, { ...read, kind, fileName })
    } finally {
      request.raw.resume()
    }
  })
}

async function recordOf(reader: Reader, context: Context, id: string): Promise<ImportRecord> {
  const record = await selectImport(reader, id)
  if (record === undefined || !isOwn(context, record)) throw new AppError('not_found')
  return record
}

function serveImports(app: FastifyInstance, deps: Dependencies): void {
  serve(app, deps, api.listImports, async ({ query, context }) => {
    await deps.requireLive(deps.db, context)
    const organisationId = organisationOf(context.actor)
    const { rows, ...rest } = await selectImportPage(deps.db, { ...query, organisationId })
    const items = await importItems(
      deps.db,
      rows.slice(0, query.pageSize).map(({ record }) => record),
    )
    const page = pageOf(rows, query, ({ record }) => record.id, rest)
    return { ...page, items }
  })

  serve(app, deps, api.readImport, async ({ params, context }) => {
    await deps.requireLive(deps.db, context)
    return viewOfImport(deps.db, await recordOf(deps.db, context, params.importId))
  })

  serve(app, deps, api.listImportRows, async ({ params, query, context }) => {
    await deps.requireLive(deps.db, context)
    const { id: importId } = await recordOf(deps.db, context, params.importId)
    const { rows, ...rest } = await selectRowPage(deps.db, { ...query, importId })
    return pageOf(rows, query, ({ row }) => rowView(row), rest)
  })

  serve(app, deps, api.listImportCodes, async ({ params, query, context }) => {
    await deps.requireLive(deps.db, context)
    const record = await recordOf(deps.db, context, params.importId)
    const rows = kindOf(record.kind).hasCodes
      ? await selectAppliedPage(deps.db, { ...query, importId: record.id })
      : []
    const shown = rows.slice(0, query.pageSize)
    const ids = shown.flatMap(({ subjectId }) => subjectId ?? [])
    const { config: settings } = deps
    const codes = await codesToHandOver(deps.db, { ids, settings, now: context.now })
    await transaction(deps.db, (tx) =>
      recordAudit(tx, context, {
        action: 'exchange.read-codes',
        subjectType: 'import',
        subjectId: record.id,
        after: { codes: codes.length },
      }),
    )
    const page = pageOf(rows, query, () => null)
    return {
      ...page,
      items: codes.map((code) => codeView(code, settings)),
      address: addressOf(settings),
    }
  })

  serve(app, deps, api.exportImportFaults, async ({ params, query, context, reply }) => {
    await deps.requireLive(deps.db, context)
    const record = await recordOf(deps.db, context, params.importId)
    await transaction(deps.db, (tx) =>
      recordAudit(tx, context, {
        action: 'exchange.export-import-faults',
        subjectType: 'import',
        subjectId: record.id,
      }),
    )
    const kind = kindOf(record.kind)
    const name = { 'zh-CN': '待修改', en: 'to-correct' }[query.language]
    const workbook = await faultsOf(deps.db, { record, kind, language: query.language })
    return asFile(reply, `${kind.titles[query.language]}-${name}.xlsx`).send(workbook)
  })
}

function serveActs(app: FastifyInstance, deps: Dependencies): void {
  serveCommand(app, deps, api.chooseColumns, async (tx, { params, body, context }) => {
    await chooseColumns(tx, context, { ...params, ...body })
    return viewOfImport(tx, await recordOf(tx, context, params.importId))
  })

  serveCommand(app, deps, api.chooseMeant, async (tx, { params, body, context }) => {
    await chooseMeant(tx, context, { ...params, ...body })
    return viewOfImport(tx, await recordOf(tx, context, params.importId))
  })

  serveCommand(app, deps, api.applyImport, async (tx, { params, body, context }) => {
    await startApplying(tx, context, { ...params, ...body })
    return viewOfImport(tx, await recordOf(tx, context, params.importId))
  })

  serveCommand(app, deps, api.resumeImport, async (tx, { params, context }) => {
    await resume(tx, context, params)
    return viewOfImport(tx, await recordOf(tx, context, params.importId))
  })

  serveCommand(app, deps, api.undoImport, async (tx, { params, context }) => {
    await startUndoing(tx, context, params)
    return viewOfImport(tx, await recordOf(tx, context, params.importId))
  })
}
