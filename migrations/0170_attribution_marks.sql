-- Brands and marks (品牌与标识) as what figures are ranked and filtered by: those that the goods bore
-- when their order was placed (§3.6), fixed with the line and copied to its entries, so that a mark
-- accepted or withdrawn later changes nothing. They stand beside what an entry's hash covers;
-- `verify` holds them against the marks' own history.
create function attribution.marks_borne(goods uuid, placed timestamptz) returns text[]
language sql stable as $$
  select coalesce(array_agg(distinct m.mark order by m.mark), '{}')
  from catalogue.product_marks_published m
  where m.product_id = goods and m.borne_from <= placed
    and (m.borne_until is null or placed < m.borne_until)
$$;
--> statement-breakpoint
-- Under what the amount of a line is summed: each of its marks, or '' for goods that bore none.
create function attribution.mark_keys(marks text[]) returns text[]
language sql immutable parallel safe as $$
  select case when marks = '{}' then array[''] else marks end
$$;
--> statement-breakpoint
-- Nobody posts or folds until what is there has been summed.
lock table attribution.ledger_entries in access exclusive mode;
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
alter table attribution.recognition_lines add column marks text[] not null default '{}';
--> statement-breakpoint
alter table attribution.ledger_entries add column marks text[] not null default '{}';
--> statement-breakpoint
update attribution.recognition_lines l set marks = attribution.marks_borne(l.product_id, l.placed_at)
where l.product_id in (select m.product_id from catalogue.product_marks_published m);
--> statement-breakpoint
alter table attribution.ledger_entries disable trigger ledger_entries_append_only;
--> statement-breakpoint
update attribution.ledger_entries e set marks = l.marks
from attribution.recognition_lines l
where l.order_line_id = e.order_line_id and l.marks <> '{}';
--> statement-breakpoint
alter table attribution.ledger_entries enable trigger ledger_entries_append_only;
--> statement-breakpoint
create index ledger_entries_marks on attribution.ledger_entries using gin (marks)
  where marks <> '{}';
--> statement-breakpoint
alter table attribution.dimension_sums
  drop constraint dimension_sums_kind_check,
  add constraint dimension_sums_kind_check
    check (kind in ('cooperative', 'category', 'channel', 'mark'));
--> statement-breakpoint
-- What an entry adds to the sums of its cooperative, category and channel, and of each of its marks.
create or replace function attribution.dimension_amounts(entry attribution.ledger_entries)
returns table (kind text, node_code text, key text, period text, day integer, cents bigint,
  grams bigint)
language sql immutable as $$
  select listed.kind, node.code, own.key, period.text,
    attribution.day_within(entry.month, entry.recognised_on), entry.cents, entry.grams
  from (values ('cooperative', array[entry.cooperative_id::text]),
      ('category', array[entry.category]), ('channel', array[entry.channel]),
      ('mark', attribution.mark_keys(entry.marks))) as listed(kind, keys)
    cross join unnest(listed.keys) as own(key)
    cross join unnest(attribution.nodes_of(entry.county_code, entry.village_code)) as node(code)
    cross join unnest(attribution.periods_of(entry.month)) as period(text)
  where entry.counted
$$;
--> statement-breakpoint
insert into attribution.dimension_sums
with daily as (
  select e.county_code, e.village_code, mark.key, e.month,
    attribution.day_within(e.month, e.recognised_on) as day, sum(e.cents)::bigint as cents,
    sum(e.grams)::bigint as grams, count(*) as entries
  from attribution.ledger_entries e
    cross join unnest(attribution.mark_keys(e.marks)) as mark(key)
  where e.counted group by 1, 2, 3, 4, 5
), monthly as (
  select node_code, key, month, sum(cents) as cents, sum(grams) as grams, sum(entries) as entries,
    attribution.running_totals(attribution.by_day(day, cents)) as cents_to_day,
    attribution.running_totals(attribution.by_day(day, grams)) as grams_to_day
  from (
    select node_code, key, month, day, sum(cents)::bigint as cents, sum(grams)::bigint as grams,
      sum(entries) as entries
    from daily cross join unnest(attribution.nodes_of(county_code, village_code)) as node_code
    group by 1, 2, 3, 4
  ) of_nodes group by 1, 2, 3
)
select 'mark', node_code, key, period, sum(cents), sum(grams), sum(entries),
  max(cents_to_day) filter (where period = month), max(grams_to_day) filter (where period = month)
from monthly cross join unnest(attribution.periods_of(month)) as period
group by 2, 3, 4 order by 2, 3, 4;
--> statement-breakpoint
-- Read by reports, exchange, review: an entry with the marks that its goods bore.
create or replace view attribution.ledger_entries_published as
  select county_code, number, month, recognised_on, ordered_on, village_code, order_line_id,
    cooperative_id, product_id, channel, direct_unit_id, help_unit_id, direct_paired,
    help_paired, counted, grade, grams, cents, cause_type, corrects_number,
    direct_unit_id is not null as has_direct_unit, help_unit_id is not null as has_help_unit,
    (corrects_number is not null
        or recognised_on < make_date(left(month, 4)::int, right(month, 2)::int, 1))
      and attribution.concerned_month(county_code, corrects_number, recognised_on) < month
      as is_adjustment,
    case when corrects_number is not null
        or recognised_on < make_date(left(month, 4)::int, right(month, 2)::int, 1)
      then nullif(attribution.concerned_month(county_code, corrects_number, recognised_on), month)
      end as adjusts_month,
    hash, category, purchase_order_id, posted_at, marks
  from attribution.ledger_entries;
