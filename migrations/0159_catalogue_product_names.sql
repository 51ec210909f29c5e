-- The ledger finds goods by a part of their name, those that are sold no more as well: by the single
-- characters and pairs of characters of names, as organisations are found.
create index products_name_grams on catalogue.products
  using gin (organisations.name_grams(name)) with (fastupdate = off);
--> statement-breakpoint
analyze catalogue.products;
