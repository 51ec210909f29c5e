-- Rankings of units and products are kept for townships and villages too, so that no ranking of a
-- place reads rollups, of which there are the more the more is sold.
-- Nobody posts or folds until what is there has been summed.
lock table attribution.ledger_entries in share row exclusive mode;
--> statement-breakpoint
select pg_advisory_xact_lock(hashtext('attribution.fold_entries'));
--> statement-breakpoint
do $$
begin
  while attribution.fold_entries(100000) > 0 loop
  end loop;
end
$$;
--> statement-breakpoint
alter table attribution.ranked_sums drop constraint ranked_sums_node_code_check;
--> statement-breakpoint
alter table attribution.ranked_sums add constraint ranked_sums_node_code_check
  check (node_code ~ '^(\d{2}|\d{4}|\d{6}|\d{9}|\d{12})?$');
--> statement-breakpoint
-- All periods of a key side by side, with their money: the last year of what is ranked highest is
-- read from the index.
alter table attribution.ranked_sums drop constraint ranked_sums_pkey;
--> statement-breakpoint
alter table attribution.ranked_sums set
  (autovacuum_vacuum_scale_factor = 0.05, autovacuum_vacuum_insert_scale_factor = 0.05);
--> statement-breakpoint
insert into attribution.ranked_sums (kind, node_code, period, key, cents, grams)
select ranked.kind, node.code, period, ranked.key, sum(r.cents), sum(r.grams)
from attribution.ledger_rollups r
  cross join lateral (values ('unit', r.direct_unit_id), ('unit', r.help_unit_id),
    ('product', r.product_id)) as ranked(kind, key)
  cross join lateral (select code
    from unnest(attribution.nodes_of(r.county_code, r.village_code)) as code
    where length(code) > 6) as node
  cross join unnest(attribution.periods_of(r.month)) as period
where r.counted and ranked.key <> attribution.no_unit()
group by 1, 2, 3, 4 order by 1, 2, 4, 3;
--> statement-breakpoint
alter table attribution.ranked_sums
  add primary key (kind, node_code, key, period) include (cents);
--> statement-breakpoint
-- What entries add to ranked sums: a credited unit each, and the product, at each node above them.
create or replace function attribution.ranked_amounts(entry attribution.ledger_entries)
returns table (kind text, node_code text, period text, key uuid, cents bigint, grams bigint)
language sql immutable as $$
  select ranked.kind, node.code, period.text, ranked.key, entry.cents, entry.grams
  from (values ('unit', entry.direct_unit_id), ('unit', entry.help_unit_id),
      ('product', entry.product_id)) as ranked(kind, key)
    cross join unnest(attribution.nodes_of(entry.county_code, entry.village_code)) as node(code)
    cross join unnest(attribution.periods_of(entry.month)) as period(text)
  where entry.counted and ranked.key is not null
$$;
--> statement-breakpoint
-- The unknown villages of all counties, which rankings show as one.
create index place_sums_unknown on attribution.place_sums (period, node_code)
  where length(node_code) = 12 and substr(node_code, 7, 3) = '000';
--> statement-breakpoint
-- What a county adds to the figures of a node in a month, quarter or year, for all units together;
-- the node '' is the nation. `place_key` is the node, and '' for unknown villages (`is_unknown`).
create or replace view attribution.place_sums_published as
  select county_code, node_code, length(node_code) as code_length,
    case substr(node_code, 7, 3) when '000' then '' else node_code end as place_key, period,
    direct_cents, direct_grams, help_cents, help_grams, overlap_cents, overlap_grams, distinct_cents, distinct_grams,
    paired_cents, paired_grams, unknown_cents, unknown_grams, not_counted_cents,
    not_counted_grams, direct_orders, help_orders, overlap_orders, distinct_orders, entries,
    cents_by_day, grams_by_day, substr(node_code, 7, 3) = '000' as is_unknown
  from attribution.place_sums;
