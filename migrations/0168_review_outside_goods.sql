-- Goods bought outside by name, each once: the ledger is searched by a part of a name, and lists
-- name goods, however many purchases of them there are.
create table review.outside_goods (
  goods_id uuid primary key,
  product_name text not null check (product_name <> '')
);
--> statement-breakpoint
insert into review.outside_goods (goods_id, product_name)
select goods_id, min(product_name) from review.outside_purchases group by goods_id;
--> statement-breakpoint
create index outside_goods_name_grams on review.outside_goods
  using gin (organisations.name_grams(product_name)) with (fastupdate = off);
--> statement-breakpoint
create function review.add_outside_goods() returns trigger language plpgsql as $$
begin
  -- In the order of the ids: two who enter the same goods wait for each other in one way.
  insert into review.outside_goods (goods_id, product_name)
  select goods_id, min(product_name) from entered group by goods_id order by goods_id
  on conflict (goods_id) do nothing;
  return null;
end $$;
--> statement-breakpoint
create trigger outside_purchases_goods after insert on review.outside_purchases
  referencing new table as entered
  for each statement execute function review.add_outside_goods();
--> statement-breakpoint
-- Read by reports: the names of goods that are bought outside.
create view review.outside_goods_published as
  select goods_id, product_name from review.outside_goods;
--> statement-breakpoint
analyze review.outside_goods;
