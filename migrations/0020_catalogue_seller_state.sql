-- The state of the seller stands with its products, held to it by the database: what a suspended
-- cooperative sells is passed over without looking it up, and counted out with the same statement
-- that suspends it.
alter table catalogue.products add column seller_state text not null default 'admitted';
--> statement-breakpoint
alter table catalogue.products disable trigger products_counted_anew;
--> statement-breakpoint
update catalogue.products set seller_state = cooperatives.state
from organisations.cooperatives_published cooperatives
where cooperatives.organisation_id = products.cooperative_id
  and cooperatives.state <> 'admitted';
--> statement-breakpoint
alter table catalogue.products enable trigger products_counted_anew;
--> statement-breakpoint
alter table catalogue.products add constraint products_seller_state
  foreign key (cooperative_id, seller_state)
  references organisations.cooperatives (organisation_id, state) on update cascade;
--> statement-breakpoint
-- Whoever inserts a product need not know the state; a decision under way is waited for.
create function catalogue.take_seller_state() returns trigger language plpgsql as $$
begin
  new.seller_state := (select state from organisations.cooperatives_published
    where organisation_id = new.cooperative_id for share);
  return new;
end $$;
--> statement-breakpoint
create trigger products_seller_state before insert on catalogue.products
  for each row execute function catalogue.take_seller_state();
--> statement-breakpoint
-- Products of suspended cooperatives were counted so far.
select catalogue.count_on_shelves(array(
  select row(area_codes, category, storage, season)::catalogue.shelved
  from catalogue.products where state = 'approved' and cents_per_jin is not null
    and seller_state <> 'admitted' order by id), '{}');
--> statement-breakpoint
create or replace function catalogue.count_changed_products() returns trigger
language plpgsql as $$
declare
  gone catalogue.shelved[];
  come catalogue.shelved[];
begin
  if tg_op <> 'INSERT' then
    gone := array(select row(area_codes, category, storage, season)::catalogue.shelved
      from old_rows where state = 'approved' and cents_per_jin is not null
        and seller_state = 'admitted' order by id);
  end if;
  if tg_op <> 'DELETE' then
    come := array(select row(area_codes, category, storage, season)::catalogue.shelved
      from new_rows where state = 'approved' and cents_per_jin is not null
        and seller_state = 'admitted' order by id);
  end if;
  if gone is distinct from come then perform catalogue.count_on_shelves(gone, come); end if;
  return null;
end $$;
--> statement-breakpoint
-- Of a column without statistics PostgreSQL expects one row in two hundred, and would sort all
-- products rather than walk an index until a page is full.
analyze catalogue.products;
