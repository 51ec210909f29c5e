-- What each cooperative, category of goods and channel (§3.7) has in a place, in a month, a quarter
-- or a year: rollups hold none of them. Entries are folded in as in `ranked_sums`; a row and the
-- entries that are not folded yet together equal the counted entries of the ledger. Of a month, what
-- had come by the end of each day stands beside it.
create table attribution.dimension_sums (
  kind text collate "C" not null check (kind in ('cooperative', 'category', 'channel')),
  node_code text collate "C" not null check (node_code ~ '^(\d{2}|\d{4}|\d{6}|\d{9}|\d{12})?$'),
  key text collate "C" not null,
  period text collate "C" not null check (period ~ '^\d{4}(-Q[1-4]|-(0[1-9]|1[0-2]))?$'),
  cents bigint not null,
  grams bigint not null,
  entries bigint not null,
  cents_to_day bigint[] check (cardinality(cents_to_day) = 31),
  grams_to_day bigint[] check (cardinality(grams_to_day) = 31),
  primary key (kind, node_code, key, period) include (cents),
  check ((period ~ '-\d') = (cents_to_day is not null and grams_to_day is not null))
) with (autovacuum_vacuum_scale_factor = 0.05, autovacuum_vacuum_insert_scale_factor = 0.05);
--> statement-breakpoint
-- Nobody posts or folds until what is there has been summed.
lock table attribution.ledger_entries in share row exclusive mode;
--> statement-breakpoint
select pg_advisory_xact_lock(hashtext('attribution.fold_entries'));
--> statement-breakpoint
do $$
begin
  while attribution.fold_entries(100000) > 0 loop
  end loop;
end
$$;
--> statement-breakpoint
-- What an entry adds to the sums of its cooperative, category and channel.
create function attribution.dimension_amounts(entry attribution.ledger_entries)
returns table (kind text, node_code text, key text, period text, day integer, cents bigint,
  grams bigint)
language sql immutable as $$
  select listed.kind, node.code, listed.key, period.text,
    attribution.day_within(entry.month, entry.recognised_on), entry.cents, entry.grams
  from (values ('cooperative', entry.cooperative_id::text), ('category', entry.category),
      ('channel', entry.channel)) as listed(kind, key)
    cross join unnest(attribution.nodes_of(entry.county_code, entry.village_code)) as node(code)
    cross join unnest(attribution.periods_of(entry.month)) as period(text)
  where entry.counted
$$;
--> statement-breakpoint
insert into attribution.dimension_sums
with daily as (
  select listed.kind, e.county_code, e.village_code, listed.key, e.month,
    attribution.day_within(e.month, e.recognised_on) as day, sum(e.cents)::bigint as cents,
    sum(e.grams)::bigint as grams, count(*) as entries
  from attribution.ledger_entries e cross join lateral (
    values ('cooperative', e.cooperative_id::text), ('category', e.category),
      ('channel', e.channel)) as listed(kind, key)
  where e.counted group by 1, 2, 3, 4, 5, 6
), monthly as (
  select kind, node_code, key, month, sum(cents) as cents, sum(grams) as grams,
    sum(entries) as entries,
    attribution.running_totals(attribution.by_day(day, cents)) as cents_to_day,
    attribution.running_totals(attribution.by_day(day, grams)) as grams_to_day
  from (
    select kind, node_code, key, month, day, sum(cents)::bigint as cents,
      sum(grams)::bigint as grams, sum(entries) as entries
    from daily cross join unnest(attribution.nodes_of(county_code, village_code)) as node_code
    group by 1, 2, 3, 4, 5
  ) of_nodes group by 1, 2, 3, 4
)
select kind, node_code, key, period, sum(cents), sum(grams), sum(entries),
  max(cents_to_day) filter (where period = month), max(grams_to_day) filter (where period = month)
from monthly cross join unnest(attribution.periods_of(month)) as period
group by 1, 2, 3, 4 order by 1, 2, 3, 4;
--> statement-breakpoint
create index dimension_sums_order
  on attribution.dimension_sums (kind, node_code, period, cents desc, key);
--> statement-breakpoint
-- Adds the oldest entries that are not folded yet, at most so many, to all sums that are kept by
-- nobody who posts, and says how many there were. One does so at a time; whoever comes meanwhile has
-- nothing to do.
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
  ), dimension_days as (
    select d.kind, d.node_code, d.key, d.period, d.day, sum(d.cents)::bigint as cents,
      sum(d.grams)::bigint as grams, count(*) as entries
    from taken join attribution.ledger_entries e using (county_code, number)
      cross join lateral attribution.dimension_amounts(e) d
    group by 1, 2, 3, 4, 5
  ), of_dimensions as (
    insert into attribution.dimension_sums as kept
    select kind, node_code, key, period, sum(cents), sum(grams), sum(entries),
      case when period ~ '-\d' then
        attribution.running_totals(attribution.by_day(day, cents)) end,
      case when period ~ '-\d' then
        attribution.running_totals(attribution.by_day(day, grams)) end
    from dimension_days group by 1, 2, 3, 4
    on conflict (kind, node_code, key, period) do update set
      cents = kept.cents + excluded.cents, grams = kept.grams + excluded.grams,
      entries = kept.entries + excluded.entries,
      cents_to_day = attribution.add_days(kept.cents_to_day, excluded.cents_to_day),
      grams_to_day = attribution.add_days(kept.grams_to_day, excluded.grams_to_day)
  )
  select count(*) into folded from taken;
  return folded;
end
$$;
--> statement-breakpoint
-- Entries by what the ledger is filtered by, and in the order of their day, money and weight. Ends
-- of keys that many entries share are left out: what is equal is kept once.
create index ledger_entries_cooperative
  on attribution.ledger_entries (cooperative_id, month, county_code);
--> statement-breakpoint
create index ledger_entries_product
  on attribution.ledger_entries (product_id, month, county_code);
--> statement-breakpoint
create index ledger_entries_category
  on attribution.ledger_entries (category, month, county_code);
--> statement-breakpoint
create index ledger_entries_channel
  on attribution.ledger_entries (channel, month, county_code)
  where channel <> 'canteen';
--> statement-breakpoint
create index ledger_entries_grade
  on attribution.ledger_entries (grade, month, county_code)
  where grade <> 'A';
--> statement-breakpoint
create index ledger_entries_county_day
  on attribution.ledger_entries (county_code, month, recognised_on);
--> statement-breakpoint
create index ledger_entries_county_cents
  on attribution.ledger_entries (county_code, month, cents);
--> statement-breakpoint
create index ledger_entries_county_grams
  on attribution.ledger_entries (county_code, month, grams);
--> statement-breakpoint
create index ledger_entries_day
  on attribution.ledger_entries (month, recognised_on);
--> statement-breakpoint
create index ledger_entries_cents
  on attribution.ledger_entries (month, cents);
--> statement-breakpoint
create index ledger_entries_grams
  on attribution.ledger_entries (month, grams);
--> statement-breakpoint
create index recognition_lines_number
  on attribution.recognition_lines (purchase_order_number text_pattern_ops);
--> statement-breakpoint
-- An entry of the ledger as it was posted. `counted` says whether it belongs in totals,
-- `has_direct_unit` and `has_help_unit` whether any unit is credited in that way, `is_adjustment`
-- whether it adjusts an earlier period (§4.2), which `adjusts_month` names.
create or replace view attribution.ledger_entries_published as
  select county_code, number, month, recognised_on, ordered_on, village_code, order_line_id,
    cooperative_id, product_id, channel, direct_unit_id, help_unit_id, direct_paired,
    help_paired, counted, grade, grams, cents, cause_type, corrects_number,
    direct_unit_id is not null as has_direct_unit, help_unit_id is not null as has_help_unit,
    (corrects_number is not null
        or recognised_on < make_date(left(month, 4)::int, right(month, 2)::int, 1))
      and attribution.concerned_month(county_code, corrects_number, recognised_on) < month
      as is_adjustment,
    case when corrects_number is not null
        or recognised_on < make_date(left(month, 4)::int, right(month, 2)::int, 1)
      then nullif(attribution.concerned_month(county_code, corrects_number, recognised_on), month)
      end as adjusts_month,
    hash, category, purchase_order_id
  from attribution.ledger_entries;
--> statement-breakpoint
-- What cooperatives, categories and channels have in a county or below it, in a city, a province or,
-- under '', in the nation, without the entries of the view below; both together are the truth.
create view attribution.dimension_sums_published as
  select kind, node_code, key, period, cents, grams, entries, cents_to_day, grams_to_day
  from attribution.dimension_sums;
--> statement-breakpoint
-- What entries that are not folded yet add to them; `day` is the day of the month.
create view attribution.unfolded_dimension_sums_published as
  select d.kind, d.node_code, d.key, d.period, d.day, d.cents, d.grams
  from attribution.unfolded_entries u
    join attribution.ledger_entries e using (county_code, number)
    cross join lateral attribution.dimension_amounts(e) d;
