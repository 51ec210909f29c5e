-- What waits for a unit or a seller is what the other one recorded, beside years of its own.
create index payments_undecided_of_unit on billing.payments (unit_id, recorded_side)
  where state = 'recorded';
--> statement-breakpoint
create index payments_undecided_of_cooperative
  on billing.payments (cooperative_id, recorded_side) where state = 'recorded';
