-- 提议 (§3.17): membership in a group, shared credit and a pairing are proposed by one side and in
-- force once every side has agreed. What was in force before this file stands agreed.
create table assistance.proposals (
  id uuid primary key,
  kind text not null check (kind in ('membership', 'shared_credit', 'pairing')),
  -- what it is about, so that the same is not proposed twice at once
  subject text not null,
  -- in the shape of shared/assistance/proposals.schemas.ts, by kind
  terms jsonb not null,
  wished_from date not null,
  to_date date,
  state text not null check (state in ('proposed', 'in_force', 'declined', 'withdrawn')),
  organisation_id uuid not null references organisations.organisations,
  proposed_by uuid not null references accounts.people,
  proposed_at timestamptz not null,
  document_name text,
  document_file_id uuid references evidence.files,
  decided_by uuid references accounts.people,
  decided_at timestamptz,
  -- the row of group_members, shared_credits or pairings that it became, and from which day on
  relation_id uuid,
  in_force_from date,
  check ((state = 'proposed') = (decided_at is null)),
  check ((state = 'in_force') = (relation_id is not null)),
  check ((relation_id is null) = (in_force_from is null)),
  check ((document_name is null) = (document_file_id is null))
);
--> statement-breakpoint
create unique index proposals_open on assistance.proposals (kind, subject)
  where state = 'proposed';
--> statement-breakpoint
create index proposals_document on assistance.proposals (document_file_id)
  where document_file_id is not null;
--> statement-breakpoint
-- Whose consent a proposal needs: an organisation's, or that of an official of a place. Kind, day
-- and whether it is open are those of the proposal, so that a side's list is read along one index.
create table assistance.proposal_sides (
  id uuid primary key,
  proposal_id uuid not null references assistance.proposals,
  position integer not null,
  organisation_id uuid references organisations.organisations,
  division_code text references villages.divisions,
  kind text not null,
  proposed_at timestamptz not null,
  is_open boolean not null,
  agreed_by uuid references accounts.people,
  agreed_at timestamptz,
  unique (proposal_id, position),
  check ((organisation_id is null) <> (division_code is null)),
  check ((agreed_by is null) = (agreed_at is null))
);
--> statement-breakpoint
create index proposal_sides_organisation
  on assistance.proposal_sides (organisation_id, proposed_at, id);
--> statement-breakpoint
create index proposal_sides_organisation_open
  on assistance.proposal_sides (organisation_id, proposed_at, id) where is_open;
--> statement-breakpoint
create index proposal_sides_division
  on assistance.proposal_sides (division_code text_pattern_ops, proposed_at, id);
--> statement-breakpoint
create index proposal_sides_division_open
  on assistance.proposal_sides (division_code text_pattern_ops, proposed_at, id) where is_open;
--> statement-breakpoint
create index proposal_sides_first on assistance.proposal_sides (proposed_at, id)
  where position = 0;
--> statement-breakpoint
create index proposal_sides_first_open on assistance.proposal_sides (proposed_at, id)
  where position = 0 and is_open;
--> statement-breakpoint
-- A unit sees, and may end, what others share with it.
create index shared_credit_parts_unit on assistance.shared_credit_parts (unit_id);
