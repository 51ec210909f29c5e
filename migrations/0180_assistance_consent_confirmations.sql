-- A first secretary is named in public once another person, a leader of the unit, has confirmed that
-- the account that agreed is theirs: the name alone could be anybody's (§11.6). Consents from before
-- wait for it as well.
alter table assistance.secretary_consents
  add column confirmed_by uuid references accounts.people,
  add column confirmed_at timestamptz check (confirmed_at >= agreed_at),
  add constraint secretary_consents_second_person check (confirmed_by <> person_id),
  add constraint secretary_consents_confirmed
    check ((confirmed_by is null) = (confirmed_at is null));
--> statement-breakpoint
create index secretary_consents_waiting on assistance.secretary_consents (unit_id, agreed_at, id)
  where withdrawn_at is null and confirmed_at is null;
