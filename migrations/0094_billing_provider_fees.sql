-- Who bears what the payment provider keeps (§7.2): the cooperatives, or from a day on that it
-- decides the platform. Fixed when a payment is started; null: each cooperative its share.
alter table billing.online_payments
  add column fees_borne_by uuid references organisations.organisations;
--> statement-breakpoint
alter table billing.provider_fees
  add column borne_by uuid references organisations.organisations,
  drop constraint provider_fees_movement_id_cooperative_id_key,
  -- what goes beyond all that was kept is a loss, which each cooperative bears
  add constraint provider_fees_once
    unique nulls not distinct (movement_id, cooperative_id, borne_by);
--> statement-breakpoint
-- The platform's own movements on its balance at the provider: what it pays in, for the fees that
-- it bears, and takes out.
create table billing.platform_movements (
  id uuid primary key,
  provider_id text not null unique,
  platform_id uuid not null references organisations.organisations,
  kind text not null check (kind in ('topup', 'payout', 'fee')),
  amount_cents bigint not null check (amount_cents <> 0),
  fee_cents bigint not null,
  moved_at timestamptz not null,
  moved_on date not null,
  posted_by uuid not null references accounts.people,
  posted_at timestamptz not null
);
--> statement-breakpoint
create index platform_movements_day on billing.platform_movements (moved_at);
--> statement-breakpoint
create trigger platform_movements_append_only before update or delete or truncate
  on billing.platform_movements
  for each statement execute function platform.refuse_change();
--> statement-breakpoint
-- A day's comparison: of what the platform holds at the provider, what is its own.
alter table billing.reconciliations add column own_cents bigint not null default 0;
--> statement-breakpoint
create or replace function billing.due_to(of_cooperative uuid) returns bigint
  language sql stable as $$
  select (
    coalesce((select sum(amount_cents) from billing.payments
      where cooperative_id = of_cooperative and method = 'online' and state = 'confirmed'), 0)
    - coalesce((select sum(amount_cents) from billing.refunds
      where cooperative_id = of_cooperative and method = 'online' and state <> 'rejected'), 0)
    - coalesce((select sum(amount_cents) from billing.provider_fees
      where cooperative_id = of_cooperative and borne_by is null), 0)
    + coalesce((select sum(amount_cents) from billing.provider_movements
      where cooperative_id = of_cooperative), 0))::bigint
$$;
--> statement-breakpoint
-- Books (§7.1): what a buyer pays on the provider's page is taken from its bank account or card,
-- so its clearing with the provider is closed at once against its clearing with the bank.
create or replace view billing.expected_postings as
  with moves as (
    select 'invoice' as cause_kind, i.id as cause_id, i.id as invoice_id, i.cooperative_id,
      i.unit_id, i.issued_on as occurred_on, i.created_by as posted_by, i.created_at as posted_at,
      line.account, line.cents
    from billing.invoices i cross join lateral (values
      ('receivable', i.goods_cents + i.freight_cents), ('sales', -i.goods_cents),
      ('freight', -i.freight_cents)) as line(account, cents)
    union all
    select 'invoice_void', v.id, i.id, i.cooperative_id, i.unit_id, v.voided_on, v.voided_by,
      v.voided_at, line.account, line.cents
    from billing.invoice_voids v join billing.invoices i on i.id = v.invoice_id
    cross join lateral (values
      ('receivable', -i.goods_cents - i.freight_cents), ('sales', i.goods_cents),
      ('freight', i.freight_cents)) as line(account, cents)
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
  select 'fee', f.id, null, coalesce(f.borne_by, f.cooperative_id), null, f.charged_on,
    f.posted_by, f.posted_at, line.account, line.cents
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
  where document.occurred_on is not null
  union all
  select 'stripe_event', cause_id, null, unit_id, cooperative_id, occurred_on, posted_by, posted_at,
    line.account, line.cents
  from amounts cross join lateral (values
    ('stripe_clearing', amounts.cents), ('bank_clearing', -amounts.cents)) as line(account, cents)
  where amounts.account = 'stripe_clearing'
  union all
  select 'stripe_event', m.id, null, m.platform_id, null, m.moved_on, m.posted_by, m.posted_at,
    line.account, line.cents
  from billing.platform_movements m cross join lateral (values
    ('stripe_clearing', m.amount_cents - m.fee_cents), ('fees', m.fee_cents),
    (case m.kind when 'fee' then 'fees' else 'bank_clearing' end, -m.amount_cents))
    as line(account, cents);
--> statement-breakpoint
-- The same of what was paid and sent back before.
with documents as (
  select x.cause_kind, x.cause_id, x.organisation_id, x.counterparty_id, x.occurred_on,
    x.posted_by, x.posted_at,
    lpad(to_hex((extract(epoch from x.posted_at) * 1000)::bigint), 12, '0') as began,
    md5(x.cause_kind || x.cause_id || x.organisation_id) as rest
  from billing.expected_postings x
  where x.cause_kind = 'stripe_event' and x.account = 'stripe_clearing' and not exists (
    select from billing.journal_entries e where e.cause_kind = x.cause_kind
      and e.cause_id = x.cause_id and e.organisation_id = x.organisation_id)
), entries as (
  insert into billing.journal_entries (id, cause_kind, cause_id, organisation_id, counterparty_id,
    occurred_on, posted_by, posted_at)
  select (began || '7' || substr(rest, 1, 3) || '8' || substr(rest, 4, 15))::uuid, cause_kind,
    cause_id, organisation_id, counterparty_id, occurred_on, posted_by, posted_at
  from documents
  returning id, cause_kind, cause_id, organisation_id, occurred_on
)
insert into billing.postings (entry_id, account, cents, organisation_id, occurred_on)
select e.id, x.account, x.cents, e.organisation_id, e.occurred_on
from entries e join billing.expected_postings x using (cause_kind, cause_id, organisation_id);
--> statement-breakpoint
set constraints all immediate;
