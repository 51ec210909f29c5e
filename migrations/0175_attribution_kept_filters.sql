-- What the ledger of a nation is asked for by, and figures open to (§4.3): whose credit entries are
-- (§3.8), whether they come from paired villages (§3.10), and their grade of evidence (§3.11). What
-- counts of each is kept beside cooperatives, categories, channels and marks, so that a total of ten
-- million entries is one row. An entry may stand under several keys of a kind.
create function attribution.credit_keys(direct_unit_id uuid, help_unit_id uuid) returns text[]
language sql immutable parallel safe as $$
  select array_remove(array[
    case when direct_unit_id is not null then 'direct' end,
    case when help_unit_id is not null then 'help_sale' end,
    case when direct_unit_id is not null and help_unit_id is not null then 'overlap' end], null)
$$;
--> statement-breakpoint
create function attribution.pairing_keys(direct_unit_id uuid, direct_paired boolean,
  help_unit_id uuid, help_paired boolean, village_code text) returns text[]
language sql immutable parallel safe as $$
  select array_remove(array[
    case when (direct_unit_id is not null and direct_paired)
        or (help_unit_id is not null and help_paired) then 'paired'
      when village_code <> '' then 'other' end,
    case village_code when '' then 'unknown' end], null)
$$;
--> statement-breakpoint
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
alter table attribution.dimension_sums
  drop constraint dimension_sums_kind_check,
  add constraint dimension_sums_kind_check check (kind in
    ('cooperative', 'category', 'channel', 'mark', 'credit', 'pairing', 'grade'));
--> statement-breakpoint
-- The kinds under which an entry is summed, each with its keys.
create function attribution.dimension_keys(entry attribution.ledger_entries)
returns table (kind text, keys text[])
language sql immutable parallel safe as $$
  values ('cooperative', array[entry.cooperative_id::text]), ('category', array[entry.category]),
    ('channel', array[entry.channel]), ('mark', attribution.mark_keys(entry.marks)),
    ('credit', attribution.credit_keys(entry.direct_unit_id, entry.help_unit_id)),
    ('pairing', attribution.pairing_keys(entry.direct_unit_id, entry.direct_paired,
      entry.help_unit_id, entry.help_paired, entry.village_code)),
    ('grade', array[entry.grade])
$$;
--> statement-breakpoint
-- What an entry adds to the sums of all that it is summed under.
create or replace function attribution.dimension_amounts(entry attribution.ledger_entries)
returns table (kind text, node_code text, key text, period text, day integer, cents bigint,
  grams bigint)
language sql immutable as $$
  select listed.kind, node.code, own.key, period.text,
    attribution.day_within(entry.month, entry.recognised_on), entry.cents, entry.grams
  from attribution.dimension_keys(entry) as listed
    cross join unnest(listed.keys) as own(key)
    cross join unnest(attribution.nodes_of(entry.county_code, entry.village_code)) as node(code)
    cross join unnest(attribution.periods_of(entry.month)) as period(text)
  where entry.counted
$$;
--> statement-breakpoint
insert into attribution.dimension_sums
with daily as (
  select listed.kind, e.county_code, e.village_code, own.key, e.month,
    attribution.day_within(e.month, e.recognised_on) as day, sum(e.cents)::bigint as cents,
    sum(e.grams)::bigint as grams, count(*) as entries
  from attribution.ledger_entries e
    cross join lateral attribution.dimension_keys(e) listed
    cross join unnest(listed.keys) as own(key)
  where e.counted and listed.kind in ('credit', 'pairing', 'grade')
  group by 1, 2, 3, 4, 5, 6
), monthly as (
  select kind, node_code, key, month, sum(cents) as cents, sum(grams) as grams,
    sum(entries) as entries,
    attribution.running_totals(attribution.by_day(day, cents)) as cents_to_day,
    attribution.running_totals(attribution.by_day(day, grams)) as grams_to_day
  from (
    select kind, node_code, key, month, day, sum(cents)::bigint as cents,
      sum(grams)::bigint as grams, sum(entries) as entries
    from daily cross join unnest(attribution.nodes_of(county_code, village_code)) as node_code
    group by 1, 2, 3, 4, 5
  ) of_nodes group by 1, 2, 3, 4
)
select kind, node_code, key, period, sum(cents), sum(grams), sum(entries),
  max(cents_to_day) filter (where period = month), max(grams_to_day) filter (where period = month)
from monthly cross join unnest(attribution.periods_of(month)) as period
group by 1, 2, 3, 4 order by 1, 2, 3, 4;
--> statement-breakpoint
-- How many entries that do not count there are of these is read from here too.
drop index attribution.ledger_entries_not_counted;
--> statement-breakpoint
create index ledger_entries_not_counted
  on attribution.ledger_entries (month, county_code)
  include (village_code, cooperative_id, category, channel, grade, direct_unit_id, help_unit_id,
    direct_paired, help_paired)
  where not counted;
