-- The highest of a place are read from the index that orders them alone: their grams stood in the
-- rows, of which each lies elsewhere on a disk.
drop index attribution.ranked_sums_order;
create index ranked_sums_order on attribution.ranked_sums
  (kind, node_code, period, cents desc, key) include (grams);
drop index attribution.dimension_sums_order;
create index dimension_sums_order on attribution.dimension_sums
  (kind, node_code, period, cents desc, key) include (grams);
