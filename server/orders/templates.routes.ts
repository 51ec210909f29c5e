import type { FastifyInstance } from 'fastify'
import { AppError } from '../../shared/errors.ts'
import * as api from '../../shared/orders/templates.api.ts'
import { type Context, organisationOf } from '../platform/context.ts'
import type { Reader } from '../platform/db/transaction.ts'
import type { Dependencies } from '../platform/dependencies.ts'
import { serve, serveCommand } from '../platform/http/serve.ts'
import { changeTemplate, createTemplate, removeTemplate } from './keep-templates.ts'
import { linesAgain } from './lines-again.ts'
import { requireOwnUnit } from './orders.policy.ts'
import { type ListedTemplate, selectTemplates, templateById } from './templates.queries.ts'

/** What a unit orders again and again. */
export async function templatesRoutes(app: FastifyInstance, deps: Dependencies): Promise<void> {
  serve(app, deps, api.listTemplates, async ({ context }) => {
    const rows = await selectTemplates(deps.db, organisationOf(context.actor))
    return { templates: rows.map(summaryView) }
  })
  serve(app, deps, api.readTemplate, ({ params, context }) =>
    readTemplate(deps.db, context, params.id),
  )
  serveCommand(app, deps, api.createTemplate, async (tx, { body, context }) =>
    readTemplate(tx, context, await createTemplate(tx, context, body)),
  )
  serveCommand(app, deps, api.changeTemplate, async (tx, { params, body, context }) => {
    await changeTemplate(tx, context, { ...params, ...body })
    return readTemplate(tx, context, params.id)
  })
  serveCommand(app, deps, api.removeTemplate, async (tx, { params, body, context }) => {
    await removeTemplate(tx, context, { ...params, ...body })
    return { id: params.id }
  })
}

async function readTemplate(reader: Reader, context: Context, id: string) {
  const template = requireOwnUnit(context.actor, await templateById(reader, id))
  const rows = await selectTemplates(reader, template.unitId)
  const row = rows.find((candidate) => candidate.id === id)
  if (row === undefined) throw new AppError('not_found')
  return { ...summaryView(row), lines: await linesAgain(reader, template.lines) }
}

function summaryView(row: ListedTemplate) {
  return { ...row, updatedAt: row.updatedAt.toISOString() }
}
