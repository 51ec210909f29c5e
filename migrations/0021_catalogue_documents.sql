drop function catalogue.whole_card(uuid, date, integer, text[]);
--> statement-breakpoint
drop function catalogue.whole_page(uuid, date, integer, text[]);
--> statement-breakpoint
drop function catalogue.freight_to(text[], uuid);
--> statement-breakpoint
drop function catalogue.terms_document(uuid, date);
--> statement-breakpoint
drop function catalogue.write_documents(uuid[]);
--> statement-breakpoint
drop function catalogue.documents_of(uuid[]);
--> statement-breakpoint
-- The page's lots, what expires first before others, for the open lots `lot_ids`; neither what is
-- left of them nor the names of the places `place_codes`, which change with other things.
alter table catalogue.product_documents
  add column lots text not null default '[]',
  add column lot_ids uuid[] not null default '{}',
  add column place_codes text[] not null default '{}';
--> statement-breakpoint
-- The open lots of a product as its page shows them, nothing left of them and no place named yet.
create function catalogue.lots_document(of_product uuid)
returns table (lots text, lot_ids uuid[], place_codes text[]) language sql stable as $$
  select coalesce(json_agg(document), '[]')::text,
    coalesce(array_agg("lotId"), '{}'),
    array(select distinct village_code from catalogue.lots
      join catalogue.lot_villages on lot_villages.lot_id = lots.id
      where product_id = of_product and closed_at is null and village_code is not null
      order by village_code)
  from (
    select row_to_json(lot) as document, "lotId" from (
      select lots.id as "lotId", number, harvested_on as "harvestedOn", expires_on as "expiresOn",
        0 as "availableGrams", households,
        (select row_to_json(paper) from (select certificate_kind as kind,
          certificate_number as number, certificate_issued_on as "issuedOn",
          certificate_valid_to as "validTo", certificate_file_id as "fileId")
          as paper) as certificate,
        array(select row_to_json(share) from (
          select village_code as code, null as "pathName", share_basis_points as "shareBasisPoints"
          from catalogue.lot_villages where lot_id = lots.id order by position) as share)
          as villages
      from catalogue.lots where product_id = of_product and closed_at is null
      order by expires_on nulls last, harvested_on, id
    ) as lot
  ) as each
$$;
--> statement-breakpoint
-- The documents of products as they must be now. Those of card and page lack their closing brace:
-- what changes with other things is written behind them, and cutting a text takes longer.
create function catalogue.documents_of(product_ids uuid[])
returns table (product_id uuid, page text, card text, price_cents bigint, pack_grams bigint,
  lots text, lot_ids uuid[], place_codes text[])
language sql stable as $$
  select products.id, left(row_to_json(page)::text, -1),
    case when pack.id is not null then left(row_to_json(card)::text, -1) end, pack.price_cents,
    pack.net_grams, lots.lots, lots.lot_ids, lots.place_codes
  from catalogue.products
  left join lateral (
    select *, count(*) over () as count from catalogue.packs
    where product_id = products.id and withdrawn_at is null
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
        where product_id = products.id and withdrawn_at is null order by position) as packs
  ) as page
  where products.id = any(product_ids)
$$;
--> statement-breakpoint
-- Writes the documents of products anew; called by every act that changes what they show.
create function catalogue.write_documents(product_ids uuid[]) returns void language sql as $$
  insert into catalogue.product_documents
    (product_id, page, card, price_cents, pack_grams, lots, lot_ids, place_codes)
  select * from catalogue.documents_of(product_ids)
  on conflict (product_id) do update set page = excluded.page, card = excluded.card,
    price_cents = excluded.price_cents, pack_grams = excluded.pack_grams, lots = excluded.lots,
    lot_ids = excluded.lot_ids, place_codes = excluded.place_codes
$$;
--> statement-breakpoint
select catalogue.write_documents(array(select id from catalogue.products order by id));
--> statement-breakpoint
analyze catalogue.product_documents;
