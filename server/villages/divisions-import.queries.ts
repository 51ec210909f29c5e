import { sql } from 'drizzle-orm'
import { z } from 'zod'
import { dayOf } from '../../shared/scalars.ts'
import { codeRange } from '../../shared/villages/division-code.ts'
import { execute, queryRow, queryRows } from '../platform/db/rows.ts'
import type { Transaction } from '../platform/db/transaction.ts'

export const stagingColumns =
  'division_staging (code, level, parent_code, name, official_name, path_name, search_terms)'

/** Makes room for what is read; other imports wait until this one is done. */
export async function prepareStaging(tx: Transaction): Promise<void> {
  await execute(tx, sql`lock table villages.divisions in share row exclusive mode`)
  await execute(
    tx,
    sql`
    create temporary table division_staging (
      code text not null, level smallint not null, parent_code text, name text not null,
      official_name text not null, path_name text not null, search_terms text[] not null
    ) on commit drop`,
  )
}

export interface MergeOutcome {
  added: number
  changed: number
  abolished: number
}

/** Brings `divisions` to what stands in the staging table, within the codes that were read. */
export async function mergeDivisions(
  tx: Transaction,
  {
    only,
    now,
    onStored,
  }: { only: readonly string[] | undefined; now: Date; onStored: (stored: number) => void },
): Promise<MergeOutcome> {
  await execute(tx, sql`analyze division_staging`)
  const changed = await execute(tx, updateChanged)
  const abolished = await execute(tx, closeVanished(only, dayOf(now)))
  const added = await addNew(tx, onStored)
  if (abolished > 0) await execute(tx, nameSuccessors(dayOf(now)))
  return { added, changed, abolished }
}

/**
 * The search indexes are many times faster built over all rows than kept row by row, so a load
 * that outweighs what is there takes them down and builds them anew. Only their owner may, and
 * nobody reads divisions meanwhile: the program's own role adds to them while people work.
 */
async function addNew(tx: Transaction, onStored: (stored: number) => void): Promise<number> {
  const sizes = await queryRow(
    tx,
    z.object({ rebuilds: z.boolean() }),
    sql`select (select count(*) from division_staging) > 2 * count(*)
        and (select pg_has_role(relowner, 'usage') from pg_class
          where oid = 'villages.divisions'::regclass) as rebuilds
      from villages.divisions`,
  )
  if (!sizes?.rebuilds) return insertByProvince(tx, onStored)
  const indexes = await queryRows(
    tx,
    z.object({ name: z.string(), definition: z.string() }),
    sql`select indexname as name, indexdef as definition from pg_indexes
      where tablename = 'divisions' and schemaname = 'villages'
        and indexdef not like 'CREATE UNIQUE%'`,
  )
  for (const { name } of indexes)
    await execute(tx, sql`drop index ${sql.identifier('villages')}.${sql.identifier(name)}`)
  const added = await insertByProvince(tx, onStored)
  await execute(tx, sql`set local maintenance_work_mem = '256MB'`)
  // PostgreSQL's own words for what it has just dropped.
  for (const { definition } of indexes) await execute(tx, sql.raw(definition))
  return added
}

const updateChanged = sql`
  update villages.divisions set name = staged.name, official_name = staged.official_name,
    path_name = staged.path_name, search_terms = staged.search_terms,
    valid_to = null, successor_code = null
  from division_staging staged
  where staged.code = divisions.code
    and (divisions.official_name, divisions.path_name, divisions.search_terms, divisions.valid_to)
      is distinct from (staged.official_name, staged.path_name, staged.search_terms, null::date)`

/** One statement for each province, so that none is silent for long. */
async function insertByProvince(
  tx: Transaction,
  onStored: (stored: number) => void,
): Promise<number> {
  const provinces = await queryRows(
    tx,
    z.object({ code: z.string(), size: z.int() }),
    sql`select left(code, 2) as code, count(*)::integer as size from division_staging
      group by 1 order by 1`,
  )
  let added = 0
  let stored = 0
  for (const { code, size } of provinces) {
    added += await execute(tx, insertNew(code))
    stored += size
    onStored(stored)
  }
  return added
}

const insertNew = (province: string) => sql`
  insert into villages.divisions
    (code, level, parent_code, name, official_name, path_name, search_terms)
  select code, level, parent_code, name, official_name, path_name, search_terms
  from division_staging staged
  where starts_with(staged.code, ${province})
    and not exists (select from villages.divisions where divisions.code = staged.code)
  order by code`

function closeVanished(only: readonly string[] | undefined, on: string) {
  const ranges = only?.map((digits) => {
    const { from, to } = codeRange(digits)
    return sql`(divisions.code >= ${from} and divisions.code < ${to})`
  })
  const within = ranges === undefined ? sql`true` : sql`(${sql.join(ranges, sql` or `)})`
  return sql`
    update villages.divisions set valid_to = ${on}::date
    where valid_to is null and ${within}
      and not exists (select from division_staging staged where staged.code = divisions.code)`
}

function nameSuccessors(on: string) {
  return sql`
    update villages.divisions set successor_code = heir.code
    from (
      select gone.code as gone_code, min(staged.code) as code
      from villages.divisions gone
      join division_staging staged on staged.name = gone.name and staged.level = gone.level
        and left(staged.code, 6) = left(gone.code, 6) and staged.code <> gone.code
      where gone.valid_to = ${on}::date and gone.successor_code is null
      group by gone.code having count(*) = 1
    ) heir
    where divisions.code = heir.gone_code`
}

/** Tells the planner what the table has become. */
export async function analyzeDivisions(tx: Transaction): Promise<void> {
  await execute(tx, sql`analyze villages.divisions`)
}
