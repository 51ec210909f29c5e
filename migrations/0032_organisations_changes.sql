-- 变更申请 (§11.5): what of an organisation one person proposes and another confirms. Until then it
-- stands as it was.
create table organisations.proposed_changes (
  id uuid primary key,
  organisation_id uuid not null references organisations.organisations,
  organisation_kind text not null check (organisation_kind in ('unit', 'cooperative')),
  kind text not null check (kind in ('identity', 'bank_account')),
  -- in the shapes of server/organisations/change-values.ts, by kind
  before jsonb not null,
  after jsonb not null,
  -- the smallest node of the division tree that holds the place it had and the one it is to have:
  -- officials of it, or of one above, decide; null: the platform alone, and for a bank account
  -- another manager
  division_code text,
  state text not null check (state in ('proposed', 'confirmed', 'declined', 'withdrawn')),
  reason text not null default '',
  by_organisation_id uuid not null references organisations.organisations,
  proposed_by uuid not null references accounts.people,
  proposed_at timestamptz not null,
  decided_by uuid references accounts.people,
  decided_as text,
  decided_at timestamptz,
  check ((state = 'proposed') = (decided_at is null)),
  check ((decided_at is null) = (decided_by is null)),
  check ((decided_at is null) = (decided_as is null)),
  -- whoever proposes never confirms (§11.2)
  check (state not in ('confirmed', 'declined') or decided_by <> proposed_by),
  check (kind = 'identity' or division_code is null)
);
--> statement-breakpoint
create unique index proposed_changes_open on organisations.proposed_changes (organisation_id, kind)
  where state = 'proposed';
--> statement-breakpoint
create index proposed_changes_organisation
  on organisations.proposed_changes (organisation_id, kind, proposed_at desc, id desc);
--> statement-breakpoint
create index proposed_changes_newest on organisations.proposed_changes (proposed_at, id);
--> statement-breakpoint
create index proposed_changes_newest_open on organisations.proposed_changes (proposed_at, id)
  where state = 'proposed';
--> statement-breakpoint
create index proposed_changes_division on organisations.proposed_changes
  (division_code text_pattern_ops, proposed_at, id) where division_code is not null;
--> statement-breakpoint
create index proposed_changes_division_open on organisations.proposed_changes
  (division_code text_pattern_ops, proposed_at, id)
  where division_code is not null and state = 'proposed';
--> statement-breakpoint
-- 证照: submitted with a scan, and in force once somebody else has accepted them. Those of a
-- cooperative that was admitted before this file were looked at with its admission; those of an
-- application still are.
alter table organisations.licences
  add column state text,
  add column reason text not null default '',
  -- of its cooperative, so that a county's list is read along one index
  add column county_code text,
  add column submitted_by uuid references accounts.people,
  add column decided_by uuid references accounts.people,
  add column decided_at timestamptz;
--> statement-breakpoint
update organisations.licences set county_code = cooperatives.county_code,
  state = case when cooperatives.state in ('admitted', 'suspended') then 'accepted'
    else 'in_application' end
from organisations.cooperatives
where cooperatives.organisation_id = licences.cooperative_id;
--> statement-breakpoint
alter table organisations.licences
  alter column state set not null,
  alter column county_code set not null,
  add check (state in ('in_application', 'submitted', 'accepted', 'declined')),
  add check (state <> 'submitted' or file_id is not null),
  add check ((decided_by is null) = (decided_at is null)),
  add check (state in ('accepted', 'declined') or decided_at is null),
  add check (decided_by is distinct from submitted_by or decided_by is null);
--> statement-breakpoint
create index licences_waiting on organisations.licences (created_at, id)
  where state = 'submitted';
--> statement-breakpoint
create index licences_waiting_of_county on organisations.licences
  (county_code text_pattern_ops, created_at, id) where state = 'submitted';
--> statement-breakpoint
create index licences_file on organisations.licences (file_id) where file_id is not null;
