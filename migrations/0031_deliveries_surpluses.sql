-- What a unit accepted above the shipped weight by more than the tolerance (§6.5): it counts, is
-- owed and is attributed once the seller has signed it. The goods receipt itself holds what counts
-- at once.
create table deliveries.weight_surpluses (
  id uuid primary key,
  receipt_line_id uuid not null unique references deliveries.goods_receipt_lines,
  receipt_id uuid not null references deliveries.goods_receipts,
  order_line_id uuid not null references orders.order_lines,
  purchase_order_id uuid not null references orders.purchase_orders,
  unit_id uuid not null references organisations.units,
  cooperative_id uuid not null references organisations.cooperatives,
  supervising_county_code text not null,
  grams bigint not null check (grams > 0),
  -- the money it adds to the accepted sum, known when it is signed
  cents bigint check (cents >= 0),
  state text not null check (state in ('recorded', 'confirmed', 'rejected')),
  state_reason text not null default '',
  recorded_by uuid not null references accounts.people,
  recorded_at timestamptz not null,
  decided_by uuid references accounts.people,
  decided_at timestamptz,
  check (decided_by is distinct from recorded_by or decided_by is null),
  check ((state = 'recorded') = (decided_by is null)),
  check ((state = 'confirmed') = (cents is not null))
);
--> statement-breakpoint
create index weight_surpluses_receipt on deliveries.weight_surpluses (receipt_id);
--> statement-breakpoint
create index weight_surpluses_order on deliveries.weight_surpluses (purchase_order_id);
--> statement-breakpoint
create index weight_surpluses_order_line on deliveries.weight_surpluses (order_line_id);
--> statement-breakpoint
create index weight_surpluses_unit on deliveries.weight_surpluses (unit_id, recorded_at, id);
--> statement-breakpoint
create index weight_surpluses_cooperative
  on deliveries.weight_surpluses (cooperative_id, recorded_at, id);
--> statement-breakpoint
create index weight_surpluses_county
  on deliveries.weight_surpluses (supervising_county_code, recorded_at, id);
--> statement-breakpoint
create index weight_surpluses_newest on deliveries.weight_surpluses (recorded_at, id);
--> statement-breakpoint
create index weight_surpluses_to_decide
  on deliveries.weight_surpluses (cooperative_id, recorded_at, id) where state = 'recorded';
--> statement-breakpoint
-- It is decided once; nothing else of it changes, and nothing goes.
create function deliveries.decide_surplus_once() returns trigger language plpgsql as $$
begin
  if old.state <> 'recorded' or (to_jsonb(new) - '{state,state_reason,cents,decided_by,decided_at}'
      ::text[]) <> (to_jsonb(old) - '{state,state_reason,cents,decided_by,decided_at}'::text[])
    then raise exception 'a weight surplus is decided once and never changed';
  end if;
  return new;
end $$;
--> statement-breakpoint
create trigger weight_surpluses_decided_once before update on deliveries.weight_surpluses
  for each row execute function deliveries.decide_surplus_once();
--> statement-breakpoint
create trigger weight_surpluses_kept before delete or truncate on deliveries.weight_surpluses
  for each statement execute function platform.refuse_change();
--> statement-breakpoint
-- Accepted, with signed surpluses, less what confirmed returns took off.
create or replace view deliveries.accepted_sums as
  select receipt.purchase_order_id, max(receipt.received_on) as last_received_on,
    (sum(line.cents) + coalesce((
      select sum(surplus.cents) from deliveries.weight_surpluses surplus
      where surplus.purchase_order_id = receipt.purchase_order_id
        and surplus.state = 'confirmed'), 0) - coalesce((
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
create function deliveries.keep_surplus() returns trigger language plpgsql as $$
begin
  perform deliveries.refresh_acceptance(surplus.purchase_order_id)
  from (select distinct purchase_order_id from decided_rows
    where state = 'confirmed' order by 1) surplus;
  return null;
end $$;
--> statement-breakpoint
create trigger weight_surpluses_keep_acceptance after update on deliveries.weight_surpluses
  referencing new table as decided_rows
  for each statement execute function deliveries.keep_surplus();
--> statement-breakpoint
-- What was accepted of a line, with its signed surplus. Read by billing, reports.
create or replace view deliveries.goods_receipt_lines_published as
  select line.id, line.receipt_id, line.shipment_line_id, line.order_line_id, line.weighed_grams,
    line.accepted_grams + coalesce(surplus.grams, 0) as accepted_grams, line.reason,
    line.remark, line.photo_file_id, line.deduction_cents,
    line.accepted_cents + coalesce(surplus.cents, 0) as accepted_cents
  from deliveries.goods_receipt_lines line
  left join deliveries.weight_surpluses surplus
    on surplus.receipt_line_id = line.id and surplus.state = 'confirmed';
