-- Imports of the national division table that were asked for on a screen, with their progress.
create table villages.division_imports (
  id uuid primary key,
  -- codes of provinces to townships; null is the nation
  only_codes text[] check (cardinality(only_codes) between 1 and 100),
  requested_by uuid not null references accounts.people,
  requested_at timestamptz not null,
  finished_at timestamptz,
  has_failed boolean not null default false,
  -- how many divisions the table has there; null until it has begun
  total integer,
  read integer not null default 0,
  stored integer not null default 0,
  added integer not null default 0,
  changed integer not null default 0,
  abolished integer not null default 0,
  check (finished_at is not null or not has_failed)
);
--> statement-breakpoint
-- One at a time, however many ask.
create unique index division_imports_open on villages.division_imports ((true))
  where finished_at is null;
--> statement-breakpoint
create index division_imports_newest
  on villages.division_imports (requested_at desc, id desc);
