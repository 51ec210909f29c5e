-- What reached villagers in money (§3.14), beside how many households: by month, quarter and year,
-- below each node of the division tree. `order_cents` is the part of both that names an order or a
-- lot, whose goods were paid for here: only that is held against what was paid.
alter table billing.benefit_sums
  add column household_cents bigint not null default 0,
  add column order_cents bigint not null default 0;
--> statement-breakpoint
alter table billing.benefit_sums
  alter column household_cents drop default,
  alter column order_cents drop default;
--> statement-breakpoint
-- The villages of a county, or the counties of a wider place, in a period.
create index benefit_sums_level on billing.benefit_sums (period, length(node_code), node_code);
--> statement-breakpoint
-- What the households of a place received in a period, for medians, read from the index alone.
create index household_sums_period on billing.household_sums (period, village_code) include (cents);
--> statement-breakpoint
create or replace function billing.add_benefits(changed billing.settlements[], sign integer)
  returns void language sql as $$
  with monthly as (
    select village_code collate "C" as village_code, recipient_kind,
      household_key collate "C" as household_key, to_char(settled_on, 'YYYY-MM') as month,
      sign * sum(amount_cents) as cents,
      sign * coalesce(sum(amount_cents) filter (where purchase_order_id is not null), 0)
        as order_cents
    from unnest(changed) group by 1, 2, 3, 4
  ), amounts as (
    select village_code, recipient_kind, household_key, period, sum(cents)::bigint as cents,
      sum(order_cents)::bigint as order_cents
    from monthly cross join unnest(attribution.periods_of(month)) as period group by 1, 2, 3, 4
  ), households as (
    insert into billing.household_sums as kept (village_code, household_key, period, cents)
    select village_code, household_key, period, cents
    from amounts where recipient_kind = 'household' order by 1, 2, 3
    on conflict (village_code, household_key, period)
      do update set cents = kept.cents + excluded.cents
    returning village_code, household_key, period, cents
  ), changes as (
    -- from nothing to something is one more, from something to nothing one less
    select h.village_code, h.period, 0::bigint as collective_cents,
      case when h.cents > 0 then 1 else 0 end
        - case when h.cents - a.cents > 0 then 1 else 0 end as households,
      a.cents as household_cents, a.order_cents
    from households h join amounts a on a.recipient_kind = 'household'
      and a.village_code = h.village_code and a.household_key = h.household_key
      and a.period = h.period
    union all
    select village_code, period, cents, 0, 0, order_cents
    from amounts where recipient_kind = 'collective'
  )
  insert into billing.benefit_sums as kept (county_code, node_code, period, households,
    collective_cents, household_cents, order_cents)
  select left(village_code, 6), node_code, period, sum(households), sum(collective_cents),
    sum(household_cents), sum(order_cents)
  from changes cross join unnest(attribution.nodes_of(left(village_code, 6), village_code))
    as node_code
  where households <> 0 or collective_cents <> 0 or household_cents <> 0
  group by 1, 2, 3 order by 2, 3, 1
  on conflict (node_code, period, county_code) do update set
    households = kept.households + excluded.households,
    collective_cents = kept.collective_cents + excluded.collective_cents,
    household_cents = kept.household_cents + excluded.household_cents,
    order_cents = kept.order_cents + excluded.order_cents
$$;
--> statement-breakpoint
insert into billing.benefit_sums as kept (county_code, node_code, period, households,
  collective_cents, household_cents, order_cents)
select left(village_code, 6), node_code, period, 0, 0,
  coalesce(sum(amount_cents) filter (where recipient_kind = 'household'), 0),
  coalesce(sum(amount_cents) filter (where purchase_order_id is not null), 0)
from billing.settlements_published
  cross join unnest(attribution.periods_of(to_char(settled_on, 'YYYY-MM'))) as period
  cross join unnest(attribution.nodes_of(left(village_code, 6), village_code)) as node_code
group by 1, 2, 3
on conflict (node_code, period, county_code) do update set
  household_cents = excluded.household_cents, order_cents = excluded.order_cents;
--> statement-breakpoint
-- Read by reports: what a county adds to the households helped, to what they and collectives
-- received, and to the part of it that names an order or a lot, of a node of the division tree in
-- a month, quarter or year; equal to the settlements at every instant.
create or replace view billing.benefit_sums_published as
  select node_code, period, households, collective_cents, length(node_code) as code_length,
    household_cents, order_cents
  from billing.benefit_sums;
--> statement-breakpoint
-- Read by reports: what each household received in a month, quarter or year, without saying which.
create view billing.household_amounts_published as
  select village_code, period, cents from billing.household_sums where cents > 0;
