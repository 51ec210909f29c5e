-- Listings that wait for nobody are read from what changed last.
create index products_latest on catalogue.products (updated_at, id);
