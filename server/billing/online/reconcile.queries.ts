import { sql } from 'drizzle-orm'
import { z } from 'zod'
import { reconciliationDifference } from '../../../shared/billing/online.schemas.ts'
import { cents } from '../../../shared/money.ts'
import { day } from '../../../shared/scalars.ts'
import { document, execute, jsonOf, queryRow, queryRows } from '../../platform/db/rows.ts'
import type { Database, Reader } from '../../platform/db/transaction.ts'
import { later } from './online-deps.ts'

const movementRow = z.object({
  id: z.string(),
  kind: z.string(),
  sourceId: z.string(),
  amountCents: cents,
  feeCents: cents,
})
export type KnownMovement = z.output<typeof movementRow>

export function movementsBetween(reader: Reader, from: Date, until: Date) {
  const isWithin = sql`moved_at >= ${from.toISOString()}::timestamptz
    and moved_at < ${until.toISOString()}::timestamptz`
  return queryRows(
    reader,
    movementRow,
    sql`
    select id, kind, source_id, amount_cents, fee_cents from billing.provider_movements
    where ${isWithin}
    union all
    select provider_id, kind, '', amount_cents, fee_cents from billing.platform_movements
    where ${isWithin}`,
  )
}

/** What all cooperatives are due from the platform's balance at the provider. */
export async function sumDue(reader: Reader): Promise<number> {
  const row = await queryRow(
    reader,
    z.object({ dueCents: cents }),
    sql`select coalesce(sum(cents), 0)::bigint as due_cents from billing.due_moves`,
  )
  return row?.dueCents ?? 0
}

const dayRow = z.object({ day })

/** Takes the days that are to be compared; one that fails is taken again in ten minutes. */
export async function claimDays(db: Database, now: Date): Promise<string[]> {
  const rows = await queryRows(
    db,
    dayRow,
    sql`
    update billing.reconciliations r
    set requested_at = ${later(now, 600).toISOString()}::timestamptz
    from (select day from billing.reconciliations
      where requested_at <= ${now.toISOString()}::timestamptz
      order by day limit 5 for no key update skip locked) due
    where r.day = due.day returning r.day`,
  )
  return rows.map((row) => row.day)
}

/** Has a day compared soon. */
export async function requestDay(reader: Reader, wanted: { day: string; at: Date }): Promise<void> {
  await execute(
    reader,
    sql`
    insert into billing.reconciliations (day, requested_at)
    values (${wanted.day}, ${wanted.at.toISOString()}::timestamptz)
    on conflict (day) do update set requested_at = excluded.requested_at`,
  )
}

/** Has yesterday compared, and again what differed in the last two weeks. */
export async function requestDays(
  db: Database,
  { yesterday, at }: { yesterday: string; at: Date },
): Promise<void> {
  await requestDay(db, { day: yesterday, at })
  await execute(
    db,
    sql`
    update billing.reconciliations set requested_at = ${at.toISOString()}::timestamptz
    where day > ${yesterday}::date - 14 and differences <> '[]'::jsonb`,
  )
}

const reconciliationRow = z.object({
  day,
  requestedAt: z.date().nullable(),
  checkedAt: z.date().nullable(),
  movementCount: z.int(),
  amountCents: cents,
  feeCents: cents,
  balanceCents: cents,
  dueCents: cents,
  ownCents: cents,
  differences: document(z.array(reconciliationDifference)),
})
export type ReconciliationRow = z.output<typeof reconciliationRow>

export async function keepReconciliation(
  db: Database,
  row: Omit<ReconciliationRow, 'requestedAt' | 'checkedAt'> & { checkedAt: Date },
): Promise<void> {
  await execute(
    db,
    sql`
    update billing.reconciliations set requested_at = null,
      checked_at = ${row.checkedAt.toISOString()}::timestamptz,
      movement_count = ${row.movementCount}, amount_cents = ${row.amountCents},
      fee_cents = ${row.feeCents}, balance_cents = ${row.balanceCents},
      due_cents = ${row.dueCents}, own_cents = ${row.ownCents},
      differences = ${jsonOf(row.differences)}
    where day = ${row.day}`,
  )
}

/** The latest days and older ones that still differ, or one day. */
export function selectReconciliations(
  reader: Reader,
  wanted: string | null,
): Promise<ReconciliationRow[]> {
  return queryRows(
    reader,
    reconciliationRow,
    sql`
    select day, requested_at, checked_at, movement_count, amount_cents, fee_cents, balance_cents,
      due_cents, own_cents, differences
    from billing.reconciliations
    where day = ${wanted}::date or (${wanted}::date is null and (differences <> '[]'::jsonb
      or day in (select day from billing.reconciliations order by day desc limit 31)))
    order by day desc limit 62`,
  )
}
