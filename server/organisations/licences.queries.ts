import { and, asc, eq, gte, isNull, lte, or, sql } from 'drizzle-orm'
import { z } from 'zod'
import type { CursorPage } from '../../shared/pagination.ts'
import type { Actor } from '../platform/context.ts'
import { keysetOf } from '../platform/db/keyset.ts'
import { codesWithin, isOnPage, type ListSource, totalOf } from '../platform/db/list-source.ts'
import { queryRow } from '../platform/db/rows.ts'
import type { Reader, Transaction } from '../platform/db/transaction.ts'
import { licences, organisations } from './organisations.tables.ts'

export type LicenceRow = typeof licences.$inferSelect

export async function insertLicence(
  tx: Transaction,
  row: typeof licences.$inferInsert,
): Promise<void> {
  await tx.insert(licences).values(row)
}

export function selectLicences(reader: Reader, cooperativeId: string): Promise<LicenceRow[]> {
  return reader
    .select()
    .from(licences)
    .where(eq(licences.cooperativeId, cooperativeId))
    .orderBy(asc(licences.kind), asc(licences.validFrom), asc(licences.id))
}

export async function selectLicence(reader: Reader, id: string): Promise<LicenceRow | null> {
  const [row] = await reader.select().from(licences).where(eq(licences.id, id))
  return row ?? null
}

/** The licence, held against rivals until the transaction ends. */
export async function lockLicence(tx: Transaction, id: string): Promise<LicenceRow | null> {
  const [row] = await tx.select().from(licences).where(eq(licences.id, id)).for('no key update')
  return row ?? null
}

export async function updateLicence(
  tx: Transaction,
  id: string,
  change: Partial<LicenceRow>,
): Promise<void> {
  await tx.update(licences).set(change).where(eq(licences.id, id))
}

/** The licences of an application are in force with the admission of who named them. */
export async function acceptAppliedLicences(
  tx: Transaction,
  cooperativeId: string,
  decided: { decidedBy: string; decidedAt: Date },
): Promise<void> {
  await tx
    .update(licences)
    .set({ ...decided, state: 'accepted' })
    .where(and(eq(licences.cooperativeId, cooperativeId), eq(licences.state, 'in_application')))
}

/** The kinds of licence a cooperative holds that are accepted and valid on the day. */
export function selectValidLicences(reader: Reader, cooperativeId: string, onDay: string) {
  return reader
    .select({ kind: licences.kind, number: licences.number, validTo: licences.validTo })
    .from(licences)
    .where(
      and(
        eq(licences.cooperativeId, cooperativeId),
        eq(licences.state, 'accepted'),
        lte(licences.validFrom, onDay),
        or(isNull(licences.validTo), gte(licences.validTo, onDay)),
      ),
    )
}

/** A page of the licences that wait in the actor's area, of all for the platform. */
export async function selectWaitingLicences(reader: Reader, actor: Actor, filter: CursorPage) {
  const columns = [
    { column: sql`licences.created_at`, type: 'timestamptz' as const },
    { column: sql`licences.id`, type: 'uuid' as const },
  ]
  const keyset = keysetOf({ name: 'created_at', columns }, filter)
  const source = waitingFor(actor)
  const rows = await reader
    .select({ licence: licences, cooperativeName: organisations.name, cursor: keyset.cursor })
    .from(licences)
    .innerJoin(organisations, eq(organisations.id, licences.cooperativeId))
    .where(isOnPage(source, keyset))
    .orderBy(keyset.order)
  return { rows, total: await totalOf(reader, filter, source) }
}

function waitingFor({ roles, divisionCode }: Actor): ListSource {
  // Said as a constant, by which PostgreSQL knows the index of what waits.
  const condition = sql`licences.state = 'submitted'`
  if (roles.includes('platform_admin')) return { table: licences, condition }
  if (divisionCode === null) return { table: licences, condition: sql`false` }
  const codes = codesWithin(licences, 'county_code', divisionCode, condition)
  const keys = sql`select code from (${codes}) codes`
  return { table: licences, condition, parts: { column: licences.countyCode, keys } }
}

/** Whether a file is the scan of a licence of the actor's own cooperative, or of their area. */
export async function isScanFor(
  reader: Reader,
  { fileId, actor }: { fileId: string; actor: Actor },
): Promise<boolean> {
  const area = actor.roles.includes('official') ? actor.divisionCode : null
  const row = await queryRow(
    reader,
    z.object({ isTheirs: z.boolean() }),
    sql`select exists (select from organisations.licences where file_id = ${fileId}
      and (cooperative_id = ${actor.organisationId} or starts_with(county_code, ${area})))
      as is_theirs`,
  )
  return row?.isTheirs ?? false
}
