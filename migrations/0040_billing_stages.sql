-- What is invoiced counts in the stage of the invoice's day. An issued invoice never changes (§7.4).
create function billing.move_stage_of_invoice() returns trigger language plpgsql as $$
begin
  perform attribution.move_stage('invoiced', supervising_county_code, new.issued_on,
      new.goods_cents, 0)
    from orders.purchase_orders_published where id = new.purchase_order_id;
  return null;
end
$$;
--> statement-breakpoint
create trigger invoices_stage after insert on billing.invoices
  for each row execute function billing.move_stage_of_invoice();
--> statement-breakpoint
select attribution.move_stage('invoiced', o.supervising_county_code, i.issued_on,
    sum(i.goods_cents)::bigint, 0)
  from billing.invoices i join orders.purchase_orders_published o on o.id = i.purchase_order_id
  group by o.supervising_county_code, i.issued_on;
