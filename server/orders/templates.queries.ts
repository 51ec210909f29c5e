import { and, count, eq, sql } from 'drizzle-orm'
import { z } from 'zod'
import { mostTemplates } from '../../shared/orders/templates.api.ts'
import { id } from '../../shared/scalars.ts'
import { queryRows } from '../platform/db/rows.ts'
import type { Reader, Transaction } from '../platform/db/transaction.ts'
import { orderTemplates } from './orders.tables.ts'

export type TemplateRow = typeof orderTemplates.$inferSelect

const listed = z.object({
  id,
  name: z.string(),
  lineCount: z.int(),
  createdBy: z.string(),
  updatedAt: z.date(),
  version: z.int(),
})

/** A template in one line, with the name of who made it. */
export type ListedTemplate = z.output<typeof listed>

/** The templates of a unit, by name. */
export function selectTemplates(reader: Reader, unitId: string): Promise<ListedTemplate[]> {
  return queryRows(
    reader,
    listed,
    sql`
    select templates.id, templates.name, jsonb_array_length(templates.lines) as line_count,
      people.name as created_by, templates.updated_at, templates.version
    from orders.order_templates templates
    join accounts.people_published people on people.id = templates.created_by
    where templates.unit_id = ${unitId}
    order by templates.name, templates.id
    limit ${mostTemplates}`,
  )
}

export async function countTemplates(reader: Reader, unitId: string): Promise<number> {
  const [row] = await reader
    .select({ count: count() })
    .from(orderTemplates)
    .where(eq(orderTemplates.unitId, unitId))
  return row?.count ?? 0
}

/** A template as it stands, or null. */
export async function templateById(reader: Reader, id: string): Promise<TemplateRow | null> {
  const [row] = await reader.select().from(orderTemplates).where(eq(orderTemplates.id, id))
  return row ?? null
}

/** A template, locked until the transaction ends, or null. */
export async function lockTemplate(tx: Transaction, id: string): Promise<TemplateRow | null> {
  const [row] = await tx
    .select()
    .from(orderTemplates)
    .where(eq(orderTemplates.id, id))
    .for('no key update')
  return row ?? null
}

export async function insertTemplate(
  tx: Transaction,
  row: typeof orderTemplates.$inferInsert,
): Promise<void> {
  await tx.insert(orderTemplates).values(row)
}

/** Whether the unit has a template of that name. */
export async function hasTemplateNamed(
  reader: Reader,
  unitId: string,
  name: string,
): Promise<boolean> {
  const rows = await reader
    .select({ id: orderTemplates.id })
    .from(orderTemplates)
    .where(and(eq(orderTemplates.unitId, unitId), eq(orderTemplates.name, name)))
  return rows.length > 0
}

/** Writes what changed of a locked template. */
export async function updateTemplate(
  tx: Transaction,
  template: TemplateRow,
  change: Pick<TemplateRow, 'name' | 'lines' | 'updatedAt'>,
): Promise<void> {
  await tx
    .update(orderTemplates)
    .set({ ...change, version: template.version + 1 })
    .where(eq(orderTemplates.id, template.id))
}

export async function deleteTemplate(tx: Transaction, id: string): Promise<void> {
  await tx.delete(orderTemplates).where(eq(orderTemplates.id, id))
}
