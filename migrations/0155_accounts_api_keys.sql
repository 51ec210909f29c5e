-- Keys of the open API (domain.md §11.4): a program asks in the name of whoever made the key, for
-- their organisation, in the roles they had, and only what the scopes say. Of the key itself only a
-- hash is kept. A key is never changed: it is revoked, and another one made.
create table accounts.api_keys (
  id uuid primary key,
  token_hash text not null unique,
  -- its last signs, by which its owners tell it from others
  hint text not null check (length(hint) = 4),
  name text not null check (length(name) between 1 and 80),
  scopes text[] not null check (cardinality(scopes) > 0),
  person_id uuid not null references accounts.people,
  organisation_id uuid not null,
  organisation_kind text not null,
  roles text[] not null check (cardinality(roles) > 0),
  division_code text,
  created_at timestamptz not null,
  expires_at timestamptz not null check (expires_at > created_at),
  last_used_at timestamptz,
  revoked_at timestamptz,
  revoked_by uuid references accounts.people,
  check ((revoked_at is null) = (revoked_by is null))
);
--> statement-breakpoint
create index api_keys_organisation on accounts.api_keys (organisation_id, created_at);
--> statement-breakpoint
-- Whether a person acts for an organisation in these roles, and has since the instant: who left and
-- came back makes new keys.
create function accounts.holds_since(person_id uuid, organisation_id uuid, acting_roles text[],
  since timestamptz) returns boolean language sql stable
return exists (
  select from accounts.memberships membership
  join accounts.people person on person.id = membership.person_id
  where membership.person_id = holds_since.person_id
    and membership.organisation_id = holds_since.organisation_id
    and membership.ended_at is null and membership.roles @> holds_since.acting_roles
    and membership.created_at <= holds_since.since and person.disabled_at is null);
--> statement-breakpoint
-- A key stands where a session stands: it holds until it is revoked or expires.
create or replace function accounts.is_live(session_id uuid, person_id uuid, organisation_id uuid,
  acting_roles text[], at timestamptz) returns boolean language sql stable
return exists (
  select from accounts.sessions session
  join accounts.people person on person.id = session.person_id
  where session.id = is_live.session_id and session.person_id = is_live.person_id
    and session.ended_at is null and session.expires_at > is_live.at
    and person.disabled_at is null
    and (is_live.organisation_id is null or exists (
      select from accounts.memberships membership
      where membership.person_id = is_live.person_id
        and membership.organisation_id = is_live.organisation_id
        and membership.ended_at is null and membership.roles @> is_live.acting_roles)))
or exists (
  select from accounts.api_keys key
  where key.id = is_live.session_id and key.person_id = is_live.person_id
    and key.organisation_id = is_live.organisation_id
    and key.revoked_at is null and key.expires_at > is_live.at
    and accounts.holds_since(key.person_id, key.organisation_id, key.roles, key.created_at));
