-- 抹零 (§7.6): what the seller lets go of an invoice with a reason; a small difference at once, a
-- larger one when a second person of the seller has confirmed it. It always closes the invoice.
create table billing.waivers (
  id uuid primary key,
  invoice_id uuid not null references billing.invoices,
  unit_id uuid not null references organisations.units,
  cooperative_id uuid not null references organisations.cooperatives,
  amount_cents bigint not null check (amount_cents > 0),
  reason text not null check (reason <> ''),
  waived_on date not null,
  state text not null check (state in ('recorded', 'confirmed', 'rejected')),
  state_reason text not null default '',
  recorded_by uuid not null references accounts.people,
  recorded_at timestamptz not null,
  -- nobody where one person was enough
  decided_by uuid references accounts.people,
  decided_at timestamptz,
  check (decided_by is distinct from recorded_by),
  check ((state = 'recorded') = (decided_at is null))
);
--> statement-breakpoint
create index waivers_invoice on billing.waivers (invoice_id);
--> statement-breakpoint
create unique index waivers_undecided on billing.waivers (invoice_id) where state = 'recorded';
--> statement-breakpoint
-- What of a confirmed waiver was of each line; freight is the rest.
create table billing.waiver_lines (
  id uuid primary key,
  waiver_id uuid not null references billing.waivers,
  order_line_id uuid not null references orders.order_lines,
  amount_cents bigint not null check (amount_cents > 0),
  unique (waiver_id, order_line_id)
);
--> statement-breakpoint
create trigger waiver_lines_append_only before update or delete or truncate on billing.waiver_lines
  for each statement execute function platform.refuse_change();
--> statement-breakpoint
create or replace view billing.invoice_money as
  select i.id as invoice_id, i.goods_cents + i.freight_cents as total_cents,
    i.freight_cents,
    credited.cents as credited_cents, credited.freight_cents as credited_freight_cents,
    waived.cents as waived_cents, waived.freight_cents as waived_freight_cents,
    paid.confirmed_cents, paid.waiting_cents,
    refunded.confirmed_cents as refunded_cents,
    i.goods_cents + i.freight_cents - credited.cents - waived.cents
      - paid.confirmed_cents
      + refunded.confirmed_cents as balance_cents
  from billing.invoices i
  cross join lateral (
    select coalesce(sum(goods_cents + freight_cents), 0)::bigint as cents,
      coalesce(sum(freight_cents), 0)::bigint as freight_cents
    from billing.credit_notes where invoice_id = i.id) credited
  cross join lateral (
    select coalesce(sum(w.amount_cents), 0)::bigint as cents,
      coalesce(sum(w.amount_cents - line.cents), 0)::bigint as freight_cents
    from billing.waivers w cross join lateral (
      select coalesce(sum(amount_cents), 0) as cents from billing.waiver_lines
      where waiver_id = w.id) line
    where w.invoice_id = i.id and w.state = 'confirmed') waived
  cross join lateral (
    select coalesce(sum(amount_cents) filter (where state = 'confirmed'), 0)::bigint
        as confirmed_cents,
      coalesce(sum(amount_cents) filter (where state = 'recorded'), 0)::bigint as waiting_cents
    from billing.payments where invoice_id = i.id) paid
  cross join lateral (
    select coalesce(sum(amount_cents), 0)::bigint as confirmed_cents
    from billing.refunds where invoice_id = i.id and state = 'confirmed') refunded;
--> statement-breakpoint
-- After the lines of the waiver, which are written before it is confirmed.
create trigger waivers_keep_open after insert or update on billing.waivers
  for each row when (new.state = 'confirmed') execute function billing.keep_paid();
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
    select 'payment', p.id, p.invoice_id, p.cooperative_id, p.unit_id, p.paid_on, p.decided_by,
      p.decided_at, line.account, line.cents
    from billing.payments p cross join lateral (values
      ('bank_clearing', p.amount_cents), ('receivable', -p.amount_cents)) as line(account, cents)
    where p.state = 'confirmed'
    union all
    select 'refund', r.id, r.invoice_id, r.cooperative_id, r.unit_id, r.refunded_on, r.decided_by,
      r.decided_at, line.account, line.cents
    from billing.refunds r cross join lateral (values
      ('bank_clearing', -r.amount_cents), ('receivable', r.amount_cents)) as line(account, cents)
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
  where s.purchase_order_id is not null or f.state = 'confirmed';
