-- Days to pay (§7.2) without the invoices of a year: each invoice that is paid keeps the day from
-- which its days counted when it was closed and the day of the payment or set-off that closed it.
-- How many were paid in how many days is kept by unit for the twelve months that end with a month.
-- Two payments of a county, even of one unit, add to one row: so whoever closes an invoice only
-- appends to `unfolded_payments`, waiting for nobody, and `fold_payments` adds that up. A row and
-- what is not folded yet together equal the paid invoices at every instant.
create table billing.paid_invoices (
  invoice_id uuid primary key references billing.invoices,
  unit_id uuid not null,
  supervising_county_code text not null,
  -- the last acceptance that was on record when it was closed, or its own day where there was none
  counts_from date not null,
  paid_on date not null,
  days integer not null generated always as (greatest(0, paid_on - counts_from)) stored
);
--> statement-breakpoint
create table billing.days_to_pay (
  -- the last of the twelve
  month text collate "C" not null check (month ~ '^\d{4}-(0[1-9]|1[0-2])$'),
  supervising_county_code text collate "C" not null,
  unit_id uuid not null,
  days integer not null check (days >= 0),
  invoices integer not null,
  primary key (month, supervising_county_code, unit_id, days) include (invoices)
);
--> statement-breakpoint
create table billing.unfolded_payments (
  id bigint generated always as identity primary key,
  month text collate "C" not null,
  supervising_county_code text collate "C" not null,
  unit_id uuid not null,
  days integer not null,
  -- below zero: no longer paid, or on another day
  invoices integer not null
);
--> statement-breakpoint
create function billing.move_paid() returns trigger language plpgsql as $$
begin
  if tg_op <> 'INSERT' then
    insert into billing.unfolded_payments (month, supervising_county_code, unit_id, days, invoices)
    values (to_char(old.paid_on, 'YYYY-MM'), old.supervising_county_code, old.unit_id, old.days, -1);
  end if;
  if tg_op <> 'DELETE' then
    insert into billing.unfolded_payments (month, supervising_county_code, unit_id, days, invoices)
    values (to_char(new.paid_on, 'YYYY-MM'), new.supervising_county_code, new.unit_id, new.days, 1);
  end if;
  return null;
end
$$;
--> statement-breakpoint
create trigger paid_invoices_move after insert or update or delete on billing.paid_invoices
  for each row execute function billing.move_paid();
--> statement-breakpoint
-- The months whose twelve months hold a month.
create function billing.months_covering(month text) returns setof text language sql immutable
  as $$
  select to_char(to_date(month, 'YYYY-MM') + make_interval(months => n), 'YYYY-MM')
  from generate_series(0, 11) n
$$;
--> statement-breakpoint
-- Adds the oldest closings, at most so many, to the sums, and says how many there were. One does so
-- at a time; whoever comes meanwhile has nothing to do.
create function billing.fold_payments(most integer) returns integer language plpgsql as $$
declare
  folded integer;
begin
  if not pg_try_advisory_xact_lock(hashtext('billing.fold_payments')) then
    return 0;
  end if;
  with taken as (
    delete from billing.unfolded_payments where id in (
      select id from billing.unfolded_payments order by id limit most)
    returning *
  ), added as (
    insert into billing.days_to_pay as kept
      (month, supervising_county_code, unit_id, days, invoices)
    select covering.month, supervising_county_code, unit_id, days, sum(invoices)
    from taken cross join lateral billing.months_covering(taken.month) as covering(month)
    group by 1, 2, 3, 4 having sum(invoices) <> 0 order by 1, 2, 3, 4
    on conflict (month, supervising_county_code, unit_id, days)
      do update set invoices = kept.invoices + excluded.invoices
  )
  select count(*) into folded from taken;
  return folded;
end
$$;
--> statement-breakpoint
-- Invoices that are paid, and since when: the day of the last payment or set-off.
create view billing.closed_invoices as
  select i.id as invoice_id, i.unit_id, i.supervising_county_code, i.issued_on,
    greatest(paid.last_on, moved.last_on) as paid_on
  from billing.invoices i
  cross join lateral (
    select max(paid_on) as last_on from billing.payments
    where invoice_id = i.id and state = 'confirmed') paid
  cross join lateral (
    select max(set_off_on) as last_on from billing.set_offs where invoice_id = i.id) moved
  where (paid.last_on is not null or moved.last_on is not null)
    and not exists (select from billing.open_invoices open where open.invoice_id = i.id);
--> statement-breakpoint
create function billing.last_acceptance(of_invoice uuid) returns date language sql stable as $$
  select max(accepted.last_received_on)
  from billing.invoice_orders billed
  join deliveries.order_acceptances_published accepted
    on accepted.purchase_order_id = billed.purchase_order_id
  where billed.invoice_id = of_invoice
$$;
--> statement-breakpoint
-- What is open of an invoice stands beside it, so that nobody who adds it up over a county reads
-- the documents of each: all that is to be paid, less what was paid and what waits for its answer.
alter table billing.open_invoices
  add column open_cents bigint not null default 0, add column issued_on date;
--> statement-breakpoint
update billing.open_invoices o
  set open_cents = m.balance_cents - m.waiting_cents, issued_on = i.issued_on
from billing.invoices i join billing.invoice_money m on m.invoice_id = i.id
where i.id = o.invoice_id;
--> statement-breakpoint
alter table billing.open_invoices
  alter column open_cents drop default, alter column issued_on set not null;
--> statement-breakpoint
create or replace function billing.refresh_open(of_invoice uuid) returns void language plpgsql as $$
declare
  invoice record;
begin
  select i.unit_id, i.cooperative_id, i.supervising_county_code, i.issued_on, m.balance_cents,
      m.balance_cents - m.waiting_cents as open_cents
    into invoice
    from billing.invoices i join billing.invoice_money m on m.invoice_id = i.id
    where i.id = of_invoice;
  if invoice.balance_cents > 0 then
    insert into billing.open_invoices as kept (invoice_id, unit_id, cooperative_id,
      supervising_county_code, open_cents, issued_on)
    values (of_invoice, invoice.unit_id, invoice.cooperative_id, invoice.supervising_county_code,
      invoice.open_cents, invoice.issued_on)
    on conflict (invoice_id) do update set open_cents = excluded.open_cents
      where kept.open_cents <> excluded.open_cents;
  else
    delete from billing.open_invoices where invoice_id = of_invoice;
  end if;
  if invoice.balance_cents < 0 then
    insert into billing.due_back_invoices
      (invoice_id, unit_id, cooperative_id, supervising_county_code)
    values (of_invoice, invoice.unit_id, invoice.cooperative_id, invoice.supervising_county_code)
    on conflict (invoice_id) do nothing;
  else
    delete from billing.due_back_invoices where invoice_id = of_invoice;
  end if;
  if invoice.balance_cents > 0 or not exists (
    select from billing.closed_invoices closed where closed.invoice_id = of_invoice
  ) then
    delete from billing.paid_invoices where invoice_id = of_invoice;
  else
    insert into billing.paid_invoices as kept
      (invoice_id, unit_id, supervising_county_code, counts_from, paid_on)
    select invoice_id, unit_id, supervising_county_code,
      coalesce(billing.last_acceptance(invoice_id), issued_on), paid_on
    from billing.closed_invoices closed where closed.invoice_id = of_invoice
    on conflict (invoice_id) do update set paid_on = excluded.paid_on
      where kept.paid_on <> excluded.paid_on;
  end if;
end
$$;
--> statement-breakpoint
-- What waits for its answer moves what is open too.
drop trigger payments_keep_open on billing.payments;
--> statement-breakpoint
create trigger payments_keep_open after insert or update of state on billing.payments
  for each row execute function billing.keep_paid();
--> statement-breakpoint
insert into billing.paid_invoices
  (invoice_id, unit_id, supervising_county_code, counts_from, paid_on)
select closed.invoice_id, closed.unit_id, closed.supervising_county_code,
  coalesce(max(accepted.last_received_on), closed.issued_on), closed.paid_on
from billing.closed_invoices closed
left join billing.invoice_orders billed on billed.invoice_id = closed.invoice_id
left join deliveries.order_acceptances_published accepted
  on accepted.purchase_order_id = billed.purchase_order_id
group by closed.invoice_id, closed.unit_id, closed.supervising_county_code, closed.issued_on,
  closed.paid_on;
--> statement-breakpoint
-- Those of before, all at once.
select billing.fold_payments(2147483647);
