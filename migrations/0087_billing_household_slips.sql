-- 农户结算单 (§3.14): a code for each household that a cooperative paid. Whoever holds the slip sees
-- with it what that cooperative paid to that household, and nothing else. A lost one is withdrawn
-- and another issued.
create table billing.household_slips (
  id uuid primary key,
  cooperative_id uuid not null references organisations.cooperatives,
  village_code text not null,
  household_key text not null check (household_key <> ''),
  code text not null unique check (code ~ '^[2-9A-HJ-NP-Z]{16}$'),
  issued_by uuid not null references accounts.people,
  issued_at timestamptz not null,
  withdrawn_by uuid references accounts.people,
  withdrawn_at timestamptz,
  check ((withdrawn_by is null) = (withdrawn_at is null))
);
--> statement-breakpoint
create unique index household_slips_in_force
  on billing.household_slips (cooperative_id, village_code, household_key)
  where withdrawn_at is null;
--> statement-breakpoint
-- What a household was paid, latest first.
create index settlements_of_household
  on billing.settlements (cooperative_id, village_code, household_key, settled_on, id)
  where household_key is not null;
