-- Brands and marks of goods (品牌与标识): a brand of a place such as 下庄天路, green food, organic,
-- geographical indication, one village one product. Each with its certificate, shown once a
-- reviewer has accepted it and until it expires.
create table catalogue.product_marks (
  id uuid primary key,
  product_id uuid not null references catalogue.products,
  kind text not null check (kind in
    ('brand', 'green_food', 'organic', 'geographical_indication', 'one_village_one_product')),
  -- what stands on the certificate: of a brand its name, else the registered goods; may be empty
  name text not null,
  number text not null,
  valid_from date,
  valid_to date,
  file_id uuid not null references evidence.files,
  state text not null default 'waiting'
    check (state in ('waiting', 'accepted', 'rejected', 'withdrawn', 'expired')),
  reason text not null default '',
  added_by uuid not null references accounts.people,
  added_at timestamptz not null,
  decided_by uuid references accounts.people,
  decided_at timestamptz,
  check (valid_to is null or valid_from is null or valid_to >= valid_from)
);
--> statement-breakpoint
create index product_marks_product on catalogue.product_marks (product_id, added_at, id);
--> statement-breakpoint
create index product_marks_ending on catalogue.product_marks (valid_to)
  where state = 'accepted' and valid_to is not null;
--> statement-breakpoint
-- As before, with the accepted marks at the end of card and page.
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
  cross join lateral (select array(select row_to_json(mark) from (
    select kind, name, number, valid_to as "validTo" from catalogue.product_marks
    where product_id = products.id and state = 'accepted' order by kind, name, number) as mark)
    as shown) as marks
  cross join lateral (
    select products.id as "productId", products.name, products.variety, products.category,
      products.storage,
      (select file_id from catalogue.product_photos
        where product_id = products.id order by position limit 1) as "photoFileId",
      products.cooperative_id as "cooperativeId", products.origin_code as "originCode",
      products.latest_harvest as "harvestedOn", pack.id as "packId", pack.name as "packName",
      pack.net_grams as "packGrams", pack.count as "packCount", pack.price_cents as "priceCents",
      pack.minimum_quantity as "minimumQuantity", catalogue.tiers_document(pack.id) as tiers,
      pack.cents_per_jin as "centsPerJin", marks.shown as marks
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
          and review in ('none', 'accepted') and not is_offered) as "packsLeftOut",
      marks.shown as marks
  ) as page
  where products.id = any(product_ids)
$$;
--> statement-breakpoint
select catalogue.write_documents(array(select id from catalogue.products order by id));
