import type { Client } from '../server/platform/db/driver.ts'
import { monthAfter, monthsBetween, shiftMonth } from '../shared/months.ts'
import { catalogueSize, seedCatalogue } from './catalogue-world.ts'
import { idInSql } from './ids.ts'
import { countyCode } from './nation-world.ts'

/** A year of lines of every county; the largest county has as many as twenty others. */
const linesOfCountyMonth = 1_050
const timesLargest = 20

export const largestCounty = countyCode(0)

export interface LedgerWorld {
  /** The twelve months of the ledger, of which the last one is open in the largest county. */
  months: { first: string; last: string }
  lines: number
}

/**
 * Fills an empty, migrated database with a nation's ledger of one year: ten million lines over 832
 * counties, each line with its order, goods, village and units, posted up to eight days after its
 * own. The hashes are made up, and of the sums only those of places and what first secretaries are
 * ranked by stand beside the lines: here is measured what reads lines.
 */
export async function seedLedger(
  sql: Client,
  { share, thisMonth }: { share: number; thisMonth: string },
): Promise<LedgerWorld> {
  const size = catalogueSize(share)
  await seedCatalogue(sql, size)
  const last = shiftMonth(thisMonth, -1)
  const months = { first: shiftMonth(thisMonth, -12), last }
  await sql.begin(async (tx) => {
    await tx.unsafe(`
      set local session_replication_role = replica;
      set local maintenance_work_mem = '1GB'`)
    await tx.unsafe(units(Math.round(100_000 * share)))
    await tx.unsafe(counties(Math.round(100_000 * share)))
    await tx.unsafe(goods)
    await tx.unsafe(lines(months))
    for (const [table, filling] of Object.entries(fillings)) {
      const indexes = await tx<{ name: string; definition: string }[]>`
        select indexname as name, indexdef as definition from pg_indexes
        where schemaname = 'attribution' and tablename = ${table} and indexname not like '%_pkey'`
      for (const { name } of indexes) await tx.unsafe(`drop index attribution.${name}`)
      await tx.unsafe(filling)
      for (const { definition } of indexes) await tx.unsafe(definition)
    }
    await tx.unsafe(rollups)
    await tx.unsafe(placeSums)
    await tx.unsafe(ends(months))
  })
  const [row] = await sql<
    { lines: number }[]
  >`select count(*)::int as lines from public.bench_lines`
  await sql.unsafe('drop table public.bench_lines, public.bench_goods, public.bench_counties')
  await sql.unsafe('vacuum analyze')
  return { months, lines: row?.lines ?? 0 }
}

function units(count: number): string {
  return `
    insert into organisations.organisations (id, kind, name, division_code, created_at)
    select ${idInSql('unit', 'n')}, 'unit', '单位' || n, '${largestCounty}', now()
    from generate_series(1, ${count}) n on conflict do nothing;
    insert into organisations.units (organisation_id, unit_type)
    select ${idInSql('unit', 'n')}, 'institution' from generate_series(1, ${count}) n
    on conflict do nothing`
}

/** Counties with their lines of a month, their goods and the number before their first line. */
function counties(unitCount: number): string {
  return `
    create unlogged table public.bench_counties as
    select c.code, c.n, c.lines, sold.goods, ${unitCount}::int as units,
      greatest(${unitCount} / (select count(*) from villages.divisions where level = 3), 1)::int
        as usual,
      12 * (sum(c.lines) over (order by c.n) - c.lines) as before
    from (
      select code, row_number() over (order by code <> '${largestCounty}', code)::int - 1 as n,
        case code when '${largestCounty}' then ${timesLargest * linesOfCountyMonth}
          else ${linesOfCountyMonth} end as lines
      from villages.divisions where level = 3
    ) c cross join lateral (select count(*)::int as goods from catalogue.products p
      where p.origin_code >= c.code and p.origin_code < c.code || ':') sold
    where sold.goods > 0`
}

const goods = `
  create unlogged table public.bench_goods as
  select c.n as county, row_number() over (partition by c.n order by p.id)::int - 1 as at,
    p.id as product_id, p.cooperative_id, p.category, p.origin_code
  from public.bench_counties c
    join catalogue.products p on left(p.origin_code, 6) = c.code;
  create unique index on public.bench_goods (county, at);
  analyze public.bench_goods`

/** Three lines an order; four in five lines are of the county's usual buyers. */
function lines({ first, last }: LedgerWorld['months']): string {
  const months = monthsBetween(first, last).map((month, at) => `(${at}, '${month}')`)
  return `
    create unlogged table public.bench_lines as
    select l.n, c.code as county_code, l.number, l.month,
      (l.month || '-' || to_char(1 + l.n % 28, 'FM00'))::date as day,
      case when l.n % 50 = 7 then '' else g.origin_code end as village_code,
      g.product_id, g.cooperative_id, g.category,
      ${idInSql(
        'unit',
        `1 + case when l.n % 5 < 4 then (c.n + 31 * (l.n * 7919 % c.usual)) % c.units
          else l.n * 104729 % c.units end`,
      )} as direct_unit_id,
      case when l.n % 10 = 3 then ${idInSql('unit', '1 + l.n * 15485863 % c.units')} end
        as help_unit_id,
      case when l.n % 20 = 9 then 'union' else 'canteen' end as channel,
      case when l.n % 100 = 11 then 'C' else 'A' end as grade,
      l.n % 2 = 0 as is_paired, 1000 + l.n * 611953 % 100000 as cents
    from public.bench_counties c
      cross join (values ${months.join(', ')}) as m(at, month)
      cross join lateral (
        select m.month, m.at * c.lines + i as number, c.before + m.at * c.lines + i as n
        from generate_series(1, c.lines) i
      ) l
      join public.bench_goods g on g.county = c.n and g.at = l.n * 7907 % c.goods`
}

/** A kilogram costs 3.33 yuan everywhere: grams are three times the cents. */
const fillings = {
  recognition_lines: `
    insert into attribution.recognition_lines (order_line_id, purchase_order_id,
      purchase_order_number, ordered_on, placed_at, cooperative_id, supervising_county_code,
      buyer_unit_id, channel, product_id, category, credit, grade, accepted_grams,
      accepted_cents, paid_cents)
    select ${idInSql('orderLine', 'n::bigint')}, ${idInSql('purchaseOrder', '(n / 3)::bigint')},
      'PO' || (n / 3)::bigint, day, day, cooperative_id, county_code, direct_unit_id, channel,
      product_id, category, '{}', grade, cents * 3, cents, cents
    from public.bench_lines order by n`,
  ledger_entries: `
    insert into attribution.ledger_entries (county_code, number, month, recognised_on, ordered_on,
      village_code, order_line_id, purchase_order_id, cooperative_id, product_id, category,
      channel, direct_unit_id, help_unit_id, direct_paired, help_paired, eligible, grade, grams,
      cents, cause_type, cause_id, cause_line_id, actor_id, rule_version, posted_at,
      previous_hash, hash)
    select county_code, number, month, day, day, village_code,
      ${idInSql('orderLine', 'n::bigint')}, ${idInSql('purchaseOrder', '(n / 3)::bigint')},
      cooperative_id, product_id, category, channel, direct_unit_id, help_unit_id, is_paired,
      false, true, grade, cents * 3, cents, 'payment', ${idInSql('orderLine', 'n::bigint')},
      ${idInSql('orderLine', 'n::bigint')}, ${idInSql('person', '1')}, 'recognition-1',
      (day + (n % 9)::int)::timestamp at time zone 'Asia/Shanghai', md5((n - 1)::text), md5(n::text)
    from public.bench_lines order by county_code, number`,
}

/** What first secretaries are ranked by, of the largest county alone. */
const rollups = `
  insert into attribution.ledger_rollups (county_code, month, village_code, product_id,
    direct_unit_id, help_unit_id, direct_paired, help_paired, eligible, grade, grams, cents,
    entries, grams_by_day, cents_by_day)
  select county_code, month, village_code, product_id, direct_unit_id, help_unit_id, is_paired,
    false, true, grade, sum(cents) * 3, sum(cents), sum(entries),
    attribution.by_day(day, (cents * 3)::bigint), attribution.by_day(day, cents::bigint)
  from (
    select county_code, month, village_code, product_id, direct_unit_id,
      coalesce(help_unit_id, attribution.no_unit()) as help_unit_id, is_paired, grade,
      extract(day from day)::int as day, sum(cents)::bigint as cents, count(*) as entries
    from public.bench_lines where county_code = '${largestCounty}'
    group by 1, 2, 3, 4, 5, 6, 7, 8, 9
  ) daily group by 1, 2, 3, 4, 5, 6, 7, 8, 9, 10`

/** The sums of counties and of what lies above them, an order in the month of its first line. */
const placeSums = `
  insert into attribution.place_sums
  with monthly as (
    select county_code, month, sum(cents)::bigint as cents,
      coalesce(sum(cents) filter (where help_unit_id is not null), 0)::bigint as help_cents,
      coalesce(sum(cents) filter (where is_paired), 0)::bigint as paired_cents,
      coalesce(sum(cents) filter (where village_code = ''), 0)::bigint as unknown_cents,
      count(*) filter (where n % 3 = 0) as orders, count(*) as entries
    from public.bench_lines group by 1, 2
  )
  select county_code, node_code, period, sum(cents), 3 * sum(cents), sum(help_cents),
    3 * sum(help_cents), sum(help_cents), 3 * sum(help_cents), sum(cents), 3 * sum(cents),
    sum(paired_cents), 3 * sum(paired_cents), sum(unknown_cents), 3 * sum(unknown_cents), 0, 0,
    sum(orders), 0, 0, sum(orders), sum(entries),
    case when period ~ '-\\d' then array_fill(0::bigint, array[31]) end,
    case when period ~ '-\\d' then array_fill(0::bigint, array[31]) end
  from monthly
    cross join unnest(array['', left(county_code, 2), left(county_code, 4), county_code])
      as node_code
    cross join unnest(attribution.periods_of(month)) as period
  group by 1, 2, 3`

/** The end of each chain; every month but the last is closed in the largest county. */
function ends({ first, last }: LedgerWorld['months']): string {
  const closed = monthsBetween(first, last).slice(0, -1)
  return `
    insert into attribution.ledger_heads (county_code, last_number, last_hash)
    select county_code, max(number), '' from public.bench_lines group by 1;
    insert into attribution.periods (county_code, month, state, closed_at)
    select '${largestCounty}', month, 'closed', now()
    from unnest('{${closed}}'::text[]) as month;
    insert into reports.verifications (id, scope, requested_at, finished_at)
    values (gen_random_uuid(), '${largestCounty}', '${monthAfter(last)}-02', now());
    insert into assistance.policy_values
      (name, value, valid_from, decided_by, created_at, division_code)
    values ('secretary_ranking', 'true', '2000-01-01', '县里', now(), '${largestCounty}');
    insert into assistance.pairings (id, organisation_id, division_code, kind, from_date,
      first_secretary_name, created_at)
    select gen_random_uuid(), u.organisation_id, v.code, 'designated', '2000-01-01',
      '书记' || v.at, now()
    from (select code, row_number() over (order by code) as at from villages.divisions
        where level = 5 and left(code, 6) = '${largestCounty}') v
      join (select organisation_id, row_number() over (order by organisation_id) as at
        from organisations.units) u using (at)`
}
