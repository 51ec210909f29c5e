create schema accounts;
--> statement-breakpoint
create table accounts.people (
  id uuid primary key,
  name text not null check (length(name) between 1 and 80),
  email text unique check (email = lower(email)),
  phone text unique,
  password_hash text,
  locale text not null default 'zh-CN',
  created_at timestamptz not null,
  disabled_at timestamptz,
  check (email is not null or phone is not null)
);
--> statement-breakpoint
-- organisation_id refers to organisations; the key is added there, where that table stands.
create table accounts.memberships (
  id uuid primary key,
  person_id uuid not null references accounts.people,
  organisation_id uuid not null,
  organisation_kind text not null
    check (organisation_kind in ('unit', 'cooperative', 'authority', 'group', 'platform')),
  organisation_name text not null,
  roles text[] not null check (cardinality(roles) > 0),
  -- the node of the division tree an official sees, and everything below it; null elsewhere
  division_code text,
  created_at timestamptz not null,
  ended_at timestamptz,
  check ((organisation_kind = 'authority') = (division_code is not null))
);
--> statement-breakpoint
create unique index memberships_current on accounts.memberships (person_id, organisation_id)
  where ended_at is null;
--> statement-breakpoint
create index memberships_organisation on accounts.memberships (organisation_id)
  where ended_at is null;
--> statement-breakpoint
-- A session is a family of refresh tokens: one device signed in once.
create table accounts.sessions (
  id uuid primary key,
  person_id uuid not null references accounts.people,
  membership_id uuid references accounts.memberships,
  user_agent text not null,
  address text not null,
  created_at timestamptz not null,
  last_used_at timestamptz not null,
  -- how often the refresh token was rotated, and when last: an older one's return ends the family
  generation integer not null default 0 check (generation >= 0),
  rotated_at timestamptz not null,
  expires_at timestamptz not null,
  ended_at timestamptz,
  ended_reason text
);
--> statement-breakpoint
create index sessions_person on accounts.sessions (person_id) where ended_at is null;
--> statement-breakpoint
create table accounts.refresh_tokens (
  token_hash text primary key,
  session_id uuid not null references accounts.sessions,
  generation integer not null,
  issued_at timestamptz not null
);
--> statement-breakpoint
create index refresh_tokens_session on accounts.refresh_tokens (session_id);
--> statement-breakpoint
-- Attempts by account and by address, counted before a password is looked at. The subject is a
-- hash: what people type into the wrong field does not stay here.
create table accounts.sign_in_attempts (
  subject text primary key,
  attempts integer not null check (attempts >= 0),
  window_started_at timestamptz not null
);
--> statement-breakpoint
create table accounts.invitations (
  id uuid primary key,
  token_hash text not null unique,
  organisation_id uuid not null,
  organisation_kind text not null,
  organisation_name text not null,
  division_code text,
  roles text[] not null check (cardinality(roles) > 0),
  name text not null,
  email text,
  phone text,
  invited_by uuid not null references accounts.people,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  accepted_at timestamptz,
  accepted_by uuid references accounts.people,
  withdrawn_at timestamptz,
  check (email is not null or phone is not null),
  check ((accepted_at is null) = (accepted_by is null)),
  check (accepted_at is null or withdrawn_at is null)
);
--> statement-breakpoint
create index invitations_organisation on accounts.invitations (organisation_id)
  where accepted_at is null and withdrawn_at is null;
--> statement-breakpoint
create table accounts.password_resets (
  token_hash text primary key,
  person_id uuid not null references accounts.people,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  used_at timestamptz
);
--> statement-breakpoint
create index password_resets_person on accounts.password_resets (person_id) where used_at is null;
--> statement-breakpoint
-- Read by orders.
create view accounts.people_published as
  select id, name
  from accounts.people;
