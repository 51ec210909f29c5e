-- All figures of a set of units are kept as what it has together is: the totals of a group read six
-- rows a period, and not the sums of each unit and pair, of which there are the more the more is
-- bought. `figure` has no days.
alter table attribution.unit_set_sums drop constraint unit_set_sums_kind_check;
--> statement-breakpoint
alter table attribution.unit_set_sums add constraint unit_set_sums_kind_check
  check (kind in ('all', 'province', 'village', 'product', 'figure'));
--> statement-breakpoint
-- Sets are kept anew: until then the units' own sums answer.
delete from attribution.unit_set_sums;
--> statement-breakpoint
delete from attribution.unit_set_members;
--> statement-breakpoint
delete from attribution.unit_sets;
--> statement-breakpoint
drop function attribution.unit_set_keys(text, text, uuid);
--> statement-breakpoint
-- What an amount of a set is listed under; of villages '' are the unknown ones. `all` is what is
-- counted, each line once (§3.8); of a figure it is what was bought, helped, both, covered by a
-- pairing of those who count, of an unknown village, and what is not counted.
create function attribution.unit_set_keys(counted boolean, is_direct boolean, is_help boolean,
  direct_paired boolean, help_paired boolean, county_code text, village_code text, product_id uuid)
returns table (kind text, key text) language sql immutable as $$
  select kind, key from (values
    ('all', '', counted),
    ('province', left(county_code, 2), counted),
    ('village', village_code, counted),
    ('product', product_id::text, counted),
    ('figure', 'direct', counted and is_direct),
    ('figure', 'help', counted and is_help),
    ('figure', 'overlap', counted and is_direct and is_help),
    ('figure', 'paired', counted and (is_direct and direct_paired or is_help and help_paired)),
    ('figure', 'unknown', counted and village_code = ''),
    ('figure', 'not_counted', not counted)
  ) as listed(kind, key, is_part) where is_part
$$;
--> statement-breakpoint
-- What an entry adds to the sums of sets, once to each that its buyer or its helper belongs to.
create or replace function attribution.unit_set_amounts(entry attribution.ledger_entries)
returns table (set_id uuid, kind text, key text, period text, day integer, cents bigint,
  grams bigint)
language sql stable as $$
  select sets.set_id, listed.kind, listed.key, period.text,
    attribution.day_within(entry.month, entry.recognised_on), entry.cents, entry.grams
  from (select m.set_id, coalesce(bool_or(m.unit_id = entry.direct_unit_id), false) as is_direct,
        coalesce(bool_or(m.unit_id = entry.help_unit_id), false) as is_help
      from attribution.unit_set_members m
      where m.unit_id in (entry.direct_unit_id, entry.help_unit_id)
        and entry.month collate "C" between m.first_month and m.last_month
      group by m.set_id) sets
    cross join lateral attribution.unit_set_keys(entry.counted, sets.is_direct, sets.is_help,
      entry.direct_paired, entry.help_paired, entry.county_code, entry.village_code,
      entry.product_id) as listed(kind, key)
    cross join unnest(attribution.periods_of(entry.month)) as period(text)
$$;
--> statement-breakpoint
-- Keeps the sums of a set from now on. They are added up from rollups, less what will be folded in.
create or replace function attribution.keep_unit_set(units uuid[], firsts text[], lasts text[])
returns void language plpgsql as $$
declare
  wanted_id uuid := attribution.unit_set_id(units, firsts, lasts);
begin
  -- Nothing is folded meanwhile.
  perform pg_advisory_xact_lock(hashtext('attribution.fold_entries'));
  insert into attribution.unit_sets (id) values (wanted_id) on conflict (id) do nothing;
  if not found then
    update attribution.unit_sets set unwanted_since = null where id = wanted_id;
    return;
  end if;
  insert into attribution.unit_set_members (set_id, unit_id, first_month, last_month)
  select wanted_id, * from unnest(units, firsts, lasts);
  insert into attribution.unit_set_sums
  with members as (
    select unit_id, first_month, last_month from attribution.unit_set_members
    where set_id = wanted_id
  ), rollups as (
    select r.*, true as is_direct, exists (select from members helper
        where helper.unit_id = r.help_unit_id
          and r.month between helper.first_month and helper.last_month) as is_help
    from members m join attribution.ledger_rollups r
      on r.direct_unit_id = m.unit_id and r.month between m.first_month and m.last_month
    union all
    select r.*, false, true from members m join attribution.ledger_rollups r
      on r.help_unit_id = m.unit_id and r.month between m.first_month and m.last_month
    where not exists (select from members buyer
      where buyer.unit_id = r.direct_unit_id
        and r.month between buyer.first_month and buyer.last_month)
  ), amounts as (
    select listed.kind, listed.key, r.month, d.day, d.cents, d.grams
    from rollups r
      cross join lateral attribution.unit_set_keys(r.counted, r.is_direct, r.is_help,
        r.direct_paired, r.help_paired, r.county_code, r.village_code, r.product_id)
        as listed(kind, key)
      cross join unnest(r.cents_by_day, r.grams_by_day) with ordinality as d(cents, grams, day)
    where d.cents <> 0 or d.grams <> 0
    union all
    select a.kind, a.key, a.period, a.day, -a.cents, -a.grams
    from attribution.unfolded_entries u
      join attribution.ledger_entries e using (county_code, number)
      cross join lateral attribution.unit_set_amounts(e) a
    where a.set_id = wanted_id and a.period = e.month
  ), daily as (
    select kind, key, month, day::integer as day, sum(cents)::bigint as cents,
      sum(grams)::bigint as grams
    from amounts group by 1, 2, 3, 4
  ), monthly as (
    select kind, key, month, sum(cents) as cents, sum(grams) as grams,
      case when length(key) < 3 then
        attribution.running_totals(attribution.by_day(day, cents)) end as cents_to_day,
      case when length(key) < 3 then
        attribution.running_totals(attribution.by_day(day, grams)) end as grams_to_day
    from daily group by 1, 2, 3
  )
  select wanted_id, kind, key, period, sum(cents), sum(grams),
    max(cents_to_day) filter (where period = month),
    max(grams_to_day) filter (where period = month)
  from monthly cross join unnest(attribution.periods_of(month)) as period
  group by kind, key, period order by kind, period, key;
end
$$;
