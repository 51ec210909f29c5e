create schema catalogue;
--> statement-breakpoint
create table catalogue.products (
  id uuid primary key,
  cooperative_id uuid not null references organisations.cooperatives,
  name text not null,
  variety text not null default '',
  category text not null,
  -- where it is said to grow, for the shop window; figures come from lots (§3.5)
  origin_code text not null references villages.divisions,
  description text not null default '',
  storage text not null default 'ambient' check (storage in ('ambient', 'chilled', 'frozen')),
  shelf_life_days integer check (shelf_life_days > 0),
  state text not null
    check (state in ('draft', 'in_review', 'approved', 'held', 'rejected', 'withdrawn')),
  state_reason text not null default '',
  reviewed_by uuid references accounts.people,
  reviewed_at timestamptz,
  duplicate_of uuid references catalogue.products,
  submitted_at timestamptz,
  -- what kind of produce it is, without place names, praise and pack (§5.1, §5.7)
  produce_key text not null,
  -- what is searched: lower case, words apart; and its single characters and pairs of characters,
  -- for a trigram index knows no word of two characters
  search_words text not null default '',
  search_grams text[] not null default '{}',
  -- every division the goods come from, with all above it: by origin and by lots on sale
  area_codes text[] not null default '{}',
  -- season windows as numbers MMDD; the whole year where none is said
  season int4multirange not null default '{[101,1232)}',
  -- of the cheapest pack on sale, rounded for showing and sorting
  cents_per_jin bigint,
  latest_harvest date,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  version integer not null default 1
);
--> statement-breakpoint
create index products_cooperative on catalogue.products (cooperative_id, updated_at, id);
--> statement-breakpoint
create index products_newest on catalogue.products (created_at desc, id desc)
  where state = 'approved';
--> statement-breakpoint
create index products_price on catalogue.products (cents_per_jin, id) where state = 'approved';
--> statement-breakpoint
create index products_harvest on catalogue.products (latest_harvest desc nulls last, id desc)
  where state = 'approved';
--> statement-breakpoint
create index products_category
  on catalogue.products (category, latest_harvest desc nulls last, id desc)
  where state = 'approved';
--> statement-breakpoint
create index products_produce on catalogue.products (produce_key, category)
  where state = 'approved';
--> statement-breakpoint
create index products_review on catalogue.products (submitted_at, id)
  where state in ('in_review', 'held');
--> statement-breakpoint
create index products_review_of_cooperative
  on catalogue.products (cooperative_id, submitted_at, id) where state in ('in_review', 'held');
--> statement-breakpoint
create index products_search on catalogue.products using gin (search_grams) with (fastupdate = off)
  where state = 'approved';
--> statement-breakpoint
create index products_area on catalogue.products using gin (area_codes) with (fastupdate = off)
  where state = 'approved';
--> statement-breakpoint
-- The median of comparable offers: same category, same produce (§5.1).
create table catalogue.produce_medians (
  category text not null,
  produce_key text not null,
  median_cents_per_jin bigint not null check (median_cents_per_jin > 0),
  offers integer not null check (offers > 0),
  primary key (category, produce_key)
);
--> statement-breakpoint
create table catalogue.product_photos (
  product_id uuid not null references catalogue.products,
  position smallint not null,
  file_id uuid not null references evidence.files,
  primary key (product_id, position)
);
--> statement-breakpoint
-- Months and days a product is in season, `MM-DD`; a window may run over new year.
create table catalogue.season_windows (
  product_id uuid not null references catalogue.products,
  position smallint not null,
  starts text not null check (starts ~ '^(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$'),
  ends text not null check (ends ~ '^(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$'),
  primary key (product_id, position)
);
--> statement-breakpoint
create table catalogue.packs (
  id uuid primary key,
  product_id uuid not null references catalogue.products,
  position smallint not null,
  name text not null,
  net_grams bigint not null check (net_grams > 0),
  -- pieces in the pack where it is sold by count
  pieces integer check (pieces > 0),
  price_cents bigint not null check (price_cents > 0),
  minimum_quantity integer not null default 1 check (minimum_quantity > 0),
  cents_per_jin bigint generated always as ((price_cents * 1000 + net_grams) /
    (net_grams * 2)) stored,
  withdrawn_at timestamptz,
  version integer not null default 1,
  -- so that what names a pack with its product is held to both by one foreign key
  unique (id, product_id)
);
--> statement-breakpoint
create index packs_product on catalogue.packs (product_id, position);
--> statement-breakpoint
create table catalogue.price_tiers (
  pack_id uuid not null references catalogue.packs,
  from_quantity integer not null check (from_quantity > 1),
  price_cents bigint not null check (price_cents > 0),
  primary key (pack_id, from_quantity)
);
--> statement-breakpoint
-- Every base price a pack ever had (§5.1).
create table catalogue.pack_prices (
  pack_id uuid not null references catalogue.packs,
  from_at timestamptz not null,
  price_cents bigint not null,
  primary key (pack_id, from_at)
);
--> statement-breakpoint
-- A cooperative's terms of sale (§5.2); times are Asia/Shanghai.
create table catalogue.sales_terms (
  cooperative_id uuid primary key references organisations.cooperatives,
  minimum_order_cents bigint not null check (minimum_order_cents >= 0),
  cut_off time not null,
  lead_time_days integer not null check (lead_time_days between 0 and 60),
  version integer not null default 1
);
--> statement-breakpoint
-- The terms of whoever has set none, from the day on (§3.12): rows are only added.
create table catalogue.default_sales_terms (
  valid_from date primary key,
  minimum_order_cents bigint not null check (minimum_order_cents >= 0),
  cut_off time not null,
  lead_time_days integer not null check (lead_time_days between 0 and 60)
);
--> statement-breakpoint
insert into catalogue.default_sales_terms values ('1900-01-01', 0, '16:00', 2);
--> statement-breakpoint
create trigger default_sales_terms_append_only before update or delete or truncate
  on catalogue.default_sales_terms
  for each statement execute function platform.refuse_change();
--> statement-breakpoint
-- The terms of sale of each cooperative on a day: its own, or the general ones with version 0.
-- `cut_off` is `HH:MM`, Asia/Shanghai. `edition` tells terms from all others that the cooperative
-- ever sold under, its own by their version, general ones by the day they begin.
create function catalogue.terms_in_force(on_day date)
returns table (cooperative_id uuid, minimum_order_cents bigint, cut_off text,
  lead_time_days integer, version integer, edition text)
language sql stable as $$
  select cooperatives.organisation_id,
    coalesce(own.minimum_order_cents, general.minimum_order_cents),
    to_char(coalesce(own.cut_off, general.cut_off), 'HH24:MI'),
    coalesce(own.lead_time_days, general.lead_time_days),
    coalesce(own.version, 0),
    coalesce(own.version::text, general.valid_from::text)
  from organisations.cooperatives_published cooperatives
  left join catalogue.sales_terms own on own.cooperative_id = cooperatives.organisation_id
  cross join lateral (
    select * from catalogue.default_sales_terms
    where valid_from <= on_day order by valid_from desc limit 1
  ) as general
$$;
--> statement-breakpoint
create table catalogue.delivery_areas (
  cooperative_id uuid not null references organisations.cooperatives,
  division_code text not null references villages.divisions,
  freight_cents_per_kg bigint not null check (freight_cents_per_kg >= 0),
  primary key (cooperative_id, division_code)
);
--> statement-breakpoint
create table catalogue.lots (
  id uuid primary key,
  product_id uuid not null references catalogue.products,
  number text not null,
  harvested_on date not null,
  expires_on date,
  total_grams bigint not null check (total_grams > 0),
  households integer check (households >= 0),
  certificate_kind text not null check (certificate_kind in ('promise', 'licence')),
  certificate_number text not null,
  certificate_issued_on date,
  certificate_promiser text not null default '',
  certificate_valid_to date,
  certificate_file_id uuid references evidence.files,
  created_by uuid not null references accounts.people,
  created_at timestamptz not null,
  closed_at timestamptz,
  unique (product_id, number),
  unique (id, product_id)
);
--> statement-breakpoint
create index lots_product on catalogue.lots (product_id) where closed_at is null;
--> statement-breakpoint
-- The origin of a lot by weight; a null village is what cannot be shown (未归村). Sums to 10,000.
create table catalogue.lot_villages (
  lot_id uuid not null references catalogue.lots,
  position smallint not null,
  village_code text references villages.divisions,
  share_basis_points integer not null check (share_basis_points between 1 and 10000),
  primary key (lot_id, position)
);
--> statement-breakpoint
create unique index lot_villages_once
  on catalogue.lot_villages (lot_id, coalesce(village_code, ''));
--> statement-breakpoint
create index lot_villages_village on catalogue.lot_villages (village_code);
--> statement-breakpoint
create function catalogue.demand_whole_lot() returns trigger language plpgsql as $$
begin
  if (select sum(share_basis_points) from catalogue.lot_villages
      where lot_id = coalesce(new.lot_id, old.lot_id)) is distinct from 10000 then
    raise exception 'the village shares of lot % do not sum to 10000', coalesce(new.lot_id,
      old.lot_id)
      using errcode = '23514';
  end if;
  return null;
end $$;
--> statement-breakpoint
create constraint trigger lot_villages_whole after insert or update or delete
  on catalogue.lot_villages
  deferrable initially deferred for each row execute function catalogue.demand_whole_lot();
--> statement-breakpoint
-- What is left of a lot to sell; narrow, because every order writes here (§5.3).
create table catalogue.lot_stock (
  lot_id uuid primary key references catalogue.lots,
  available_grams bigint not null check (available_grams >= 0)
) with (fillfactor = 50);
--> statement-breakpoint
-- Why the quantity of a lot changed other than by orders: losses, counts, returns.
create table catalogue.lot_adjustments (
  id uuid primary key,
  lot_id uuid not null references catalogue.lots,
  change_grams bigint not null check (change_grams <> 0),
  reason text not null,
  created_by uuid not null references accounts.people,
  created_at timestamptz not null
);
--> statement-breakpoint
create index lot_adjustments_lot on catalogue.lot_adjustments (lot_id);
--> statement-breakpoint
-- Reserves grams of lots, `[{lotId, grams}]`: all of them or, where a lot is closed or has too
-- little left, none (§5.3). Several entries of one lot count together. Lots are taken in the order
-- of their ids, so rivals never wait for each other in a circle. Whoever waited for a lot is held
-- to what is left then; whether lots are closed is asked behind all waiting.
create function catalogue.reserve_stock(wanted jsonb) returns void language plpgsql as $$
declare
  lot record;
  lot_ids uuid[];
begin
  for lot in
    select "lotId" as id, sum(grams)::bigint as weight
    from jsonb_to_recordset(wanted) as entry ("lotId" uuid, grams bigint)
    group by "lotId" order by "lotId"
  loop
    update catalogue.lot_stock set available_grams = available_grams - lot.weight
    where lot_id = lot.id and available_grams >= lot.weight;
    if not found then perform platform.refuse_stale('stock'); end if;
    lot_ids := lot_ids || lot.id;
  end loop;
  if exists (select from catalogue.lots where id = any(lot_ids) and closed_at is not null)
    then perform platform.refuse_stale('lot'); end if;
end $$;
--> statement-breakpoint
-- Requires that packs are still offered on a day as they were seen, `[{packId, packVersion,
-- productVersion, termsEdition}]`: on sale by a cooperative that is admitted, and neither the pack,
-- its product nor the terms of sale have changed.
create function catalogue.require_offers(seen jsonb, on_day date) returns void
language plpgsql as $$
declare
  pack_ids uuid[] := array(select distinct "packId" from jsonb_to_recordset(seen)
    as line ("packId" uuid));
  unchanged integer;
begin
  select count(distinct packs.id) into unchanged
  from catalogue.packs
  join jsonb_to_recordset(seen) as line ("packId" uuid, "packVersion" integer,
      "productVersion" integer, "termsEdition" text)
    on line."packId" = packs.id and line."packVersion" = packs.version
  join catalogue.products on products.id = packs.product_id
    and products.version = line."productVersion"
  join organisations.cooperatives_published cooperatives
    on cooperatives.organisation_id = products.cooperative_id
  join catalogue.terms_in_force(on_day) terms on terms.cooperative_id = products.cooperative_id
    and terms.edition = line."termsEdition"
  where packs.id = any(pack_ids) and packs.withdrawn_at is null
    and products.state = 'approved' and cooperatives.state = 'admitted';
  if unchanged < cardinality(pack_ids) then perform platform.refuse_stale('offer'); end if;
end $$;
--> statement-breakpoint
-- A pack with what decides whether and at which price it can be ordered, beside the terms in force
-- (§5.2); what is withdrawn or not approved too, so that a refusal can say why. Read by orders.
create view catalogue.offers_published as
  select packs.id as pack_id, packs.version as pack_version, packs.name as pack_name,
    packs.net_grams as pack_grams, packs.price_cents, packs.minimum_quantity,
    packs.withdrawn_at is not null as is_pack_withdrawn,
    products.id as product_id, products.version as product_version, products.name as product_name,
    products.category, products.state as product_state, products.cooperative_id,
    organisations.name as cooperative_name, cooperatives.state as cooperative_state,
    (select coalesce(json_agg(json_build_object('from_quantity', from_quantity,
        'price_cents', price_cents) order by from_quantity), '[]')
      from catalogue.price_tiers where pack_id = packs.id) as tiers,
    (select coalesce(json_agg(json_build_object('starts', starts, 'ends', ends)
        order by position), '[]')
      from catalogue.season_windows where product_id = products.id) as season_windows,
    (select coalesce(json_agg(json_build_object('code', division_code,
        'freight_cents_per_kg', freight_cents_per_kg) order by division_code), '[]')
      from catalogue.delivery_areas
      where cooperative_id = products.cooperative_id) as delivery_areas,
    -- lots with something left, what expires first comes first
    (select coalesce(json_agg(json_build_object('lot_id', lots.id,
        'available_grams', lot_stock.available_grams, 'expires_on', lots.expires_on,
        'certificate_valid_to', lots.certificate_valid_to)
        order by lots.expires_on nulls last, lots.harvested_on, lots.id), '[]')
      from catalogue.lots join catalogue.lot_stock on lot_stock.lot_id = lots.id
      where lots.product_id = products.id and lots.closed_at is null
        and lot_stock.available_grams > 0) as lots
  from catalogue.packs
  join catalogue.products on products.id = packs.product_id
  join organisations.cooperatives_published cooperatives
    on cooperatives.organisation_id = products.cooperative_id
  join organisations.organisations_published organisations
    on organisations.id = products.cooperative_id;
--> statement-breakpoint
-- Read by reports.
create view catalogue.lot_adjustments_published as
  select id, lot_id, change_grams
  from catalogue.lot_adjustments;
--> statement-breakpoint
-- Read by reports.
create view catalogue.lot_stock_published as
  select lot_id, available_grams
  from catalogue.lot_stock;
--> statement-breakpoint
-- Read by reports.
create view catalogue.lot_villages_published as
  select lot_id, share_basis_points
  from catalogue.lot_villages;
--> statement-breakpoint
-- Read by orders, reports, exchange.
create view catalogue.lots_published as
  select id, product_id, number, harvested_on, total_grams, households, certificate_number
  from catalogue.lots;
--> statement-breakpoint
-- Read by reports.
create view catalogue.products_published as
  select id, cooperative_id, name, category, state, created_at
  from catalogue.products;
