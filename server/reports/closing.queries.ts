import { and, desc, eq, type SQL, sql } from 'drizzle-orm'
import { z } from 'zod'
import { figure } from '../../shared/figure.ts'
import { matter } from '../../shared/reports/closing.schemas.ts'
import { mattersInBilling } from '../billing/index.ts'
import { mattersInDeliveries } from '../deliveries/index.ts'
import type { Actor } from '../platform/context.ts'
import { queryRow, queryRows } from '../platform/db/rows.ts'
import type { Reader, Transaction } from '../platform/db/transaction.ts'
import { liesWithin, waitingRow } from '../platform/db/waiting.ts'
import { mattersInReview } from '../review/index.ts'
import { type ClosingRow, closings, type StatementRow, statements } from './reports.tables.ts'
import { beginsWith } from './scope.queries.ts'

/** A month of a county's ledger. */
export interface MonthKey {
  countyCode: string
  month: string
}

/** Closings of a month, the newest first. */
export function selectClosings(
  reader: Reader,
  { countyCode, month }: MonthKey,
): Promise<ClosingRow[]> {
  return reader
    .select()
    .from(closings)
    .where(and(eq(closings.countyCode, countyCode), eq(closings.month, month)))
    .orderBy(desc(closings.preparedAt), desc(closings.id))
}

/** The closing of each month that waits or is done. */
export function selectCurrentClosings(reader: Reader, countyCode: string): Promise<ClosingRow[]> {
  return reader
    .select()
    .from(closings)
    .where(sql`${closings.countyCode} = ${countyCode} and ${closings.state} in
      ('prepared', 'closed')`)
}

/** Locks a closing, or nothing where there is none of this id and month. */
export async function lockClosing(
  tx: Transaction,
  { countyCode, month }: MonthKey,
  id: string,
): Promise<ClosingRow | undefined> {
  const [row] = await tx
    .select()
    .from(closings)
    .where(and(eq(closings.id, id), eq(closings.countyCode, countyCode), eq(closings.month, month)))
    .for('no key update')
  return row
}

/** Enters a closing; false where the month has one already. */
export async function insertClosing(
  tx: Transaction,
  row: typeof closings.$inferInsert,
): Promise<boolean> {
  const rows = await tx.insert(closings).values(row).onConflictDoNothing().returning()
  return rows.length > 0
}

export async function updateClosing(
  tx: Transaction,
  id: string,
  decision: Pick<ClosingRow, 'state' | 'decidedBy' | 'decidedAt' | 'reason'>,
): Promise<void> {
  await tx.update(closings).set(decision).where(eq(closings.id, id))
}

export async function insertStatement(tx: Transaction, row: StatementRow): Promise<void> {
  await tx.insert(statements).values(row)
}

export async function findStatement(
  reader: Reader,
  { countyCode, month }: MonthKey,
): Promise<StatementRow | undefined> {
  const [row] = await reader
    .select()
    .from(statements)
    .where(and(eq(statements.countyCode, countyCode), eq(statements.month, month)))
  return row
}

const statementHead = { month: statements.month, sha256: statements.sha256 }

/** The months with a statement and their hashes, the newest first. */
export function selectStatements(reader: Reader, countyCode: string) {
  return reader
    .select(statementHead)
    .from(statements)
    .where(eq(statements.countyCode, countyCode))
    .orderBy(desc(statements.month))
}

const monthSum = z.object({ month: z.string(), cents: figure, entries: z.int() })

/** Counted money and the number of entries of each month of a county. */
export function selectMonthSums(
  reader: Reader,
  countyCode: string,
): Promise<z.output<typeof monthSum>[]> {
  return queryRows(
    reader,
    monthSum,
    sql`
    select period as month, sum(distinct_cents)::text as cents, sum(entries)::bigint as entries
    from attribution.place_sums_published
    where node_code = ${countyCode} and period like '____-__' and period not like '%-Q_'
    group by period`,
  )
}

const countyRow = z.object({ code: z.string(), name: z.string() })

/** The counties of an area that have a ledger: their chains are as many, however long they grow. */
export function selectCounties(
  reader: Reader,
  area: string,
): Promise<z.output<typeof countyRow>[]> {
  const within = area === '' ? sql`true` : beginsWith(sql`h.county_code`, area)
  return queryRows(
    reader,
    countyRow,
    sql`
    select h.county_code as code, coalesce(v.path_name, h.county_code) as name
    from attribution.ledger_heads_published h
      left join villages.divisions_published v on v.code = h.county_code
    where h.last_number > 0 and ${within}
    order by h.county_code`,
  )
}

/** What is open in a county at the end of a month, by kind; kinds without any are left out. */
export async function selectMatters(
  reader: Reader,
  question: { countyCode: string; until: string },
): Promise<z.output<typeof matter>[]> {
  const parts: SQL[] = [
    ...mattersInDeliveries(question.countyCode),
    ...mattersInBilling(question),
    ...mattersInReview(question),
  ]
  const rows = await queryRows(reader, matter, sql.join(parts, sql` union all `))
  return rows.filter(({ number }) => number > 0)
}

/**
 * Whether the newest verification that says something of a county's ledger, requested at an instant
 * or later, found no fault there.
 */
export async function isVerified(
  reader: Reader,
  { countyCode, since }: { countyCode: string; since: Date },
): Promise<boolean> {
  const row = await queryRow(
    reader,
    z.object({ isWhole: z.boolean() }),
    sql`
    select fault is null as is_whole from reports.verifications
    where finished_at is not null and not has_failed
      and requested_at >= ${since.toISOString()}::timestamptz
      and starts_with(${countyCode}, scope)
      and (fault is null or fault->>'countyCode' = ${countyCode})
    order by requested_at desc, id desc limit 1`,
  )
  return row?.isWhole ?? false
}

/** What waits for an actor in reports: months of their county that somebody else prepared. */
export function waitingInReports({ organisationKind, divisionCode, personId }: Actor): SQL[] {
  if (organisationKind !== 'authority' || divisionCode?.length !== 6) return []
  return [
    waitingRow(
      'months',
      sql`from reports.closings where state = 'prepared'
        and ${liesWithin(sql`county_code`, divisionCode)} and prepared_by <> ${personId}`,
    ),
  ]
}
