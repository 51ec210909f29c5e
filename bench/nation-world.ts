import type { Client } from '../server/platform/db/driver.ts'
import { attributionChannels } from '../shared/attribution/credit.ts'
import { categories } from '../shared/catalogue/categories.ts'
import { idInSql, idOf } from './ids.ts'

/** How large a nation is made, and how many cells of rollups a county has in a month. */
export interface NationSize {
  counties: number
  villages: number
  units: number
  products: number
  cooperativesOfCounty: number
  months: number
  cellsOfCountyMonth: number
}

/**
 * The shape of the national platform (§10): 832 counties, 19,600 villages, 100,000 units, 400,000
 * products. Ten million lines a year are about 1,050 a month in a county; units order the same
 * things from the same villages week by week, so that they meet in 209 cells. One million lines
 * are 105, and meet in 90: cells grow with lines, but slower.
 */
export function nationSize(lines: 'one million' | 'ten million', share: number): NationSize {
  const part = (count: number) => Math.round(count * share)
  return {
    counties: part(832),
    villages: part(19_600),
    units: part(100_000),
    products: part(400_000),
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
  const run = (text: string) => sql.unsafe(text)
  await seedPlaces(run, size)
  await seedUnits(run, size)
  await run(cells(size, thisMonth))
  await run('analyze public.bench_cells')
  for (const [table, filling] of Object.entries({ ...fillings, ...unitFillings })) {
    const definitions = await dropIndexes(sql, table)
    await run(filling)
    for (const definition of definitions) await run(definition)
  }
  await run('drop table public.bench_cells')
  await run(`
    select attribution.keep_unit_set(unit_ids, first_months, last_months)
    from attribution.wanted_unit_sets(20)`)
  await run('vacuum analyze')
}

type Run = (text: string) => PromiseLike<unknown>

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

/** Drops the indexes of a table that are no constraints; returns what makes them again. */
async function dropIndexes(sql: Client, table: string): Promise<string[]> {
  const indexes = await sql<{ name: string; definition: string }[]>`
    select indexname as name, indexdef as definition from pg_indexes
    where schemaname = 'attribution' and tablename = ${table} and indexname not like '%_pkey'`
  for (const { name } of indexes) await sql.unsafe(`drop index attribution.${name}`)
  return indexes.map(({ definition }) => definition)
}

/**
 * A county's cells: its own villages, each with products of its own, and units of which four in
 * five are its usual buyers. A tenth is introduced by another unit, one in two is paired, one in
 * fifty has no proof of its village, and one in a hundred was only declared. Each has its money on
 * one day.
 */
function cells(size: NationSize, thisMonth: string): string {
  const perCounty = Math.round(size.villages / size.counties)
  const usual = Math.round(size.units / size.counties)
  const productsOfVillage = Math.round(size.products / size.villages)
  const anyOf = (count: number) => `floor(random() * ${count})::int`
  const oneOf = (choices: readonly string[]) =>
    `('{${choices}}'::text[])[1 + ${anyOf(choices.length)}]`
  const unit = idInSql(
    'unit',
    `1 + case when random() < 0.8 then (c.n + ${size.counties} * ${anyOf(usual)}) % ${size.units}
      else ${anyOf(size.units)} end`,
  )
  return `
    create unlogged table public.bench_cells as
    select c.code as county_code, m.month,
      case when random() < 0.02 then ''
        else ${villageInSql('c.code', 'village.v')} end as village_code,
      ${idInSql(
        'product',
        `c.n + ${size.counties} * (village.v + ${perCounty} * ${anyOf(productsOfVillage)})`,
      )} as product_id,
      ${unit} as direct_unit_id,
      case when random() < 0.1 then ${idInSql('unit', `1 + ${anyOf(size.units)}`)}
        else attribution.no_unit() end as help_unit_id,
      random() < 0.5 as direct_paired,
      case when random() < 0.01 then 'C' else 'A' end as grade,
      ${idInSql('cooperative', `c.n + ${size.counties} * ${anyOf(size.cooperativesOfCounty)}`)}
        as cooperative_id,
      ${oneOf(categories)} as category, ${oneOf(attributionChannels)} as channel,
      (100000 + random() * 5000000)::bigint as cents, 1 + ${anyOf(9)} as entries,
      1 + ${anyOf(28)} as day
    from public.bench_counties c,
      (select to_char('${thisMonth}-01'::date - make_interval(months => g), 'YYYY-MM') as month
        from generate_series(0, ${size.months - 1}) g) m,
      generate_series(1, ${size.cellsOfCountyMonth}) cell,
      -- the cell is named so that each gets a village of its own
      lateral (select ${anyOf(perCounty)} + cell * 0 as v) village`
}

const onDay = (amount: string) => `array_fill(0::bigint, array[day - 1]) || (${amount})
  || array_fill(0::bigint, array[31 - day])`
const columns = [
  'direct',
  'help',
  'overlap',
  'distinct',
  'paired',
  'unknown',
  'not_counted',
].flatMap((figure) => [`${figure}_cents`, `${figure}_grams`])
const sums = [...columns, 'entries'].map((column) => `sum(${column})::bigint as ${column}`)

/** A kilogram costs 3.33 yuan everywhere: grams are three times the cents. */
const fillings: Record<string, string> = {
  ledger_rollups: `
    insert into attribution.ledger_rollups (county_code, month, village_code, product_id,
      direct_unit_id, help_unit_id, direct_paired, help_paired, eligible, grade, grams, cents,
      entries, grams_by_day, cents_by_day)
    select county_code, month, village_code, product_id, direct_unit_id, help_unit_id,
      direct_paired, false, true, grade, cents * 3, cents, entries,
      ${onDay('cents * 3')}, ${onDay('cents')}
    from public.bench_cells order by month, county_code
    on conflict do nothing`,
  // An order holds three lines or so, all of one county.
  ledger_order_counts: `
    insert into attribution.ledger_order_counts
      (county_code, node_code, month, direct_unit_ids, help_unit_id, orders)
    select county_code, node_code, month, array[direct_unit_id], help_unit_id,
      greatest(sum(entries) / 3, 1)
    from public.bench_cells
      cross join unnest(attribution.nodes_of(county_code, village_code)) as node_code
    where grade = 'A' group by 1, 2, 3, 4, 5`,
  place_sums: `
    insert into attribution.place_sums
    with daily as (
      select county_code, node_code, month, day, ${sums.join(', ')}
      from (
        select c.county_code, n.node_code, c.month, c.day, c.entries, f.*
        from public.bench_cells c
          cross join unnest(attribution.nodes_of(c.county_code, c.village_code)) as n(node_code)
          cross join lateral attribution.figures_of(c.grade = 'A', true,
            c.help_unit_id <> attribution.no_unit(), c.direct_paired, c.village_code, c.cents,
            c.cents * 3) f
        where length(n.node_code) >= 6
      ) amounts group by 1, 2, 3, 4
    ), monthly as (
      select county_code, node_code, month, ${sums.join(', ')},
        attribution.by_day(day, distinct_cents) as cents_by_day,
        attribution.by_day(day, distinct_grams) as grams_by_day
      from daily group by 1, 2, 3
    ), above as (
      select * from monthly
      union all
      select county_code, left(node_code, digits), month, ${columns.join(', ')}, entries,
        cents_by_day, grams_by_day
      from monthly cross join (values (0), (2), (4)) as levels(digits) where length(node_code) = 6
    )
    select county_code, node_code, period,
      ${columns.map((column) => `sum(${column})`).join(', ')},
      sum(entries) / 3, sum(entries) / 30, sum(entries) / 30, sum(entries) / 3, sum(entries),
      max(cents_by_day) filter (where period = month),
      max(grams_by_day) filter (where period = month)
    from above cross join unnest(attribution.periods_of(month)) as period
    group by 1, 2, 3 order by 3, 2, 1`,
  ranked_sums: `
    insert into attribution.ranked_sums
    select kind, node_code, period, key, sum(cents), sum(cents) * 3
    from (
      select ranked.kind, c.county_code, c.village_code, c.month, ranked.key,
        sum(c.cents) as cents
      from public.bench_cells c
        cross join lateral (values ('unit', c.direct_unit_id), ('unit', c.help_unit_id),
          ('product', c.product_id)) as ranked(kind, key)
      where c.grade = 'A' and ranked.key <> attribution.no_unit()
      group by 1, 2, 3, 4, 5
    ) monthly
      cross join unnest(attribution.nodes_of(county_code, village_code)) as node_code
      cross join unnest(attribution.periods_of(month)) as period
    group by 1, 2, 3, 4 order by 1, 2, 3, 4`,
  dimension_sums: `
    insert into attribution.dimension_sums
    with daily as (
      select listed.kind, node_code, listed.key, c.month, c.day, sum(c.cents)::bigint as cents,
        sum(c.entries) as entries
      from public.bench_cells c
        cross join lateral (values ('cooperative', c.cooperative_id::text),
          ('category', c.category), ('channel', c.channel), ('mark', '')) as listed(kind, key)
        cross join unnest(attribution.nodes_of(c.county_code, c.village_code)) as node_code
      where c.grade = 'A' group by 1, 2, 3, 4, 5
    ), monthly as (
      select kind, node_code, key, month, sum(cents) as cents, sum(entries) as entries,
        attribution.running_totals(attribution.by_day(day, cents)) as cents_to_day,
        attribution.running_totals(attribution.by_day(day, cents * 3)) as grams_to_day
      from daily group by 1, 2, 3, 4
    )
    select kind, node_code, key, period, sum(cents), sum(cents) * 3, sum(entries),
      max(cents_to_day) filter (where period = month),
      max(grams_to_day) filter (where period = month)
    from monthly cross join unnest(attribution.periods_of(month)) as period
    group by 1, 2, 3, 4 order by 1, 2, 3, 4`,
}

const credited = `public.bench_cells b cross join lateral attribution.credits_of(
  b.direct_unit_id, b.help_unit_id, b.direct_paired, false) c`

/** What units have in each period; orders hold three lines, as above. */
const unitFillings: Record<string, string> = {
  unit_sums: `
    insert into attribution.unit_sums
    with daily as (
      select c.unit_id, b.month, c.credit, c.help_unit_id, b.day, sum(b.entries) as entries,
        sum(f.distinct_cents)::bigint as cents, sum(f.paired_cents) as paired_cents,
        sum(f.unknown_cents) as unknown_cents, sum(f.not_counted_cents) as not_counted_cents
      from ${credited} cross join lateral attribution.figures_of(b.grade = 'A', true, true,
        c.is_paired, b.village_code, b.cents, b.cents * 3) f
      group by 1, 2, 3, 4, 5
    ), monthly as (
      select unit_id, month, credit, help_unit_id, sum(entries) / 3 as orders,
        sum(cents) as cents, sum(paired_cents) as paired_cents,
        sum(unknown_cents) as unknown_cents, sum(not_counted_cents) as not_counted_cents,
        attribution.running_totals(attribution.by_day(day, cents)) as cents_to_day,
        attribution.running_totals(attribution.by_day(day, cents * 3)) as grams_to_day
      from daily group by 1, 2, 3, 4
    )
    select unit_id, period, credit, help_unit_id,
      ${['cents', 'paired_cents', 'unknown_cents', 'not_counted_cents']
        .map((column) => `sum(${column}), sum(${column}) * 3`)
        .join(', ')}, sum(orders),
      max(cents_to_day) filter (where period = month),
      max(grams_to_day) filter (where period = month)
    from monthly cross join unnest(attribution.periods_of(month)) as period
    group by 1, 2, 3, 4 order by period, md5(unit_id::text)`,
  unit_village_sums: `
    insert into attribution.unit_village_sums
    select c.unit_id, period, attribution.village_node(b.county_code, b.village_code),
      c.help_unit_id, sum(b.cents), sum(b.cents) * 3
    from ${credited} cross join unnest(attribution.periods_of(b.month)) as period
    where b.grade = 'A' group by 1, 2, 3, 4 order by period, md5(c.unit_id::text)`,
  unit_product_sums: `
    insert into attribution.unit_product_sums
    select c.unit_id, period, b.product_id, c.help_unit_id, sum(b.cents), sum(b.cents) * 3
    from ${credited} cross join unnest(attribution.periods_of(b.month)) as period
    where b.grade = 'A' group by 1, 2, 3, 4 order by period, md5(c.unit_id::text)`,
}
