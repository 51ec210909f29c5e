import type { z } from 'zod'
import { AppError, fieldError } from '../../shared/errors.ts'
import type { earlierLine } from '../../shared/orders/basket.schemas.ts'
import { mostTemplates } from '../../shared/orders/templates.api.ts'
import { recordAudit } from '../evidence/index.ts'
import { lockOrganisation } from '../organisations/index.ts'
import { type Context, organisationOf } from '../platform/context.ts'
import type { Transaction } from '../platform/db/transaction.ts'
import { currentLines } from './lines-again.ts'
import { requireOwnUnit } from './orders.policy.ts'
import {
  countTemplates,
  deleteTemplate,
  hasTemplateNamed,
  insertTemplate,
  lockTemplate,
  type TemplateRow,
  updateTemplate,
} from './templates.queries.ts'

type Lines = readonly { packId: string; quantity: number }[]

/**
 * Keeps rows under a name for the unit. Refused as `too_many_templates`, or at the field where the
 * unit has one of that name.
 */
export async function createTemplate(
  tx: Transaction,
  context: Context,
  input: { name: string; lines: Lines },
): Promise<string> {
  const unitId = organisationOf(context.actor)
  // Of two who create one of a name, the second waits here and then sees the first.
  await lockOrganisation(tx, unitId)
  if ((await countTemplates(tx, unitId)) >= mostTemplates) throw new AppError('too_many_templates')
  const { name } = input
  if (await hasTemplateNamed(tx, unitId, name)) throw fieldError(['name'], 'duplicate')
  const lines = await namedLines(tx, input.lines)
  const id = context.newId()
  const createdBy = context.actor.personId
  await insertTemplate(tx, { id, unitId, name, lines, createdBy, updatedAt: context.now })
  await record(tx, context, { act: 'create', id, after: { name, lines: lines.length } })
  return id
}

/** Renames a template of the actor's unit, or puts other rows into it. */
export async function changeTemplate(
  tx: Transaction,
  context: Context,
  input: { id: string; version: number; name?: string | undefined; lines?: Lines | undefined },
): Promise<void> {
  const template = await lockOwn(tx, context, input)
  const name = input.name ?? template.name
  if (name !== template.name && (await hasTemplateNamed(tx, template.unitId, name)))
    throw fieldError(['name'], 'duplicate')
  const lines = input.lines ? await namedLines(tx, input.lines) : template.lines
  await updateTemplate(tx, template, { name, lines, updatedAt: context.now })
  const before = { name: template.name, lines: template.lines.length }
  const after = { name, lines: lines.length }
  await record(tx, context, { act: 'change', id: template.id, before, after })
}

/** Deletes a template of the actor's unit. */
export async function removeTemplate(
  tx: Transaction,
  context: Context,
  input: { id: string; version: number },
): Promise<void> {
  const template = await lockOwn(tx, context, input)
  await deleteTemplate(tx, template.id)
  const before = { name: template.name, lines: template.lines.length }
  await record(tx, context, { act: 'remove', id: template.id, before })
}

async function lockOwn(
  tx: Transaction,
  context: Context,
  { id, version }: { id: string; version: number },
): Promise<TemplateRow> {
  await lockOrganisation(tx, organisationOf(context.actor))
  const template = requireOwnUnit(context.actor, await lockTemplate(tx, id))
  if (template.version !== version) throw new AppError('stale_version')
  return template
}

/** The rows with the names and prices that they are saved with. */
async function namedLines(tx: Transaction, lines: Lines): Promise<z.output<typeof earlierLine>[]> {
  const named = await currentLines(tx, lines)
  const seen = new Set<string>()
  for (const [index, { packId }] of lines.entries()) {
    if (named[index] === null) throw fieldError(['lines', index, 'packId'], 'not_found')
    if (seen.has(packId)) throw fieldError(['lines', index, 'packId'], 'duplicate')
    seen.add(packId)
  }
  return named.filter((line) => line !== null)
}

function record(
  tx: Transaction,
  context: Context,
  act: { act: 'create' | 'change' | 'remove'; id: string; before?: object; after?: object },
): Promise<void> {
  const { id, before, after } = act
  return recordAudit(tx, context, {
    action: `orders.${act.act}-template`,
    subjectType: 'order_template',
    subjectId: id,
    ...(before && { before }),
    ...(after && { after }),
  })
}
