-- Who an order is credited to, and through which channel, once that was corrected (§3.16): what was
-- fixed at placement stays in the first `before`. Lines of the order are posted after the last one.
create table attribution.credit_changes (
  -- the record that both sides signed
  id uuid primary key,
  purchase_order_id uuid not null,
  number integer not null check (number > 0),
  channel_before text not null,
  channel text not null check (channel in ('canteen', 'contractor', 'union', 'staff', 'other')),
  -- the shape of recognition_lines.credit
  credit_before jsonb not null,
  credit jsonb not null,
  occurred_on date not null,
  actor_id uuid not null,
  recorded_at timestamptz not null,
  unique (purchase_order_id, number)
);
--> statement-breakpoint
create trigger credit_changes_append_only before update or delete or truncate
  on attribution.credit_changes
  for each statement execute function platform.refuse_change();
--> statement-breakpoint
-- Where an order was counted already, a correction takes its count from whom it was counted for and
-- gives it to whom it is credited now, in the open month: the count of an earlier month stays.
create table attribution.order_count_moves (
  change_id uuid not null references attribution.credit_changes,
  purchase_order_id uuid not null,
  county_code text collate "C" not null,
  node_code text collate "C" not null,
  month text not null,
  from_unit_ids uuid[] not null,
  from_help_unit_id uuid not null,
  to_unit_ids uuid[] not null,
  to_help_unit_id uuid not null,
  primary key (change_id, node_code)
);
--> statement-breakpoint
create index order_count_moves_county on attribution.order_count_moves (county_code);
--> statement-breakpoint
create trigger order_count_moves_append_only before update or delete or truncate
  on attribution.order_count_moves
  for each statement execute function platform.refuse_change();
--> statement-breakpoint
-- The unit that a credit snapshot names as helper, unless it bought: then direct wins (§3.7).
create function attribution.help_unit_of(credit jsonb) returns uuid
language sql immutable parallel safe as $$
  select case when (credit->>'helpUnitId')::uuid = any(attribution.direct_units_of(credit))
    then attribution.no_unit()
    else coalesce((credit->>'helpUnitId')::uuid, attribution.no_unit()) end
$$;
--> statement-breakpoint
-- Moves the counts of the order of a change, in each county in the month that is open there. The
-- counties' heads are locked, and nothing is folded meanwhile.
create function attribution.move_order_counts(changed uuid, counties text[], open_months text[])
returns void language plpgsql as $$
begin
  insert into attribution.order_count_moves
  select c.id, c.purchase_order_id, n.county_code, n.node_code, m.month,
    attribution.direct_units_of(c.credit_before), attribution.help_unit_of(c.credit_before),
    attribution.direct_units_of(c.credit), attribution.help_unit_of(c.credit)
  from attribution.credit_changes c
    cross join lateral (
      select distinct on (node.code) node.code as node_code, e.county_code
      from attribution.ledger_entries e
        cross join unnest(attribution.nodes_of(e.county_code, e.village_code)) as node(code)
      where e.purchase_order_id = c.purchase_order_id and e.counted
      order by node.code, e.county_code) n
    join unnest(counties, open_months) as m(county_code, month) using (county_code)
  where c.id = changed and (
    attribution.direct_units_of(c.credit_before), attribution.help_unit_of(c.credit_before))
    is distinct from (attribution.direct_units_of(c.credit), attribution.help_unit_of(c.credit));

  insert into attribution.ledger_order_counts as kept
    (county_code, node_code, month, direct_unit_ids, help_unit_id, orders)
  select county_code, node_code, month, unit_ids, help_unit_id, sum(orders)
  from attribution.order_count_moves m
    cross join lateral (values (m.from_unit_ids, m.from_help_unit_id, -1),
      (m.to_unit_ids, m.to_help_unit_id, 1)) as side(unit_ids, help_unit_id, orders)
  where m.change_id = changed group by 1, 2, 3, 4, 5 order by 2, 3, 1, 4, 5
  on conflict (node_code, month, county_code, direct_unit_ids, help_unit_id)
    do update set orders = kept.orders + excluded.orders;

  insert into attribution.place_sums as kept
  select county_code, node_code, period, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
    orders.direct_orders, orders.help_orders, orders.overlap_orders, 0, 0, days.zero, days.zero
  from (
    select county_code, node_code, month,
      sum(sign) filter (where is_direct) as direct_orders,
      sum(sign) filter (where is_help) as help_orders,
      sum(sign) filter (where is_direct and is_help) as overlap_orders
    from attribution.order_count_moves m
      cross join lateral (values
        (-1, cardinality(m.from_unit_ids) > 0, m.from_help_unit_id <> attribution.no_unit()),
        (1, cardinality(m.to_unit_ids) > 0, m.to_help_unit_id <> attribution.no_unit())
      ) as side(sign, is_direct, is_help)
    where m.change_id = changed group by 1, 2, 3
  ) totals
    cross join lateral (select coalesce(totals.direct_orders, 0) as direct_orders,
      coalesce(totals.help_orders, 0) as help_orders,
      coalesce(totals.overlap_orders, 0) as overlap_orders) orders
    cross join unnest(attribution.periods_of(month)) as period
    cross join lateral (select case when period ~ '-\d' then array_fill(0::bigint, array[31]) end
      as zero) days
  where orders.direct_orders <> 0 or orders.help_orders <> 0 or orders.overlap_orders <> 0
  order by 2, 3, 1
  on conflict (node_code, period, county_code) do update set
    direct_orders = kept.direct_orders + excluded.direct_orders,
    help_orders = kept.help_orders + excluded.help_orders,
    overlap_orders = kept.overlap_orders + excluded.overlap_orders;

  insert into attribution.unit_sums as kept
  select c.unit_id, period, c.credit, c.help_unit_id, 0, 0, 0, 0, 0, 0, 0, 0, sum(side.orders),
    case when period ~ '-\d' then array_fill(0::bigint, array[31]) end,
    case when period ~ '-\d' then array_fill(0::bigint, array[31]) end
  from attribution.order_count_moves m
    cross join lateral (values (m.from_unit_ids, m.from_help_unit_id, -1),
      (m.to_unit_ids, m.to_help_unit_id, 1)) as side(unit_ids, help_unit_id, orders)
    cross join lateral attribution.credits_of(
      coalesce(side.unit_ids[1], attribution.no_unit()), side.help_unit_id, false, false) c
    cross join unnest(attribution.periods_of(m.month)) as period
  where m.change_id = changed and m.node_code = '' and cardinality(side.unit_ids) < 2
  group by 1, 2, 3, 4 having sum(side.orders) <> 0 order by 1, 2, 3, 4
  on conflict (unit_id, period, credit, help_unit_id)
    do update set orders = kept.orders + excluded.orders;
end
$$;
--> statement-breakpoint
-- What an order is credited as since each correction, by its number.
create view attribution.credit_changes_published as
  select id, purchase_order_id, number, channel_before, channel, credit_before, credit, occurred_on
  from attribution.credit_changes;
