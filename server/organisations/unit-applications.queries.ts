import { eq, sql } from 'drizzle-orm'
import { z } from 'zod'
import type { CursorPage } from '../../shared/pagination.ts'
import type { Actor } from '../platform/context.ts'
import { keysetOf } from '../platform/db/keyset.ts'
import { codesWithin, isOnPage, type ListSource, totalOf } from '../platform/db/list-source.ts'
import { arrayOf, queryRows } from '../platform/db/rows.ts'
import type { Reader, Transaction } from '../platform/db/transaction.ts'
import { unitApplications } from './organisations.tables.ts'

export type UnitApplicationRow = typeof unitApplications.$inferSelect

export async function insertUnitApplication(
  tx: Transaction,
  row: typeof unitApplications.$inferInsert,
): Promise<void> {
  await tx.insert(unitApplications).values(row)
}

/** The application, held against rivals until the transaction ends. */
export async function lockUnitApplication(
  tx: Transaction,
  id: string,
): Promise<UnitApplicationRow | null> {
  const [row] = await tx
    .select()
    .from(unitApplications)
    .where(eq(unitApplications.id, id))
    .for('no key update')
  return row ?? null
}

export async function updateUnitApplication(
  tx: Transaction,
  id: string,
  decision: Partial<UnitApplicationRow>,
): Promise<void> {
  await tx.update(unitApplications).set(decision).where(eq(unitApplications.id, id))
}

/** A page of the units that wait in the actor's area, of all for the platform. */
export async function selectWaitingUnits(reader: Reader, actor: Actor, filter: CursorPage) {
  const columns = [
    { column: sql`unit_applications.applied_at`, type: 'timestamptz' as const },
    { column: sql`unit_applications.id`, type: 'uuid' as const },
  ]
  const keyset = keysetOf({ name: 'applied_at', columns }, filter)
  const source = waitingFor(actor)
  const rows = await reader
    .select({ application: unitApplications, cursor: keyset.cursor })
    .from(unitApplications)
    .where(isOnPage(source, keyset))
    .orderBy(keyset.order)
  return { rows, total: await totalOf(reader, filter, source) }
}

function waitingFor({ roles, divisionCode }: Actor): ListSource {
  const table = unitApplications
  // Said as a constant, by which PostgreSQL knows the index of what waits.
  const condition = sql`unit_applications.state = 'applied'`
  if (roles.includes('platform_admin')) return { table, condition }
  if (divisionCode === null) return { table, condition: sql`false` }
  const codes = codesWithin(table, 'division_code', divisionCode, condition)
  const keys = sql`select code from (${codes}) codes`
  return { table, condition, parts: { column: unitApplications.divisionCode, keys } }
}

/** What is shown of those alike; more is a flood, which reads as one. */
const shown = 20

const Alike = z.object({
  id: z.uuid(),
  units: z.array(z.object({ id: z.uuid(), name: z.string() })),
  applications: z.int(),
})

/** Of each application: the units, and how many open applications, with its code or its name. */
export function selectAlike(reader: Reader, ids: readonly string[]) {
  return queryRows(
    reader,
    Alike,
    sql`
    select own.id, units.list as units, applications.number::integer as applications
    from organisations.unit_applications own
    cross join lateral (
      select coalesce(jsonb_agg(jsonb_build_object('id', found.id, 'name', found.name)
        order by found.id), '[]') as list
      from (
        (select id, name from organisations.organisations
        where credit_code = own.credit_code and kind = 'unit' and holds_identity
        limit ${shown})
        union
        (select id, name from organisations.organisations
        where organisations.name_key(name) = organisations.name_key(own.name)
          and kind = 'unit' and holds_identity
          and starts_with(coalesce(division_code, ''), left(own.division_code, 6))
        limit ${shown})
      ) found
    ) units
    cross join lateral (
      select count(*) as number from (
        (select id from organisations.unit_applications
        where credit_code = own.credit_code and state = 'applied' and id <> own.id
        limit ${shown})
        union
        (select id from organisations.unit_applications
        where organisations.name_key(name) = organisations.name_key(own.name)
          and state = 'applied' and id <> own.id
          and starts_with(division_code, left(own.division_code, 6))
        limit ${shown})
      ) found
    ) applications
    where own.id = any(${arrayOf('uuid', ids)})`,
  )
}
