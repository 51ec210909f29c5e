-- Who looks after a place is found by the codes of the place and of those above it.
create index memberships_officials on accounts.memberships (division_code)
  where organisation_kind = 'authority' and ended_at is null;
