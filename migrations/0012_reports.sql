create schema reports;
--> statement-breakpoint
-- 台账核验: that somebody, or the night, had the ledger of a place recomputed; how far it has come,
-- and in the end what was found. Who asked stands in the audit log.
create table reports.verifications (
  id uuid primary key,
  -- the division code that the verified counties begin with; '' is the nation
  scope text collate "C" not null check (scope ~ '^(\d{2}|\d{4}|\d{6})?$'),
  requested_at timestamptz not null,
  finished_at timestamptz,
  has_failed boolean not null default false,
  -- null until it has begun
  counties_total integer,
  counties integer not null default 0,
  entries bigint not null default 0,
  lines bigint not null default 0,
  -- the first thing that was wrong, as verification in shared/reports/reports.schemas.ts states it
  fault jsonb,
  check (finished_at is not null or not has_failed)
);
--> statement-breakpoint
-- A place is verified once at a time, however many ask.
create unique index verifications_open on reports.verifications (scope) where finished_at is null;
--> statement-breakpoint
create index verifications_newest on reports.verifications (scope, requested_at desc, id desc);
