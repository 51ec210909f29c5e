-- 应退 (§7.2): invoices on which more was paid than is to be paid, kept as the open ones are.
create table billing.due_back_invoices (
  invoice_id uuid primary key references billing.invoices,
  unit_id uuid not null,
  cooperative_id uuid not null,
  supervising_county_code text not null
);
--> statement-breakpoint
create index due_back_invoices_unit on billing.due_back_invoices (unit_id);
--> statement-breakpoint
create index due_back_invoices_cooperative on billing.due_back_invoices (cooperative_id);
--> statement-breakpoint
-- 抵扣: what is due back on one invoice pays another one of the same two sides.
create table billing.set_offs (
  id uuid primary key,
  from_invoice_id uuid not null references billing.invoices,
  invoice_id uuid not null references billing.invoices,
  unit_id uuid not null references organisations.units,
  cooperative_id uuid not null references organisations.cooperatives,
  amount_cents bigint not null check (amount_cents > 0),
  set_off_on date not null,
  recorded_side text not null check (recorded_side in ('unit', 'cooperative')),
  recorded_by uuid not null references accounts.people,
  recorded_at timestamptz not null,
  check (from_invoice_id <> invoice_id)
);
--> statement-breakpoint
create index set_offs_from on billing.set_offs (from_invoice_id);
--> statement-breakpoint
create index set_offs_invoice on billing.set_offs (invoice_id);
--> statement-breakpoint
create trigger set_offs_append_only before update or delete or truncate on billing.set_offs
  for each statement execute function platform.refuse_change();
--> statement-breakpoint
alter table billing.reallocations drop constraint reallocations_cause_kind_check,
  add constraint reallocations_cause_kind_check
    check (cause_kind in ('credit_note', 'refund', 'set_off'));
--> statement-breakpoint
alter table billing.journal_entries drop constraint journal_entries_cause_kind_check,
  add constraint journal_entries_cause_kind_check check (cause_kind in ('invoice', 'invoice_void',
    'credit_note', 'payment', 'refund', 'set_off', 'waiver', 'settlement', 'bank_statement',
    'stripe_event', 'fee'));
--> statement-breakpoint
create or replace view billing.invoice_money as
  select i.id as invoice_id, i.goods_cents + i.freight_cents as total_cents,
    i.freight_cents,
    credited.cents as credited_cents, credited.freight_cents as credited_freight_cents,
    waived.cents as waived_cents, waived.freight_cents as waived_freight_cents,
    paid.confirmed_cents, paid.waiting_cents,
    refunded.confirmed_cents as refunded_cents,
    i.goods_cents + i.freight_cents - voided.cents - credited.cents - waived.cents
      - paid.confirmed_cents - moved.cents
      + refunded.confirmed_cents as balance_cents,
    voided.cents as voided_cents,
    -- what other invoices paid of it, less what it paid of others
    moved.cents as set_off_cents
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
    from billing.refunds where invoice_id = i.id and state = 'confirmed') refunded
  cross join lateral (
    select (coalesce((select sum(amount_cents) from billing.set_offs where invoice_id = i.id), 0)
      - coalesce((select sum(amount_cents) from billing.set_offs where from_invoice_id = i.id), 0)
      )::bigint as cents) moved;
--> statement-breakpoint
create view billing.overpaid_invoices as
  select invoices.id as invoice_id, invoices.unit_id, invoices.cooperative_id,
    invoices.supervising_county_code
  from billing.invoices join billing.invoice_money money on money.invoice_id = invoices.id
  where money.balance_cents < 0;
--> statement-breakpoint
create or replace function billing.refresh_open(of_invoice uuid) returns void language sql as $$
  delete from billing.open_invoices
  where invoice_id = of_invoice and not exists (
    select from billing.unpaid_invoices where unpaid_invoices.invoice_id = of_invoice);
  insert into billing.open_invoices (invoice_id, unit_id, cooperative_id, supervising_county_code)
  select invoice_id, unit_id, cooperative_id, supervising_county_code
  from billing.unpaid_invoices where invoice_id = of_invoice
  on conflict (invoice_id) do nothing;
  delete from billing.due_back_invoices
  where invoice_id = of_invoice and not exists (
    select from billing.overpaid_invoices where overpaid_invoices.invoice_id = of_invoice);
  insert into billing.due_back_invoices
    (invoice_id, unit_id, cooperative_id, supervising_county_code)
  select invoice_id, unit_id, cooperative_id, supervising_county_code
  from billing.overpaid_invoices where invoice_id = of_invoice
  on conflict (invoice_id) do nothing
$$;
--> statement-breakpoint
create function billing.keep_set_off() returns trigger language plpgsql as $$
begin
  perform billing.refresh_open(new.from_invoice_id);
  perform billing.refresh_open(new.invoice_id);
  return null;
end $$;
--> statement-breakpoint
create trigger set_offs_keep_open after insert on billing.set_offs
  for each row execute function billing.keep_set_off();
--> statement-breakpoint
insert into billing.due_back_invoices
  (invoice_id, unit_id, cooperative_id, supervising_county_code)
select invoice_id, unit_id, cooperative_id, supervising_county_code
from billing.overpaid_invoices;
