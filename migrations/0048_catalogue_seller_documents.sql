-- What product pages show of a seller's terms and of where it delivers, in one row: each relation
-- that a page reads costs more to open than to read. Names of places change with the places.
create table catalogue.seller_documents (
  cooperative_id uuid primary key,
  -- as the API writes them; null where none were set, and the general ones of the day apply
  terms text,
  -- freight in 分 per kilogram by the code of the area
  areas text not null,
  area_codes text[] not null
);
--> statement-breakpoint
-- The documents of sellers as they must be now.
create function catalogue.seller_documents_of(cooperative_ids uuid[])
returns table (cooperative_id uuid, terms text, areas text, area_codes text[])
language sql stable as $$
  select seller.id,
    (select row_to_json(own)::text from (
      select minimum_order_cents as "minimumOrderCents",
        to_char(cut_off, 'HH24:MI') as "cutOff", lead_time_days as "leadTimeDays"
      from catalogue.sales_terms where cooperative_id = seller.id) as own),
    coalesce((select json_object_agg(division_code, freight_cents_per_kg order by division_code)
      from catalogue.delivery_areas where cooperative_id = seller.id)::text, '{}'),
    array(select division_code from catalogue.delivery_areas
      where cooperative_id = seller.id order by division_code)
  from unnest(cooperative_ids) as seller(id)
$$;
--> statement-breakpoint
create function catalogue.write_changed_sellers() returns trigger language plpgsql as $$
begin
  insert into catalogue.seller_documents
  select * from catalogue.seller_documents_of(
    array(select distinct cooperative_id from changed order by cooperative_id))
  on conflict (cooperative_id) do update set terms = excluded.terms, areas = excluded.areas,
    area_codes = excluded.area_codes;
  return null;
end $$;
--> statement-breakpoint
create trigger sales_terms_inserted after insert on catalogue.sales_terms
  referencing new table as changed
  for each statement execute function catalogue.write_changed_sellers();
--> statement-breakpoint
create trigger sales_terms_updated after update on catalogue.sales_terms
  referencing new table as changed
  for each statement execute function catalogue.write_changed_sellers();
--> statement-breakpoint
create trigger sales_terms_deleted after delete on catalogue.sales_terms
  referencing old table as changed
  for each statement execute function catalogue.write_changed_sellers();
--> statement-breakpoint
create trigger delivery_areas_inserted after insert on catalogue.delivery_areas
  referencing new table as changed
  for each statement execute function catalogue.write_changed_sellers();
--> statement-breakpoint
create trigger delivery_areas_updated after update on catalogue.delivery_areas
  referencing new table as changed
  for each statement execute function catalogue.write_changed_sellers();
--> statement-breakpoint
create trigger delivery_areas_deleted after delete on catalogue.delivery_areas
  referencing old table as changed
  for each statement execute function catalogue.write_changed_sellers();
--> statement-breakpoint
insert into catalogue.seller_documents
select * from catalogue.seller_documents_of(array(
  select cooperative_id from catalogue.sales_terms
  union select cooperative_id from catalogue.delivery_areas order by 1));
--> statement-breakpoint
analyze catalogue.seller_documents;
