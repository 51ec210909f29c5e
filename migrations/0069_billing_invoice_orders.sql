-- One invoice over several orders of one unit (§7.4), and several invoices for one order: what each
-- invoice bills of each order, and what each credit note takes off of it, below zero.
create table billing.invoice_orders (
  invoice_id uuid not null references billing.invoices,
  -- null: what the invoice itself bills
  credit_note_id uuid references billing.credit_notes,
  purchase_order_id uuid not null references orders.purchase_orders,
  goods_cents bigint not null,
  freight_cents bigint not null,
  unique nulls not distinct (invoice_id, credit_note_id, purchase_order_id),
  check (case when credit_note_id is null then least(goods_cents, freight_cents) >= 0
    else greatest(goods_cents, freight_cents) <= 0 end)
);
--> statement-breakpoint
insert into billing.invoice_orders
select id, null, purchase_order_id, goods_cents, freight_cents from billing.invoices
union all
select i.id, n.id, i.purchase_order_id, -n.goods_cents, -n.freight_cents
from billing.credit_notes n join billing.invoices i on i.id = n.invoice_id;
--> statement-breakpoint
create index invoice_orders_order on billing.invoice_orders (purchase_order_id);
--> statement-breakpoint
create trigger invoice_orders_append_only before update or delete or truncate
  on billing.invoice_orders
  for each statement execute function platform.refuse_change();
--> statement-breakpoint
-- Whose it is stands on the invoice itself, as on a payment: its orders have the same county.
alter table billing.invoices add column supervising_county_code text;
--> statement-breakpoint
alter table billing.invoices disable trigger invoices_append_only;
--> statement-breakpoint
update billing.invoices i set supervising_county_code = o.supervising_county_code
from orders.purchase_orders_published o where o.id = i.purchase_order_id;
--> statement-breakpoint
alter table billing.invoices enable trigger invoices_append_only;
--> statement-breakpoint
alter table billing.invoices alter column supervising_county_code set not null;
--> statement-breakpoint
drop view billing.invoices_published;
--> statement-breakpoint
drop view billing.invoiced_published;
--> statement-breakpoint
drop view billing.unpaid_invoices;
--> statement-breakpoint
alter table billing.invoices drop column purchase_order_id;
--> statement-breakpoint
alter table billing.open_invoices drop column purchase_order_id;
--> statement-breakpoint
-- Read by reports, exchange.
create view billing.invoices_published as
  select id, number, cooperative_id, unit_id, issued_on, goods_cents, file_id, reason
  from billing.invoices;
--> statement-breakpoint
-- Read by reports: what was invoiced and credited of goods of an order, by day; credit notes below
-- zero.
create view billing.invoiced_published as
  select b.purchase_order_id, coalesce(n.issued_on, i.issued_on) as issued_on, b.goods_cents
  from billing.invoice_orders b join billing.invoices i on i.id = b.invoice_id
    left join billing.credit_notes n on n.id = b.credit_note_id;
--> statement-breakpoint
create view billing.unpaid_invoices as
  select invoices.id as invoice_id, invoices.unit_id, invoices.cooperative_id,
    invoices.supervising_county_code
  from billing.invoices join billing.invoice_money money on money.invoice_id = invoices.id
  where money.balance_cents > 0;
--> statement-breakpoint
create or replace function billing.refresh_open(of_invoice uuid) returns void language sql as $$
  delete from billing.open_invoices
  where invoice_id = of_invoice and not exists (
    select from billing.unpaid_invoices where unpaid_invoices.invoice_id = of_invoice);
  insert into billing.open_invoices (invoice_id, unit_id, cooperative_id, supervising_county_code)
  select invoice_id, unit_id, cooperative_id, supervising_county_code
  from billing.unpaid_invoices where invoice_id = of_invoice
  on conflict (invoice_id) do nothing
$$;
--> statement-breakpoint
create or replace function billing.keep_invoiced() returns trigger language plpgsql as $$
begin
  perform billing.refresh_open(new.id);
  return null;
end $$;
--> statement-breakpoint
create or replace function billing.keep_credited() returns trigger language plpgsql as $$
begin
  perform billing.refresh_open(new.invoice_id);
  perform attribution.move_stage('invoiced', supervising_county_code, new.issued_on,
      -new.goods_cents, 0)
    from billing.invoices where id = new.invoice_id;
  return null;
end $$;
--> statement-breakpoint
create or replace function billing.move_stage_of_invoice() returns trigger language plpgsql as $$
begin
  perform attribution.move_stage('invoiced', new.supervising_county_code, new.issued_on,
    new.goods_cents, 0);
  return null;
end $$;
--> statement-breakpoint
-- Whoever writes an invoice or a credit note holds the locks of all its orders.
create function billing.keep_invoiced_of_order() returns trigger language plpgsql as $$
begin
  perform deliveries.add_invoiced(new.purchase_order_id, new.goods_cents);
  return null;
end $$;
--> statement-breakpoint
create trigger invoice_orders_keep_invoiced after insert on billing.invoice_orders
  for each row when (new.goods_cents <> 0) execute function billing.keep_invoiced_of_order();
