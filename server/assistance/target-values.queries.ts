import { eq, type SQL, sql } from 'drizzle-orm'
import { z } from 'zod'
import type { CursorPage } from '../../shared/pagination.ts'
import type { Actor } from '../platform/context.ts'
import { keysetOf, type ListOrder, latestFirst } from '../platform/db/keyset.ts'
import { isOnPage, totalOf } from '../platform/db/list-source.ts'
import { arrayOf, insertRows, queryRow, queryRows } from '../platform/db/rows.ts'
import type { Reader, Transaction } from '../platform/db/transaction.ts'
import { liesWithin } from '../platform/db/waiting.ts'
import { targetValues } from './assistance.tables.ts'

export type TargetValueRow = typeof targetValues.$inferSelect
export type NewTargetValue = typeof targetValues.$inferInsert

/**
 * Joins to `targets` what each of them is on a day (§3.9), as `value.amount`, and of which share:
 * of the values in force that hold from that day or an earlier one the latest; of one day the one
 * decided last.
 */
export function valueOn(day: SQL): SQL {
  return sql`lateral (
    select v.amount, v.share_basis_points from assistance.target_values v
    where v.target_id = targets.id and v.state = 'in_force' and v.valid_from <= ${day}
    order by v.valid_from desc, v.decided_at desc, v.id desc limit 1) as value`
}

/** The day of its year on which a target is asked for, as `targetDay` says it. */
export const dayOfYear = (today: string) => sql`least(greatest(${today}::date,
  make_date(targets.year, 1, 1)), make_date(targets.year, 12, 31))`

const standing = z.object({
  id: z.uuid(),
  amount: z.int().nullable(),
  waitingAmount: z.int().nullable(),
  waitingFrom: z.iso.date().nullable(),
})
export type Standing = z.infer<typeof standing>

/** What targets are today, or on the nearest day of their year, and what waits to be confirmed. */
export async function selectStanding(
  reader: Reader,
  ids: readonly string[],
  today: string,
): Promise<Map<string, Standing>> {
  if (ids.length === 0) return new Map()
  const rows = await queryRows(
    reader,
    standing,
    sql`
    select targets.id, value.amount, w.amount as waiting_amount,
      w.valid_from::text as waiting_from
    from assistance.targets
    left join ${valueOn(dayOfYear(today))} on true
    left join (
      select target_id, amount, valid_from from assistance.target_values
      where target_id = any(${arrayOf('uuid', ids)}) and state = 'proposed' offset 0
    ) w on w.target_id = targets.id
    where targets.id = any(${arrayOf('uuid', ids)})`,
  )
  return new Map(rows.map((row) => [row.id, row]))
}

const amountRow = z.object({ amount: z.int().nullable() })

/** What one target is on a day; null: nothing. */
export async function selectAmountOn(
  reader: Reader,
  targetId: string,
  on: string,
): Promise<number | null> {
  const row = await queryRow(
    reader,
    amountRow,
    sql`
    select value.amount from assistance.targets cross join ${valueOn(sql`${on}::date`)}
    where targets.id = ${targetId}`,
  )
  return row?.amount ?? null
}

export async function insertTargetValues(
  tx: Transaction,
  rows: readonly NewTargetValue[],
): Promise<void> {
  await insertRows(tx, targetValues, rows)
}

export async function selectTargetValue(
  reader: Reader,
  id: string,
): Promise<TargetValueRow | null> {
  const [row] = await reader.select().from(targetValues).where(eq(targetValues.id, id))
  return row ?? null
}

export async function decideTargetValue(
  tx: Transaction,
  id: string,
  decision: Pick<NewTargetValue, 'state' | 'decidedBy' | 'decidedAt' | 'decidedReason'>,
): Promise<void> {
  await tx.update(targetValues).set(decision).where(eq(targetValues.id, id))
}

/** A page of all values of a target, the latest first. */
export async function selectValuePage(reader: Reader, page: CursorPage & { targetId: string }) {
  const keyset = keysetOf(latestFirst('proposed_at', 'target_values'), page)
  const condition = sql`target_values.target_id = ${page.targetId}`
  const source = { table: targetValues, condition }
  const rows = await reader
    .select({ value: targetValues, cursor: keyset.cursor })
    .from(targetValues)
    .where(isOnPage(source, keyset))
    .orderBy(keyset.order)
  return { rows, total: await totalOf(reader, page, source) }
}

/** Whose confirmation a value waits for, as a condition on `target_values`. */
export function waitsFor({ organisationKind, organisationId, divisionCode }: Actor): SQL {
  if (organisationKind === 'platform')
    return sql`confirming_organisation_id is null and confirming_division_code is null`
  return organisationKind === 'authority'
    ? liesWithin(sql`confirming_division_code`, divisionCode)
    : sql`confirming_organisation_id = ${organisationId}`
}

/** A page of what waits for the actor's side, the longest waiting first. */
export async function selectWaitingPage(reader: Reader, actor: Actor, page: CursorPage) {
  const keyset = keysetOf(longestWaitingFirst, page)
  const condition = sql`state = 'proposed' and ${waitsFor(actor)}`
  const source = { table: targetValues, condition }
  const rows = await reader
    .select({ value: targetValues, cursor: keyset.cursor })
    .from(targetValues)
    .where(isOnPage(source, keyset))
    .orderBy(keyset.order)
  return { rows, total: await totalOf(reader, page, source) }
}

const longestWaitingFirst: ListOrder = {
  ...latestFirst('proposed_at', 'target_values'),
  name: 'proposed_at',
  descending: false,
}

/** Those of the targets of which a change waits. */
export async function selectWaitingTargets(
  reader: Reader,
  targetIds: readonly string[],
): Promise<string[]> {
  const rows = await queryRows(
    reader,
    idRow,
    sql`select target_id from assistance.target_values
      where target_id = any(${arrayOf('uuid', targetIds)}) and state = 'proposed'`,
  )
  return rows.map(({ targetId }) => targetId)
}

const idRow = z.object({ targetId: z.uuid() })

/** The targets whose changes were decided by a document. */
export async function selectTargetsOfDocument(reader: Reader, fileId: string): Promise<string[]> {
  const rows = await queryRows(
    reader,
    idRow,
    sql`select distinct target_id from assistance.target_values
      where document_file_id = ${fileId} limit 100`,
  )
  return rows.map(({ targetId }) => targetId)
}

/** What was in force of their targets on the first days of values, by the values' ids. */
export async function selectAmountsBefore(
  reader: Reader,
  values: readonly Pick<TargetValueRow, 'id' | 'targetId' | 'validFrom'>[],
): Promise<Map<string, number | null>> {
  if (values.length === 0) return new Map()
  const columns = [
    arrayOf(
      'uuid',
      values.map(({ id }) => id),
    ),
    arrayOf(
      'uuid',
      values.map(({ targetId }) => targetId),
    ),
    arrayOf(
      'text',
      values.map(({ validFrom }) => validFrom),
    ),
  ]
  const rows = await queryRows(
    reader,
    standingBefore,
    sql`
    select targets.value_id as id, value.amount
    from unnest(${sql.join(columns, sql`, `)}) as targets(value_id, id, valid_from)
    left join ${valueOn(sql`targets.valid_from::date`)} on true`,
  )
  return new Map(rows.map(({ id, amount }) => [id, amount]))
}

const standingBefore = z.object({ id: z.uuid(), amount: z.int().nullable() })

/** Whether a change of the target waits for the actor's side. */
export async function selectIsWaitingFor(
  reader: Reader,
  actor: Actor,
  targetId: string,
): Promise<boolean> {
  const row = await queryRow(
    reader,
    z.object({ isWaiting: z.boolean() }),
    sql`
    select exists (select from assistance.target_values
      where target_id = ${targetId} and state = 'proposed' and ${waitsFor(actor)}) as is_waiting`,
  )
  return row?.isWaiting === true
}
