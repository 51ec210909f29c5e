-- Moves of payments are listed and counted by their state too, without reading all of a side's.
create index payment_moves_unit_state
  on billing.payment_moves (unit_id, state, recorded_at, id);
--> statement-breakpoint
create index payment_moves_cooperative_state
  on billing.payment_moves (cooperative_id, state, recorded_at, id);
--> statement-breakpoint
-- What waits for a side is what the other one proposed.
create index payment_moves_unit_waiting on billing.payment_moves (unit_id)
  where state = 'recorded' and recorded_side = 'cooperative';
--> statement-breakpoint
create index payment_moves_cooperative_waiting on billing.payment_moves (cooperative_id)
  where state = 'recorded' and recorded_side = 'unit';
