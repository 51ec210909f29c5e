-- What the units of a group, or a unit with those below it, have together, so that a trend or a
-- ranking of theirs reads what it shows and not the sums of each unit, of which there are the more
-- the more is bought. A set is its units with the months in which each counts (§3.8): its id is
-- made of these, so that its sums are right whoever is a member meanwhile. When members change,
-- another set is asked for; until that is kept, the units' own sums answer.
create table attribution.unit_sets (
  id uuid primary key,
  -- since when nobody means it any more; its sums are true until it is deleted
  unwanted_since timestamptz
);
--> statement-breakpoint
create table attribution.unit_set_members (
  set_id uuid not null references attribution.unit_sets,
  unit_id uuid not null,
  first_month text collate "C" not null,
  last_month text collate "C" not null,
  primary key (set_id, unit_id, first_month),
  check (first_month <= last_month)
);
--> statement-breakpoint
create index unit_set_members_unit on attribution.unit_set_members (unit_id, first_month);
--> statement-breakpoint
-- Counted money and weight of a set in a month, a quarter or a year, each line once: of `all`,
-- of provinces, of villages ('' the unknown ones) and of products. Entries are folded in as in
-- `unit_sums`.
create table attribution.unit_set_sums (
  set_id uuid not null,
  kind text collate "C" not null check (kind in ('all', 'province', 'village', 'product')),
  key text collate "C" not null,
  period text collate "C" not null check (period ~ '^\d{4}(-Q[1-4]|-(0[1-9]|1[0-2]))?$'),
  cents bigint not null,
  grams bigint not null,
  -- of a month, what had come by the end of each day; of one village or product the rollups are
  -- few enough
  cents_to_day bigint[] check (cardinality(cents_to_day) = 31),
  grams_to_day bigint[] check (cardinality(grams_to_day) = 31),
  primary key (set_id, kind, key, period) include (cents, grams),
  check ((period ~ '-\d' and length(key) < 3)
    = (cents_to_day is not null and grams_to_day is not null))
) with (autovacuum_vacuum_scale_factor = 0.05, autovacuum_vacuum_insert_scale_factor = 0.05);
--> statement-breakpoint
create index unit_set_sums_order
  on attribution.unit_set_sums (set_id, kind, period, cents desc, key) include (grams);
--> statement-breakpoint
-- The id of a set, from its units and the months in which each counts.
create function attribution.unit_set_id(unit_ids uuid[], first_months text[], last_months text[])
returns uuid language sql immutable parallel safe as $$
  select encode(substr(sha256(convert_to(string_agg(
      unit_id || ' ' || first_month || ' ' || last_month, ','
      order by unit_id, first_month collate "C"), 'UTF8')), 1, 16), 'hex')::uuid
  from unnest(unit_ids, first_months, last_months) as m(unit_id, first_month, last_month)
$$;
--> statement-breakpoint
-- The sets of at least so many units that are meant by a group, by its members in the months of
-- their membership, or by a unit with those below it, in all months.
create function attribution.wanted_unit_sets(fewest integer)
returns table (id uuid, unit_ids uuid[], first_months text[], last_months text[])
language sql stable as $$
  with recursive below as (
    select parent_id as owner_id, organisation_id as unit_id
    from organisations.units_published where parent_id is not null
    union
    select b.owner_id, u.organisation_id
    from below b join organisations.units_published u on u.parent_id = b.unit_id
  ), counting as (
    select owner_id, unit_id, '2000-01' collate "C" as first_month, '9999-12' as last_month
    from (select * from below union select owner_id, owner_id from below) families
    union all
    select group_id, unit_id, to_char(from_date, 'YYYY-MM'),
      coalesce(to_char(to_date, 'YYYY-MM'), '9999-12')
    from assistance.group_members_published
  ), begun as (
    -- who left and came back within a month counts once in it
    select *, coalesce(first_month > max(last_month) over (partition by owner_id, unit_id
      order by first_month, last_month rows between unbounded preceding and 1 preceding), true)
      as begins
    from counting
  ), stretches as (
    select owner_id, unit_id, min(first_month) as first_month, max(last_month) as last_month
    from (
      select *, count(*) filter (where begins) over (partition by owner_id, unit_id
        order by first_month, last_month rows unbounded preceding) as stretch
      from begun) numbered
    group by owner_id, unit_id, stretch
  ), sets as (
    select array_agg(unit_id order by unit_id, first_month) as unit_ids,
      array_agg(first_month order by unit_id, first_month) as first_months,
      array_agg(last_month order by unit_id, first_month) as last_months
    from stretches group by owner_id having count(distinct unit_id) >= fewest
  )
  select distinct on (1) attribution.unit_set_id(unit_ids, first_months, last_months),
    unit_ids, first_months, last_months
  from sets
$$;
--> statement-breakpoint
-- What a set's amount is listed under; '' is all, and of villages the unknown ones.
create function attribution.unit_set_keys(county_code text, village_code text, product_id uuid)
returns table (kind text, key text) language sql immutable as $$
  values ('all', ''), ('province', left(county_code, 2)), ('village', village_code),
    ('product', product_id::text)
$$;
--> statement-breakpoint
-- What an entry adds to the sums of sets, once to each that its buyer or its helper belongs to.
create function attribution.unit_set_amounts(entry attribution.ledger_entries)
returns table (set_id uuid, kind text, key text, period text, day integer, cents bigint,
  grams bigint)
language sql stable as $$
  select sets.set_id, listed.kind, listed.key, period.text,
    attribution.day_within(entry.month, entry.recognised_on), entry.cents, entry.grams
  from (select distinct m.set_id from attribution.unit_set_members m
      where m.unit_id in (entry.direct_unit_id, entry.help_unit_id)
        and entry.month collate "C" between m.first_month and m.last_month) sets
    cross join lateral attribution.unit_set_keys(entry.county_code, entry.village_code,
      entry.product_id) as listed(kind, key)
    cross join unnest(attribution.periods_of(entry.month)) as period(text)
  where entry.counted
$$;
--> statement-breakpoint
-- Adds the oldest entries that are not folded yet, at most so many, to the ranked sums, to those of
-- units and to those of sets of units, and says how many there were. One does so at a time; whoever
-- comes meanwhile has nothing to do.
create or replace function attribution.fold_entries(most integer) returns integer
language plpgsql as $$
declare
  folded integer;
begin
  if not pg_try_advisory_xact_lock(hashtext('attribution.fold_entries')) then
    return 0;
  end if;
  with taken as (
    delete from attribution.unfolded_entries u using (
      select county_code, number from attribution.unfolded_entries limit most
    ) oldest
    where u.county_code = oldest.county_code and u.number = oldest.number
    returning u.county_code, u.number, u.begins_order
  ), amounts as materialized (
    select a.*
    from taken t join attribution.ledger_entries e using (county_code, number)
      cross join lateral attribution.unit_amounts(e, t.begins_order) a
  ), daily as (
    select unit_id, period, credit, help_unit_id, day, sum(cents)::bigint as cents,
      sum(grams)::bigint as grams, sum(paired_cents) as paired_cents,
      sum(paired_grams) as paired_grams, sum(unknown_cents) as unknown_cents,
      sum(unknown_grams) as unknown_grams, sum(not_counted_cents) as not_counted_cents,
      sum(not_counted_grams) as not_counted_grams, sum(orders) as orders
    from amounts group by 1, 2, 3, 4, 5
  ), of_units as (
    insert into attribution.unit_sums as kept
    select unit_id, period, credit, help_unit_id, sum(cents), sum(grams), sum(paired_cents),
      sum(paired_grams), sum(unknown_cents), sum(unknown_grams), sum(not_counted_cents),
      sum(not_counted_grams), sum(orders),
      case when period ~ '-\d' then
        attribution.running_totals(attribution.by_day(day, cents)) end,
      case when period ~ '-\d' then
        attribution.running_totals(attribution.by_day(day, grams)) end
    from daily group by 1, 2, 3, 4
    on conflict (unit_id, period, credit, help_unit_id) do update set
      cents = kept.cents + excluded.cents, grams = kept.grams + excluded.grams,
      paired_cents = kept.paired_cents + excluded.paired_cents,
      paired_grams = kept.paired_grams + excluded.paired_grams,
      unknown_cents = kept.unknown_cents + excluded.unknown_cents,
      unknown_grams = kept.unknown_grams + excluded.unknown_grams,
      not_counted_cents = kept.not_counted_cents + excluded.not_counted_cents,
      not_counted_grams = kept.not_counted_grams + excluded.not_counted_grams,
      orders = kept.orders + excluded.orders,
      cents_to_day = attribution.add_days(kept.cents_to_day, excluded.cents_to_day),
      grams_to_day = attribution.add_days(kept.grams_to_day, excluded.grams_to_day)
  ), of_villages as (
    insert into attribution.unit_village_sums as kept
    select unit_id, period, village_code, help_unit_id, sum(cents), sum(grams)
    from amounts where counted group by 1, 2, 3, 4
    on conflict (unit_id, period, village_code, help_unit_id)
      do update set cents = kept.cents + excluded.cents, grams = kept.grams + excluded.grams
  ), of_products as (
    insert into attribution.unit_product_sums as kept
    select unit_id, period, product_id, help_unit_id, sum(cents), sum(grams)
    from amounts where counted group by 1, 2, 3, 4
    on conflict (unit_id, period, product_id, help_unit_id)
      do update set cents = kept.cents + excluded.cents, grams = kept.grams + excluded.grams
  ), ranked as (
    insert into attribution.ranked_sums as kept (kind, node_code, period, key, cents, grams)
    select r.kind, r.node_code, r.period, r.key, sum(r.cents), sum(r.grams)
    from taken join attribution.ledger_entries e using (county_code, number)
      cross join lateral attribution.ranked_amounts(e) r
    group by 1, 2, 3, 4
    on conflict (kind, node_code, period, key)
      do update set cents = kept.cents + excluded.cents, grams = kept.grams + excluded.grams
  ), set_days as (
    select a.set_id, a.kind, a.key, a.period, a.day, sum(a.cents)::bigint as cents,
      sum(a.grams)::bigint as grams
    from taken join attribution.ledger_entries e using (county_code, number)
      cross join lateral attribution.unit_set_amounts(e) a
    group by 1, 2, 3, 4, 5
  ), of_sets as (
    insert into attribution.unit_set_sums as kept
    select set_id, kind, key, period, sum(cents), sum(grams),
      case when period ~ '-\d' and length(key) < 3 then
        attribution.running_totals(attribution.by_day(day, cents)) end,
      case when period ~ '-\d' and length(key) < 3 then
        attribution.running_totals(attribution.by_day(day, grams)) end
    from set_days group by 1, 2, 3, 4
    on conflict (set_id, kind, key, period) do update set
      cents = kept.cents + excluded.cents, grams = kept.grams + excluded.grams,
      cents_to_day = attribution.add_days(kept.cents_to_day, excluded.cents_to_day),
      grams_to_day = attribution.add_days(kept.grams_to_day, excluded.grams_to_day)
  )
  select count(*) into folded from taken;
  return folded;
end
$$;
--> statement-breakpoint
-- Keeps the sums of a set from now on. They are added up from rollups, less what will be folded in.
create function attribution.keep_unit_set(units uuid[], firsts text[], lasts text[])
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
    select r.* from members m join attribution.ledger_rollups r
      on r.direct_unit_id = m.unit_id and r.month between m.first_month and m.last_month
    where r.counted
    union all
    select r.* from members m join attribution.ledger_rollups r
      on r.help_unit_id = m.unit_id and r.month between m.first_month and m.last_month
    where r.counted and not exists (select from members buyer
      where buyer.unit_id = r.direct_unit_id
        and r.month between buyer.first_month and buyer.last_month)
  ), amounts as (
    select listed.kind, listed.key, r.month, d.day, d.cents, d.grams
    from rollups r
      cross join lateral attribution.unit_set_keys(r.county_code, r.village_code, r.product_id)
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
--> statement-breakpoint
-- Marks the sets that nobody means any more, and deletes those that nobody has meant for an hour:
-- whoever found one kept has read it long before.
create function attribution.retire_unit_sets(wanted uuid[], at timestamptz) returns void
language plpgsql as $$
declare
  retired uuid[];
begin
  perform pg_advisory_xact_lock(hashtext('attribution.fold_entries'));
  update attribution.unit_sets set unwanted_since = at
  where unwanted_since is null and id <> all(wanted);
  retired := array(select id from attribution.unit_sets
    where unwanted_since < at - interval '1 hour');
  delete from attribution.unit_set_sums where set_id = any(retired);
  delete from attribution.unit_set_members where set_id = any(retired);
  delete from attribution.unit_sets where id = any(retired);
end
$$;
--> statement-breakpoint
-- The sets whose sums are kept, of which some may soon be deleted.
create view attribution.unit_sets_published as
  select id, unwanted_since is null as is_wanted from attribution.unit_sets;
--> statement-breakpoint
-- What the units of a set have together, each line once, in a month, quarter or year, without the
-- entries of the view below; both together are the truth. Days are kept where the key is a
-- province or ''.
create view attribution.unit_set_sums_published as
  select set_id, kind, key, period, cents, grams, cents_to_day, grams_to_day
  from attribution.unit_set_sums;
--> statement-breakpoint
-- What entries that are not folded yet add to the sums of sets; `day` is the day of the month.
create view attribution.unfolded_unit_set_sums_published as
  select a.set_id, a.kind, a.key, a.period, a.day, a.cents, a.grams
  from attribution.unfolded_entries u
    join attribution.ledger_entries e using (county_code, number)
    cross join lateral attribution.unit_set_amounts(e) a;
