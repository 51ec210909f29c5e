-- 误付款 (§7.2): money that went to a seller without an invoice between the two, and what came back of
-- it; recorded by one side, confirmed by the other. What is left is due back to the unit.
create table billing.misdirected_payments (
  id uuid primary key,
  unit_id uuid not null references organisations.units,
  cooperative_id uuid not null references organisations.cooperatives,
  -- from the cooperative back to the unit
  is_return boolean not null,
  amount_cents bigint not null check (amount_cents > 0),
  bank_reference text not null check (bank_reference <> ''),
  moved_on date not null,
  reason text not null check (reason <> ''),
  recorded_side text not null check (recorded_side in ('unit', 'cooperative')),
  recorded_by uuid not null references accounts.people,
  recorded_at timestamptz not null,
  state text not null check (state in ('recorded', 'confirmed', 'rejected')),
  state_reason text not null default '',
  decided_by uuid references accounts.people,
  withdrawn_by uuid references accounts.people,
  decided_at timestamptz,
  check (decided_by is distinct from recorded_by),
  check ((state = 'recorded') = (decided_at is null))
);
--> statement-breakpoint
create unique index misdirected_payments_reference on billing.misdirected_payments
  (unit_id, cooperative_id, is_return, bank_reference) where state <> 'rejected';
--> statement-breakpoint
create index misdirected_payments_unit
  on billing.misdirected_payments (unit_id, recorded_at, id);
--> statement-breakpoint
create index misdirected_payments_cooperative
  on billing.misdirected_payments (cooperative_id, recorded_at, id);
--> statement-breakpoint
create trigger misdirected_payments_kept before delete or truncate on billing.misdirected_payments
  for each statement execute function platform.refuse_change();
--> statement-breakpoint
-- 抵扣 of it: no invoice is overpaid then.
alter table billing.set_offs alter column from_invoice_id drop not null;
--> statement-breakpoint
create index set_offs_misdirected on billing.set_offs (unit_id, cooperative_id)
  where from_invoice_id is null;
--> statement-breakpoint
-- What is due back between two sides without an invoice, and what of it no return waits for.
create view billing.misdirected_money as
  select unit_id, cooperative_id, sum(cents) as due_back_cents,
    sum(cents) - sum(waiting_cents) as free_cents
  from (
    select unit_id, cooperative_id,
      case when state <> 'confirmed' then 0 when is_return then -amount_cents
        else amount_cents end as cents,
      case when is_return and state = 'recorded' then amount_cents else 0 end as waiting_cents
    from billing.misdirected_payments
    union all
    select unit_id, cooperative_id, -amount_cents, 0 from billing.set_offs
    where from_invoice_id is null
  ) moves group by unit_id, cooperative_id;
--> statement-breakpoint
-- Kept of the view above, so that nobody sums up years; whoever writes holds the pair's lock.
create table billing.misdirected_balances (
  unit_id uuid not null,
  cooperative_id uuid not null,
  due_back_cents bigint not null,
  free_cents bigint not null,
  primary key (unit_id, cooperative_id)
);
--> statement-breakpoint
create index misdirected_balances_cooperative on billing.misdirected_balances (cooperative_id);
--> statement-breakpoint
create function billing.keep_misdirected() returns trigger language plpgsql as $$
begin
  insert into billing.misdirected_balances (unit_id, cooperative_id, due_back_cents, free_cents)
  select unit_id, cooperative_id, due_back_cents, free_cents from billing.misdirected_money
  where unit_id = new.unit_id and cooperative_id = new.cooperative_id
  on conflict (unit_id, cooperative_id) do update
    set due_back_cents = excluded.due_back_cents, free_cents = excluded.free_cents;
  return null;
end $$;
--> statement-breakpoint
create trigger misdirected_payments_keep_balance after insert or update
  on billing.misdirected_payments for each row execute function billing.keep_misdirected();
--> statement-breakpoint
create trigger set_offs_keep_misdirected after insert on billing.set_offs
  for each row when (new.from_invoice_id is null) execute function billing.keep_misdirected();
--> statement-breakpoint
-- Beside `billing.expected_postings`; what is due back stands there as what is owed below zero.
create view billing.expected_misdirected_postings as
  with moves as (
    select id, unit_id, cooperative_id, moved_on,
      case when is_return then -amount_cents else amount_cents end as cents
    from billing.misdirected_payments where state = 'confirmed'
  )
  select 'misdirected_payment' as cause_kind, m.id as cause_id, side.organisation_id,
    side.counterparty_id, m.moved_on as occurred_on, side.account, side.cents
  from moves m cross join lateral (values
    (m.cooperative_id, m.unit_id, 'bank_clearing', m.cents),
    (m.cooperative_id, m.unit_id, 'receivable', -m.cents),
    (m.unit_id, m.cooperative_id, 'bank_clearing', -m.cents),
    (m.unit_id, m.cooperative_id, 'payable', m.cents)
  ) side (organisation_id, counterparty_id, account, cents);
--> statement-breakpoint
alter table billing.journal_entries drop constraint journal_entries_cause_kind_check,
  add constraint journal_entries_cause_kind_check check (cause_kind in ('invoice', 'invoice_void',
    'credit_note', 'payment', 'refund', 'set_off', 'waiver', 'settlement', 'bank_statement',
    'stripe_event', 'fee', 'misdirected_payment'));
