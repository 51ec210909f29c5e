-- First secretaries who agreed to be named on the public page of their village (§11.6): the name as
-- it stood then, and the unit for which they acted, which is shown as who sent them. Withdrawn by
-- the person alone; one account agrees for a pairing at a time.
create table assistance.secretary_consents (
  id uuid primary key,
  pairing_id uuid not null references assistance.pairings on delete cascade,
  person_id uuid not null references accounts.people,
  unit_id uuid not null references organisations.organisations,
  name text not null,
  agreed_at timestamptz not null,
  withdrawn_at timestamptz check (withdrawn_at >= agreed_at)
);
--> statement-breakpoint
create unique index secretary_consents_in_force on assistance.secretary_consents (pairing_id)
  where withdrawn_at is null;
--> statement-breakpoint
create index secretary_consents_person on assistance.secretary_consents (person_id, pairing_id)
  where withdrawn_at is null;
--> statement-breakpoint
create index pairings_first_secretary
  on assistance.pairings (first_secretary_name, organisation_id, id)
  where first_secretary_name is not null;
