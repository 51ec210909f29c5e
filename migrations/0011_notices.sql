create schema notices;
--> statement-breakpoint
-- What people of an organisation are told in these roles; each person reads it for themselves.
create table notices.notices (
  id uuid primary key,
  organisation_id uuid not null references organisations.organisations,
  roles text[] not null check (cardinality(roles) > 0),
  topic text not null,
  subject_type text not null,
  subject_id uuid not null,
  payload jsonb not null,
  created_at timestamptz not null
);
--> statement-breakpoint
create index notices_organisation on notices.notices (organisation_id, created_at, id);
--> statement-breakpoint
create table notices.notice_readings (
  notice_id uuid not null references notices.notices,
  person_id uuid not null references accounts.people,
  read_at timestamptz not null,
  primary key (notice_id, person_id)
);
