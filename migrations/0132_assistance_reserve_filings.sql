-- 预留份额填报: what a unit files of a year (§3.13). One row for each unit and year; what was filed
-- before stands in the audit log.
create table assistance.reserve_filings (
  id uuid primary key,
  unit_id uuid not null references organisations.units (organisation_id),
  year integer not null check (year between 2000 and 2200),
  budget_cents bigint check (budget_cents between 1 and 100000000000000),
  share_basis_points integer check (share_basis_points between 1 and 10000),
  -- The buying channels whose purchases are counted.
  channels text[] not null
    check (channels <@ array['canteen', 'contractor', 'union', 'staff']::text[]),
  exemption text check (exemption in ('no_canteen', 'shared_canteen', 'no_union_budget')),
  reason text not null default '' check (length(reason) <= 500),
  -- Whose budget a shared canteen's purchases are part of.
  files_with_unit_id uuid references organisations.units (organisation_id),
  -- The units that share this one's canteen: their purchases count here once they name it too.
  shared_unit_ids uuid[] not null default '{}',
  state text not null check (state in ('filed', 'confirmed', 'returned')),
  filed_by uuid not null references accounts.people (id),
  filed_at timestamptz not null,
  checked_by uuid references accounts.people (id),
  checked_at timestamptz,
  check_reason text not null default '' check (length(check_reason) <= 500),
  constraint reserve_filings_unit_year unique (unit_id, year),
  check ((exemption is null) = (budget_cents is not null and share_basis_points is not null)),
  check (exemption is not null or cardinality(channels) > 0),
  check (exemption is null or reason <> ''),
  check ((exemption = 'shared_canteen') is true = (files_with_unit_id is not null)),
  check (files_with_unit_id <> unit_id),
  check ((state = 'filed') = (checked_by is null)),
  check ((checked_by is null) = (checked_at is null)),
  check (checked_by <> filed_by)
);
--> statement-breakpoint
create index reserve_filings_shared on assistance.reserve_filings (files_with_unit_id, year)
  where files_with_unit_id is not null;
--> statement-breakpoint
create index reserve_filings_waiting on assistance.reserve_filings (unit_id)
  where state = 'filed';
--> statement-breakpoint
-- Read by reports, exchange.
create view assistance.reserve_filings_published as
  select id, unit_id, year, budget_cents, share_basis_points, channels, exemption, reason,
    files_with_unit_id, shared_unit_ids, state, filed_at, checked_at, check_reason
  from assistance.reserve_filings;
