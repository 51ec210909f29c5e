-- What is ordered counts in the stage of its day until it is declined or cancelled.
create function orders.move_stage_of_lines() returns trigger language plpgsql as $$
begin
  perform attribution.move_stage('ordered', o.supervising_county_code, o.ordered_on,
      sum(l.amount_cents)::bigint, sum(l.ordered_grams)::bigint)
    from ordered l join orders.purchase_orders o on o.id = l.purchase_order_id
    where o.state not in ('declined', 'cancelled')
    group by o.supervising_county_code, o.ordered_on;
  return null;
end
$$;
--> statement-breakpoint
create trigger order_lines_stage after insert on orders.order_lines
  referencing new table as ordered
  for each statement execute function orders.move_stage_of_lines();
--> statement-breakpoint
create function orders.move_stage_of_order() returns trigger language plpgsql as $$
begin
  perform attribution.move_stage('ordered', new.supervising_county_code, new.ordered_on,
      -sum(amount_cents)::bigint, -sum(ordered_grams)::bigint)
    from orders.order_lines where purchase_order_id = new.id having count(*) > 0;
  return null;
end
$$;
--> statement-breakpoint
create trigger purchase_orders_stage after update of state on orders.purchase_orders for each row
  when (new.state in ('declined', 'cancelled') and old.state not in ('declined', 'cancelled'))
  execute function orders.move_stage_of_order();
--> statement-breakpoint
select attribution.move_stage('ordered', o.supervising_county_code, o.ordered_on,
    sum(l.amount_cents)::bigint, sum(l.ordered_grams)::bigint)
  from orders.order_lines l join orders.purchase_orders o on o.id = l.purchase_order_id
  where o.state not in ('declined', 'cancelled')
  group by o.supervising_county_code, o.ordered_on;
