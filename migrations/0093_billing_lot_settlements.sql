-- 结算 by lot (§3.14): what a cooperative paid for the goods of a lot is written as a row for each
-- of the orders that the lot went into, so that whatever holds of an order's settlements holds of
-- these. Rows of one transfer to one recipient share its number and are taken back together.
alter table billing.settlements
  add column lot_id uuid references catalogue.lots,
  add column transfer_id uuid,
  add constraint settlements_lot_check
    check ((lot_id is null) = (transfer_id is null)
      and (lot_id is null or purchase_order_id is not null));
--> statement-breakpoint
create index settlements_lot on billing.settlements (lot_id, settled_on, id)
  where lot_id is not null;
--> statement-breakpoint
create index settlements_transfer on billing.settlements (transfer_id)
  where transfer_id is not null;
