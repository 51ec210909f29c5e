create schema assistance;
--> statement-breakpoint
create table assistance.assistance_groups (
  organisation_id uuid primary key references organisations.organisations,
  lead_unit_id uuid not null references organisations.units
);
--> statement-breakpoint
create table assistance.group_members (
  id uuid primary key,
  group_id uuid not null references assistance.assistance_groups,
  unit_id uuid not null references organisations.units,
  from_date date not null,
  to_date date,
  check (to_date is null or to_date >= from_date)
);
--> statement-breakpoint
create index group_members_group on assistance.group_members (group_id, unit_id);
--> statement-breakpoint
create index group_members_unit on assistance.group_members (unit_id);
--> statement-breakpoint
-- 结对帮扶: a unit or group helps a village, township or county from a day to a day.
create table assistance.pairings (
  id uuid primary key,
  organisation_id uuid not null references organisations.organisations,
  division_code text not null references villages.divisions,
  kind text not null check (kind in ('designated', 'east_west', 'provincial', 'volunteer')),
  from_date date not null,
  to_date date,
  first_secretary_name text,
  created_at timestamptz not null,
  ended_at timestamptz,
  check (to_date is null or to_date >= from_date)
);
--> statement-breakpoint
create index pairings_organisation on assistance.pairings (organisation_id, from_date);
--> statement-breakpoint
create index pairings_division on assistance.pairings (division_code text_pattern_ops);
--> statement-breakpoint
-- 年度任务: of an organisation (unit, group) or of a county.
create table assistance.targets (
  id uuid primary key,
  organisation_id uuid references organisations.organisations,
  division_code text references villages.divisions,
  year integer not null check (year between 2000 and 2100),
  measure text not null check (measure in ('money', 'weight')),
  amount bigint not null check (amount > 0),
  created_at timestamptz not null,
  check ((organisation_id is null) <> (division_code is null))
);
--> statement-breakpoint
create unique index targets_organisation on assistance.targets (organisation_id, year, measure)
  where organisation_id is not null;
--> statement-breakpoint
create unique index targets_division on assistance.targets (division_code, year, measure)
  where division_code is not null;
--> statement-breakpoint
-- Ratios, terms, thresholds and lists with the day they hold from (§3.12): rows are only added.
create table assistance.policy_values (
  id bigint generated always as identity primary key,
  name text not null,
  value jsonb not null,
  valid_from date not null,
  decided_by text not null,
  created_at timestamptz not null
);
--> statement-breakpoint
create index policy_values_name on assistance.policy_values (name, valid_from desc, id desc);
--> statement-breakpoint
create trigger policy_values_append_only before update or delete or truncate
  on assistance.policy_values
  for each statement execute function platform.refuse_change();
--> statement-breakpoint
-- Days to pay after acceptance, and at most by agreement: the state's rule for what public bodies
-- owe small firms. A later rule is a further row (§3.12).
insert into assistance.policy_values (name, value, valid_from, decided_by, created_at)
values ('payment_days', '{"standardDays": 30, "limitDays": 60}', '2020-09-01',
  '《保障中小企业款项支付条例》', '2020-07-05T00:00:00+08:00');
--> statement-breakpoint
-- Help-sale (§3.7): introduced by a unit before the order, confirmed by the buyer.
create table assistance.introductions (
  id uuid primary key,
  helper_unit_id uuid not null references organisations.units,
  buyer_unit_id uuid not null references organisations.units,
  -- null: any cooperative
  cooperative_id uuid references organisations.cooperatives,
  note text not null default '',
  recorded_by uuid not null references accounts.people,
  recorded_at timestamptz not null,
  confirmed_by uuid references accounts.people,
  confirmed_at timestamptz,
  declined_at timestamptz,
  valid_to date,
  check (helper_unit_id <> buyer_unit_id)
);
--> statement-breakpoint
create index introductions_buyer on assistance.introductions (buyer_unit_id);
--> statement-breakpoint
create index introductions_helper on assistance.introductions (helper_unit_id);
--> statement-breakpoint
-- Shared credit (§3.9): one canteen buys for several units; the shares of one set sum to 10,000.
create table assistance.shared_credits (
  id uuid primary key,
  buyer_unit_id uuid not null references organisations.units,
  from_date date not null,
  to_date date,
  created_at timestamptz not null
);
--> statement-breakpoint
create index shared_credits_buyer on assistance.shared_credits (buyer_unit_id, from_date);
--> statement-breakpoint
create table assistance.shared_credit_parts (
  shared_credit_id uuid not null references assistance.shared_credits,
  unit_id uuid not null references organisations.units,
  share_basis_points integer not null check (share_basis_points between 1 and 10000),
  primary key (shared_credit_id, unit_id)
);
--> statement-breakpoint
-- §3.9: the shares of one set are the whole, however they were written.
create function assistance.demand_whole_shares() returns trigger language plpgsql as $$
begin
  if (select sum(share_basis_points) from assistance.shared_credit_parts
      where shared_credit_id = coalesce(new.shared_credit_id, old.shared_credit_id)) <> 10000 then
    raise exception 'the shares of a shared credit must sum to 10,000' using errcode = '23514';
  end if;
  return null;
end $$;
--> statement-breakpoint
create constraint trigger shared_credit_parts_whole
  after insert or update or delete on assistance.shared_credit_parts
  deferrable initially deferred for each row execute function assistance.demand_whole_shares();
--> statement-breakpoint
-- Who is credited with what a unit buys from each of some cooperatives (§3.6, §3.7, §3.9), in the
-- shape of shared/attribution/credit.ts. Pairings and shares are those in force on the day;
-- introductions were recorded and confirmed before the instant. For a unit that bought itself
-- direct wins: its own introduction gives no help. Pairings are those of a unit and of the groups
-- it is a member of on the day (§3.10).
create function assistance.credit_snapshots(buyer uuid, sellers uuid[], day date,
  before timestamptz)
returns table (cooperative_id uuid, credit jsonb) stable language sql as $$
  with shares as materialized (
    select unit_id, share_basis_points from assistance.shared_credit_parts
    where shared_credit_id = (
      select id from assistance.shared_credits
      where buyer_unit_id = buyer and from_date <= day and (to_date is null or to_date >= day)
      order by from_date desc, created_at desc, id desc limit 1)
  ), direct as materialized (
    select unit_id, share_basis_points from shares
    union all
    select buyer, 10000 where not exists (select from shares)
  )
  select seller.id, jsonb_build_object(
    'directCredits', (select jsonb_agg(jsonb_build_object('unitId', unit_id, 'shareBasisPoints',
        share_basis_points) order by unit_id) from direct),
    'helpUnitId', help.unit_id, 'introductionId', help.id,
    'pairedCodes', (select coalesce(jsonb_agg(jsonb_build_object('unitId', unit_id, 'codes', codes)
        order by unit_id), '[]')
      from (select unit_id, jsonb_agg(distinct division_code order by division_code) as codes
        from (select unit_id from direct union select help.unit_id) as involved
        join lateral (select involved.unit_id as organisation_id
            union all
            select group_id from assistance.group_members as member
            where member.unit_id = involved.unit_id
              and from_date <= day and (to_date is null or to_date >= day)) as helping on true
        join assistance.pairings using (organisation_id)
        where from_date <= day and (to_date is null or to_date >= day)
        group by unit_id) as paired))
  from unnest(sellers) as seller (id)
  left join lateral (
    select introductions.id, helper_unit_id as unit_id from assistance.introductions
    where buyer_unit_id = buyer
      and (introductions.cooperative_id = seller.id or introductions.cooperative_id is null)
      and recorded_at < before and confirmed_at < before
      and declined_at is null and (valid_to is null or valid_to >= day)
      and not exists (select from direct where unit_id = helper_unit_id)
    order by introductions.cooperative_id is null, recorded_at, introductions.id limit 1
  ) as help on true
$$;
--> statement-breakpoint
-- Read by orders, deliveries.
create view assistance.group_members_published as
  select id, group_id, unit_id, from_date, to_date
  from assistance.group_members;
