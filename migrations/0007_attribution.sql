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
create function attribution.on_day(day integer,
  amount bigint) returns bigint[] language sql immutable as $$
  select array_fill(0::bigint, array[day - 1]) || amount || array_fill(0::bigint, array[31 - day])
$$;
--> statement-breakpoint
create function attribution.add_days(one bigint[], other bigint[]) returns bigint[]
language sql immutable strict as $$
  select array_agg(a + b order by day) from unnest(one, other) with ordinality as d(a, b, day)
$$;
--> statement-breakpoint
create aggregate attribution.sum_days(bigint[]) (sfunc = attribution.add_days, stype = bigint[]);
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
create index ledger_rollups_help_unit on attribution.ledger_rollups (help_unit_id, month);
--> statement-breakpoint
-- How many purchase orders have recognised sales below a node (county, township, village), each
-- counted once per node, in the month of its first countable entry there. Orders do not add up over
-- villages or products as money does, so they are counted where they are asked for. The units an
-- order is credited to are the key, for the same reason as above.
create table attribution.ledger_order_counts (
  county_code text collate "C" not null,
  node_code text collate "C" not null check (node_code ~ '^(\d{6}|\d{9}|\d{12})$'),
  month text not null,
  direct_unit_ids uuid[] not null,
  help_unit_id uuid not null,
  orders bigint not null,
  primary key (node_code, month, direct_unit_ids, help_unit_id),
  check (starts_with(node_code, county_code))
);
--> statement-breakpoint
create index ledger_order_counts_county on attribution.ledger_order_counts (county_code, month)
  where node_code = county_code;
--> statement-breakpoint
create index ledger_order_counts_direct
  on attribution.ledger_order_counts using gin (direct_unit_ids);
--> statement-breakpoint
create index ledger_order_counts_help on attribution.ledger_order_counts (help_unit_id);
--> statement-breakpoint
-- The nodes below which an entry's order is counted: its county and, where the village is known,
-- township and village.
create function attribution.nodes_of(county_code text, village_code text) returns text[]
language sql immutable parallel safe as $$
  select case village_code when '' then array[county_code]
    else array[county_code, left(village_code, 9), village_code] end
$$;
--> statement-breakpoint
-- The units that a credit snapshot names as buyers, in id order.
create function attribution.direct_units_of(credit jsonb) returns uuid[]
language sql immutable parallel safe as $$
  select array(select (buyer->>'unitId')::uuid
    from jsonb_array_elements(credit->'directCredits') buyer order by 1)
$$;
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
