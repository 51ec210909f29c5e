-- Sales terms that a county office or the platform brings in for a cooperative (§5.2): in force only
-- once the cooperative itself has confirmed them, by somebody who did not propose them (§3.17).
create table catalogue.proposed_terms (
  id uuid primary key,
  cooperative_id uuid not null references organisations.cooperatives,
  -- who proposes
  organisation_id uuid not null references organisations.organisations,
  proposed_by uuid not null references accounts.people,
  proposed_at timestamptz not null,
  -- what is proposed; what is null stays as the cooperative has it
  terms jsonb not null,
  version integer not null default 1,
  state text not null check (state in ('proposed', 'confirmed', 'refused', 'withdrawn')),
  state_reason text not null default '',
  decided_by uuid references accounts.people,
  decided_at timestamptz,
  check ((state = 'proposed') = (decided_at is null)),
  check (state not in ('confirmed', 'refused') or decided_by is distinct from proposed_by)
);
--> statement-breakpoint
-- One organisation proposes to a cooperative one thing at a time.
create unique index proposed_terms_open on catalogue.proposed_terms (cooperative_id, organisation_id)
  where state = 'proposed';
