-- 红字发票 (§7.4): takes off an issued invoice, by line, what was sent back or corrected since.
create table billing.credit_notes (
  id uuid primary key,
  number text not null check (number ~ '^\d{20}$'),
  invoice_id uuid not null references billing.invoices,
  cooperative_id uuid not null references organisations.cooperatives,
  unit_id uuid not null references organisations.units,
  issued_on date not null,
  goods_cents bigint not null check (goods_cents >= 0),
  freight_cents bigint not null check (freight_cents >= 0),
  file_id uuid references evidence.files,
  reason text not null check (reason <> ''),
  created_by uuid not null references accounts.people,
  created_at timestamptz not null,
  check (goods_cents + freight_cents > 0),
  constraint credit_notes_number_of_seller unique (cooperative_id, number)
);
--> statement-breakpoint
create index credit_notes_invoice on billing.credit_notes (invoice_id);
--> statement-breakpoint
create index credit_notes_file on billing.credit_notes (file_id) where file_id is not null;
--> statement-breakpoint
create table billing.credit_note_lines (
  id uuid primary key,
  credit_note_id uuid not null references billing.credit_notes,
  order_line_id uuid not null references orders.order_lines,
  grams bigint not null check (grams >= 0),
  amount_cents bigint not null check (amount_cents > 0),
  unique (credit_note_id, order_line_id)
);
--> statement-breakpoint
create index credit_note_lines_order_line on billing.credit_note_lines (order_line_id);
--> statement-breakpoint
-- What a credit note or a refund changes in how the payments of an invoice are split over its lines.
create table billing.reallocations (
  id uuid primary key,
  cause_kind text not null check (cause_kind in ('credit_note', 'refund')),
  cause_id uuid not null,
  invoice_id uuid not null references billing.invoices,
  order_line_id uuid not null references orders.order_lines,
  amount_cents bigint not null check (amount_cents <> 0),
  unique (cause_id, order_line_id)
);
--> statement-breakpoint
create index reallocations_invoice on billing.reallocations (invoice_id);
--> statement-breakpoint
create trigger credit_notes_append_only before update or delete or truncate on billing.credit_notes
  for each statement execute function platform.refuse_change();
--> statement-breakpoint
create trigger credit_note_lines_append_only before update or delete or truncate
  on billing.credit_note_lines
  for each statement execute function platform.refuse_change();
--> statement-breakpoint
create trigger reallocations_append_only before update or delete or truncate
  on billing.reallocations
  for each statement execute function platform.refuse_change();
--> statement-breakpoint
-- All money of an invoice, in one place: what is open of it is
-- total - credited - waived - confirmed + refunded, and due back where that is below zero.
create view billing.invoice_money as
  select i.id as invoice_id, i.goods_cents + i.freight_cents as total_cents,
    i.freight_cents,
    credited.cents as credited_cents, credited.freight_cents as credited_freight_cents,
    0::bigint as waived_cents, 0::bigint as waived_freight_cents,
    paid.confirmed_cents, paid.waiting_cents,
    refunded.confirmed_cents as refunded_cents,
    i.goods_cents + i.freight_cents - credited.cents - paid.confirmed_cents
      + refunded.confirmed_cents as balance_cents
  from billing.invoices i
  cross join lateral (
    select coalesce(sum(goods_cents + freight_cents), 0)::bigint as cents,
      coalesce(sum(freight_cents), 0)::bigint as freight_cents
    from billing.credit_notes where invoice_id = i.id) credited
  cross join lateral (
    select coalesce(sum(amount_cents) filter (where state = 'confirmed'), 0)::bigint
        as confirmed_cents,
      coalesce(sum(amount_cents) filter (where state = 'recorded'), 0)::bigint as waiting_cents
    from billing.payments where invoice_id = i.id) paid
  cross join lateral (
    select coalesce(sum(amount_cents), 0)::bigint as confirmed_cents
    from billing.refunds where invoice_id = i.id and state = 'confirmed') refunded;
--> statement-breakpoint
create or replace view billing.unpaid_invoices as
  select invoices.id as invoice_id, invoices.purchase_order_id, invoices.unit_id,
    invoices.cooperative_id, ordered.supervising_county_code
  from billing.invoices
  join orders.purchase_orders_published ordered on ordered.id = invoices.purchase_order_id
  join billing.invoice_money money on money.invoice_id = invoices.id
  where money.balance_cents > 0;
--> statement-breakpoint
create function billing.refresh_open(of_invoice uuid) returns void language sql as $$
  delete from billing.open_invoices
  where invoice_id = of_invoice and not exists (
    select from billing.unpaid_invoices where unpaid_invoices.invoice_id = of_invoice);
  insert into billing.open_invoices (invoice_id, purchase_order_id, unit_id, cooperative_id,
    supervising_county_code)
  select invoice_id, purchase_order_id, unit_id, cooperative_id, supervising_county_code
  from billing.unpaid_invoices where invoice_id = of_invoice
  on conflict (invoice_id) do nothing
$$;
--> statement-breakpoint
-- Whatever moves an invoice's money is written under its order's lock, so the last sees the others.
create or replace function billing.keep_paid() returns trigger language plpgsql as $$
begin
  perform billing.refresh_open(new.invoice_id);
  return null;
end $$;
--> statement-breakpoint
create trigger refunds_keep_open after insert or update on billing.refunds
  for each row when (new.state = 'confirmed') execute function billing.keep_paid();
--> statement-breakpoint
create function billing.keep_credited() returns trigger language plpgsql as $$
begin
  perform billing.refresh_open(new.invoice_id);
  perform deliveries.add_invoiced(purchase_order_id, -new.goods_cents)
    from billing.invoices where id = new.invoice_id;
  perform attribution.move_stage('invoiced', o.supervising_county_code, new.issued_on,
      -new.goods_cents, 0)
    from billing.invoices i join orders.purchase_orders_published o on o.id = i.purchase_order_id
    where i.id = new.invoice_id;
  return null;
end $$;
--> statement-breakpoint
create trigger credit_notes_keep_open after insert on billing.credit_notes
  for each row execute function billing.keep_credited();
--> statement-breakpoint
-- What was refunded without a credit note is owed again (§7.1).
insert into billing.open_invoices (invoice_id, purchase_order_id, unit_id, cooperative_id,
  supervising_county_code)
select invoice_id, purchase_order_id, unit_id, cooperative_id, supervising_county_code
from billing.unpaid_invoices where invoice_id in (select invoice_id from billing.refunds)
on conflict (invoice_id) do nothing;
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
--> statement-breakpoint
-- Read by reports: what was invoiced and credited of goods, by day; credit notes below zero.
create view billing.invoiced_published as
  select purchase_order_id, issued_on, goods_cents from billing.invoices
  union all
  select i.purchase_order_id, n.issued_on, -n.goods_cents
  from billing.credit_notes n join billing.invoices i on i.id = n.invoice_id;
