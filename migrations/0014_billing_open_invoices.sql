-- Invoices with money open. Few are among many that were paid, so the lists of open money read
-- these rows and not every invoice there ever was.
create table billing.open_invoices (
  invoice_id uuid primary key references billing.invoices,
  purchase_order_id uuid not null,
  unit_id uuid not null,
  cooperative_id uuid not null,
  supervising_county_code text not null
);
--> statement-breakpoint
create view billing.unpaid_invoices as
  select invoices.id as invoice_id, invoices.purchase_order_id, invoices.unit_id,
    invoices.cooperative_id, ordered.supervising_county_code
  from billing.invoices
  join orders.purchase_orders_published ordered on ordered.id = invoices.purchase_order_id
  where invoices.goods_cents + invoices.freight_cents > (
    select coalesce(sum(amount_cents), 0) from billing.payments
    where payments.invoice_id = invoices.id and payments.state = 'confirmed');
--> statement-breakpoint
insert into billing.open_invoices (invoice_id, purchase_order_id, unit_id, cooperative_id,
  supervising_county_code)
select invoice_id, purchase_order_id, unit_id, cooperative_id, supervising_county_code
from billing.unpaid_invoices;
--> statement-breakpoint
create index open_invoices_unit on billing.open_invoices (unit_id);
--> statement-breakpoint
create index open_invoices_cooperative on billing.open_invoices (cooperative_id);
--> statement-breakpoint
select deliveries.add_invoiced(purchase_order_id, sum(goods_cents)::bigint)
from billing.invoices group by purchase_order_id;
--> statement-breakpoint
create function billing.keep_invoiced() returns trigger language plpgsql as $$
begin
  insert into billing.open_invoices (invoice_id, purchase_order_id, unit_id, cooperative_id,
    supervising_county_code)
  select invoice_id, purchase_order_id, unit_id, cooperative_id, supervising_county_code
  from billing.unpaid_invoices where invoice_id = new.id;
  perform deliveries.add_invoiced(new.purchase_order_id, new.goods_cents);
  return null;
end $$;
--> statement-breakpoint
create trigger invoices_keep_open after insert on billing.invoices
  for each row execute function billing.keep_invoiced();
--> statement-breakpoint
-- Payments are confirmed under their order's lock, so the last of them sees all the others.
create function billing.keep_paid() returns trigger language plpgsql as $$
begin
  delete from billing.open_invoices
  where invoice_id = new.invoice_id and not exists (
    select from billing.unpaid_invoices where unpaid_invoices.invoice_id = new.invoice_id);
  return null;
end $$;
--> statement-breakpoint
create trigger payments_keep_open after insert or update on billing.payments
  for each row when (new.state = 'confirmed') execute function billing.keep_paid();
