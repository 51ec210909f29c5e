-- What figures without a unit mean in the lists of a unit; under an empty title, in lists without
-- a head.
alter table orders.sheet_columns add column bare_unit text
  check (bare_unit in ('jin', 'kg', 'packs'));
