-- Why a person was disabled, and by whom; both are shown beside the state and kept with it.
alter table accounts.people
  add column disabled_reason text check (length(disabled_reason) between 1 and 500),
  add column disabled_by uuid references accounts.people,
  add constraint people_disabled_with_reason
    check (disabled_at is not null or (disabled_reason is null and disabled_by is null));
--> statement-breakpoint
-- Whether what an access token says still holds: the session is open, the person is not disabled,
-- and the membership it acts for has these roles (§11.4). Asked in every write's own transaction.
create function accounts.is_live(session_id uuid, person_id uuid, organisation_id uuid,
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
        and membership.ended_at is null and membership.roles @> is_live.acting_roles)));
--> statement-breakpoint
-- For the beginning of a name, with letters compared as they are.
create index people_name on accounts.people (name text_pattern_ops);
