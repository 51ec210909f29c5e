-- A household's number as it is compared (§2.7, §3.14), like `householdKeyOf` of the program: what
-- stands between two figures parts them, so that house 12 of group 1 (1-12) and house 2 of group 11
-- (11-2) are two households of a village; 01-02, 1/2 and 1组2号 are one, and so are A-01 and a1.
create function billing.household_key(number text) returns text
language plpgsql immutable strict parallel safe as $$
declare
  signs constant text := '[-‐‑‒–—―−_/\\.·•・\s]';
  plain text := regexp_replace(normalize(number, NFKC),
    '[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]', '', 'g');
  key text;
begin
  plain := regexp_replace(plain, '(?<![0-9\s])\s+|\s+(?![0-9\s])', '', 'g');
  key := regexp_replace(plain, '^(?:第|农户|户主|户号|编号|号|户|No\.?|[#:.])+', '', 'i');
  key := regexp_replace(key, '(?:[号號户戶家#]|\.0*)+$', '');
  plain := regexp_replace(coalesce(nullif(key, ''), plain),
    '(?<=[0-9])(?:' || signs || '|村民|小?[组組]|[社队隊第号號户戶])+(?=[0-9])', '-', 'g');
  key := regexp_replace(plain,
    '(?<![0-9])' || signs || '+|' || signs || '+(?![0-9])', '', 'g');
  key := regexp_replace(key, '(?<![0-9])0+(?=[0-9])', '', 'g');
  return upper(coalesce(nullif(key, ''), plain));
end
$$;
--> statement-breakpoint
-- As numbers were compared until now: without any stroke. What the public was told before is still
-- held against households as they were counted then.
create function billing.bare_household_key(number text) returns text
language sql immutable strict parallel safe as $$
  select ltrim(upper(regexp_replace(normalize(number, NFKC), '[\s-]', '', 'g')), '0')
$$;
--> statement-breakpoint
-- The order in which people look for a number: 2 before 12, and 3-12 before 10-1.
create function billing.household_order(key text) returns text[]
language sql immutable strict parallel safe as $$
  select array_agg(lpad(part, 60, '0') collate "C" order by place)
  from unnest(string_to_array(key, '-')) with ordinality as parts(part, place)
$$;
--> statement-breakpoint
drop view billing.settlements_published;
--> statement-breakpoint
drop view billing.counted_settlements;
--> statement-breakpoint
alter table billing.settlements drop column household_key;
--> statement-breakpoint
alter table billing.settlements add column household_key text
  generated always as (billing.household_key(household_number)) stored;
--> statement-breakpoint
-- What a household was paid, latest first.
create index settlements_of_household
  on billing.settlements (cooperative_id, village_code, household_key, settled_on, id)
  where household_key is not null;
--> statement-breakpoint
-- What counts, and in which month it began to: as it was recorded, or as its county confirmed it.
create view billing.counted_settlements as
  select s.village_code collate "C" as village_code, s.recipient_kind,
    s.household_key collate "C" as household_key, s.amount_cents, s.purchase_order_id, s.settled_on,
    s.cooperative_id,
    to_char(greatest(s.recorded_at, f.decided_at) at time zone 'Asia/Shanghai', 'YYYY-MM')
      as counted_month, s.household_number
  from billing.settlements s left join billing.settlement_confirmations f
    on f.settlement_id = coalesce(s.reverses_id, s.id)
  where s.purchase_order_id is not null or f.state = 'confirmed';
--> statement-breakpoint
-- Read by reports, exchange: what counts. A reversal counts where what it takes back does. The
-- unit is the order's, where there is one.
create view billing.settlements_published as
  select id, purchase_order_id, village_code, recipient_kind, household_key as household_number,
    amount_cents, settled_on, unit_id, cooperative_id
  from billing.settlements
  where purchase_order_id is not null
    or exists (select from billing.settlement_confirmations
      where settlement_id = coalesce(settlements.reverses_id, settlements.id)
        and state = 'confirmed');
--> statement-breakpoint
-- The same as before: a session that called it plans it anew, with the column that came.
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
-- The sums of each county in which a household has another key, filled anew from its settlements.
do $$
declare
  counties text[] := array(select distinct county_code from billing.settlements
    where household_key <> billing.bare_household_key(household_number));
begin
  delete from billing.household_sums where county_code = any(counties);
  delete from billing.benefit_sums where county_code = any(counties);
  perform billing.add_benefits(array_agg(s), 1)
  from billing.settlements s
  where county_code = any(counties) and (purchase_order_id is not null or exists (
    select from billing.settlement_confirmations c
    where c.settlement_id = coalesce(s.reverses_id, s.id) and c.state = 'confirmed'))
  group by county_code;
end
$$;
--> statement-breakpoint
-- Of what is told from now on the strokes of numbers part households. Null where it was told
-- before: no seal covers a column without a value.
alter table billing.public_benefits add column parts_numbers boolean;
--> statement-breakpoint
-- A code that may be in the hands of either of two households is withdrawn by the migration: by
-- nobody, and as of its issue, from when on it was in doubt.
alter table billing.household_slips drop constraint household_slips_check;
--> statement-breakpoint
alter table billing.household_slips add constraint household_slips_withdrawn_check
  check (withdrawn_by is null or withdrawn_at is not null);
--> statement-breakpoint
-- Whose each slip in force is: of the one household that had its number without strokes, where
-- that was paid before the slip was printed; of several nobody knows. Of slips that are one
-- household's now, such as A01 and A1, the latest stays.
create view billing.slips_to_part as
  with settled as (
    select cooperative_id, village_code, billing.bare_household_key(household_number) as bare_key,
      min(household_key) as household_key, count(distinct household_key) as households,
      min(recorded_at) as first_recorded_at
    from billing.settlements where household_number is not null group by 1, 2, 3
  ), owners as (
    select s.*, coalesce(p.household_key, billing.household_key(s.household_key)) as owner_key,
      coalesce(p.households = 1 and (p.first_recorded_at <= s.issued_at
        or p.household_key = billing.household_key(s.household_key)), true) as is_known
    from billing.household_slips s left join settled p on p.cooperative_id = s.cooperative_id
      and p.village_code = s.village_code and p.bare_key = s.household_key
    where s.withdrawn_at is null
  )
  select id, owner_key, is_known and row_number() over (
      partition by cooperative_id, village_code, owner_key, is_known
      order by issued_at desc, id) = 1 as is_kept
  from owners;
--> statement-breakpoint
update billing.household_slips s set withdrawn_at = s.issued_at
from billing.slips_to_part p where p.id = s.id and not p.is_kept;
--> statement-breakpoint
update billing.household_slips s set household_key = p.owner_key
from billing.slips_to_part p where p.id = s.id and s.household_key <> p.owner_key;
--> statement-breakpoint
drop view billing.slips_to_part;
