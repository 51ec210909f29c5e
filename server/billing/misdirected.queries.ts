import { and, eq, type SQL, sql } from 'drizzle-orm'
import { z } from 'zod'
import { decisionStates, type Side, sides } from '../../shared/deliveries/two-sided-record.ts'
import { cents } from '../../shared/money.ts'
import type { CursorPage } from '../../shared/pagination.ts'
import { day, id } from '../../shared/scalars.ts'
import { keysetOf, latestFirst } from '../platform/db/keyset.ts'
import { allOf, arrayOf, execute, isAnyOf, queryRow, queryRows } from '../platform/db/rows.ts'
import type { Reader, Transaction } from '../platform/db/transaction.ts'
import { misdirectedPayments } from './billing.tables.ts'

export type MisdirectedRow = typeof misdirectedPayments.$inferSelect

/** The two sides between which money went astray. */
export interface Pair {
  unitId: string
  cooperativeId: string
}

export async function misdirectedById(
  reader: Reader,
  paymentId: string,
): Promise<MisdirectedRow | null> {
  const [row] = await reader
    .select()
    .from(misdirectedPayments)
    .where(eq(misdirectedPayments.id, paymentId))
  return row ?? null
}

export async function misdirectedByIds(
  reader: Reader,
  ids: readonly string[],
): Promise<MisdirectedRow[]> {
  return reader
    .select()
    .from(misdirectedPayments)
    .where(isAnyOf(misdirectedPayments.id, ids))
    .orderBy(misdirectedPayments.id)
}

/** Confirms many that wait for it; returns how many rows that were. */
export async function confirmManyMisdirected(
  tx: Transaction,
  ids: readonly string[],
  { by, at }: { by: string; at: Date },
): Promise<number> {
  const { count } = await tx
    .update(misdirectedPayments)
    .set({ state: 'confirmed', decidedBy: by, decidedAt: at })
    .where(and(isAnyOf(misdirectedPayments.id, ids), eq(misdirectedPayments.state, 'recorded')))
  return count
}

/**
 * Whoever records money between two sides, or changes what is due back between them, waits for
 * whoever is at it. Purchase orders are locked before; many pairs in one order.
 */
export async function lockPairs(tx: Transaction, pairs: readonly Pair[]): Promise<void> {
  const keys = pairs.map((pair) => `billing.misdirected ${pair.unitId} ${pair.cooperativeId}`)
  await execute(
    tx,
    sql`select pg_advisory_xact_lock(keyed.key) from (
      select distinct hashtextextended(name, 0) as key
      from unnest(${arrayOf('text', keys)}) as pairs(name) order by 1) keyed`,
  )
}

export function lockPair(tx: Transaction, pair: Pair): Promise<void> {
  return lockPairs(tx, [pair])
}

/** False when one of the two sides with the same bank reference is there already. */
export async function insertMisdirected(
  tx: Transaction,
  row: typeof misdirectedPayments.$inferInsert,
): Promise<MisdirectedRow | null> {
  const [inserted] = await tx
    .insert(misdirectedPayments)
    .values(row)
    .onConflictDoNothing()
    .returning()
  return inserted ?? null
}

/** Decides on one that waits for it; returns how many rows that were. */
export async function updateMisdirected(
  tx: Transaction,
  paymentId: string,
  change: Partial<MisdirectedRow>,
): Promise<number> {
  const { count } = await tx
    .update(misdirectedPayments)
    .set(change)
    .where(and(eq(misdirectedPayments.id, paymentId), eq(misdirectedPayments.state, 'recorded')))
  return count
}

const balance = z.object({ dueBackCents: cents, freeCents: cents })

/** What is due back between two sides, and what of it no return waits for, in 分. */
export async function balanceOfPair(reader: Reader, { unitId, cooperativeId }: Pair) {
  const row = await queryRow(
    reader,
    balance,
    sql`
    select due_back_cents, free_cents from billing.misdirected_balances
    where unit_id = ${unitId} and cooperative_id = ${cooperativeId}`,
  )
  return row ?? { dueBackCents: 0, freeCents: 0 }
}

const came = z.object({ day: day.nullable() })

/**
 * The first day from which on so much money was due back between two sides, returns that wait
 * taken off; null where it is not even now.
 */
export async function dueBackSince(
  reader: Reader,
  { unitId, cooperativeId }: Pair,
  amountCents: number,
): Promise<string | null> {
  const row = await queryRow(
    reader,
    came,
    sql`
    with moves as (
      select moved_on as day, case when is_return then -amount_cents
        when state = 'confirmed' then amount_cents else 0 end as cents
      from billing.misdirected_payments
      where unit_id = ${unitId} and cooperative_id = ${cooperativeId} and state <> 'rejected'
      union all
      select set_off_on, -amount_cents from billing.set_offs
      where unit_id = ${unitId} and cooperative_id = ${cooperativeId} and from_invoice_id is null
    ), balances as (
      select day, sum(sum(cents)) over (order by day) as cents from moves group by day
    )
    select min(day) as day from balances where day > coalesce(
      (select max(day) from balances where cents < ${amountCents}), '-infinity')`,
  )
  return row?.day ?? null
}

const parties = {
  unitId: id,
  unitName: z.string(),
  cooperativeId: id,
  cooperativeName: z.string(),
}
const names = (table: SQL) => sql`
  (select name from organisations.organisations_published where id = ${table}.unit_id)
    as unit_name,
  (select name from organisations.organisations_published where id = ${table}.cooperative_id)
    as cooperative_name`

const due = z.object({ ...parties, dueBackCents: cents, freeCents: cents })

/** An organisation, and on which side of every deal it stands. */
export interface OneSide {
  organisationId: string
  side: Side
}

const isOf = ({ organisationId, side }: OneSide) =>
  side === 'unit' ? sql`unit_id = ${organisationId}` : sql`cooperative_id = ${organisationId}`

/** Of an organisation, with whom money without an invoice is due back, the most first. */
export function selectPairsDue(reader: Reader, { organisationId, side }: OneSide) {
  return queryRows(
    reader,
    due,
    sql`
    select unit_id, cooperative_id, due_back_cents, free_cents, ${names(sql`balances`)}
    from billing.misdirected_balances balances
    where ${isOf({ organisationId, side })} and due_back_cents > 0
    order by due_back_cents desc, unit_id, cooperative_id limit 200`,
  )
}

const listed = z.object({
  id,
  ...parties,
  isReturn: z.boolean(),
  amountCents: cents,
  bankReference: z.string(),
  movedOn: day,
  reason: z.string(),
  recordedSide: z.enum(sides),
  recordedBy: id,
  recordedByName: z.string(),
  recordedAt: z.date(),
  decidedByName: z.string().nullable(),
  decidedAt: z.date().nullable(),
  withdrawnBy: id.nullable(),
  state: z.enum(decisionStates),
  stateReason: z.string(),
  cursor: z.string(),
})
export type MisdirectedDetails = z.output<typeof listed>

/** A page of them of an organisation, or one of them, latest first. */
export function selectMisdirected(
  reader: Reader,
  { organisationId, side, ...page }: CursorPage & OneSide & { id?: string },
): Promise<MisdirectedDetails[]> {
  const keyset = keysetOf(latestFirst('recorded_at', 'misdirected_payments'), page)
  const only = page.id === undefined ? null : sql`misdirected_payments.id = ${page.id}`
  return queryRows(
    reader,
    listed,
    sql`
    select misdirected_payments.*, ${names(sql`misdirected_payments`)},
      (select name from accounts.people_published where id = recorded_by) as recorded_by_name,
      (select name from accounts.people_published where id = decided_by) as decided_by_name,
      ${keyset.cursor} as cursor
    from billing.misdirected_payments
    where ${allOf([isOf({ organisationId, side }), keyset.after, only])}
    order by ${keyset.order} limit ${keyset.limit}`,
  )
}
