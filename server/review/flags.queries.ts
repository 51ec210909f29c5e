import { eq, getTableColumns, sql } from 'drizzle-orm'
import { z } from 'zod'
import type { FlagAct, FlagState } from '../../shared/review/flag-states.ts'
import { flagStates } from '../../shared/review/flag-states.ts'
import { arrayOf, insertOf, insertRows, queryRows } from '../platform/db/rows.ts'
import type { Reader, Transaction } from '../platform/db/transaction.ts'
import { flagDecisions, flagLines, flagStatements, flags } from './review.tables.ts'

export type FlagRow = typeof flags.$inferSelect
export type DecisionRow = typeof flagDecisions.$inferSelect

const flagOfMatter = z.object({
  rule: z.string(),
  matter: z.string(),
  edition: z.int(),
  measure: z.int().nullable(),
  state: z.enum(flagStates),
  orderLineIds: z.array(z.uuid()),
})

/** An earlier flag of a matter, with the lines it is about. */
export type FlagOfMatter = z.output<typeof flagOfMatter>

export function flagsOfMatters(
  reader: Reader,
  matters: readonly string[],
): Promise<FlagOfMatter[]> {
  return queryRows(
    reader,
    flagOfMatter,
    sql`
    select rule, matter, edition, measure, state,
      array(select order_line_id from review.flag_lines where flag_id = flags.id)
        as order_line_ids
    from review.flags where matter = any(${arrayOf('text', matters)})`,
  )
}

const villagesOfLine = z.object({ orderLineId: z.uuid(), codes: z.array(z.string()) })

/** The origin villages of what was shipped of lines. */
export async function villagesOfLines(
  reader: Reader,
  orderLineIds: readonly string[],
): Promise<Map<string, string[]>> {
  const rows = await queryRows(
    reader,
    villagesOfLine,
    sql`
    select l.order_line_id, array_agg(distinct v.village_code) as codes
    from deliveries.shipment_lines_published l
      join deliveries.shipment_line_villages_published v on v.shipment_line_id = l.id
    where l.order_line_id = any(${arrayOf('uuid', orderLineIds)}) and v.village_code is not null
    group by 1`,
  )
  return new Map(rows.map(({ orderLineId, codes }) => [orderLineId, codes]))
}

interface NewFlagRow {
  flag: typeof flags.$inferInsert
  lines: readonly { orderLineId: string; purchaseOrderId: string }[]
}

/** Opens flags; the ids of those that no rival has opened at the same moment. */
export async function insertFlags(tx: Transaction, rows: readonly NewFlagRow[]): Promise<string[]> {
  const inserted = await queryRows(
    tx,
    z.object({ id: z.uuid() }),
    sql`${insertOf(
      flags,
      rows.map(({ flag }) => flag),
    )} on conflict do nothing returning id`,
  )
  const ids = new Set(inserted.map(({ id }) => id))
  await insertRows(
    tx,
    flagLines,
    rows
      .filter(({ flag }) => ids.has(flag.id))
      .flatMap(({ flag, lines }) => lines.map((line) => ({ flagId: flag.id, ...line }))),
  )
  return [...ids]
}

export async function flagById(reader: Reader, id: string): Promise<FlagRow | null> {
  const [row] = await reader.select().from(flags).where(eq(flags.id, id))
  return row ?? null
}

/** A flag as it stands once nobody else is deciding on it. */
export async function lockFlag(tx: Transaction, id: string): Promise<FlagRow | null> {
  const [row] = await tx.select().from(flags).where(eq(flags.id, id)).for('no key update')
  return row ?? null
}

/** Moves a flag that is locked on. */
export async function moveFlag(tx: Transaction, id: string, next: FlagState): Promise<void> {
  await tx.update(flags).set({ state: next }).where(eq(flags.id, id))
}

export async function insertDecision(
  tx: Transaction,
  row: typeof flagDecisions.$inferInsert & { act: FlagAct },
): Promise<void> {
  await tx.insert(flagDecisions).values(row)
}

/** What was decided of a flag, first to last. */
export function decisionsOf(reader: Reader, flagId: string): Promise<DecisionRow[]> {
  return reader
    .select()
    .from(flagDecisions)
    .where(eq(flagDecisions.flagId, flagId))
    .orderBy(flagDecisions.decidedAt, flagDecisions.id)
}

/** Null where the side has stated something already. */
export async function insertStatement(
  tx: Transaction,
  row: typeof flagStatements.$inferInsert,
): Promise<boolean> {
  const { count } = await tx.insert(flagStatements).values(row).onConflictDoNothing()
  return count === 1
}

export function statementsOf(reader: Reader, flagId: string) {
  return reader
    .select()
    .from(flagStatements)
    .where(eq(flagStatements.flagId, flagId))
    .orderBy(flagStatements.statedAt)
}

/** The lines of a flag, in the order of their ids. */
export function linesOfFlag(reader: Reader, flagId: string) {
  return reader
    .select()
    .from(flagLines)
    .where(eq(flagLines.flagId, flagId))
    .orderBy(flagLines.orderLineId)
}

/** The flags on which a side has stated something with this file. */
export function flagsOfFile(reader: Reader, fileId: string): Promise<FlagRow[]> {
  return reader
    .select(getTableColumns(flags))
    .from(flags)
    .innerJoin(flagStatements, eq(flagStatements.flagId, flags.id))
    .where(eq(flagStatements.fileId, fileId))
}
