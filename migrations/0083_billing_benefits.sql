-- Who was helped, by month, quarter and year: distinct households and what collectives received
-- (§3.14), below each village, township, county, city, province and in the nation (''), so that no
-- question about a place reads its settlements. A household counts in a period in which what it
-- received is more than what was taken back. Rows of a county are kept by whoever settles there,
-- who waits for nobody of another county.
create table billing.household_sums (
  village_code text collate "C" not null,
  household_key text collate "C" not null,
  period text collate "C" not null check (period ~ '^\d{4}(-Q[1-4]|-(0[1-9]|1[0-2]))?$'),
  cents bigint not null,
  primary key (village_code, household_key, period)
);
--> statement-breakpoint
create table billing.benefit_sums (
  county_code text collate "C" not null check (county_code ~ '^\d{6}$'),
  node_code text collate "C" not null check (node_code ~ '^(\d{2}|\d{4}|\d{6}|\d{9}|\d{12})?$'),
  period text collate "C" not null check (period ~ '^\d{4}(-Q[1-4]|-(0[1-9]|1[0-2]))?$'),
  households bigint not null,
  collective_cents bigint not null,
  primary key (node_code, period, county_code) include (households, collective_cents)
);
--> statement-breakpoint
-- Adds settlements that count from now on (`sign` is 1), or count no longer (-1), to the sums.
create function billing.add_benefits(changed billing.settlements[], sign integer) returns void
language sql as $$
  with monthly as (
    select village_code collate "C" as village_code, recipient_kind,
      household_key collate "C" as household_key, to_char(settled_on, 'YYYY-MM') as month,
      sign * sum(amount_cents) as cents
    from unnest(changed) group by 1, 2, 3, 4
  ), amounts as (
    select village_code, recipient_kind, household_key, period, sum(cents)::bigint as cents
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
        - case when h.cents - a.cents > 0 then 1 else 0 end as households
    from households h join amounts a on a.recipient_kind = 'household'
      and a.village_code = h.village_code and a.household_key = h.household_key
      and a.period = h.period
    union all
    select village_code, period, cents, 0 from amounts where recipient_kind = 'collective'
  )
  insert into billing.benefit_sums as kept
    (county_code, node_code, period, households, collective_cents)
  select left(village_code, 6), node_code, period, sum(households), sum(collective_cents)
  from changes cross join unnest(attribution.nodes_of(left(village_code, 6), village_code))
    as node_code
  where households <> 0 or collective_cents <> 0
  group by 1, 2, 3 order by 2, 3, 1
  on conflict (node_code, period, county_code) do update set
    households = kept.households + excluded.households,
    collective_cents = kept.collective_cents + excluded.collective_cents
$$;
--> statement-breakpoint
-- What names an order counts as it is recorded; what takes back a confirmed settlement too.
create function billing.count_recorded() returns trigger language plpgsql as $$
begin
  perform billing.add_benefits(array_agg(r::billing.settlements), 1)
  from recorded r
  where r.purchase_order_id is not null or exists (
    select from billing.settlement_confirmations c
    where c.settlement_id = r.reverses_id and c.state = 'confirmed')
  having count(*) > 0;
  return null;
end
$$;
--> statement-breakpoint
create trigger settlements_count after insert on billing.settlements
  referencing new table as recorded
  for each statement execute function billing.count_recorded();
--> statement-breakpoint
-- What a county has confirmed counts from then on, and whatever takes it back with it.
create function billing.count_confirmed() returns trigger language plpgsql as $$
begin
  perform billing.add_benefits(array_agg(s), 1)
  from billing.settlements s
  where coalesce(s.reverses_id, s.id) in (
      select settlement_id from changed where state = 'confirmed')
    and s.purchase_order_id is null
  having count(*) > 0;
  return null;
end
$$;
--> statement-breakpoint
create function billing.count_decided() returns trigger language plpgsql as $$
begin
  perform billing.add_benefits(array_agg(s order by s.id), move.sign)
  from billing.settlements s join (
      select n.settlement_id,
        case when n.state = 'confirmed' then 1 else 0 end
          - case when o.state = 'confirmed' then 1 else 0 end as sign
      from changed n join decided o using (settlement_id)
    ) move on move.settlement_id in (s.id, s.reverses_id)
  where move.sign <> 0 and s.purchase_order_id is null
  group by move.sign;
  return null;
end
$$;
--> statement-breakpoint
create trigger settlement_confirmations_count after insert on billing.settlement_confirmations
  referencing new table as changed
  for each statement execute function billing.count_confirmed();
--> statement-breakpoint
create trigger settlement_confirmations_count_decided after update
  on billing.settlement_confirmations referencing old table as decided new table as changed
  for each statement execute function billing.count_decided();
--> statement-breakpoint
-- A county at a time, so that no list is longer than one.
select billing.add_benefits(array_agg(s), 1)
from billing.settlements s
where s.purchase_order_id is not null or exists (
  select from billing.settlement_confirmations c
  where c.settlement_id = coalesce(s.reverses_id, s.id) and c.state = 'confirmed')
group by s.county_code;
--> statement-breakpoint
-- Read by reports, exchange: what counts. A reversal counts where what it takes back does. The
-- unit is the order's, where there is one.
create or replace view billing.settlements_published as
  select id, purchase_order_id, village_code, recipient_kind, household_key as household_number,
    amount_cents, settled_on, unit_id
  from billing.settlements
  where purchase_order_id is not null
    or exists (select from billing.settlement_confirmations
      where settlement_id = coalesce(settlements.reverses_id, settlements.id)
        and state = 'confirmed');
--> statement-breakpoint
-- Read by reports: what a county adds to the households and the collective income of a node of the
-- division tree in a month, quarter or year, equal to the settlements at every instant.
create view billing.benefit_sums_published as
  select node_code, period, households, collective_cents from billing.benefit_sums;
