import { and, eq, isNull, type SQL, sql } from 'drizzle-orm'
import { z } from 'zod'
import { targetDay } from '../../shared/assistance/target-changes.ts'
import { measure, targetSources } from '../../shared/assistance/targets.schemas.ts'
import type { CursorPage } from '../../shared/pagination.ts'
import { keysetOf } from '../platform/db/keyset.ts'
import { codesWithin, isOnPage, totalOf } from '../platform/db/list-source.ts'
import { arrayOf, execute, insertRows, isAnyOf, queryRows } from '../platform/db/rows.ts'
import type { Reader, Transaction } from '../platform/db/transaction.ts'
import { targets } from './assistance.tables.ts'
import { dayOfYear, valueOn } from './target-values.queries.ts'

export interface TargetFilter {
  organisationIds?: readonly string[]
  divisionCodes?: readonly string[]
  year: number
  /** The day that is looked at; of another year its first or last one (§3.9). */
  on: string
}

const targetInForce = z.object({
  id: z.uuid(),
  organisationId: z.uuid().nullable(),
  divisionCode: z.string().nullable(),
  year: z.int(),
  measure,
  amount: z.int(),
})

/** Targets of a year of any of the organisations or divisions, as they are in force on the day. */
export function selectTargets(reader: Reader, filter: TargetFilter) {
  const { organisationIds = [], divisionCodes = [], year, on } = filter
  return queryRows(
    reader,
    targetInForce,
    sql`
    select targets.id, organisation_id, division_code, year, measure, value.amount
    from assistance.targets cross join ${valueOn(sql`${targetDay(year, on)}::date`)}
    where year = ${year} and (organisation_id = any(${arrayOf('uuid', organisationIds)})
        or division_code = any(${arrayOf('text', divisionCodes)}))
      and value.amount is not null
    order by measure, targets.id`,
  )
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
    from assistance.targets cross join ${valueOn(sql`${targetDay(year, on)}::date`)}
    where organisation_id in (
        select id from candidates join organisations.organisations_published o using (id)
        where o.kind = 'unit')
      and year = ${year} and measure = ${measure} and value.amount is not null
    order by value.amount desc, organisation_id limit ${limit}`,
  )
  return rows.map(({ id }) => id)
}

/** The places one level below an area that have a target of a year and measure. */
export async function selectPlacesWithTarget(
  reader: Reader,
  question: { area: string; on: string; year: number; measure: string; limit: number },
): Promise<string[]> {
  const { area, on, year, measure, limit } = question
  const length = area.length < 6 ? area.length + 2 : area.length + 3
  const rows = await queryRows(
    reader,
    z.object({ code: z.string() }),
    sql`
    select division_code as code
    from assistance.targets cross join ${valueOn(sql`${targetDay(year, on)}::date`)}
    where ${beginsWith(sql`division_code`, area)} and length(division_code) = ${length}::int
      and year = ${year} and measure = ${measure} and value.amount is not null
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

export type TargetRow = typeof targets.$inferSelect

export interface TargetKey {
  organisationId: string | null
  divisionCode: string | null
  year: number
  measure: 'money' | 'weight'
}

const ofKey = ({ organisationId, divisionCode, year, measure }: TargetKey) =>
  and(
    eq(targets.year, year),
    eq(targets.measure, measure),
    organisationId === null
      ? isNull(targets.organisationId)
      : eq(targets.organisationId, organisationId),
    divisionCode === null ? isNull(targets.divisionCode) : eq(targets.divisionCode, divisionCode),
  )

export async function selectTarget(reader: Reader, key: TargetKey): Promise<TargetRow | null> {
  const [row] = await reader.select().from(targets).where(ofKey(key))
  return row ?? null
}

/** The targets of some organisations of a year and measure, whatever is in force of them. */
export function selectTargetsOf(
  reader: Reader,
  of: { organisationIds: readonly string[]; year: number; measure: 'money' | 'weight' },
): Promise<TargetRow[]> {
  return reader
    .select()
    .from(targets)
    .where(
      and(
        isAnyOf(targets.organisationId, of.organisationIds),
        eq(targets.year, of.year),
        eq(targets.measure, of.measure),
      ),
    )
    .orderBy(targets.id)
}

export function selectTargetsByIds(reader: Reader, ids: readonly string[]): Promise<TargetRow[]> {
  return reader.select().from(targets).where(isAnyOf(targets.id, ids))
}

/** The target of this key, held against rivals; the unique index catches two first ones. */
export async function lockTarget(tx: Transaction, key: TargetKey): Promise<TargetRow | null> {
  const [row] = await tx.select().from(targets).where(ofKey(key)).for('no key update')
  return row ?? null
}

export async function lockTargetById(tx: Transaction, id: string): Promise<TargetRow | null> {
  const [row] = await tx.select().from(targets).where(eq(targets.id, id)).for('no key update')
  return row ?? null
}

export async function insertTarget(
  tx: Transaction,
  row: typeof targets.$inferInsert,
): Promise<void> {
  await tx.insert(targets).values(row)
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

const unitTargetRow = z.object({
  targetId: z.uuid(),
  unitId: z.uuid(),
  year: z.int(),
  /** In force on the day, or on the nearest one of the year; null: taken back. */
  amount: z.int().nullable(),
  shareBasisPoints: z.int().nullable(),
  /** Whether a change of it waits to be confirmed: until then it takes no other (§3.9). */
  isWaiting: z.boolean(),
  /** Of the value that was decided last. */
  source: z.enum(targetSources).nullable(),
  validFrom: z.iso.date().nullable(),
})
export type UnitTargetRow = z.infer<typeof unitTargetRow>

/** The targets of many units by one measure, held against rivals in the order of their ids. */
export async function lockUnitTargets(
  tx: Transaction,
  rows: readonly UnitYear[],
  { measure, on }: { measure: 'money' | 'weight'; on: string },
): Promise<UnitTargetRow[]> {
  if (rows.length === 0) return []
  await execute(
    tx,
    sql`
    select from assistance.targets join ${unitYears(rows)}
      on r.unit_id = organisation_id and r.year = targets.year
    where measure = ${measure} order by id for no key update of targets`,
  )
  return queryRows(
    tx,
    unitTargetRow,
    sql`
    select targets.id as target_id, organisation_id as unit_id, targets.year,
      value.amount, value.share_basis_points, latest.source,
      latest.valid_from::text as valid_from,
      exists (select from assistance.target_values
        where target_id = targets.id and state = 'proposed') as is_waiting
    from assistance.targets join ${unitYears(rows)}
      on r.unit_id = organisation_id and r.year = targets.year
    left join ${valueOn(dayOfYear(on))} on true
    left join lateral (
      select source, valid_from from assistance.target_values
      where target_id = targets.id and state = 'in_force'
      order by decided_at desc, id desc limit 1) as latest on true
    where measure = ${measure}`,
  )
}

/** Removes the targets of units that are removed themselves: those that no person has set. */
export async function deleteTargetsOf(tx: Transaction, unitIds: readonly string[]): Promise<void> {
  const ids = arrayOf('uuid', unitIds)
  await execute(
    tx,
    sql`delete from assistance.target_values where target_id in (
      select id from assistance.targets where organisation_id = any(${ids}))`,
  )
  await execute(tx, sql`delete from assistance.targets where organisation_id = any(${ids})`)
}

/** Targets that are to have their first values; two at once are caught by the index. */
export async function insertMissingTargets(
  tx: Transaction,
  { now }: { now: Date },
  measure: 'money' | 'weight',
  rows: readonly (UnitYear & { id: string })[],
): Promise<void> {
  await insertRows(
    tx,
    targets,
    rows.map(({ id, unitId, year }) => ({
      ...{ id, organisationId: unitId, divisionCode: null, year },
      ...{ measure, createdAt: now },
    })),
  )
}
