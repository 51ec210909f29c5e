-- The accepted money of each order beside the money on its invoices. Orders that wait for an
-- invoice are thereby read by an index, page by page, where all papers of a side were added up.
create table deliveries.order_acceptances (
  purchase_order_id uuid primary key references orders.purchase_orders,
  unit_id uuid not null,
  cooperative_id uuid not null,
  supervising_county_code text not null,
  -- null: nothing was received yet
  last_received_on date,
  accepted_cents bigint not null default 0,
  invoiced_cents bigint not null default 0
);
--> statement-breakpoint
-- Accepted less what confirmed returns took off, of orders with a goods receipt.
create view deliveries.accepted_sums as
  select receipt.purchase_order_id, max(receipt.received_on) as last_received_on,
    (sum(line.cents) - coalesce((
      select sum(return_line.cents)
      from deliveries.goods_returns goods_return
      join deliveries.goods_return_lines return_line on return_line.return_id = goods_return.id
      where goods_return.purchase_order_id = receipt.purchase_order_id
        and goods_return.state = 'confirmed'), 0))::bigint as accepted_cents
  from deliveries.goods_receipts receipt
  cross join lateral (
    select coalesce(sum(accepted_cents), 0) as cents
    from deliveries.goods_receipt_lines where receipt_id = receipt.id) line
  group by receipt.purchase_order_id;
--> statement-breakpoint
insert into deliveries.order_acceptances (purchase_order_id, unit_id, cooperative_id,
  supervising_county_code, last_received_on, accepted_cents)
select ordered.id, ordered.unit_id, ordered.cooperative_id, ordered.supervising_county_code,
  accepted.last_received_on, accepted.accepted_cents
from deliveries.accepted_sums accepted
join orders.purchase_orders_published ordered on ordered.id = accepted.purchase_order_id;
--> statement-breakpoint
create index order_acceptances_to_invoice_of_unit
  on deliveries.order_acceptances (unit_id, last_received_on, purchase_order_id)
  where accepted_cents > invoiced_cents;
--> statement-breakpoint
create index order_acceptances_to_invoice_of_cooperative
  on deliveries.order_acceptances (cooperative_id, last_received_on, purchase_order_id)
  where accepted_cents > invoiced_cents;
--> statement-breakpoint
-- Every write that changes what was accepted holds the order's lock, so no rival's sum is lost.
create function deliveries.refresh_acceptance(order_id uuid) returns void language sql as $$
  insert into deliveries.order_acceptances (purchase_order_id, unit_id, cooperative_id,
    supervising_county_code, last_received_on, accepted_cents)
  select ordered.id, ordered.unit_id, ordered.cooperative_id, ordered.supervising_county_code,
    accepted.last_received_on, accepted.accepted_cents
  from orders.purchase_orders_published ordered
  join deliveries.accepted_sums accepted on accepted.purchase_order_id = ordered.id
  where ordered.id = order_id and accepted.purchase_order_id = order_id
  on conflict (purchase_order_id) do update
    set last_received_on = excluded.last_received_on, accepted_cents = excluded.accepted_cents
$$;
--> statement-breakpoint
-- Called by billing: goods on a further invoice of the order.
create function deliveries.add_invoiced(order_id uuid, cents bigint) returns void
language sql as $$
  insert into deliveries.order_acceptances as kept (purchase_order_id, unit_id, cooperative_id,
    supervising_county_code, invoiced_cents)
  select id, unit_id, cooperative_id, supervising_county_code, cents
  from orders.purchase_orders_published where id = order_id
  on conflict (purchase_order_id) do update
    set invoiced_cents = kept.invoiced_cents + excluded.invoiced_cents
$$;
--> statement-breakpoint
create function deliveries.keep_received() returns trigger language plpgsql as $$
begin
  perform deliveries.refresh_acceptance(receipt.purchase_order_id)
  from (
    select distinct goods_receipts.purchase_order_id
    from received_lines
    join deliveries.goods_receipts on goods_receipts.id = received_lines.receipt_id
    order by 1) receipt;
  return null;
end $$;
--> statement-breakpoint
create trigger goods_receipt_lines_keep_acceptance after insert on deliveries.goods_receipt_lines
  referencing new table as received_lines
  for each statement execute function deliveries.keep_received();
--> statement-breakpoint
create function deliveries.keep_returned() returns trigger language plpgsql as $$
begin
  perform deliveries.refresh_acceptance(goods_return.purchase_order_id)
  from (
    select distinct goods_returns.purchase_order_id
    from returned_lines
    join deliveries.goods_returns on goods_returns.id = returned_lines.return_id
    where goods_returns.state = 'confirmed'
    order by 1) goods_return;
  return null;
end $$;
--> statement-breakpoint
-- A return takes money off once it is confirmed, which is when its lines learn their money.
create trigger goods_return_lines_keep_acceptance after update on deliveries.goods_return_lines
  referencing new table as returned_lines
  for each statement execute function deliveries.keep_returned();
--> statement-breakpoint
-- Read by billing.
create view deliveries.order_acceptances_published as
  select purchase_order_id, unit_id, cooperative_id, supervising_county_code, last_received_on,
    accepted_cents, invoiced_cents
  from deliveries.order_acceptances;
