import type { Client } from '../server/platform/db/driver.ts'
import { attributionChannels } from '../shared/attribution/credit.ts'
import { categories } from '../shared/catalogue/categories.ts'
import { idInSql, idOf } from './ids.ts'
import { acceptanceDays, daysOf, sumFillings } from './nation-sums.ts'

/** How large a nation is made, and how many cells of rollups a county has in a month. */
export interface NationSize {
  counties: number
  villages: number
  units: number
  cooperativesOfCounty: number
  months: number
  cellsOfCountyMonth: number
}

/**
 * The shape of the national platform (§10): 832 counties, 19,600 villages, 100,000 units. Ten
 * million lines a year are about 1,050 a month in a county; units order the same things from the
 * same villages week by week, so that they meet in 209 cells. One million lines are 105, and meet
 * in 90: cells grow with lines, but slower. Of the products of a village six sell.
 */
export function nationSize(lines: 'one million' | 'ten million', share: number): NationSize {
  const part = (count: number) => Math.round(count * share)
  return {
    counties: part(832),
    villages: part(19_600),
    units: part(100_000),
    cooperativesOfCounty: 10,
    months: 23,
    cellsOfCountyMonth: lines === 'one million' ? 90 : 209,
  }
}

/** The code of county n: 31 provinces, three counties in each of their cities. */
export function countyCode(n: number): string {
  const province = 11 + (n % 31)
  const city = 1 + Math.floor(n / 31 / 3)
  const county = 21 + (Math.floor(n / 31) % 3)
  return `${province}${String(city).padStart(2, '0')}${county}`
}

const countyInSql = (n: string) =>
  `(11 + ${n} % 31)::text || lpad((1 + ${n} / 31 / 3)::text, 2, '0') || (21 + ${n} / 31 % 3)::text`

/** The code of village v of a county: townships of eight villages. */
export function villageCode(county: string, v: number): string {
  return `${county}${100 + Math.floor(v / 8)}${200 + v}`
}

const villageInSql = (county: string, v: string) =>
  `${county} || (100 + (${v}) / 8)::text || (200 + (${v}))::text`

/** The leader of this many units below it, and the group of this many members. */
export const nationParent = { id: idOf('unit', 1), unitsBelow: 50 }
export const nationGroup = { id: idOf('group', 1), members: 200 }

/**
 * Fills an empty, migrated database with what the totals of a nation are read from: places,
 * organisations, rollups of each month, and everything that is summed from them. There are no
 * entries behind it, for no total reads any. `thisMonth` is the last of the months.
 */
export async function seedNation(sql: Client, size: NationSize, thisMonth: string): Promise<void> {
  await inOneStep(sql, async (run) => {
    await seedPlaces(run, size)
    await seedUnits(run, size)
    await run(cells(size, thisMonth))
    await run('analyze public.bench_cells')
  })
  const tables = Object.entries(fillings)
  const fillInTurn = async () => {
    for (let next = tables.shift(); next !== undefined; next = tables.shift()) {
      const [table, statements] = next
      await inOneStep(sql, (run) => fillTable(run, table, statements))
    }
  }
  await Promise.all(Array.from({ length: tablesAtOnce }, fillInTurn))
  await sql.unsafe('drop table public.bench_cells, public.bench_counties')
  await sql.unsafe(`
    select attribution.keep_unit_set(unit_ids, first_months, last_months)
    from attribution.wanted_unit_sets(20)`)
  await sql.unsafe('vacuum analyze')
}

/** The largest takes about as long as all others together. */
const tablesAtOnce = 2

type Run = (text: string) => PromiseLike<Record<'name' | 'definition', string>[]>

async function inOneStep(sql: Client, step: (run: Run) => Promise<void>): Promise<void> {
  await sql.begin(async (tx) => {
    const run: Run = (text) => tx.unsafe(text)
    // The rows made here are consistent, and few statements run at a time.
    await run(`
      set local session_replication_role = replica;
      set local work_mem = '512MB';
      set local maintenance_work_mem = '1GB'`)
    await step(run)
  })
}

async function seedPlaces(run: Run, size: NationSize): Promise<void> {
  const perCounty = Math.round(size.villages / size.counties)
  await run(`
    create table public.bench_counties as
      select n, ${countyInSql('n')} as code from generate_series(0, ${size.counties - 1}) n`)
  const level = (number: number, digits: number, parentDigits: number) => `
    insert into villages.divisions
      (code, level, parent_code, name, official_name, path_name, search_terms)
    select distinct left(code, ${digits}), ${number}, nullif(left(code, ${parentDigits}), ''),
      '地' || left(code, ${digits}), '地' || left(code, ${digits}), '地' || left(code, ${digits}),
      '{}'::text[]
    from (select ${villageInSql('c.code', 'v')} as code
      from public.bench_counties c, generate_series(0, ${perCounty - 1}) v) villages`
  await run(level(1, 2, 0))
  await run(level(2, 4, 2))
  await run(level(3, 6, 4))
  await run(level(4, 9, 6))
  await run(level(5, 12, 9))
}

async function seedUnits(run: Run, size: NationSize): Promise<void> {
  await run(`
    insert into organisations.organisations (id, kind, name, division_code, created_at)
    select ${idInSql('unit', 'u.n')}, 'unit', '单位' || u.n, c.code, now()
    from generate_series(1, ${size.units}) as u(n)
      join public.bench_counties c on c.n = u.n % ${size.counties}`)
  await run(`
    insert into organisations.units (organisation_id, unit_type, parent_id)
    select ${idInSql('unit', 'n')}, 'institution',
      case when n between 2 and ${nationParent.unitsBelow + 1} then '${nationParent.id}'::uuid end
    from generate_series(1, ${size.units}) n`)
  await run(`
    insert into organisations.organisations (id, kind, name, created_at)
    values ('${nationGroup.id}', 'group', '帮扶集团', now())`)
  await run(`
    insert into assistance.assistance_groups (organisation_id, lead_unit_id)
    values ('${nationGroup.id}', '${nationParent.id}')`)
  await run(`
    insert into assistance.group_members (id, group_id, unit_id, from_date)
    select gen_random_uuid(), '${nationGroup.id}', ${idInSql('unit', 'n')}, '2000-01-01'
    from generate_series(1, ${nationGroup.members}) n`)
}

/**
 * Fills a table without its indexes and constraints, which would cost most of the time, and keeps
 * it out of the log, for it is only read.
 */
async function fillTable(run: Run, table: string, statements: readonly string[]): Promise<void> {
  const change = `alter table attribution.${table}`
  const constraints = await run(`
    select conname as name, pg_get_constraintdef(oid)
      || case contype when 'c' then ' not valid' else '' end as definition
    from pg_constraint
    where conrelid = 'attribution.${table}'::regclass and contype in ('p', 'c')`)
  for (const { name } of constraints) await run(`${change} drop constraint ${name}`)
  const indexes = await run(`
    select indexname as name, indexdef as definition from pg_indexes
    where schemaname = 'attribution' and tablename = '${table}'`)
  for (const { name } of indexes) await run(`drop index attribution.${name}`)
  await run(`${change} set unlogged`)
  for (const statement of statements) await run(statement)
  for (const { name, definition } of constraints)
    await run(`${change} add constraint ${name} ${definition}`)
  for (const { definition } of indexes) await run(definition)
}

/**
 * A county's cells. Most are met month by month: a unit buys one or two of the three usual goods of
 * one village, and a tenth of that was introduced by another unit. One in twenty is bought by
 * chance, by any unit of the nation from any village. A village sells goods of one category through
 * one channel and one cooperative or two. One in fifty has no proof of its village, one in a
 * hundred was only declared. Each has its money on one day.
 */
function cells(size: NationSize, thisMonth: string): string {
  const { counties, units, cooperativesOfCounty } = size
  const villagesOfCounty = Math.round(size.villages / counties)
  const unitsOfCounty = Math.round(units / counties)
  const byChance = Math.round(size.cellsOfCountyMonth / 20)
  const usual = size.cellsOfCountyMonth - byChance
  const shareOfUnits = Math.floor(units / byChance)
  const anyOf = (count: number) => `floor(random() * ${count})::int`
  const oneOf = (choices: readonly (string | number)[], at: string) =>
    `('{${choices}}'::text[])[1 + (${at}) % ${choices.length}]`
  const cooperative = `n + ${counties} * ((village + goods % 3 / 2) % ${cooperativesOfCounty})`
  return `
    create unlogged table public.bench_cells as
    with months as (
      select to_char('${thisMonth}-01'::date - make_interval(months => g), 'YYYY-MM') as month
      from generate_series(0, ${size.months - 1}) g
    ), usual as (
      -- one of the three usual goods of the buyer's village, and of some buyers another one
      select n, code, month, n + ${counties} * nth as buyer, nth % ${villagesOfCounty} as village,
        (nth / ${villagesOfCounty} + cell / ${unitsOfCounty}) % 3 as goods,
        case when cell % 10 = 0 then (n * 31 + cell * 7919) % ${units} end as helper,
        cell % 4 < 2 as is_paired
      from public.bench_counties, months, generate_series(0, ${usual - 1}) cell
        cross join lateral (select cell % ${unitsOfCounty} as nth) bought
    ), by_chance as (
      -- each by a unit out of a share of its own, and of three further goods: no two are equal
      select n, code, month, (cell - 1) * ${shareOfUnits} + ${anyOf(shareOfUnits)},
        ${anyOf(villagesOfCounty)}, 3 + ${anyOf(3)}, null::int, false
      from public.bench_counties, months, generate_series(1, ${byChance}) cell
    )
    select code as county_code, month, village_code,
      attribution.village_node(code, village_code) as village_node,
      ${idInSql('product', `n + ${counties} * (village + ${villagesOfCounty} * goods)`)}
        as product_id,
      ${idInSql('unit', `1 + buyer % ${units}`)} as direct_unit_id,
      case when helper is null then attribution.no_unit()
        else ${idInSql('unit', '1 + helper')} end as help_unit_id,
      is_paired as direct_paired, grade, grade <> 'C' as counted,
      ${idInSql('cooperative', cooperative)} as cooperative_id,
      ${oneOf(categories, 'village')} as category,
      ${oneOf(attributionChannels, 'village')} as channel,
      (100000 + random() * 5000000)::bigint as cents, orders * 3 as entries,
      case when grade = 'C' then 0 else orders end as orders,
      ${oneOf(acceptanceDays, anyOf(acceptanceDays.length))}::int as day
    from (
      select *, 1 + ${anyOf(3)} as orders, case when random() < 0.01 then 'C' else 'A' end as grade,
        case when random() < 0.02 then '' else ${villageInSql('code', 'village')} end
          as village_code
      from (select * from usual union all select * from by_chance) bought
    ) cells`
}

/** The statements that fill each table, in their order; the largest table first. */
const fillings: Record<string, string[]> = {
  ...sumFillings,
  ledger_rollups: [
    `insert into attribution.ledger_rollups (county_code, month, village_code, product_id,
      direct_unit_id, help_unit_id, direct_paired, help_paired, eligible, grade, cents, grams,
      entries, cents_by_day, grams_by_day)
    select county_code, month, village_code, product_id, direct_unit_id, help_unit_id,
      direct_paired, false, true, grade, cents, cents * 3, entries,
      ${daysOf('of the day', (day) => `case day when ${day} then cents else 0 end`)},
      ${daysOf('of the day', (day) => `case day when ${day} then cents * 3 else 0 end`)}
    from public.bench_cells`,
  ],
  // An order holds three lines, all of one cell.
  ledger_order_counts: [
    `insert into attribution.ledger_order_counts
      (county_code, node_code, month, direct_unit_ids, help_unit_id, orders)
    select county_code, node_code, month, array[direct_unit_id], help_unit_id, sum(orders)
    from public.bench_cells
      cross join unnest(attribution.nodes_of(county_code, village_code)) as node_code
    where counted group by county_code, node_code, month, direct_unit_id, help_unit_id`,
  ],
}
