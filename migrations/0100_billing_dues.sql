-- What moves what a cooperative is due from the platform's balance at the provider: defined once,
-- for one cooperative (`billing.due_to`) and for all of them in one reading.
create view billing.due_moves as
  select cooperative_id, amount_cents as cents from billing.payments
  where method = 'online' and state = 'confirmed'
  union all
  select cooperative_id, -amount_cents from billing.refunds
  where method = 'online' and state <> 'rejected'
  union all
  select cooperative_id, -amount_cents from billing.provider_fees where borne_by is null
  union all
  select cooperative_id, amount_cents from billing.provider_movements
  where cooperative_id is not null;
--> statement-breakpoint
create or replace function billing.due_to(of_cooperative uuid) returns bigint
  language sql stable as $$
  select coalesce(sum(cents), 0)::bigint from billing.due_moves
  where cooperative_id = of_cooperative
$$;
--> statement-breakpoint
-- The sums are read out of the indexes alone.
drop index billing.payments_online;
--> statement-breakpoint
create index payments_online on billing.payments (cooperative_id) include (amount_cents)
  where method = 'online' and state = 'confirmed';
--> statement-breakpoint
drop index billing.refunds_online;
--> statement-breakpoint
create index refunds_online on billing.refunds (cooperative_id) include (amount_cents)
  where method = 'online' and state <> 'rejected';
--> statement-breakpoint
drop index billing.provider_fees_cooperative;
--> statement-breakpoint
create index provider_fees_cooperative on billing.provider_fees (cooperative_id)
  include (amount_cents, charged_on, borne_by);
--> statement-breakpoint
drop index billing.provider_movements_cooperative;
--> statement-breakpoint
create index provider_movements_cooperative on billing.provider_movements (cooperative_id)
  include (amount_cents) where cooperative_id is not null;
