import { and, asc, eq, gte, isNull, lte, or, type SQL, sql } from 'drizzle-orm'
import { z } from 'zod'
import { isAnyOf, queryRow } from '../platform/db/rows.ts'
import type { Reader, Transaction } from '../platform/db/transaction.ts'
import { pairings } from './assistance.tables.ts'

export interface PairingFilter {
  organisationIds?: readonly string[] | undefined
  /** Pairings with this node or any below it. */
  within?: string | undefined
  /** Pairings that this village belongs to: with it or any node above it. */
  coveringCode?: string | undefined
  /** Only those in force on the day. */
  on?: string | undefined
  limit?: number
}

/** Which pairings a filter means; every given part must hold. */
function pairingCondition(filter: PairingFilter): SQL | undefined {
  const { organisationIds, within, coveringCode, on } = filter
  return and(
    organisationIds && isAnyOf(pairings.organisationId, organisationIds),
    within === undefined ? undefined : sql`${pairings.divisionCode} like ${`${within}%`}`,
    coveringCode === undefined
      ? undefined
      : sql`${coveringCode} like ${pairings.divisionCode} || '%'`,
    on === undefined ? undefined : lte(pairings.fromDate, on),
    on === undefined ? undefined : or(isNull(pairings.toDate), gte(pairings.toDate, on)),
  )
}

export function selectPairings(reader: Reader, filter: PairingFilter) {
  return reader
    .select()
    .from(pairings)
    .where(pairingCondition(filter))
    .orderBy(asc(pairings.divisionCode), asc(pairings.fromDate), asc(pairings.id))
    .limit(filter.limit ?? 100_000)
}

export async function insertPairing(
  tx: Transaction,
  row: typeof pairings.$inferInsert,
): Promise<void> {
  await tx.insert(pairings).values(row)
}

export async function selectPairing(reader: Reader, id: string) {
  const [row] = await reader.select().from(pairings).where(eq(pairings.id, id))
  return row ?? null
}

/** The pairing, held against rivals until the transaction ends. */
export async function lockPairing(tx: Transaction, id: string) {
  const [row] = await tx.select().from(pairings).where(eq(pairings.id, id)).for('no key update')
  return row ?? null
}

export async function updatePairing(
  tx: Transaction,
  id: string,
  change: Partial<typeof pairings.$inferInsert>,
): Promise<void> {
  await tx.update(pairings).set(change).where(eq(pairings.id, id))
}

const answer = z.object({ helps: z.boolean() })

/** Whether an organisation lies in an area, or helps a place there on the day. */
export async function isHelperOfArea(
  reader: Reader,
  { organisationId, area, on }: { organisationId: string; area: string; on: string },
): Promise<boolean> {
  const inForce = sql`from_date <= ${on}::date and (to_date is null or to_date >= ${on}::date)`
  const row = await queryRow(
    reader,
    answer,
    sql`
    select exists (
      select from organisations.organisations_published
      where id = ${organisationId} and starts_with(division_code, ${area})
      union all
      select from assistance.pairings
      where (organisation_id = ${organisationId} or organisation_id in (
          select group_id from assistance.group_members
          where unit_id = ${organisationId} and ${inForce}))
        and (starts_with(division_code, ${area}) or starts_with(${area}, division_code))
        and ${inForce}
    ) as helps`,
  )
  return row?.helps ?? false
}
