import { and, asc, eq, isNull, or, type SQL, sql } from 'drizzle-orm'
import { z } from 'zod'
import type { CursorPage } from '../../shared/pagination.ts'
import { keysetOf } from '../platform/db/keyset.ts'
import { codesWithin, isOnPage, totalOf } from '../platform/db/list-source.ts'
import { arrayOf, execute, insertOf, isAnyOf, queryRows } from '../platform/db/rows.ts'
import type { Reader, Transaction } from '../platform/db/transaction.ts'
import { targets } from './assistance.tables.ts'

export interface TargetFilter {
  organisationIds?: readonly string[]
  divisionCodes?: readonly string[]
  year: number
}

/** Targets of a year of any of the organisations or divisions. */
export function selectTargets(reader: Reader, filter: TargetFilter) {
  const { organisationIds, divisionCodes, year } = filter
  return reader
    .select()
    .from(targets)
    .where(
      and(
        eq(targets.year, year),
        or(
          organisationIds && isAnyOf(targets.organisationId, organisationIds),
          divisionCodes && isAnyOf(targets.divisionCode, divisionCodes),
        ),
      ),
    )
    .orderBy(asc(targets.measure), asc(targets.id))
}

/**
 * Units with a target of a year and measure that help in an area on the day, themselves or through
 * a group, the greatest targets first.
 */
export async function selectHelpersWithTarget(
  reader: Reader,
  question: { area: string; on: string; year: number; measure: string; limit: number },
): Promise<string[]> {
  const { area, on, year, measure, limit } = question
  const inForce = sql`from_date <= ${on}::date and coalesce(to_date >= ${on}::date, true)`
  const above = [2, 4, 6, 9, 12].filter((digits) => digits < area.length)
  const rows = await queryRows(
    reader,
    z.object({ id: z.uuid() }),
    sql`
    with helping as (
      select organisation_id from assistance.pairings
      where ${inForce} and (${beginsWith(sql`division_code`, area)}
        or division_code = any(${arrayOf(
          'text',
          above.map((digits) => area.slice(0, digits)),
        )}))
    ), candidates as (
      select organisation_id as id from helping
      union
      select unit_id from assistance.group_members
      where group_id in (select organisation_id from helping) and ${inForce}
    )
    select organisation_id as id
    from assistance.targets
    where organisation_id in (
        select id from candidates join organisations.organisations_published o using (id)
        where o.kind = 'unit')
      and year = ${year} and measure = ${measure}
    order by amount desc, organisation_id limit ${limit}`,
  )
  return rows.map(({ id }) => id)
}

/** The places one level below an area that have a target of a year and measure. */
export async function selectPlacesWithTarget(
  reader: Reader,
  question: { area: string; year: number; measure: string; limit: number },
): Promise<string[]> {
  const { area, year, measure, limit } = question
  const length = area.length < 6 ? area.length + 2 : area.length + 3
  const rows = await queryRows(
    reader,
    z.object({ code: z.string() }),
    sql`
    select division_code as code from assistance.targets
    where ${beginsWith(sql`division_code`, area)} and length(division_code) = ${length}::int
      and year = ${year} and measure = ${measure}
    order by division_code limit ${limit}`,
  )
  return rows.map(({ code }) => code)
}

const beginsWith = (code: SQL, area: string) =>
  sql`${code} ~>=~ ${area} and ${code} ~<~ ${`${area}:`}`

/** Whose targets a list shows: those of organisations, of a place and all below it, or all. */
export interface TargetScope {
  organisationIds?: readonly string[]
  within?: string
}

/** A page of targets, the latest year first, merged from those of each organisation or place. */
export async function selectTargetPage(
  reader: Reader,
  page: CursorPage & { scope: TargetScope; year?: number | undefined },
) {
  const columns = [
    { column: sql`-targets.year`, type: 'bigint' as const },
    { column: sql`targets.id`, type: 'uuid' as const },
  ]
  const keyset = keysetOf({ name: 'year', columns }, page)
  const { organisationIds, within } = page.scope
  const isOfYear = page.year === undefined ? sql`true` : sql`targets.year = ${page.year}`
  const source = { table: targets, condition: isOfYear, parts: partsOf() }
  const rows = await reader
    .select({ target: targets, cursor: keyset.cursor })
    .from(targets)
    .where(isOnPage(source, keyset))
    .orderBy(keyset.order)
  return { rows, total: await totalOf(reader, page, source) }

  function partsOf() {
    if (within !== undefined)
      return {
        column: targets.divisionCode,
        keys: codesWithin(targets, 'division_code', within),
      }
    if (organisationIds === undefined) return null
    const keys = sql`select distinct unnest(${arrayOf('uuid', organisationIds)})`
    return { column: targets.organisationId, keys }
  }
}

export interface TargetKey {
  organisationId: string | null
  divisionCode: string | null
  year: number
  measure: 'money' | 'weight'
}

/** The target of this key, held against rivals; the unique index catches two first ones. */
export async function lockTarget(tx: Transaction, key: TargetKey) {
  const { organisationId, divisionCode } = key
  const [row] = await tx
    .select()
    .from(targets)
    .where(
      and(
        eq(targets.year, key.year),
        eq(targets.measure, key.measure),
        organisationId === null
          ? isNull(targets.organisationId)
          : eq(targets.organisationId, organisationId),
        divisionCode === null
          ? isNull(targets.divisionCode)
          : eq(targets.divisionCode, divisionCode),
      ),
    )
    .for('no key update')
  return row ?? null
}

export async function insertTarget(
  tx: Transaction,
  row: typeof targets.$inferInsert,
): Promise<void> {
  await tx.insert(targets).values(row)
}

export async function updateTarget(tx: Transaction, id: string, amount: number): Promise<void> {
  await tx.update(targets).set({ amount }).where(eq(targets.id, id))
}

export async function deleteTarget(tx: Transaction, id: string): Promise<void> {
  await tx.delete(targets).where(eq(targets.id, id))
}

type UnitYear = { unitId: string; year: number }

const unitYears = (rows: readonly UnitYear[]) => sql`unnest(
  ${arrayOf(
    'uuid',
    rows.map(({ unitId }) => unitId),
  )},
  ${arrayOf(
    'bigint',
    rows.map(({ year }) => year),
  )}) as r(unit_id, year)`

/** The targets in money of many units, held against rivals in the order of their ids. */
export function lockUnitTargets(tx: Transaction, rows: readonly UnitYear[]) {
  return queryRows(
    tx,
    z.object({ unitId: z.uuid(), year: z.int(), amountCents: z.int() }),
    sql`
    select organisation_id as unit_id, targets.year, amount as amount_cents
    from assistance.targets join ${unitYears(rows)}
      on r.unit_id = organisation_id and r.year = targets.year
    where measure = 'money' order by id for no key update of targets`,
  )
}

export async function deleteUnitTargets(tx: Transaction, rows: readonly UnitYear[]): Promise<void> {
  if (rows.length === 0) return
  await execute(
    tx,
    sql`delete from assistance.targets using ${unitYears(rows)}
      where organisation_id = r.unit_id and targets.year = r.year and measure = 'money'`,
  )
}

export async function upsertUnitTargets(
  tx: Transaction,
  rows: readonly (typeof targets.$inferInsert)[],
): Promise<void> {
  if (rows.length === 0) return
  await execute(
    tx,
    sql`${insertOf(targets, rows)}
      on conflict (organisation_id, year, measure) where organisation_id is not null
      do update set amount = excluded.amount`,
  )
}
