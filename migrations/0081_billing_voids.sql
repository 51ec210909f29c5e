-- 撤回: what one side recorded by mistake, its own people take back before the other has decided.
alter table billing.payments
  add column withdrawn_by uuid references accounts.people,
  drop constraint payments_decider,
  add constraint payments_decider check ((decided_by is null) = (decided_at is null
    or method = 'online' or returned_line_id is not null or withdrawn_by is not null)),
  add constraint payments_withdrawn check (withdrawn_by is null
    or (state = 'rejected' and method = 'bank_transfer' and returned_line_id is null));
--> statement-breakpoint
alter table billing.refunds
  add column withdrawn_by uuid references accounts.people,
  drop constraint refunds_decider,
  add constraint refunds_decider check ((decided_by is null)
    = (decided_at is null or method = 'online' or withdrawn_by is not null)),
  add constraint refunds_withdrawn
    check (withdrawn_by is null or (state = 'rejected' and method = 'bank_transfer'));
--> statement-breakpoint
-- A line whose rest was set aside with a reason is open again as a whole, without one.
create or replace function billing.free_bank_lines() returns trigger language plpgsql as $$
begin
  with freed as (
    delete from billing.bank_matches
    where case tg_table_name when 'payments' then payment_id else refund_id end = new.id
    returning line_id
  )
  update billing.bank_line_states s
  set state = 'open', reason = '', proposals = '[]', decided_by = null, decided_at = null
  from freed where s.line_id = freed.line_id;
  return null;
end $$;
--> statement-breakpoint
-- 作废 (§7.4): an invoice that was entered wrongly, while nothing is paid and no credit note stands
-- on it. It stays as it was, and bills nothing from this day on.
create table billing.invoice_voids (
  invoice_id uuid primary key references billing.invoices,
  id uuid not null,
  voided_on date not null,
  reason text not null check (reason <> ''),
  voided_by uuid not null references accounts.people,
  voided_at timestamptz not null
);
--> statement-breakpoint
create trigger invoice_voids_append_only before update or delete or truncate
  on billing.invoice_voids
  for each statement execute function platform.refuse_change();
--> statement-breakpoint
-- The number of a void invoice may turn out to be that of another one: each time it is entered is
-- counted, so that at most one of them is not void.
alter table billing.invoices add column entry smallint not null default 1,
  drop constraint invoices_number_of_seller,
  add constraint invoices_number_of_seller unique (cooperative_id, number, entry);
--> statement-breakpoint
create or replace view billing.invoice_money as
  select i.id as invoice_id, i.goods_cents + i.freight_cents as total_cents,
    i.freight_cents,
    credited.cents as credited_cents, credited.freight_cents as credited_freight_cents,
    waived.cents as waived_cents, waived.freight_cents as waived_freight_cents,
    paid.confirmed_cents, paid.waiting_cents,
    refunded.confirmed_cents as refunded_cents,
    i.goods_cents + i.freight_cents - voided.cents - credited.cents - waived.cents
      - paid.confirmed_cents
      + refunded.confirmed_cents as balance_cents,
    voided.cents as voided_cents
  from billing.invoices i
  cross join lateral (
    select case when exists (select from billing.invoice_voids where invoice_id = i.id)
      then i.goods_cents + i.freight_cents else 0 end as cents) voided
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
-- What is void takes back what its invoice added, on its own day; whoever voids holds the locks of
-- all orders of the invoice.
create function billing.keep_voided() returns trigger language plpgsql as $$
begin
  perform billing.refresh_open(new.invoice_id);
  perform deliveries.add_invoiced(purchase_order_id, -goods_cents)
    from billing.invoice_orders where invoice_id = new.invoice_id and goods_cents <> 0;
  perform attribution.move_stage('invoiced', supervising_county_code, new.voided_on,
      -goods_cents, 0)
    from billing.invoices where id = new.invoice_id;
  return null;
end $$;
--> statement-breakpoint
create trigger invoice_voids_keep_open after insert on billing.invoice_voids
  for each row execute function billing.keep_voided();
--> statement-breakpoint
-- Read by reports: what was invoiced, credited and voided of goods of an order, by day; credit
-- notes and voids below zero.
create or replace view billing.invoiced_published as
  select b.purchase_order_id, coalesce(n.issued_on, i.issued_on) as issued_on, b.goods_cents
  from billing.invoice_orders b join billing.invoices i on i.id = b.invoice_id
    left join billing.credit_notes n on n.id = b.credit_note_id
  union all
  select b.purchase_order_id, v.voided_on, -b.goods_cents
  from billing.invoice_voids v join billing.invoice_orders b on b.invoice_id = v.invoice_id;
--> statement-breakpoint
-- Read by reports, exchange: lines that bill something.
create or replace view billing.invoice_lines_published as
  select id, invoice_id, order_line_id, grams, amount_cents
  from billing.invoice_lines l
  where not exists (select from billing.invoice_voids v where v.invoice_id = l.invoice_id);
--> statement-breakpoint
alter table billing.journal_entries drop constraint journal_entries_cause_kind_check,
  add constraint journal_entries_cause_kind_check check (cause_kind in ('invoice', 'invoice_void',
    'credit_note', 'payment', 'refund', 'waiver', 'settlement', 'bank_statement', 'stripe_event',
    'fee'));
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
