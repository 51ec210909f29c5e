-- What an order asks of the catalogue is looked up by its keys, once, and what refuses says so as a
-- value, which plpgsql reads without a statement of its own.
drop function catalogue.reserve_stock(jsonb);
--> statement-breakpoint
drop function catalogue.require_offers(jsonb, date);
--> statement-breakpoint
-- Reserves grams of lots, `[{lotId, grams}]` (§5.3). False, having reserved some: a lot has too
-- little left. Several entries of one lot count together. Lots are taken in the order of their ids,
-- so rivals never wait for each other in a circle. Whoever waited for a lot is held to what is left
-- then.
create function catalogue.reserve_stock(wanted jsonb) returns boolean language plpgsql as $$
declare
  lot record;
begin
  for lot in
    select "lotId" as id, sum(grams)::bigint as weight
    from jsonb_to_recordset(wanted) as entry ("lotId" uuid, grams bigint)
    group by "lotId" order by "lotId"
  loop
    update catalogue.lot_stock set available_grams = available_grams - lot.weight
    where lot_id = lot.id and available_grams >= lot.weight;
    if not found then return false; end if;
  end loop;
  return true;
end $$;
--> statement-breakpoint
-- Whether packs are still offered on a day as they were seen, `[{packId, lotId, packVersion,
-- productVersion, termsEdition}]`: on sale by a cooperative that is admitted, out of lots that are
-- not closed, and neither the pack, its product nor the terms of sale have changed. To be asked
-- behind all waiting. The offset keeps the inner question one of keys.
create function catalogue.offers_stand(seen jsonb, on_day date) returns boolean
language plpgsql as $$
begin
  return not exists (
    select from jsonb_to_recordset(seen) as line ("packId" uuid, "lotId" uuid,
      "packVersion" integer, "productVersion" integer, "termsEdition" text)
    where not exists (
      select from catalogue.packs
      join catalogue.products on products.id = packs.product_id
      join catalogue.lots on lots.product_id = products.id
      join catalogue.terms_in_force(on_day) terms on terms.cooperative_id = products.cooperative_id
      where packs.id = line."packId" and packs.version = line."packVersion" and packs.is_offered
        and products.version = line."productVersion" and products.state = 'approved'
        and products.seller_state = 'admitted'
        and lots.id = line."lotId" and lots.closed_at is null
        and terms.edition = line."termsEdition"
      offset 0));
end $$;
