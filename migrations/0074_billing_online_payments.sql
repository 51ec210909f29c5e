-- 线上支付 (§7.2, §7.3): invoices paid by card, Alipay or WeChat Pay through a payment provider,
-- which says what was paid, sent back, disputed and paid out. One payment may serve several
-- cooperatives: the platform takes it and transfers each its share.
alter table billing.payments
  drop constraint payments_method_check,
  drop constraint payments_check1,
  add constraint payments_method_check check (method in ('bank_transfer', 'online')),
  add constraint payments_decided check ((state = 'recorded') = (decided_at is null)),
  -- nobody where the provider decides
  add constraint payments_decider
    check ((decided_by is null) = (decided_at is null or method = 'online'));
--> statement-breakpoint
alter table billing.refunds
  add column method text not null default 'bank_transfer'
    check (method in ('bank_transfer', 'online')),
  drop constraint refunds_check1,
  add constraint refunds_decided check ((state = 'recorded') = (decided_at is null)),
  add constraint refunds_decider
    check ((decided_by is null) = (decided_at is null or method = 'online'));
--> statement-breakpoint
-- A cooperative's account at the provider.
create table billing.payee_accounts (
  cooperative_id uuid primary key references organisations.cooperatives,
  provider_id text unique,
  takes_transfers boolean not null default false,
  pays_out boolean not null default false,
  is_submitted boolean not null default false,
  missing_facts int not null default 0 check (missing_facts >= 0),
  opened_by uuid not null references accounts.people,
  opened_at timestamptz not null,
  checked_at timestamptz,
  -- leads into the provider's own form once, for a few minutes
  link_url text,
  link_expires_at timestamptz,
  -- when its transfers are compared with its books again
  settle_at timestamptz
);
--> statement-breakpoint
create index payee_accounts_settle on billing.payee_accounts (settle_at)
  where settle_at is not null;
--> statement-breakpoint
create table billing.online_payments (
  id uuid primary key,
  unit_id uuid not null references organisations.units,
  method text not null check (method in ('card', 'alipay', 'wechat_pay')),
  amount_cents bigint not null check (amount_cents > 0),
  state text not null check (state in ('starting', 'open', 'paid', 'failed', 'expired')),
  session_id text unique,
  session_url text,
  expires_at timestamptz not null,
  intent_id text unique,
  charge_id text unique,
  failure text not null default '',
  started_by uuid not null references accounts.people,
  started_at timestamptz not null,
  paid_at timestamptz,
  -- when the provider is asked again
  check_at timestamptz,
  check ((state = 'paid') = (paid_at is not null))
);
--> statement-breakpoint
create index online_payments_unit on billing.online_payments (unit_id, started_at desc, id desc);
--> statement-breakpoint
create index online_payments_check on billing.online_payments (check_at)
  where check_at is not null;
--> statement-breakpoint
-- The invoices that an online payment pays, by their payments.
create table billing.online_payment_parts (
  payment_id uuid primary key references billing.payments,
  online_payment_id uuid not null references billing.online_payments,
  invoice_id uuid not null references billing.invoices,
  cooperative_id uuid not null references organisations.cooperatives,
  amount_cents bigint not null check (amount_cents > 0),
  unique (online_payment_id, invoice_id)
);
--> statement-breakpoint
create index online_payment_parts_cooperative on billing.online_payment_parts (cooperative_id);
--> statement-breakpoint
create index online_payment_parts_invoice on billing.online_payment_parts (invoice_id);
--> statement-breakpoint
-- What the provider is told to do. A row stands before its call and its id is the call's
-- idempotency key, so a call whose answer was lost is made again and done once.
create table billing.provider_calls (
  id uuid primary key,
  kind text not null check (kind in ('open_checkout', 'close_checkout', 'open_account',
    'open_form', 'refund', 'transfer', 'reverse_transfer')),
  online_payment_id uuid references billing.online_payments,
  refund_id uuid references billing.refunds,
  cooperative_id uuid references organisations.cooperatives,
  amount_cents bigint check (amount_cents > 0),
  -- the transfer that is reversed
  target_id text,
  state text not null check (state in ('pending', 'done', 'failed')),
  result_id text,
  failure text not null default '',
  created_at timestamptz not null,
  attempts int not null default 0,
  next_at timestamptz not null,
  finished_at timestamptz,
  check ((state = 'pending') = (finished_at is null))
);
--> statement-breakpoint
create index provider_calls_pending on billing.provider_calls (next_at) where state = 'pending';
--> statement-breakpoint
-- One movement at a time of each cooperative, so that what it is due is known when it is decided.
create unique index provider_calls_one_move on billing.provider_calls (cooperative_id)
  where state = 'pending' and kind in ('transfer', 'reverse_transfer');
--> statement-breakpoint
create unique index provider_calls_refund on billing.provider_calls (refund_id);
--> statement-breakpoint
create index provider_calls_failed on billing.provider_calls (finished_at) where state = 'failed';
--> statement-breakpoint
-- What the provider reported, each report kept once and handled until it succeeds.
create table billing.provider_events (
  id text primary key,
  kind text not null,
  subject jsonb not null,
  payload jsonb not null,
  received_at timestamptz not null,
  attempts int not null default 0,
  next_at timestamptz,
  handled_at timestamptz,
  last_error text not null default '',
  check (next_at is null or handled_at is null)
);
--> statement-breakpoint
create index provider_events_waiting on billing.provider_events (next_at)
  where next_at is not null;
--> statement-breakpoint
-- Movements on the platform's balance at the provider, as the provider numbers them; signed as
-- there. Each is written once, with everything that follows from it.
create table billing.provider_movements (
  id text primary key,
  kind text not null check (kind in ('charge', 'refund', 'refund_failure', 'dispute',
    'dispute_reversal', 'transfer', 'transfer_reversal')),
  source_id text not null,
  online_payment_id uuid not null references billing.online_payments,
  -- of transfers and their reversals
  cooperative_id uuid references organisations.cooperatives,
  amount_cents bigint not null,
  fee_cents bigint not null,
  moved_at timestamptz not null,
  check ((cooperative_id is not null) = (kind in ('transfer', 'transfer_reversal')))
);
--> statement-breakpoint
create index provider_movements_day on billing.provider_movements (moved_at);
--> statement-breakpoint
create index provider_movements_payment on billing.provider_movements (online_payment_id);
--> statement-breakpoint
create index provider_movements_cooperative on billing.provider_movements (cooperative_id)
  where cooperative_id is not null;
--> statement-breakpoint
create trigger provider_movements_append_only before update or delete or truncate
  on billing.provider_movements
  for each statement execute function platform.refuse_change();
--> statement-breakpoint
-- What the provider keeps of a movement, split over those it was for; below zero what it returns.
create table billing.provider_fees (
  id uuid primary key,
  movement_id text not null references billing.provider_movements,
  cooperative_id uuid not null references organisations.cooperatives,
  amount_cents bigint not null check (amount_cents <> 0),
  charged_on date not null,
  posted_by uuid not null references accounts.people,
  posted_at timestamptz not null,
  unique (movement_id, cooperative_id)
);
--> statement-breakpoint
create index provider_fees_cooperative on billing.provider_fees (cooperative_id);
--> statement-breakpoint
create trigger provider_fees_append_only before update or delete or truncate
  on billing.provider_fees
  for each statement execute function platform.refuse_change();
--> statement-breakpoint
create table billing.payment_disputes (
  id text primary key,
  online_payment_id uuid not null references billing.online_payments,
  amount_cents bigint not null,
  reason text not null,
  state text not null,
  respond_by timestamptz,
  opened_at timestamptz not null
);
--> statement-breakpoint
create index payment_disputes_payment on billing.payment_disputes (online_payment_id);
--> statement-breakpoint
-- What the provider sent to a cooperative's bank account; in the books once it says paid (§7.5).
create table billing.payouts (
  id uuid primary key,
  provider_id text not null unique,
  cooperative_id uuid not null references billing.payee_accounts,
  amount_cents bigint not null,
  state text not null check (state in ('under_way', 'paid', 'failed')),
  created_on date not null,
  paid_on date,
  -- a payout that came back after it was paid, as a posting of its own
  returned_id uuid unique,
  returned_on date,
  failure text not null default '',
  posted_by uuid references accounts.people,
  posted_at timestamptz,
  check ((returned_id is null) = (returned_on is null)),
  check ((paid_on is null) = (posted_at is null)),
  check ((paid_on is null) = (posted_by is null)),
  check (returned_on is null or paid_on is not null)
);
--> statement-breakpoint
create index payouts_cooperative on billing.payouts (cooperative_id);
--> statement-breakpoint
-- A day's comparison of these records with the provider's.
create table billing.reconciliations (
  day date primary key,
  requested_at timestamptz,
  checked_at timestamptz,
  movement_count int not null default 0,
  amount_cents bigint not null default 0,
  fee_cents bigint not null default 0,
  -- what the platform held there when it was checked, and what of it was due to cooperatives
  balance_cents bigint not null default 0,
  due_cents bigint not null default 0,
  differences jsonb not null default '[]'
);
--> statement-breakpoint
create index reconciliations_requested on billing.reconciliations (requested_at)
  where requested_at is not null;
--> statement-breakpoint
create function billing.clearing_of(method text) returns text language sql immutable as $$
  select case method when 'online' then 'stripe_clearing' else 'bank_clearing' end
$$;
--> statement-breakpoint
create or replace view billing.expected_postings as
  with moves as (
    select 'invoice' as cause_kind, i.id as cause_id, i.id as invoice_id, i.cooperative_id,
      i.unit_id, i.issued_on as occurred_on, i.created_by as posted_by, i.created_at as posted_at,
      line.account, line.cents
    from billing.invoices i cross join lateral (values
      ('receivable', i.goods_cents + i.freight_cents), ('sales', -i.goods_cents),
      ('freight', -i.freight_cents)) as line(account, cents)
    union all
    select 'credit_note', n.id, n.invoice_id, n.cooperative_id, n.unit_id, n.issued_on,
      n.created_by, n.created_at, line.account, line.cents
    from billing.credit_notes n cross join lateral (values
      ('receivable', -n.goods_cents - n.freight_cents), ('sales', n.goods_cents),
      ('freight', n.freight_cents)) as line(account, cents)
    union all
    select 'waiver', w.id, w.invoice_id, w.cooperative_id, w.unit_id, w.waived_on,
      coalesce(w.decided_by, w.recorded_by), w.decided_at, line.account, line.cents
    from billing.waivers w cross join lateral (values
      ('receivable', -w.amount_cents), ('waived_differences', w.amount_cents))
      as line(account, cents)
    where w.state = 'confirmed'
    union all
    select 'payment', p.id, p.invoice_id, p.cooperative_id, p.unit_id, p.paid_on,
      coalesce(p.decided_by, p.recorded_by), p.decided_at, line.account, line.cents
    from billing.payments p cross join lateral (values
      (billing.clearing_of(p.method), p.amount_cents), ('receivable', -p.amount_cents))
      as line(account, cents)
    where p.state = 'confirmed'
    union all
    select 'refund', r.id, r.invoice_id, r.cooperative_id, r.unit_id, r.refunded_on,
      coalesce(r.decided_by, r.recorded_by), r.decided_at, line.account, line.cents
    from billing.refunds r cross join lateral (values
      (billing.clearing_of(r.method), -r.amount_cents), ('receivable', r.amount_cents))
      as line(account, cents)
    where r.state = 'confirmed'
  ), amounts as (
    select * from moves where cents <> 0
  )
  select cause_kind, cause_id, invoice_id, cooperative_id as organisation_id,
    unit_id as counterparty_id, occurred_on, posted_by, posted_at, account, cents
  from amounts
  union all
  select cause_kind, cause_id, invoice_id, unit_id, cooperative_id, occurred_on, posted_by,
    posted_at, case account when 'receivable' then 'payable' when 'sales' then 'purchases'
      else account end, -cents
  from amounts
  union all
  select 'settlement', s.id, null, s.cooperative_id, null, s.settled_on,
    coalesce(f.decided_by, s.recorded_by), greatest(s.recorded_at, f.decided_at), line.account,
    line.cents
  from billing.settlements s
    left join billing.settlement_confirmations f
      on f.settlement_id = coalesce(s.reverses_id, s.id)
    cross join lateral (values
      ('settlements', s.amount_cents), ('bank_clearing', -s.amount_cents)) as line(account, cents)
  where s.purchase_order_id is not null or f.state = 'confirmed'
  union all
  select 'fee', f.id, null, f.cooperative_id, null, f.charged_on, f.posted_by, f.posted_at,
    line.account, line.cents
  from billing.provider_fees f cross join lateral (values
    ('fees', f.amount_cents), ('stripe_clearing', -f.amount_cents)) as line(account, cents)
  union all
  select 'stripe_event', document.id, null, p.cooperative_id, null, document.occurred_on,
    p.posted_by, p.posted_at, line.account, line.cents
  from billing.payouts p
    cross join lateral (values
      (p.id, p.paid_on, p.amount_cents), (p.returned_id, p.returned_on, -p.amount_cents))
      as document(id, occurred_on, cents)
    cross join lateral (values
      ('bank_clearing', document.cents), ('stripe_clearing', -document.cents))
      as line(account, cents)
  where document.occurred_on is not null;
--> statement-breakpoint
-- What cooperatives are due from the platform's balance at the provider: what was paid to them
-- online less refunds and fees, and not yet transferred. Below zero it was transferred too much,
-- as after a dispute. Refunds that wait are taken off already, so that the money is there for them.
create function billing.due_to(of_cooperative uuid) returns bigint language sql stable as $$
  select (
    coalesce((select sum(amount_cents) from billing.payments
      where cooperative_id = of_cooperative and method = 'online' and state = 'confirmed'), 0)
    - coalesce((select sum(amount_cents) from billing.refunds
      where cooperative_id = of_cooperative and method = 'online' and state <> 'rejected'), 0)
    - coalesce((select sum(amount_cents) from billing.provider_fees
      where cooperative_id = of_cooperative), 0)
    + coalesce((select sum(amount_cents) from billing.provider_movements
      where cooperative_id = of_cooperative), 0))::bigint
$$;
--> statement-breakpoint
create index payments_online on billing.payments (cooperative_id) where method = 'online';
--> statement-breakpoint
create index refunds_online on billing.refunds (cooperative_id) where method = 'online';
