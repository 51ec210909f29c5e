import { sql } from 'drizzle-orm'
import { dayOf } from '../../shared/scalars.ts'
import { codeRange } from '../../shared/villages/division-code.ts'
import type { Transaction } from '../platform/db/transaction.ts'

export const stagingColumns =
  'division_staging (code, level, parent_code, name, official_name, path_name, search_terms)'

/** Makes room for what is read; other imports wait until this one is done. */
export async function prepareStaging(tx: Transaction): Promise<void> {
  await tx.execute(sql`lock table villages.divisions in share row exclusive mode`)
  await tx.execute(sql`
    create temporary table division_staging (
      code text not null, level smallint not null, parent_code text, name text not null,
      official_name text not null, path_name text not null, search_terms text[] not null
    ) on commit drop`)
}

export interface MergeOutcome {
  added: number
  changed: number
  abolished: number
}

/** Brings `divisions` to what stands in the staging table, within the codes that were read. */
export async function mergeDivisions(
  tx: Transaction,
  { only, now }: { only: readonly string[] | undefined; now: Date },
): Promise<MergeOutcome> {
  await tx.execute(sql`analyze division_staging`)
  const changed = await countOf(tx, updateChanged)
  const abolished = await countOf(tx, closeVanished(only, dayOf(now)))
  const added = await addNew(tx)
  if (abolished > 0) await tx.execute(nameSuccessors(dayOf(now)))
  return { added, changed, abolished }
}

/**
 * The search indexes are many times faster built over all rows than kept row by row, so a load
 * that outweighs what is there takes them down and builds them anew.
 */
async function addNew(tx: Transaction): Promise<number> {
  const [sizes] = await tx.execute<{ outweighs: boolean }>(sql`
    select (select count(*) from division_staging) > 2 * count(*) as outweighs
      from villages.divisions`)
  if (!sizes?.outweighs) return countOf(tx, insertNew)
  const indexes = await tx.execute<{ indexname: string; indexdef: string }>(sql`
    select indexname, indexdef from pg_indexes
    where tablename = 'divisions' and schemaname = current_schema()
      and indexdef not like 'CREATE UNIQUE%'`)
  for (const { indexname } of indexes) await tx.execute(sql.raw(`drop index ${indexname}`))
  const added = await countOf(tx, insertNew)
  await tx.execute(sql`set local maintenance_work_mem = '256MB'`)
  for (const { indexdef } of indexes) await tx.execute(sql.raw(indexdef))
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

const insertNew = sql`
  insert into villages.divisions
    (code, level, parent_code, name, official_name, path_name, search_terms)
  select code, level, parent_code, name, official_name, path_name, search_terms
  from division_staging staged
  where not exists (select from villages.divisions where divisions.code = staged.code)
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

async function countOf(tx: Transaction, statement: ReturnType<typeof sql>): Promise<number> {
  const result = await tx.execute(statement)
  return result.count
}
