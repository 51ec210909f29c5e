-- Terms of payment (§7.2): goods first, then so many days. A unit's own hold for all its sellers;
-- those with one seller come before them, and longer ones than the rule need that seller's consent
-- (§3.17). Rows are only added, and decided once: what held when goods were accepted stays readable.
create table billing.payment_terms (
  id uuid primary key,
  unit_id uuid not null references organisations.units,
  -- null: every seller
  cooperative_id uuid references organisations.cooperatives,
  days integer not null check (days between 1 and 365),
  valid_from date not null,
  state text not null check (state in ('recorded', 'confirmed', 'rejected')),
  state_reason text not null default '',
  recorded_by uuid not null references accounts.people,
  recorded_at timestamptz not null,
  -- nobody where no consent was needed
  decided_by uuid references accounts.people,
  decided_at timestamptz,
  check (decided_by is distinct from recorded_by),
  check ((state = 'recorded') = (decided_at is null)),
  check (state = 'confirmed' or cooperative_id is not null)
);
--> statement-breakpoint
create index payment_terms_unit on billing.payment_terms (unit_id, recorded_at, id);
--> statement-breakpoint
create index payment_terms_cooperative on billing.payment_terms (cooperative_id, recorded_at, id)
  where cooperative_id is not null;
--> statement-breakpoint
create index payment_terms_in_force on billing.payment_terms (unit_id, cooperative_id, valid_from)
  where state = 'confirmed';
--> statement-breakpoint
-- One proposal between two sides waits at a time.
create unique index payment_terms_undecided on billing.payment_terms (unit_id, cooperative_id)
  where state = 'recorded';
