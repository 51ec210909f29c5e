-- 更正 (§3.16): what a receipt wrote wrongly, put right by an entry that both sides sign: accepted
-- weight up or down, or money off because a lower price was agreed. The receipt itself never changes.
create table deliveries.acceptance_corrections (
  id uuid primary key,
  receipt_line_id uuid not null references deliveries.goods_receipt_lines,
  receipt_id uuid not null references deliveries.goods_receipts,
  order_line_id uuid not null references orders.order_lines,
  purchase_order_id uuid not null references orders.purchase_orders,
  unit_id uuid not null references organisations.units,
  cooperative_id uuid not null references organisations.cooperatives,
  supervising_county_code text not null,
  recorded_side text not null check (recorded_side in ('unit', 'cooperative')),
  -- the change of the accepted weight, and of what is deducted from its money
  grams bigint not null,
  deduction_cents bigint not null,
  reason text not null check (reason <> ''),
  file_id uuid references evidence.files,
  -- the change of the accepted money, known when it is signed
  cents bigint,
  state text not null check (state in ('recorded', 'confirmed', 'rejected')),
  state_reason text not null default '',
  recorded_by uuid not null references accounts.people,
  recorded_at timestamptz not null,
  decided_by uuid references accounts.people,
  decided_at timestamptz,
  check ((grams = 0) <> (deduction_cents = 0)),
  check (decided_by is distinct from recorded_by or decided_by is null),
  check ((state = 'recorded') = (decided_by is null)),
  check ((state = 'confirmed') = (cents is not null))
);
--> statement-breakpoint
-- Each side has one proposal of a line that waits.
create unique index acceptance_corrections_undecided
  on deliveries.acceptance_corrections (receipt_line_id, recorded_side) where state = 'recorded';
--> statement-breakpoint
create index acceptance_corrections_line on deliveries.acceptance_corrections (receipt_line_id);
--> statement-breakpoint
create index acceptance_corrections_receipt on deliveries.acceptance_corrections (receipt_id);
--> statement-breakpoint
create index acceptance_corrections_order
  on deliveries.acceptance_corrections (purchase_order_id);
--> statement-breakpoint
create index acceptance_corrections_file
  on deliveries.acceptance_corrections (file_id) where file_id is not null;
--> statement-breakpoint
create index acceptance_corrections_unit
  on deliveries.acceptance_corrections (unit_id, recorded_at, id);
--> statement-breakpoint
create index acceptance_corrections_cooperative
  on deliveries.acceptance_corrections (cooperative_id, recorded_at, id);
--> statement-breakpoint
create index acceptance_corrections_county
  on deliveries.acceptance_corrections (supervising_county_code, recorded_at, id);
--> statement-breakpoint
create index acceptance_corrections_newest
  on deliveries.acceptance_corrections (recorded_at, id);
--> statement-breakpoint
create index acceptance_corrections_waiting_of_unit
  on deliveries.acceptance_corrections (unit_id, recorded_at, id) where state = 'recorded';
--> statement-breakpoint
create index acceptance_corrections_waiting_of_cooperative
  on deliveries.acceptance_corrections (cooperative_id, recorded_at, id)
  where state = 'recorded';
--> statement-breakpoint
-- It is decided once; nothing else of it changes, and nothing goes.
create function deliveries.decide_correction_once() returns trigger language plpgsql as $$
begin
  if old.state <> 'recorded' or (to_jsonb(new) - '{state,state_reason,cents,decided_by,decided_at}'
      ::text[]) <> (to_jsonb(old) - '{state,state_reason,cents,decided_by,decided_at}'::text[])
    then raise exception 'a correction is decided once and never changed';
  end if;
  return new;
end $$;
--> statement-breakpoint
create trigger acceptance_corrections_decided_once before update
  on deliveries.acceptance_corrections
  for each row execute function deliveries.decide_correction_once();
--> statement-breakpoint
create trigger acceptance_corrections_kept before delete or truncate
  on deliveries.acceptance_corrections
  for each statement execute function platform.refuse_change();
--> statement-breakpoint
-- All that both sides have signed since about a line of a receipt: surpluses (§6.5), corrections.
create view deliveries.signed_changes as
  select receipt_line_id, purchase_order_id, sum(grams)::bigint as grams,
    sum(cents)::bigint as cents, sum(deduction_cents)::bigint as deduction_cents
  from (
    select receipt_line_id, purchase_order_id, grams, cents, 0 as deduction_cents
    from deliveries.weight_surpluses where state = 'confirmed'
    union all
    select receipt_line_id, purchase_order_id, grams, cents, deduction_cents
    from deliveries.acceptance_corrections where state = 'confirmed'
  ) changes group by 1, 2;
--> statement-breakpoint
-- Accepted, with what was signed since, less what confirmed returns took off.
create or replace view deliveries.accepted_sums as
  select receipt.purchase_order_id, max(receipt.received_on) as last_received_on,
    (sum(line.cents) + coalesce((
      select sum(changes.cents) from deliveries.signed_changes changes
      where changes.purchase_order_id = receipt.purchase_order_id), 0) - coalesce((
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
create trigger acceptance_corrections_keep_acceptance after update
  on deliveries.acceptance_corrections
  referencing new table as decided_rows
  for each statement execute function deliveries.keep_surplus();
