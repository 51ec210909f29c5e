-- 归属更正 (§3.16): an order that was credited to the wrong unit or through the wrong channel. One
-- of those it concerns proposes what is right, the other signs: for a channel the unit that is
-- credited and the seller, for a unit the wrong one and the right one.
create table deliveries.credit_corrections (
  id uuid primary key,
  purchase_order_id uuid not null references orders.purchase_orders,
  unit_id uuid not null references organisations.units,
  cooperative_id uuid not null references organisations.cooperatives,
  supervising_county_code text not null,
  from_unit_id uuid references organisations.units,
  to_unit_id uuid references organisations.units,
  channel_before text not null,
  channel text not null,
  proposing_id uuid not null references organisations.organisations,
  signing_id uuid not null references organisations.organisations,
  reason text not null check (reason <> ''),
  file_id uuid references evidence.files,
  state text not null check (state in ('recorded', 'confirmed', 'rejected')),
  state_reason text not null default '',
  recorded_by uuid not null references accounts.people,
  recorded_at timestamptz not null,
  decided_by uuid references accounts.people,
  decided_at timestamptz,
  check ((from_unit_id is null) = (to_unit_id is null)),
  check (from_unit_id is distinct from to_unit_id or channel <> channel_before),
  check (to_unit_id is null or file_id is not null),
  check (proposing_id <> signing_id),
  check (decided_by is distinct from recorded_by or decided_by is null),
  check ((state = 'recorded') = (decided_by is null))
);
--> statement-breakpoint
-- One of an order waits at a time, so that what is signed is what was proposed against.
create unique index credit_corrections_undecided
  on deliveries.credit_corrections (purchase_order_id) where state = 'recorded';
--> statement-breakpoint
create index credit_corrections_order on deliveries.credit_corrections (purchase_order_id);
--> statement-breakpoint
create index credit_corrections_file
  on deliveries.credit_corrections (file_id) where file_id is not null;
--> statement-breakpoint
create index credit_corrections_unit
  on deliveries.credit_corrections (unit_id, recorded_at, id);
--> statement-breakpoint
create index credit_corrections_from_unit
  on deliveries.credit_corrections (from_unit_id, recorded_at, id);
--> statement-breakpoint
create index credit_corrections_to_unit
  on deliveries.credit_corrections (to_unit_id, recorded_at, id);
--> statement-breakpoint
create index credit_corrections_cooperative
  on deliveries.credit_corrections (cooperative_id, recorded_at, id);
--> statement-breakpoint
create index credit_corrections_county
  on deliveries.credit_corrections (supervising_county_code, recorded_at, id);
--> statement-breakpoint
create index credit_corrections_newest
  on deliveries.credit_corrections (recorded_at, id);
--> statement-breakpoint
create function deliveries.decide_credit_correction_once() returns trigger
language plpgsql as $$
begin
  if old.state <> 'recorded' or (to_jsonb(new) - '{state,state_reason,decided_by,decided_at}'
      ::text[]) <> (to_jsonb(old) - '{state,state_reason,decided_by,decided_at}'::text[])
    then raise exception 'a correction is decided once and never changed';
  end if;
  return new;
end $$;
--> statement-breakpoint
create trigger credit_corrections_decided_once before update
  on deliveries.credit_corrections
  for each row execute function deliveries.decide_credit_correction_once();
--> statement-breakpoint
create trigger credit_corrections_kept before delete or truncate
  on deliveries.credit_corrections
  for each statement execute function platform.refuse_change();
