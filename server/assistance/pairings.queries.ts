import { and, asc, eq, sql } from 'drizzle-orm'
import { z } from 'zod'
import type { CursorPage } from '../../shared/pagination.ts'
import { keysetOf } from '../platform/db/keyset.ts'
import { isOnPage, withinScanLimit } from '../platform/db/list-source.ts'
import { allOf, arrayOf, isAnyOf, queryRows } from '../platform/db/rows.ts'
import type { Reader, Transaction } from '../platform/db/transaction.ts'
import { pairings } from './assistance.tables.ts'

/** Every pairing of an organisation there ever was. */
export function selectPairingsOf(reader: Reader, organisationId: string) {
  return reader.select().from(pairings).where(eq(pairings.organisationId, organisationId))
}

/** Every pairing there ever was of some organisations, the earliest first; five hundred at most. */
export function selectPairingsOfMany(reader: Reader, organisationIds: readonly string[]) {
  return reader
    .select()
    .from(pairings)
    .where(isAnyOf(pairings.organisationId, organisationIds))
    .orderBy(asc(pairings.fromDate), byBytes, asc(pairings.id))
    .limit(mostPairings)
}

const mostPairings = 500

/** So many pairings are read of an area. */
export const mostWithin = 2_000

/**
 * The pairings with places in an area that have a day among the days, all or those that name a
 * first secretary, the earliest first; one more than `mostWithin` tells that there are others.
 */
export function selectPairingsWithin(
  reader: Reader,
  {
    within,
    from,
    to,
    namingSecretaries,
  }: { within: string; from: string; to: string; namingSecretaries: boolean },
) {
  return reader
    .select()
    .from(pairings)
    .where(
      // The colon is the character after the nine.
      sql`${byBytes} >= ${within} and ${byBytes} < ${`${within}:`}
        and (pairings.first_secretary_name is not null or not ${namingSecretaries}::boolean)
        and pairings.from_date <= ${to}::date
        and coalesce(pairings.to_date >= ${from}::date, true)`,
    )
    .orderBy(asc(pairings.fromDate), asc(pairings.id))
    .limit(mostWithin + 1)
}

/** The pairings of a village on a day, with it or any node above it; a hundred at most. */
export function selectPairingsCovering(reader: Reader, code: string, on: string) {
  const nodes = [2, 4, 6, 9, 12].map((digits) => code.slice(0, digits))
  return reader
    .select()
    .from(pairings)
    .where(and(sql`${byBytes} = any(${arrayOf('text', nodes)})`, isInForceOn(on)))
    .orderBy(byBytes, asc(pairings.id))
    .limit(100)
}

const byBytes = sql`pairings.division_code collate "C"`

const isInForceOn = (on: string) =>
  sql`pairings.from_date <= ${on}::date and coalesce(pairings.to_date >= ${on}::date, true)`

export interface PairingFilter extends CursorPage {
  organisationId?: string | undefined
  /** Pairings with this node or any below it. */
  within?: string | undefined
  /** Only those in force on the day. */
  on?: string | undefined
}

/**
 * The division codes that a unit was paired with on a day, itself or through a group, by pairings
 * that were recorded before an instant: what `assistance.credit_snapshots` fixes of a unit (§3.10).
 */
export async function selectPairedCodes(
  reader: Reader,
  question: { unitId: string; on: string; recordedBefore: Date },
): Promise<string[]> {
  const { unitId, on, recordedBefore } = question
  const rows = await queryRows(
    reader,
    z.object({ code: z.string() }),
    sql`
    select distinct pairings.division_code as code
    from (select ${unitId}::uuid as organisation_id
        union all
        select group_id from assistance.group_members where unit_id = ${unitId}
          and from_date <= ${on}::date and coalesce(to_date >= ${on}::date, true)) as helping
      join assistance.pairings using (organisation_id)
    where ${isInForceOn(on)} and pairings.created_at < ${recordedBefore.toISOString()}::timestamptz
    order by 1`,
  )
  return rows.map(({ code }) => code)
}

/**
 * The places that a unit or group is paired with on a day: by its own pairings, those of the groups
 * that it is in, and those of its members; two hundred at most.
 */
export async function selectPairedPlaces(
  reader: Reader,
  { organisationId, on }: { organisationId: string; on: string },
): Promise<string[]> {
  const isMember = sql`from_date <= ${on}::date and coalesce(to_date >= ${on}::date, true)`
  const rows = await queryRows(
    reader,
    z.object({ code: z.string() }),
    sql`
    select distinct pairings.division_code as code
    from (select ${organisationId}::uuid as organisation_id
        union select group_id from assistance.group_members
          where unit_id = ${organisationId} and ${isMember}
        union select unit_id from assistance.group_members
          where group_id = ${organisationId} and ${isMember}) as helping
      join assistance.pairings using (organisation_id)
    where ${isInForceOn(on)} order by 1 limit 200`,
  )
  return rows.map(({ code }) => code)
}

/** A page of pairings by place. */
export async function selectPairingPage(reader: Reader, filter: PairingFilter) {
  const { organisationId, within, on } = filter
  const columns = [
    { column: byBytes, type: 'text' as const },
    { column: sql`pairings.id`, type: 'uuid' as const },
  ]
  const whole = keysetOf({ name: 'place', columns }, filter)
  const source = {
    table: pairings,
    condition: allOf([
      organisationId && sql`pairings.organisation_id = ${organisationId}`,
      // The colon is the character after the nine.
      within && sql`${byBytes} >= ${within} and ${byBytes} < ${`${within}:`}`,
    ]),
    filter: on === undefined ? undefined : isInForceOn(on),
  }
  const { keyset, ...rest } = await withinScanLimit(reader, filter, source, whole)
  const rows = await reader
    .select({ pairing: pairings, cursor: keyset.cursor })
    .from(pairings)
    .where(isOnPage(source, keyset))
    .orderBy(keyset.order)
  return { rows, ...rest }
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

/** Which of some organisations lie in an area, or help a place there on the day. */
export async function selectHelpersOfArea(
  reader: Reader,
  { organisationIds, area, on }: { organisationIds: readonly string[]; area: string; on: string },
): Promise<Set<string>> {
  const inForce = sql`from_date <= ${on}::date and (to_date is null or to_date >= ${on}::date)`
  const rows = await queryRows(
    reader,
    z.object({ id: z.uuid() }),
    sql`
    select one.id
    from unnest(${arrayOf('uuid', organisationIds)}) as one(id)
    where exists (
      select from organisations.organisations_published o
      where o.id = one.id and starts_with(o.division_code, ${area})
      union all
      select from assistance.pairings
      where (organisation_id = one.id or organisation_id in (
          select group_id from assistance.group_members
          where unit_id = one.id and ${inForce}))
        and (starts_with(division_code, ${area}) or starts_with(${area}, division_code))
        and ${inForce}
    )`,
  )
  return new Set(rows.map(({ id }) => id))
}
