-- What was dispatched counts in the stage of that day, unless the shipment is given up.
create function deliveries.move_stage_of_shipment() returns trigger language plpgsql as $$
declare
  sign integer := case when new.state = 'cancelled' then -1 else 1 end;
begin
  perform attribution.move_stage('shipped', new.supervising_county_code,
      (new.dispatched_at at time zone 'Asia/Shanghai')::date,
      (sign * sum(l.packs * ol.unit_price_cents))::bigint, (sign * sum(l.grams))::bigint)
    from deliveries.shipment_lines l
      join orders.order_lines_published ol on ol.id = l.order_line_id
    where l.shipment_id = new.id having count(*) > 0;
  return null;
end
$$;
--> statement-breakpoint
create trigger shipments_stage after update of state, dispatched_at on deliveries.shipments
  for each row when (new.dispatched_at is not null
    and (new.state <> 'cancelled') <> (old.dispatched_at is not null and old.state <> 'cancelled'))
  execute function deliveries.move_stage_of_shipment();
--> statement-breakpoint
select attribution.move_stage('shipped', s.supervising_county_code,
    (s.dispatched_at at time zone 'Asia/Shanghai')::date,
    sum(l.packs * ol.unit_price_cents)::bigint, sum(l.grams)::bigint)
  from deliveries.shipments s join deliveries.shipment_lines l on l.shipment_id = s.id
    join orders.order_lines_published ol on ol.id = l.order_line_id
  where s.dispatched_at is not null and s.state <> 'cancelled'
  group by s.supervising_county_code, (s.dispatched_at at time zone 'Asia/Shanghai')::date;
