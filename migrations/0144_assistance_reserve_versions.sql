-- What is filed anew or checked is what was read: each change of a filing counts.
alter table assistance.reserve_filings
  add column version integer not null default 1 check (version > 0);
--> statement-breakpoint
create or replace view assistance.reserve_filings_published as
  select id, unit_id, year, budget_cents, share_basis_points, channels, exemption, reason,
    files_with_unit_id, shared_unit_ids, state, filed_at, checked_at, check_reason, version
  from assistance.reserve_filings;
--> statement-breakpoint
-- When a unit that has not filed for a year was last reminded of it, by whomever; each time stands
-- in the audit log.
create table assistance.reserve_reminders (
  unit_id uuid not null references organisations.units (organisation_id),
  year integer not null check (year between 2000 and 2200),
  reminded_at timestamptz not null,
  primary key (unit_id, year)
);
