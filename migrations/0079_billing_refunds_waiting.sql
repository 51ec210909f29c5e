-- Of the refunds that wait, only those by bank wait for somebody of the unit: what goes back online
-- is confirmed by the provider.
drop index billing.refunds_waiting_of_unit;
--> statement-breakpoint
create index refunds_waiting_of_unit on billing.refunds (unit_id, recorded_at, id)
  where state = 'recorded' and method = 'bank_transfer';
