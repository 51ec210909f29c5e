-- A pack whose weight is of another class than those that were reviewed waits for a review of its
-- own (§5.9). `accepted` packs were seen by a reviewer and are the measure of what comes later;
-- `none` was added within their class. A pack is offered once it may be, and can be priced (§2.6).
alter table catalogue.packs
  add column review text not null default 'none'
    check (review in ('none', 'waiting', 'accepted', 'rejected')),
  add column review_reason text not null default '';
--> statement-breakpoint
update catalogue.packs set review = 'accepted'
from catalogue.products
where products.id = packs.product_id and products.state = 'approved'
  and packs.withdrawn_at is null;
--> statement-breakpoint
alter table catalogue.packs add column is_offered boolean generated always as (
  withdrawn_at is null and review in ('none', 'accepted')
    and price_cents <= 100000000000 and net_grams <= 1000000000000) stored;
--> statement-breakpoint
-- The bound that the contract has always set, so that no freight can break what it is added to.
alter table catalogue.delivery_areas
  add constraint delivery_areas_freight_bound check (freight_cents_per_kg <= 1000000);
--> statement-breakpoint
-- How many packs wait for a reviewer; a product that is on sale waits with them.
alter table catalogue.products add column packs_waiting integer not null default 0;
--> statement-breakpoint
drop index catalogue.products_review;
--> statement-breakpoint
drop index catalogue.products_review_of_cooperative;
--> statement-breakpoint
create index products_review on catalogue.products (submitted_at, id)
  where state in ('in_review', 'held') or packs_waiting > 0;
--> statement-breakpoint
create index products_review_of_cooperative
  on catalogue.products (cooperative_id, submitted_at, id)
  where state in ('in_review', 'held') or packs_waiting > 0;
--> statement-breakpoint
-- The tiers of a pack as the API writes them; one that cannot be priced is left out.
create or replace function catalogue.tiers_document(of_pack uuid) returns json
language sql stable as $$
  select array_to_json(array(select row_to_json(tier) from (
    select from_quantity as "fromQuantity", price_cents as "priceCents"
    from catalogue.price_tiers where pack_id = of_pack and price_cents <= 100000000000
    order by from_quantity) as tier))
$$;
--> statement-breakpoint
-- As before, of the packs that are offered; `packsLeftOut` counts those that cannot be priced.
create or replace function catalogue.documents_of(product_ids uuid[])
returns table (product_id uuid, page text, card text, price_cents bigint, pack_grams bigint,
  lots text, lot_ids uuid[], place_codes text[])
language sql stable as $$
  select products.id, left(row_to_json(page)::text, -1),
    case when pack.id is not null then left(row_to_json(card)::text, -1) end, pack.price_cents,
    pack.net_grams, lots.lots, lots.lot_ids, lots.place_codes
  from catalogue.products
  left join lateral (
    select *, count(*) over () as count from catalogue.packs
    where product_id = products.id and is_offered
    order by cents_per_jin, position limit 1
  ) as pack on true
  cross join lateral catalogue.lots_document(products.id) as lots
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
        where product_id = products.id and is_offered order by position) as packs,
      (select count(*) from catalogue.packs
        where product_id = products.id and withdrawn_at is null
          and review in ('none', 'accepted') and not is_offered) as "packsLeftOut"
  ) as page
  where products.id = any(product_ids)
$$;
--> statement-breakpoint
select catalogue.write_documents(array(select id from catalogue.products order by id));
--> statement-breakpoint
update catalogue.products set cents_per_jin = (select min(cents_per_jin) from catalogue.packs
  where product_id = products.id and is_offered)
where exists (select from catalogue.packs
  where product_id = products.id and withdrawn_at is null and not is_offered);
--> statement-breakpoint
create or replace function catalogue.require_offers(seen jsonb, on_day date) returns void
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
  where packs.id = any(pack_ids) and packs.is_offered
    and products.state = 'approved' and cooperatives.state = 'admitted';
  if unchanged < cardinality(pack_ids) then perform platform.refuse_stale('offer'); end if;
end $$;
--> statement-breakpoint
drop view catalogue.offers_published;
--> statement-breakpoint
-- A pack with what decides whether and at which price it can be ordered, beside the terms in force
-- (§5.2); what is not offered or not approved too, so that a refusal can say why. Read by orders.
create view catalogue.offers_published as
  select packs.id as pack_id, packs.version as pack_version, packs.name as pack_name,
    packs.net_grams as pack_grams, packs.price_cents, packs.minimum_quantity,
    packs.is_offered as is_pack_offered,
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
-- Of a column without statistics PostgreSQL expects one row in two hundred.
analyze catalogue.products, catalogue.packs, catalogue.product_documents;
