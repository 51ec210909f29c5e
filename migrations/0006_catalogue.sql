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
-- With the seller, whose freight the delivered price needs: that order reads the index alone.
create index products_price on catalogue.products (cents_per_jin, id desc)
  include (cooperative_id) where state = 'approved';
--> statement-breakpoint
create index products_harvest on catalogue.products (latest_harvest desc nulls last, id desc)
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
-- Everything few products may have in common, as one array: the index intersects what is asked for
-- by itself, and the table is read for those products alone that have all of it.
create index products_found on catalogue.products
  using gin ((search_grams || area_codes || array[category, storage])) with (fastupdate = off)
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
-- Who delivers to a place, and at which freight.
create index delivery_areas_place on catalogue.delivery_areas (division_code, cooperative_id)
  include (freight_cents_per_kg);
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
-- The tiers of a pack as the API writes them.
create function catalogue.tiers_document(of_pack uuid) returns json language sql stable as $$
  select array_to_json(array(select row_to_json(tier) from (
    select from_quantity as "fromQuantity", price_cents as "priceCents"
    from catalogue.price_tiers where pack_id = of_pack order by from_quantity) as tier))
$$;
--> statement-breakpoint
-- A pack as a product's page shows it, with at most 24 earlier prices; not yet delivered anywhere.
create function catalogue.pack_document(of_pack uuid) returns json language sql stable as $$
  select row_to_json(pack) from (
    select id as "packId", version, name, net_grams as "netGrams", pieces,
      price_cents as "priceCents", minimum_quantity as "minimumQuantity",
      catalogue.tiers_document(id) as tiers, cents_per_jin as "centsPerJin",
      null as "deliveredCentsPerJin",
      array(select row_to_json(price) from (
        select to_char(from_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as "fromAt",
          price_cents as "priceCents"
        from catalogue.pack_prices where pack_id = of_pack
        order by from_at desc limit 24) as price) as prices
    from catalogue.packs where id = of_pack) as pack
$$;
--> statement-breakpoint
-- What is shown of a product and changes with the product alone, as the API writes it: its place in
-- the catalogue, null where no pack is on sale, and its page. Stock, seller, median and terms change
-- with other things and are read beside it.
create table catalogue.product_documents (
  product_id uuid primary key references catalogue.products,
  card text,
  page text not null,
  -- of the pack on the card, for the delivered price
  price_cents bigint,
  pack_grams bigint
);
--> statement-breakpoint
-- The documents of products as they must be now.
create function catalogue.documents_of(product_ids uuid[])
returns table (product_id uuid, page text, card text, price_cents bigint, pack_grams bigint)
language sql stable as $$
  select products.id, row_to_json(page)::text,
    case when pack.id is not null then row_to_json(card)::text end, pack.price_cents,
    pack.net_grams
  from catalogue.products
  left join lateral (
    select *, count(*) over () as count from catalogue.packs
    where product_id = products.id and withdrawn_at is null
    order by cents_per_jin, position limit 1
  ) as pack on true
  cross join lateral (
    select products.id as "productId", products.name, products.variety, products.category,
      products.storage,
      (select file_id from catalogue.product_photos
        where product_id = products.id order by position limit 1) as "photoFileId",
      products.cooperative_id as "cooperativeId", products.origin_code as "originCode",
      products.latest_harvest as "harvestedOn", pack.id as "packId", pack.name as "packName",
      pack.net_grams as "packGrams", pack.count as "packCount", pack.price_cents as "priceCents",
      pack.minimum_quantity as "minimumQuantity", catalogue.tiers_document(pack.id) as tiers,
      pack.cents_per_jin as "centsPerJin"
  ) as card
  cross join lateral (
    select products.id as "productId", products.name, products.variety, products.category,
      products.description, products.storage, products.shelf_life_days as "shelfLifeDays",
      array(select file_id from catalogue.product_photos
        where product_id = products.id order by position) as "photoFileIds",
      products.cooperative_id as "cooperativeId", products.origin_code as "originCode",
      array(select row_to_json(time) from (
        select starts, ends from catalogue.season_windows
        where product_id = products.id order by position) as time) as "seasonWindows",
      array(select catalogue.pack_document(packs.id) from catalogue.packs
        where product_id = products.id and withdrawn_at is null order by position) as packs
  ) as page
  where products.id = any(product_ids)
$$;
--> statement-breakpoint
-- Writes the documents of products anew; called by every act that changes what they show.
create function catalogue.write_documents(product_ids uuid[]) returns void language sql as $$
  insert into catalogue.product_documents (product_id, page, card, price_cents, pack_grams)
  select * from catalogue.documents_of(product_ids)
  on conflict (product_id) do update set page = excluded.page, card = excluded.card,
    price_cents = excluded.price_cents, pack_grams = excluded.pack_grams
$$;
--> statement-breakpoint
-- The terms of sale of a cooperative on a day as the API writes them.
create function catalogue.terms_document(of_cooperative uuid, on_day date)
returns table (document json) language sql stable as $$
  select row_to_json(written) from (
    select coalesce(own.minimum_order_cents, general.minimum_order_cents) as "minimumOrderCents",
      to_char(coalesce(own.cut_off, general.cut_off), 'HH24:MI') as "cutOff",
      coalesce(own.lead_time_days, general.lead_time_days) as "leadTimeDays"
    from (select * from catalogue.default_sales_terms
      where valid_from <= on_day order by valid_from desc limit 1) as general
    left join catalogue.sales_terms own on own.cooperative_id = of_cooperative
  ) as written
$$;
--> statement-breakpoint
-- What one pays for freight to a place, a kilogram, by the narrowest area; no row: it is not
-- delivered there. `place_codes` are the codes of the place and of all divisions above it.
create function catalogue.freight_to(place_codes text[], of_cooperative uuid)
returns table (freight bigint) language sql stable as $$
  select freight_cents_per_kg from catalogue.delivery_areas
  where cooperative_id = of_cooperative and division_code = any(place_codes)
  order by length(division_code) desc limit 1
$$;
--> statement-breakpoint
-- A product's card as the API writes it: its document, and what changes with other things.
create function catalogue.whole_card(of_product uuid, on_day date, month_day integer,
  place_codes text[])
returns table (document text) language sql stable as $$
  select left(own.card, -1) || ',' || substr(row_to_json(beside)::text, 2)
  from catalogue.products
  join catalogue.product_documents own on own.product_id = products.id
  join organisations.organisations_published seller on seller.id = products.cooperative_id
  join villages.divisions_published origin on origin.code = products.origin_code
  left join catalogue.produce_medians median
    on median.category = products.category and median.produce_key = products.produce_key
  cross join lateral (
    select seller.name as "cooperativeName", seller.is_example as "isExample",
      origin.path_name as "originName", products.season @> month_day as "isInSeason",
      coalesce((select sum(available_grams)::bigint from catalogue.lots
        join catalogue.lot_stock on lot_stock.lot_id = lots.id
        where lots.product_id = of_product and lots.closed_at is null
          and coalesce(lots.expires_on >= on_day, true)
          and coalesce(lots.certificate_valid_to >= on_day, true)), 0) as "availableGrams",
      (own.price_cents * 1000 + ((select freight from catalogue.freight_to(place_codes,
          products.cooperative_id)) + 1) * own.pack_grams)
        / (own.pack_grams * 2) as "deliveredCentsPerJin",
      case when median.offers > 1 then median.median_cents_per_jin end as "medianCentsPerJin",
      coalesce(median.offers, 1) as "comparableOffers",
      (select document from catalogue.terms_document(products.cooperative_id, on_day)) as terms
  ) as beside
  where products.id = of_product
$$;
--> statement-breakpoint
-- A product's page as the API writes it, its packs not yet delivered anywhere: its document, and what
-- changes with other things; the lots that have something left, what expires first before others.
create function catalogue.whole_page(of_product uuid, on_day date, month_day integer,
  place_codes text[])
returns table (document text, freight bigint) language sql stable as $$
  select left(own.page, -1) || ',' || substr(row_to_json(beside)::text, 2),
    beside."freightCentsPerKg"
  from catalogue.products
  join catalogue.product_documents own on own.product_id = products.id
  join organisations.organisations_published seller on seller.id = products.cooperative_id
  join villages.divisions_published origin on origin.code = products.origin_code
  cross join lateral (
    select seller.name as "cooperativeName", seller.is_example as "isExample",
      origin.path_name as "originPathName", products.season @> month_day as "isInSeason",
      (select freight from catalogue.freight_to(place_codes, products.cooperative_id))
        as "freightCentsPerKg",
      (select row_to_json(comparable) from (
        select median_cents_per_jin as "centsPerJin", offers
        from catalogue.produce_medians median where median.category = products.category
          and median.produce_key = products.produce_key and offers > 1) as comparable) as median,
      (select document from catalogue.terms_document(products.cooperative_id, on_day)) as terms,
      array(select row_to_json(area) from (
        select code, path_name as name, freight_cents_per_kg as "freightCentsPerKg"
        from catalogue.delivery_areas join villages.divisions_published divisions
          on divisions.code = division_code
        where cooperative_id = products.cooperative_id order by code) as area)
        as "deliveryAreas",
      array(select row_to_json(lot) from (
        select lots.id as "lotId", lots.number, lots.harvested_on as "harvestedOn",
          lots.expires_on as "expiresOn", lot_stock.available_grams as "availableGrams",
          lots.households,
          (select row_to_json(paper) from (select lots.certificate_kind as kind,
            lots.certificate_number as number, lots.certificate_issued_on as "issuedOn",
            lots.certificate_valid_to as "validTo", lots.certificate_file_id as "fileId")
            as paper) as certificate,
          array(select row_to_json(share) from (
            select village_code as code, divisions.path_name as "pathName",
              share_basis_points as "shareBasisPoints"
            from catalogue.lot_villages left join villages.divisions_published divisions
              on divisions.code = village_code
            where lot_id = lots.id order by position) as share) as villages
        from catalogue.lots join catalogue.lot_stock on lot_stock.lot_id = lots.id
        where lots.product_id = of_product and lots.closed_at is null
          and coalesce(lots.expires_on >= on_day, true)
          and coalesce(lots.certificate_valid_to >= on_day, true)
          and lot_stock.available_grams > 0
        order by lots.expires_on nulls last, lots.harvested_on, lots.id) as lot) as lots
  ) as beside
  where products.id = of_product
$$;
--> statement-breakpoint
-- How many products on sale come from a county, a city, a province or ('') the nation, by category
-- and storage; and how many of them are in season in each slot of `season_slots`. Kept by whatever
-- changes a product, so that counting what filters leave reads no products.
create table catalogue.shelf_counts (
  area_code text not null,
  category text not null,
  storage text not null,
  products integer not null,
  in_season integer[] not null,
  primary key (area_code, category, storage)
);
--> statement-breakpoint
-- The days by which a season is asked for, as numbers MMDD: the twelve months, then each day.
create table catalogue.season_slots (
  slot integer primary key,
  days int4range not null unique
);
--> statement-breakpoint
insert into catalogue.season_slots
select month, int4range(month * 100 + 1, month * 100 + 32)
from generate_series(1, 12) as month
union all
select 12 + (month - 1) * 31 + day, int4range(month * 100 + day, month * 100 + day + 1)
from generate_series(1, 12) as month, generate_series(1, 31) as day;
--> statement-breakpoint
-- What of a product on sale decides where it counts.
create type catalogue.shelved as (
  area_codes text[], category text, storage text, season int4multirange);
--> statement-breakpoint
-- Counts products out and in. The shelves are taken in one order, so rivals never wait for each
-- other in a circle.
create function catalogue.count_on_shelves(gone catalogue.shelved[], come catalogue.shelved[])
returns void language sql as $$
  with moved as (
    select *, -1 as products from unnest(gone) union all select *, 1 from unnest(come)
  ), changes as (
    select area.code, category, storage, season, sum(moved.products)::int as products
    from moved cross join lateral (
      select '' as code union
      select code from unnest(area_codes) as code where length(code) in (2, 4, 6)) as area
    group by area.code, category, storage, season having sum(moved.products) <> 0
  ), slots as (
    select code, category, storage, slot,
      coalesce(sum(products) filter (where season && days), 0)::int as products
    from changes cross join catalogue.season_slots
    group by code, category, storage, slot
  )
  insert into catalogue.shelf_counts as shelf
    (area_code, category, storage, products, in_season)
  select code, category, storage,
    (select sum(products) from changes
      where (code, category, storage) = (slots.code, slots.category, slots.storage)),
    array_agg(products order by slot)
  from slots group by code, category, storage order by code, category, storage
  on conflict (area_code, category, storage) do update
    set products = shelf.products + excluded.products,
      in_season = array(select before + change
        from unnest(shelf.in_season, excluded.in_season) with ordinality
          as slot (before, change, place) order by place)
$$;
--> statement-breakpoint
create function catalogue.count_changed_products() returns trigger language plpgsql as $$
declare
  gone catalogue.shelved[];
  come catalogue.shelved[];
begin
  if tg_op <> 'INSERT' then
    gone := array(select row(area_codes, category, storage, season)::catalogue.shelved
      from old_rows where state = 'approved' and cents_per_jin is not null order by id);
  end if;
  if tg_op <> 'DELETE' then
    come := array(select row(area_codes, category, storage, season)::catalogue.shelved
      from new_rows where state = 'approved' and cents_per_jin is not null order by id);
  end if;
  if gone is distinct from come then perform catalogue.count_on_shelves(gone, come); end if;
  return null;
end $$;
--> statement-breakpoint
create trigger products_counted_in after insert on catalogue.products
  referencing new table as new_rows
  for each statement execute function catalogue.count_changed_products();
--> statement-breakpoint
create trigger products_counted_anew after update on catalogue.products
  referencing old table as old_rows new table as new_rows
  for each statement execute function catalogue.count_changed_products();
--> statement-breakpoint
create trigger products_counted_out after delete on catalogue.products
  referencing old table as old_rows
  for each statement execute function catalogue.count_changed_products();
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
