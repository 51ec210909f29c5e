-- What each unit has in a month, a quarter or a year, so that a unit with those below it, or a
-- group, reads a row for each unit and not each of its sales. What a set of units has together is
-- what they bought (`direct`) and what they helped to sell (`help`), less what is both (`overlap`),
-- which is kept for each pair and counts where both are in the set, so that each line counts once
-- (§3.8).
-- Counties would wait for each other over a unit's row, so entries are folded in as in
-- `ranked_sums`. The key holds all figures but the days: a unit's periods are read side by side
-- from the index.
create table attribution.unit_sums (
  unit_id uuid not null,
  period text collate "C" not null check (period ~ '^\d{4}(-Q[1-4]|-(0[1-9]|1[0-2]))?$'),
  credit text collate "C" not null check (credit in ('direct', 'help', 'overlap')),
  -- of an overlap, whose buyer is `unit_id`; else attribution.no_unit()
  help_unit_id uuid not null,
  cents bigint not null,
  grams bigint not null,
  paired_cents bigint not null,
  paired_grams bigint not null,
  unknown_cents bigint not null,
  unknown_grams bigint not null,
  not_counted_cents bigint not null,
  not_counted_grams bigint not null,
  -- purchase orders with one buyer at most, in the period of their first counted entry
  orders bigint not null,
  -- of a month, what had come by the end of each day
  cents_to_day bigint[] check (cardinality(cents_to_day) = 31),
  grams_to_day bigint[] check (cardinality(grams_to_day) = 31),
  primary key (unit_id, period, credit, help_unit_id) include (cents, grams, paired_cents,
    paired_grams, unknown_cents, unknown_grams, not_counted_cents, not_counted_grams, orders),
  check ((credit = 'overlap') = (help_unit_id <> attribution.no_unit())),
  check ((period ~ '-\d') = (cents_to_day is not null and grams_to_day is not null))
) with (autovacuum_vacuum_scale_factor = 0.05, autovacuum_vacuum_insert_scale_factor = 0.05);
--> statement-breakpoint
-- What was sold of each village for a unit, bought or helped; beside it, under the unit that
-- helped, what a set of both would count twice. Unknown villages are their county's village 000000.
create table attribution.unit_village_sums (
  unit_id uuid not null,
  period text collate "C" not null check (period ~ '^\d{4}(-Q[1-4]|-(0[1-9]|1[0-2]))?$'),
  village_code text collate "C" not null check (village_code ~ '^\d{12}$'),
  help_unit_id uuid not null,
  cents bigint not null,
  grams bigint not null,
  primary key (unit_id, period, village_code, help_unit_id) include (cents, grams)
) with (autovacuum_vacuum_scale_factor = 0.05, autovacuum_vacuum_insert_scale_factor = 0.05);
--> statement-breakpoint
-- The same of each product.
create table attribution.unit_product_sums (
  unit_id uuid not null,
  period text collate "C" not null check (period ~ '^\d{4}(-Q[1-4]|-(0[1-9]|1[0-2]))?$'),
  product_id uuid not null,
  help_unit_id uuid not null,
  cents bigint not null,
  grams bigint not null,
  primary key (unit_id, period, product_id, help_unit_id) include (cents, grams)
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
-- Whether the entry is the first counted one of its purchase order, which has one buyer at most;
-- orders with several are few, and read from `ledger_order_counts`.
alter table attribution.unfolded_entries add column begins_order boolean not null default false;
--> statement-breakpoint
-- As whose an amount counts: its buyer's, its helper's, and as that of both. No unit is
-- attribution.no_unit().
create function attribution.credits_of(direct_unit_id uuid, help_unit_id uuid,
  direct_paired boolean, help_paired boolean)
returns table (credit text, unit_id uuid, help_unit_id uuid, is_paired boolean)
language sql immutable as $$
  select c.credit, c.unit_id, c.help_unit_id, c.is_paired
  from (values
    ('direct', $1, attribution.no_unit(), $3),
    ('help', $2, attribution.no_unit(), $4),
    ('overlap', case when $2 = attribution.no_unit() then $2 else $1 end, $2, $3 and $4)
  ) as c(credit, unit_id, help_unit_id, is_paired)
  where c.unit_id <> attribution.no_unit()
$$;
--> statement-breakpoint
-- The village of an entry as a node of the division tree, as `nodes_of` writes it.
create function attribution.village_node(county_code text, village_code text) returns text
language sql immutable parallel safe as $$
  select case village_code when '' then county_code || '000000' else village_code end
$$;
--> statement-breakpoint
-- What a village is listed under: itself, and '' for unknown villages.
create function attribution.place_key(village_node text) returns text
language sql immutable parallel safe as $$
  select case substr(village_node, 7, 3) when '000' then '' else village_node end
$$;
--> statement-breakpoint
-- What had come by the end of each day of a month, from what each day brought.
create function attribution.running_totals(days bigint[]) returns bigint[]
language sql immutable strict as $$
  select array_agg(total order by day) from (
    select day, sum(amount) over (order by day)::bigint as total
    from unnest(days) with ordinality as d(amount, day)) totals
$$;
--> statement-breakpoint
insert into attribution.unit_sums
with monthly as (
  select c.unit_id, r.month, c.credit, c.help_unit_id,
    sum(f.distinct_cents) as cents, sum(f.distinct_grams) as grams,
    sum(f.paired_cents) as paired_cents, sum(f.paired_grams) as paired_grams,
    sum(f.unknown_cents) as unknown_cents, sum(f.unknown_grams) as unknown_grams,
    sum(f.not_counted_cents) as not_counted_cents, sum(f.not_counted_grams) as not_counted_grams
  from attribution.ledger_rollups r
    cross join lateral attribution.credits_of(r.direct_unit_id, r.help_unit_id,
      r.direct_paired, r.help_paired) c
    cross join lateral attribution.figures_of(r.counted, true, true, c.is_paired,
      r.village_code, r.cents, r.grams) f
  group by 1, 2, 3, 4
), daily as (
  select unit_id, month, credit, help_unit_id,
    attribution.running_totals(attribution.by_day(day, cents)) as cents_to_day,
    attribution.running_totals(attribution.by_day(day, grams)) as grams_to_day
  from (
    select c.unit_id, r.month, c.credit, c.help_unit_id, d.day::integer as day,
      sum(d.cents)::bigint as cents, sum(d.grams)::bigint as grams
    from attribution.ledger_rollups r
      cross join lateral attribution.credits_of(r.direct_unit_id, r.help_unit_id,
        r.direct_paired, r.help_paired) c
      cross join unnest(r.cents_by_day, r.grams_by_day) with ordinality as d(cents, grams, day)
    where r.counted and (d.cents <> 0 or d.grams <> 0)
    group by 1, 2, 3, 4, 5
  ) days group by 1, 2, 3, 4
), order_counts as (
  select c.unit_id, o.month, c.credit, c.help_unit_id, sum(o.orders) as orders
  from attribution.ledger_order_counts o
    cross join lateral attribution.credits_of(
      coalesce(o.direct_unit_ids[1], attribution.no_unit()), o.help_unit_id, false, false) c
  where o.node_code = '' and cardinality(o.direct_unit_ids) < 2
  group by 1, 2, 3, 4
)
select unit_id, period, credit, help_unit_id, sum(cents), sum(grams), sum(paired_cents),
  sum(paired_grams), sum(unknown_cents), sum(unknown_grams), sum(not_counted_cents),
  sum(not_counted_grams), coalesce(sum(orders), 0),
  coalesce(max(cents_to_day) filter (where period = month),
    case when period ~ '-\d' then array_fill(0::bigint, array[31]) end),
  coalesce(max(grams_to_day) filter (where period = month),
    case when period ~ '-\d' then array_fill(0::bigint, array[31]) end)
from monthly left join daily using (unit_id, month, credit, help_unit_id)
  left join order_counts using (unit_id, month, credit, help_unit_id)
  cross join unnest(attribution.periods_of(month)) as period
group by 1, 2, 3, 4 order by 1, 2, 3, 4;
--> statement-breakpoint
insert into attribution.unit_village_sums
select c.unit_id, period, attribution.village_node(r.county_code, r.village_code), c.help_unit_id,
  sum(r.cents), sum(r.grams)
from attribution.ledger_rollups r
  cross join lateral attribution.credits_of(r.direct_unit_id, r.help_unit_id,
    r.direct_paired, r.help_paired) c
  cross join unnest(attribution.periods_of(r.month)) as period
where r.counted group by 1, 2, 3, 4 order by 1, 2, 3, 4;
--> statement-breakpoint
insert into attribution.unit_product_sums
select c.unit_id, period, r.product_id, c.help_unit_id, sum(r.cents), sum(r.grams)
from attribution.ledger_rollups r
  cross join lateral attribution.credits_of(r.direct_unit_id, r.help_unit_id,
    r.direct_paired, r.help_paired) c
  cross join unnest(attribution.periods_of(r.month)) as period
where r.counted group by 1, 2, 3, 4 order by 1, 2, 3, 4;
--> statement-breakpoint
-- What an entry adds to the sums of units.
create function attribution.unit_amounts(entry attribution.ledger_entries, begins_order boolean)
returns table (unit_id uuid, period text, credit text, help_unit_id uuid, day integer,
  village_code text, product_id uuid, counted boolean, cents bigint, grams bigint,
  paired_cents bigint, paired_grams bigint, unknown_cents bigint, unknown_grams bigint,
  not_counted_cents bigint, not_counted_grams bigint, orders bigint)
language sql immutable as $$
  select c.unit_id, period.text, c.credit, c.help_unit_id,
    attribution.day_within(entry.month, entry.recognised_on),
    attribution.village_node(entry.county_code, entry.village_code), entry.product_id,
    entry.counted, f.distinct_cents, f.distinct_grams, f.paired_cents, f.paired_grams,
    f.unknown_cents, f.unknown_grams, f.not_counted_cents, f.not_counted_grams,
    case when begins_order then 1::bigint else 0 end
  from attribution.credits_of(coalesce(entry.direct_unit_id, attribution.no_unit()),
      coalesce(entry.help_unit_id, attribution.no_unit()), entry.direct_paired,
      entry.help_paired) c
    cross join unnest(attribution.periods_of(entry.month)) as period(text)
    cross join lateral attribution.figures_of(entry.counted, true, true, c.is_paired,
      entry.village_code, entry.cents, entry.grams) f
$$;
--> statement-breakpoint
-- Adds the oldest entries that are not folded yet, at most so many, to the ranked sums and to those
-- of units, and says how many there were. One does so at a time; whoever comes meanwhile has
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
  )
  select count(*) into folded from taken;
  return folded;
end
$$;
--> statement-breakpoint
-- Adds entries that were just posted to everything that is summed from them, so that a total equals
-- the ledger at every instant. An order is counted once below each node: in the month of its first
-- counted entry there. The counties' heads are locked.
create or replace function attribution.add_to_sums(posted attribution.ledger_entries[]) returns void
language plpgsql as $$
begin
  with daily as (
    select county_code, month, village_code, product_id,
      coalesce(direct_unit_id, attribution.no_unit()) as direct_unit_id,
      coalesce(help_unit_id, attribution.no_unit()) as help_unit_id,
      direct_paired, help_paired, eligible, grade,
      attribution.day_within(month, recognised_on) as day,
      sum(grams)::bigint as grams, sum(cents)::bigint as cents, count(*) as entries
    from unnest(posted) group by 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11
  )
  insert into attribution.ledger_rollups as kept (county_code, month, village_code, product_id,
    direct_unit_id, help_unit_id, direct_paired, help_paired, eligible, grade, grams, cents,
    entries, grams_by_day, cents_by_day)
  select county_code, month, village_code, product_id, direct_unit_id, help_unit_id,
    direct_paired, help_paired, eligible, grade, sum(grams), sum(cents), sum(entries),
    attribution.by_day(day, grams), attribution.by_day(day, cents)
  from daily
  group by 1, 2, 3, 4, 5, 6, 7, 8, 9, 10 order by 1, 2, 3, 4, 5, 6, 7, 8, 9, 10
  on conflict (county_code, month, village_code, product_id, direct_unit_id, help_unit_id,
      direct_paired, help_paired, eligible, grade)
    do update set grams = kept.grams + excluded.grams, cents = kept.cents + excluded.cents,
      entries = kept.entries + excluded.entries,
      grams_by_day = attribution.add_days(kept.grams_by_day, excluded.grams_by_day),
      cents_by_day = attribution.add_days(kept.cents_by_day, excluded.cents_by_day);

  with firsts as (
    select distinct on (p.purchase_order_id, n.node_code) p.county_code, n.node_code, p.month,
      p.number, p.order_line_id, coalesce(p.help_unit_id, attribution.no_unit()) as help_unit_id
    from unnest(posted) p
      cross join unnest(attribution.nodes_of(p.county_code, p.village_code)) as n(node_code)
    where p.counted and not exists (
      select from attribution.ledger_entries e
      where e.purchase_order_id = p.purchase_order_id and e.counted
        and n.node_code = any(attribution.nodes_of(e.county_code, e.village_code))
        and (e.county_code, e.number) not in (select county_code, number from unnest(posted)))
    order by p.purchase_order_id, n.node_code, p.county_code, p.number
  ), orders as (
    select f.county_code, f.node_code, f.month,
      attribution.direct_units_of(l.credit) as direct_unit_ids, f.help_unit_id, count(*) as orders
    from firsts f join attribution.recognition_lines l on l.order_line_id = f.order_line_id
    group by 1, 2, 3, 4, 5
  ), unfolded as (
    insert into attribution.unfolded_entries (county_code, number, begins_order)
    select county_code, number, bool_or(begins_order) from (
      select county_code, number, false as begins_order from unnest(posted)
      union all
      select f.county_code, f.number, cardinality(attribution.direct_units_of(l.credit)) < 2
      from firsts f join attribution.recognition_lines l on l.order_line_id = f.order_line_id
      where f.node_code = ''
    ) entries group by 1, 2
  ), order_counts as (
    insert into attribution.ledger_order_counts as kept
      (county_code, node_code, month, direct_unit_ids, help_unit_id, orders)
    select county_code, node_code, month, direct_unit_ids, help_unit_id, orders
    from orders order by 2, 3, 1, 4, 5
    on conflict (node_code, month, county_code, direct_unit_ids, help_unit_id)
      do update set orders = kept.orders + excluded.orders
  ), monthly_orders as (
    select county_code, node_code, month, sum(orders) as distinct_orders,
      sum(orders) filter (where cardinality(direct_unit_ids) > 0) as direct_orders,
      sum(orders) filter (where help_unit_id <> attribution.no_unit()) as help_orders,
      sum(orders) filter (where cardinality(direct_unit_ids) > 0
        and help_unit_id <> attribution.no_unit()) as overlap_orders
    from orders group by 1, 2, 3
  ), monthly as (
    select p.county_code, n.node_code, p.month,
      sum(f.direct_cents) as direct_cents, sum(f.direct_grams) as direct_grams,
      sum(f.help_cents) as help_cents, sum(f.help_grams) as help_grams,
      sum(f.overlap_cents) as overlap_cents, sum(f.overlap_grams) as overlap_grams,
      sum(f.distinct_cents) as distinct_cents, sum(f.distinct_grams) as distinct_grams,
      sum(f.paired_cents) as paired_cents, sum(f.paired_grams) as paired_grams,
      sum(f.unknown_cents) as unknown_cents, sum(f.unknown_grams) as unknown_grams,
      sum(f.not_counted_cents) as not_counted_cents, sum(f.not_counted_grams) as not_counted_grams,
      count(*) as entries,
      attribution.by_day(attribution.day_within(p.month, p.recognised_on), f.distinct_cents)
        as cents_by_day,
      attribution.by_day(attribution.day_within(p.month, p.recognised_on), f.distinct_grams)
        as grams_by_day
    from unnest(posted) p
      cross join unnest(attribution.nodes_of(p.county_code, p.village_code)) as n(node_code)
      cross join lateral attribution.figures_of(p.counted, p.direct_unit_id is not null,
        p.help_unit_id is not null, p.direct_unit_id is not null and p.direct_paired
          or p.help_unit_id is not null and p.help_paired, p.village_code, p.cents, p.grams) f
    group by 1, 2, 3
  )
  insert into attribution.place_sums as kept
  select county_code, node_code, period, sum(direct_cents), sum(direct_grams), sum(help_cents),
    sum(help_grams), sum(overlap_cents), sum(overlap_grams), sum(distinct_cents),
    sum(distinct_grams), sum(paired_cents), sum(paired_grams), sum(unknown_cents),
    sum(unknown_grams), sum(not_counted_cents), sum(not_counted_grams),
    coalesce(sum(direct_orders), 0), coalesce(sum(help_orders), 0),
    coalesce(sum(overlap_orders), 0), coalesce(sum(distinct_orders), 0), sum(entries),
    -- a month is a period of its own, and then there is one of it
    max(cents_by_day) filter (where period = month), max(grams_by_day) filter (where period = month)
  from monthly left join monthly_orders using (county_code, node_code, month)
    cross join unnest(attribution.periods_of(month)) as period
  group by 1, 2, 3 order by 2, 3, 1
  on conflict (node_code, period, county_code) do update set
    direct_cents = kept.direct_cents + excluded.direct_cents,
    direct_grams = kept.direct_grams + excluded.direct_grams,
    help_cents = kept.help_cents + excluded.help_cents,
    help_grams = kept.help_grams + excluded.help_grams,
    overlap_cents = kept.overlap_cents + excluded.overlap_cents,
    overlap_grams = kept.overlap_grams + excluded.overlap_grams,
    distinct_cents = kept.distinct_cents + excluded.distinct_cents,
    distinct_grams = kept.distinct_grams + excluded.distinct_grams,
    paired_cents = kept.paired_cents + excluded.paired_cents,
    paired_grams = kept.paired_grams + excluded.paired_grams,
    unknown_cents = kept.unknown_cents + excluded.unknown_cents,
    unknown_grams = kept.unknown_grams + excluded.unknown_grams,
    not_counted_cents = kept.not_counted_cents + excluded.not_counted_cents,
    not_counted_grams = kept.not_counted_grams + excluded.not_counted_grams,
    direct_orders = kept.direct_orders + excluded.direct_orders,
    help_orders = kept.help_orders + excluded.help_orders,
    overlap_orders = kept.overlap_orders + excluded.overlap_orders,
    distinct_orders = kept.distinct_orders + excluded.distinct_orders,
    entries = kept.entries + excluded.entries,
    cents_by_day = attribution.add_days(kept.cents_by_day, excluded.cents_by_day),
    grams_by_day = attribution.add_days(kept.grams_by_day, excluded.grams_by_day);
end
$$;
--> statement-breakpoint
-- Of all units' counts only those of orders with several buyers are looked for by unit.
drop index attribution.ledger_order_counts_direct;
--> statement-breakpoint
create index ledger_order_counts_shared on attribution.ledger_order_counts
  using gin (direct_unit_ids) where node_code = '' and cardinality(direct_unit_ids) > 1;
--> statement-breakpoint
create index ledger_order_counts_shared_help
  on attribution.ledger_order_counts (help_unit_id, month)
  where node_code = '' and cardinality(direct_unit_ids) > 1;
--> statement-breakpoint
create or replace view attribution.ledger_order_counts_published as
  select county_code, node_code, month, direct_unit_ids, help_unit_id, orders,
    cardinality(direct_unit_ids) > 0 as has_direct_unit,
    help_unit_id <> attribution.no_unit() as has_help_unit,
    cardinality(direct_unit_ids) > 1 as has_several_direct_units
  from attribution.ledger_order_counts;
--> statement-breakpoint
-- What each unit bought (`direct`) and helped to sell (`help`) in a month, quarter or year, and
-- what each pair has of both (`is_overlap`), which a set that holds both must count once. Without
-- the entries of the last view below; both together are the truth.
create view attribution.unit_sums_published as
  select unit_id, period, credit, credit = 'overlap' as is_overlap, help_unit_id, cents, grams,
    paired_cents, paired_grams, unknown_cents, unknown_grams, not_counted_cents,
    not_counted_grams, orders, cents_to_day, grams_to_day
  from attribution.unit_sums;
--> statement-breakpoint
-- What a unit's counted money and weight come from. `place_key` is the village, and '' for unknown
-- villages; `province_code` is known of these too.
create view attribution.unit_village_sums_published as
  select unit_id, period, help_unit_id <> attribution.no_unit() as is_overlap, help_unit_id,
    attribution.place_key(village_code) as place_key, left(village_code, 2) as province_code,
    cents, grams
  from attribution.unit_village_sums;
--> statement-breakpoint
create view attribution.unit_product_sums_published as
  select unit_id, period, help_unit_id <> attribution.no_unit() as is_overlap, help_unit_id,
    product_id, cents, grams
  from attribution.unit_product_sums;
--> statement-breakpoint
-- What entries that are not folded yet add to the sums of units; `day` is the day of the month.
create view attribution.unfolded_unit_sums_published as
  select a.unit_id, a.period, a.credit, a.credit = 'overlap' as is_overlap, a.help_unit_id, a.day,
    a.village_code, attribution.place_key(a.village_code) as place_key,
    left(a.village_code, 2) as province_code, a.product_id, a.cents, a.grams, a.paired_cents,
    a.paired_grams, a.unknown_cents, a.unknown_grams, a.not_counted_cents, a.not_counted_grams,
    a.orders
  from attribution.unfolded_entries u
    join attribution.ledger_entries e using (county_code, number)
    cross join lateral attribution.unit_amounts(e, u.begins_order) a;
