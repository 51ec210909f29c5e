-- 批量付款 (§7.2): what a unit pays at once, prepared by one person and released by another (§11.2).
-- One transfer per payee over many of its invoices; the payee's account is kept as it was confirmed.
create sequence billing.payment_run_numbers;
--> statement-breakpoint
create table billing.payment_runs (
  id uuid primary key,
  number text not null unique
    default 'FK' || lpad(nextval('billing.payment_run_numbers')::text, 6, '0'),
  unit_id uuid not null references organisations.units,
  due_until date not null,
  amount_cents bigint not null check (amount_cents > 0),
  state text not null check (state in ('prepared', 'released', 'cancelled')),
  state_reason text not null default '',
  prepared_by uuid not null references accounts.people,
  prepared_at timestamptz not null,
  decided_by uuid references accounts.people,
  decided_at timestamptz,
  check ((state = 'prepared') = (decided_at is null)),
  -- payer ≠ preparer, also where one person holds two memberships
  check (state <> 'released' or decided_by <> prepared_by)
);
--> statement-breakpoint
create index payment_runs_unit on billing.payment_runs (unit_id, prepared_at, id);
--> statement-breakpoint
-- A line of the bank's list. What the bank sent back is marked so; nothing else ever changes.
create table billing.payment_run_payees (
  run_id uuid not null references billing.payment_runs,
  cooperative_id uuid not null references organisations.cooperatives,
  position integer not null check (position > 0),
  name text not null,
  bank_name text not null,
  bank_account text not null check (bank_account <> ''),
  amount_cents bigint not null check (amount_cents > 0),
  returned_reason text not null default '',
  returned_by uuid references accounts.people,
  returned_at timestamptz,
  primary key (run_id, cooperative_id),
  unique (run_id, position),
  check ((returned_at is null) = (returned_reason = ''))
);
--> statement-breakpoint
create table billing.payment_run_invoices (
  run_id uuid not null,
  cooperative_id uuid not null,
  invoice_id uuid not null references billing.invoices,
  amount_cents bigint not null check (amount_cents > 0),
  -- the payment that the release records
  payment_id uuid unique references billing.payments,
  primary key (run_id, invoice_id),
  foreign key (run_id, cooperative_id) references billing.payment_run_payees
);
--> statement-breakpoint
create index payment_run_invoices_invoice on billing.payment_run_invoices (invoice_id);
