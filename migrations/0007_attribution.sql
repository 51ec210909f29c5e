create schema attribution;
--> statement-breakpoint
-- What attribution knows of a purchase-order line, by value, from its first fact on (§3.6).
create table attribution.recognition_lines (
  order_line_id uuid primary key,
  purchase_order_id uuid not null,
  purchase_order_number text not null,
  ordered_on date not null,
  placed_at timestamptz not null,
  cooperative_id uuid not null,
  -- where entries of unknown village are kept
  supervising_county_code text collate "C" not null check (supervising_county_code ~ '^\d{6}$'),
  buyer_unit_id uuid not null,
  channel text not null check (channel in ('canteen', 'contractor', 'union', 'staff', 'other')),
  product_id uuid not null,
  category text not null,
  -- the shape of CreditSnapshot in shared/attribution/credit.ts
  credit jsonb not null,
  grade text not null check (grade in ('A', 'B', 'C')),
  accepted_grams bigint not null default 0 check (accepted_grams >= 0),
  accepted_cents bigint not null default 0 check (accepted_cents >= 0),
  -- net of refunds; below zero while a refund is reported before its payment
  paid_cents bigint not null default 0,
  recognised_grams bigint not null default 0 check (recognised_grams >= 0),
  recognised_cents bigint not null default 0 check (recognised_cents >= 0),
  check (recognised_cents <= accepted_cents and recognised_cents <= greatest(paid_cents, 0)),
  check (recognised_grams <= accepted_grams)
);
--> statement-breakpoint
create index recognition_lines_order on attribution.recognition_lines (purchase_order_id);
--> statement-breakpoint
create index recognition_lines_county
  on attribution.recognition_lines (supervising_county_code, order_line_id);
--> statement-breakpoint
-- Accepted weight of a line by village; '' is the unknown village (§3.5).
create table attribution.recognition_line_villages (
  order_line_id uuid not null references attribution.recognition_lines,
  village_code text collate "C" not null check (village_code ~ '^(\d{12})?$'),
  accepted_grams bigint not null check (accepted_grams >= 0),
  eligible boolean not null,
  primary key (order_line_id, village_code)
);
--> statement-breakpoint
-- Each acceptance, payment, refund and return as it was reported; once per cause.
create table attribution.recognition_facts (
  id uuid primary key,
  order_line_id uuid not null references attribution.recognition_lines,
  kind text not null check (kind in ('acceptance', 'payment', 'refund', 'return')),
  cause_type text not null,
  cause_id uuid not null,
  cause_line_id uuid not null,
  occurred_on date not null,
  grams bigint not null,
  cents bigint not null,
  recorded_at timestamptz not null,
  unique (cause_type, cause_line_id, order_line_id, kind)
);
--> statement-breakpoint
create index recognition_facts_line on attribution.recognition_facts (order_line_id);
--> statement-breakpoint
create trigger recognition_facts_append_only before update or delete or truncate
  on attribution.recognition_facts
  for each statement execute function platform.refuse_change();
--> statement-breakpoint
-- The end of each county's chain: locked by whoever posts there, and by nobody else.
create table attribution.ledger_heads (
  county_code text collate "C" primary key check (county_code ~ '^\d{6}$'),
  last_number bigint not null,
  last_hash text not null
);
--> statement-breakpoint
-- The ledger of recognised sales (§3, §4.1). Codes are compared by bytes, so that everything below
-- a node of the division tree is one range of an index, whatever the database's own order is.
create table attribution.ledger_entries (
  county_code text collate "C" not null check (county_code ~ '^\d{6}$'),
  number bigint not null,
  month text not null check (month ~ '^\d{4}-(0[1-9]|1[0-2])$'),
  recognised_on date not null,
  ordered_on date not null,
  village_code text collate "C" not null check (village_code ~ '^(\d{12})?$'),
  order_line_id uuid not null references attribution.recognition_lines,
  purchase_order_id uuid not null,
  cooperative_id uuid not null,
  product_id uuid not null,
  category text not null,
  channel text not null,
  direct_unit_id uuid,
  help_unit_id uuid,
  direct_paired boolean not null,
  help_paired boolean not null,
  eligible boolean not null,
  grade text not null check (grade in ('A', 'B', 'C')),
  grams bigint not null,
  cents bigint not null,
  cause_type text not null,
  cause_id uuid not null,
  cause_line_id uuid not null,
  -- the entry this one corrects, in the same county
  corrects_number bigint,
  actor_id uuid not null,
  rule_version text not null,
  posted_at timestamptz not null,
  previous_hash text not null,
  hash text not null,
  -- whether the entry belongs in totals (§3.6, §3.11): the one place where this is decided
  counted boolean not null generated always as (eligible and grade <> 'C') stored,
  primary key (county_code, number),
  check (direct_unit_id is not null or help_unit_id is not null),
  check (grams <> 0 or cents <> 0)
);
--> statement-breakpoint
create index ledger_entries_order on attribution.ledger_entries (purchase_order_id);
--> statement-breakpoint
create index ledger_entries_month on attribution.ledger_entries (county_code, month, number);
--> statement-breakpoint
create index ledger_entries_newest on attribution.ledger_entries (month, county_code, number);
--> statement-breakpoint
create index ledger_entries_village on attribution.ledger_entries (village_code, month);
--> statement-breakpoint
create index ledger_entries_direct_unit on attribution.ledger_entries (direct_unit_id, month);
--> statement-breakpoint
create index ledger_entries_help_unit on attribution.ledger_entries (help_unit_id, month);
--> statement-breakpoint
create trigger ledger_entries_append_only before update or delete or truncate
  on attribution.ledger_entries
  for each statement execute function platform.refuse_change();
--> statement-breakpoint
-- The nil UUID: stands for no unit in the keys of sums, where null cannot stand.
create function attribution.no_unit() returns uuid language sql immutable parallel safe as $$
  select '00000000-0000-0000-0000-000000000000'::uuid
$$;
--> statement-breakpoint
-- Thirty-one amounts, one for each day of a month: what a single day brought, and sums of these.
create function attribution.add_on_day(days bigint[], day integer, amount bigint) returns bigint[]
language plpgsql immutable as $$
begin
  days[day] := days[day] + amount;
  return days;
end
$$;
--> statement-breakpoint
create aggregate attribution.by_day(integer, bigint) (
  sfunc = attribution.add_on_day, stype = bigint[],
  initcond = '{0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0}');
--> statement-breakpoint
create function attribution.add_days(one bigint[], other bigint[]) returns bigint[]
language sql immutable strict as $$
  select array_agg(a + b order by day) from unnest(one, other) with ordinality as d(a, b, day)
$$;
--> statement-breakpoint
-- What was recognised before the month it is booked in (§4.2) counts from that month's first day.
create function attribution.day_within(month text,
  day date) returns integer language sql immutable as $$
  select greatest(day - make_date(left(month, 4)::int, right(month, 2)::int, 1) + 1, 1)
$$;
--> statement-breakpoint
-- Month × village × units × product, equal to the ledger at every instant, with the amounts of each
-- day, so that a month up to a day costs no more than a whole one. The pair of units is in the
-- key, so any set of units has its direct, help-sale, overlap and distinct total (§3.8) as sums
-- over rows that each count once. No unit is attribution.no_unit().
create table attribution.ledger_rollups (
  county_code text collate "C" not null,
  month text not null,
  village_code text collate "C" not null,
  product_id uuid not null,
  direct_unit_id uuid not null,
  help_unit_id uuid not null,
  direct_paired boolean not null,
  help_paired boolean not null,
  eligible boolean not null,
  grade text not null,
  grams bigint not null,
  cents bigint not null,
  entries bigint not null,
  grams_by_day bigint[] not null check (cardinality(grams_by_day) = 31),
  cents_by_day bigint[] not null check (cardinality(cents_by_day) = 31),
  counted boolean not null generated always as (eligible and grade <> 'C') stored,
  primary key (county_code, month, village_code, product_id, direct_unit_id, help_unit_id,
    direct_paired, help_paired, eligible, grade)
) with (fillfactor = 80);
--> statement-breakpoint
create index ledger_rollups_village on attribution.ledger_rollups (village_code, month);
--> statement-breakpoint
create index ledger_rollups_direct_unit on attribution.ledger_rollups (direct_unit_id, month);
--> statement-breakpoint
create index ledger_rollups_product on attribution.ledger_rollups (product_id, month);
--> statement-breakpoint
create index ledger_rollups_help_unit on attribution.ledger_rollups (help_unit_id, month);
--> statement-breakpoint
-- The nodes of the division tree that an entry lies below: the nation (''), province, city, county,
-- township and village. Goods of unknown village (§3.5) lie in the county's village 000000, which
-- the division tree does not have.
create function attribution.nodes_of(county_code text, village_code text) returns text[]
language sql immutable parallel safe as $$
  select array['', left(county_code, 2), left(county_code, 4), county_code,
    case village_code when '' then county_code || '000' else left(village_code, 9) end,
    case village_code when '' then county_code || '000000' else village_code end]
$$;
--> statement-breakpoint
-- How many purchase orders have recognised sales below a node, each counted once per node, in the
-- month of its first countable entry there and by the county that posted it. Orders do not add up
-- over villages or products as money does, so they are counted where they are asked for. The units
-- an order is credited to are the key, for the same reason as above.
create table attribution.ledger_order_counts (
  county_code text collate "C" not null,
  node_code text collate "C" not null check (node_code ~ '^(\d{2}|\d{4}|\d{6}|\d{9}|\d{12})?$'),
  month text not null,
  direct_unit_ids uuid[] not null,
  help_unit_id uuid not null,
  orders bigint not null,
  primary key (node_code, month, county_code, direct_unit_ids, help_unit_id),
  check (starts_with(node_code, county_code) or starts_with(county_code, node_code))
);
--> statement-breakpoint
create index ledger_order_counts_direct
  on attribution.ledger_order_counts using gin (direct_unit_ids) where node_code = '';
--> statement-breakpoint
create index ledger_order_counts_direct_below
  on attribution.ledger_order_counts using gin (direct_unit_ids) where node_code <> '';
--> statement-breakpoint
create index ledger_order_counts_help
  on attribution.ledger_order_counts (help_unit_id, node_code, month);
--> statement-breakpoint
-- The units that a credit snapshot names as buyers, in id order.
create function attribution.direct_units_of(credit jsonb) returns uuid[]
language sql immutable parallel safe as $$
  select array(select (buyer->>'unitId')::uuid
    from jsonb_array_elements(credit->'directCredits') buyer order by 1)
$$;
--> statement-breakpoint
-- What an amount is in each figure (§3.8, §3.10, §3.11): the one definition, which is summed over
-- entries, over rollups of units, and into the sums of places. `is_direct`, `is_help` and `is_paired`
-- are meant for the units that are asked for, or for all.
create function attribution.figures_of(counted boolean, is_direct boolean, is_help boolean,
  is_paired boolean, village_code text, cents bigint, grams bigint)
returns table (direct_cents bigint, direct_grams bigint, help_cents bigint, help_grams bigint,
  overlap_cents bigint, overlap_grams bigint, distinct_cents bigint, distinct_grams bigint,
  paired_cents bigint, paired_grams bigint, unknown_cents bigint, unknown_grams bigint,
  not_counted_cents bigint, not_counted_grams bigint)
language sql immutable as $$
  select
    case when counted and is_direct then cents else 0 end,
    case when counted and is_direct then grams else 0 end,
    case when counted and is_help then cents else 0 end,
    case when counted and is_help then grams else 0 end,
    case when counted and is_direct and is_help then cents else 0 end,
    case when counted and is_direct and is_help then grams else 0 end,
    case when counted then cents else 0 end,
    case when counted then grams else 0 end,
    case when counted and is_paired then cents else 0 end,
    case when counted and is_paired then grams else 0 end,
    case when counted and village_code = '' then cents else 0 end,
    case when counted and village_code = '' then grams else 0 end,
    case when counted then 0 else cents end,
    case when counted then 0 else grams end
$$;
--> statement-breakpoint
-- The periods that a month belongs to: itself, its quarter and its year, as reports write them.
create function attribution.periods_of(month text) returns text[]
language sql immutable parallel safe as $$
  select array[month, left(month, 4) || '-Q' || (right(month, 2)::int + 2) / 3, left(month, 4)]
$$;
--> statement-breakpoint
-- What a county adds to the figures of a node in a month, a quarter or a year, for all units
-- together. There is a row for each period that can be asked for, so that a question about a place
-- reads one row, and one about the nation a row for each county. A county's rows are kept under its
-- lock and by nobody else, so that no two counties ever wait for each other. Months keep the
-- distinct total of each day beside it, for periods that are not over.
create table attribution.place_sums (
  county_code text collate "C" not null,
  node_code text collate "C" not null check (node_code ~ '^(\d{2}|\d{4}|\d{6}|\d{9}|\d{12})?$'),
  period text collate "C" not null check (period ~ '^\d{4}(-Q[1-4]|-(0[1-9]|1[0-2]))?$'),
  direct_cents bigint not null,
  direct_grams bigint not null,
  help_cents bigint not null,
  help_grams bigint not null,
  overlap_cents bigint not null,
  overlap_grams bigint not null,
  distinct_cents bigint not null,
  distinct_grams bigint not null,
  paired_cents bigint not null,
  paired_grams bigint not null,
  unknown_cents bigint not null,
  unknown_grams bigint not null,
  not_counted_cents bigint not null,
  not_counted_grams bigint not null,
  -- purchase orders in the period of their first counted entry below the node
  direct_orders bigint not null,
  help_orders bigint not null,
  overlap_orders bigint not null,
  distinct_orders bigint not null,
  entries bigint not null,
  cents_by_day bigint[] check (cardinality(cents_by_day) = 31),
  grams_by_day bigint[] check (cardinality(grams_by_day) = 31),
  primary key (node_code, period, county_code),
  check (starts_with(node_code, county_code) or starts_with(county_code, node_code)),
  check ((period ~ '-\d') = (cents_by_day is not null and grams_by_day is not null))
) with (fillfactor = 80);
--> statement-breakpoint
create index place_sums_level on attribution.place_sums (period, length(node_code), node_code);
--> statement-breakpoint
-- Villages in the order of what they sold, for rankings among any number of them.
create index place_sums_villages on attribution.place_sums (period, distinct_cents desc, node_code)
  where length(node_code) = 12;
--> statement-breakpoint
-- What each unit and each product has in a county, city, province, and in the nation (''), in a
-- month, a quarter or a year: for rankings among more keys than can be summed while somebody waits. Two counties
-- may add to one row, so it is not kept by whoever posts, who would wait: entries stay in
-- `unfolded_entries` until `fold_entries` has added them. A row and the entries that are not
-- folded yet together equal the ledger at every instant.
create table attribution.ranked_sums (
  kind text not null check (kind in ('unit', 'product')),
  node_code text collate "C" not null check (node_code ~ '^(\d{2}|\d{4}|\d{6})?$'),
  period text collate "C" not null check (period ~ '^\d{4}(-Q[1-4]|-(0[1-9]|1[0-2]))?$'),
  key uuid not null,
  cents bigint not null,
  grams bigint not null,
  primary key (kind, node_code, period, key)
);
--> statement-breakpoint
create index ranked_sums_order on attribution.ranked_sums (kind, node_code, period, cents desc, key);
--> statement-breakpoint
create table attribution.unfolded_entries (
  county_code text collate "C" not null,
  number bigint not null,
  primary key (county_code, number)
);
--> statement-breakpoint
-- What entries add to ranked sums: a credited unit each, and the product.
create function attribution.ranked_amounts(entry attribution.ledger_entries)
returns table (kind text, node_code text, period text, key uuid, cents bigint, grams bigint)
language sql immutable as $$
  select ranked.kind, node.code, period.text, ranked.key, entry.cents, entry.grams
  from (values ('unit', entry.direct_unit_id), ('unit', entry.help_unit_id),
      ('product', entry.product_id)) as ranked(kind, key)
    cross join (values (''), (left(entry.county_code, 2)), (left(entry.county_code, 4)),
      (entry.county_code)) as node(code)
    cross join unnest(attribution.periods_of(entry.month)) as period(text)
  where entry.counted and ranked.key is not null
$$;
--> statement-breakpoint
-- Adds the oldest entries that are not folded yet, at most so many, to the ranked sums, and says
-- how many there were. One does so at a time; whoever comes meanwhile has nothing to do.
create function attribution.fold_entries(most integer) returns integer language plpgsql as $$
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
    returning u.county_code, u.number
  ), added as (
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
create function attribution.add_to_sums(posted attribution.ledger_entries[]) returns void
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
      p.order_line_id, coalesce(p.help_unit_id, attribution.no_unit()) as help_unit_id
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

  insert into attribution.unfolded_entries select county_code, number from unnest(posted);
end
$$;
--> statement-breakpoint
create function attribution.sum_posted() returns trigger language plpgsql as $$
begin
  perform attribution.add_to_sums(
    (select array_agg(p::attribution.ledger_entries) from posted p));
  return null;
end
$$;
--> statement-breakpoint
create trigger ledger_entries_sum after insert on attribution.ledger_entries
  referencing new table as posted
  for each statement execute function attribution.sum_posted();
--> statement-breakpoint
-- 统计期: a month of one county; a month without a row is open.
create table attribution.periods (
  county_code text collate "C" not null,
  month text not null,
  state text not null check (state in ('open', 'closed')),
  primary key (county_code, month)
);
--> statement-breakpoint
-- An entry of the ledger as it was posted, without what only its hash covers. `counted` says
-- whether it belongs in totals, `has_direct_unit` and `has_help_unit` whether any unit is credited
-- in that way.
create view attribution.ledger_entries_published as
  select county_code, number, month, recognised_on, ordered_on, village_code, order_line_id,
    cooperative_id, product_id, channel, direct_unit_id, help_unit_id, direct_paired,
    help_paired, counted, grade, grams, cents, cause_type, corrects_number,
    direct_unit_id is not null as has_direct_unit, help_unit_id is not null as has_help_unit
  from attribution.ledger_entries;
--> statement-breakpoint
-- Sums of entries, equal to them at every instant; the same columns mean the same. Where no unit
-- is credited, its column holds the nil UUID and `has_direct_unit` or `has_help_unit` is false.
create view attribution.ledger_rollups_published as
  select county_code, month, village_code, product_id, direct_unit_id, help_unit_id,
    direct_paired, help_paired, counted, grams, cents, entries, grams_by_day, cents_by_day,
    direct_unit_id <> attribution.no_unit() as has_direct_unit,
    help_unit_id <> attribution.no_unit() as has_help_unit
  from attribution.ledger_rollups;
--> statement-breakpoint
-- How many purchase orders have counted entries below a node, by the month of the first one there;
-- their direct units, none or several, and the help-seller as in the rollups.
create view attribution.ledger_order_counts_published as
  select county_code, node_code, month, direct_unit_ids, help_unit_id, orders,
    cardinality(direct_unit_ids) > 0 as has_direct_unit,
    help_unit_id <> attribution.no_unit() as has_help_unit
  from attribution.ledger_order_counts;
--> statement-breakpoint
-- What a county adds to the figures of a node in a month, quarter or year, for all units together;
-- the node '' is the nation.
-- `place_key` is the node, and '' for unknown villages.
create view attribution.place_sums_published as
  select county_code, node_code, length(node_code) as code_length,
    case substr(node_code, 7, 3) when '000' then '' else node_code end as place_key, period, direct_cents, direct_grams,
    help_cents, help_grams, overlap_cents, overlap_grams, distinct_cents, distinct_grams,
    paired_cents, paired_grams, unknown_cents, unknown_grams, not_counted_cents,
    not_counted_grams, direct_orders, help_orders, overlap_orders, distinct_orders, entries,
    cents_by_day, grams_by_day
  from attribution.place_sums;
--> statement-breakpoint
-- What units and products have in a county, city, province or, under '', in the nation, without the entries of
-- the view below; `cents` and `grams` of both together are the truth.
create view attribution.ranked_sums_published as
  select kind, node_code, period, key, cents, grams from attribution.ranked_sums;
--> statement-breakpoint
-- What entries that are not folded yet add to the ranked sums.
create view attribution.unfolded_sums_published as
  select r.kind, r.node_code, r.period, r.key, sum(r.cents)::bigint as cents,
    sum(r.grams)::bigint as grams
  from attribution.unfolded_entries u
    join attribution.ledger_entries e using (county_code, number)
    cross join lateral attribution.ranked_amounts(e) r
  group by 1, 2, 3, 4;
--> statement-breakpoint
-- What was reported of an order line, as changes: acceptances and returns in grams and 分 of
-- accepted goods, payments and refunds in 分 of goods paid.
create view attribution.recognition_facts_published as
  select id, order_line_id, kind, cause_type, cause_line_id, occurred_on, grams, cents
  from attribution.recognition_facts;
--> statement-breakpoint
-- An order line since its first fact: what was fixed at placement, and its totals so far.
create view attribution.recognition_lines_published as
  select order_line_id, purchase_order_id, purchase_order_number, ordered_on, cooperative_id,
    supervising_county_code, channel, product_id, credit, grade, accepted_grams, accepted_cents,
    paid_cents
  from attribution.recognition_lines;
