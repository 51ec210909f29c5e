create schema deliveries;
--> statement-breakpoint
create table deliveries.shipments (
  id uuid primary key,
  number text not null unique,
  purchase_order_id uuid not null references orders.purchase_orders,
  cooperative_id uuid not null references organisations.cooperatives,
  unit_id uuid not null references organisations.units,
  supervising_county_code text not null,
  state text not null check (state in ('prepared', 'dispatched', 'received', 'cancelled')),
  carrier text not null default '',
  vehicle text not null default '',
  driver_phone text not null default '',
  -- opens the shipment from the QR code on its delivery note, for who may see it
  code text not null unique,
  prepared_by uuid not null references accounts.people,
  prepared_at timestamptz not null,
  dispatched_at timestamptz,
  version integer not null default 1
);
--> statement-breakpoint
create index shipments_order on deliveries.shipments (purchase_order_id);
--> statement-breakpoint
-- Lists are read along an index in their own order, each viewer's along one of these.
create index shipments_unit on deliveries.shipments (unit_id, prepared_at, id);
--> statement-breakpoint
create index shipments_cooperative on deliveries.shipments (cooperative_id, prepared_at, id);
--> statement-breakpoint
create index shipments_county
  on deliveries.shipments (supervising_county_code, prepared_at, id);
--> statement-breakpoint
create index shipments_newest on deliveries.shipments (prepared_at, id);
--> statement-breakpoint
create index shipments_open_to_unit on deliveries.shipments (unit_id, prepared_at, id)
  where state in ('prepared', 'dispatched');
--> statement-breakpoint
create index shipments_open_from_cooperative
  on deliveries.shipments (cooperative_id, prepared_at, id)
  where state in ('prepared', 'dispatched');
--> statement-breakpoint
-- One purchase-order line out of one lot.
create table deliveries.shipment_lines (
  id uuid primary key,
  shipment_id uuid not null references deliveries.shipments,
  order_line_id uuid not null references orders.order_lines,
  lot_id uuid not null references catalogue.lots,
  packs integer not null check (packs > 0),
  grams bigint not null check (grams > 0)
);
--> statement-breakpoint
create index shipment_lines_shipment on deliveries.shipment_lines (shipment_id);
--> statement-breakpoint
create index shipment_lines_order_line on deliveries.shipment_lines (order_line_id);
--> statement-breakpoint
create index shipment_lines_lot on deliveries.shipment_lines (lot_id);
--> statement-breakpoint
-- The lot's villages as they stood when it left (§3.6).
create table deliveries.shipment_line_villages (
  shipment_line_id uuid not null references deliveries.shipment_lines,
  position smallint not null,
  village_code text references villages.divisions,
  share_basis_points integer not null,
  primary key (shipment_line_id, position)
);
--> statement-breakpoint
create trigger shipment_line_villages_append_only
  before update or delete or truncate on deliveries.shipment_line_villages
  for each statement execute function platform.refuse_change();
--> statement-breakpoint
-- 验收单: what was weighed is what was weighed (§6.3).
create table deliveries.goods_receipts (
  id uuid primary key,
  number text not null unique,
  shipment_id uuid not null unique references deliveries.shipments,
  purchase_order_id uuid not null references orders.purchase_orders,
  unit_id uuid not null references organisations.units,
  note text not null default '',
  received_by uuid not null references accounts.people,
  received_at timestamptz not null,
  received_on date not null
);
--> statement-breakpoint
create index goods_receipts_order on deliveries.goods_receipts (purchase_order_id);
--> statement-breakpoint
create table deliveries.goods_receipt_lines (
  id uuid primary key,
  receipt_id uuid not null references deliveries.goods_receipts,
  shipment_line_id uuid not null unique references deliveries.shipment_lines,
  order_line_id uuid not null references orders.order_lines,
  weighed_grams bigint not null check (weighed_grams >= 0),
  accepted_grams bigint not null check (accepted_grams >= 0),
  reason text
    check (reason in ('short', 'damaged', 'wrong_goods', 'spoiled', 'quality', 'over_delivered')),
  remark text not null default '',
  photo_file_id uuid references evidence.files,
  deduction_cents bigint not null default 0 check (deduction_cents >= 0),
  accepted_cents bigint not null check (accepted_cents >= 0),
  check (accepted_grams <= weighed_grams)
);
--> statement-breakpoint
create index goods_receipt_lines_receipt on deliveries.goods_receipt_lines (receipt_id);
--> statement-breakpoint
create index goods_receipt_lines_order_line on deliveries.goods_receipt_lines (order_line_id);
--> statement-breakpoint
create index goods_receipt_lines_photo on deliveries.goods_receipt_lines (photo_file_id)
  where photo_file_id is not null;
--> statement-breakpoint
create trigger goods_receipts_append_only before update or delete or truncate
  on deliveries.goods_receipts
  for each statement execute function platform.refuse_change();
--> statement-breakpoint
create trigger goods_receipt_lines_append_only before update or delete or truncate
  on deliveries.goods_receipt_lines
  for each statement execute function platform.refuse_change();
--> statement-breakpoint
-- 退货: the only correction of a receipt; counts once the cooperative has confirmed it (§3.4).
create table deliveries.goods_returns (
  id uuid primary key,
  number text not null unique,
  receipt_id uuid not null references deliveries.goods_receipts,
  purchase_order_id uuid not null references orders.purchase_orders,
  unit_id uuid not null references organisations.units,
  cooperative_id uuid not null references organisations.cooperatives,
  supervising_county_code text not null,
  reason text not null
    check (reason in ('damaged', 'wrong_goods', 'spoiled', 'quality', 'weighing_error')),
  note text not null default '',
  state text not null check (state in ('recorded', 'confirmed', 'rejected')),
  state_reason text not null default '',
  recorded_by uuid not null references accounts.people,
  recorded_at timestamptz not null,
  decided_by uuid references accounts.people,
  decided_at timestamptz,
  check (decided_by is distinct from recorded_by or decided_by is null),
  check ((state = 'recorded') = (decided_by is null))
);
--> statement-breakpoint
create index goods_returns_order on deliveries.goods_returns (purchase_order_id);
--> statement-breakpoint
create index goods_returns_receipt on deliveries.goods_returns (receipt_id);
--> statement-breakpoint
create index goods_returns_unit on deliveries.goods_returns (unit_id, recorded_at, id);
--> statement-breakpoint
create index goods_returns_cooperative
  on deliveries.goods_returns (cooperative_id, recorded_at, id);
--> statement-breakpoint
create index goods_returns_county
  on deliveries.goods_returns (supervising_county_code, recorded_at, id);
--> statement-breakpoint
create index goods_returns_newest on deliveries.goods_returns (recorded_at, id);
--> statement-breakpoint
create index goods_returns_to_decide
  on deliveries.goods_returns (cooperative_id, recorded_at, id) where state = 'recorded';
--> statement-breakpoint
create table deliveries.goods_return_lines (
  id uuid primary key,
  return_id uuid not null references deliveries.goods_returns,
  receipt_line_id uuid not null references deliveries.goods_receipt_lines,
  order_line_id uuid not null references orders.order_lines,
  grams bigint not null check (grams > 0),
  -- the money this takes off the accepted sum, known when it is confirmed
  cents bigint check (cents >= 0),
  unique (return_id, receipt_line_id)
);
--> statement-breakpoint
create index goods_return_lines_receipt_line on deliveries.goods_return_lines (receipt_line_id);
--> statement-breakpoint
create index goods_return_lines_order_line on deliveries.goods_return_lines (order_line_id);
--> statement-breakpoint
-- What was not shipped will not come any more; its stock went back to its lots.
create table deliveries.short_closures (
  purchase_order_id uuid primary key references orders.purchase_orders,
  reason text not null,
  closed_by uuid not null references accounts.people,
  closed_at timestamptz not null
);
--> statement-breakpoint
create trigger short_closures_append_only before update or delete or truncate
  on deliveries.short_closures
  for each statement execute function platform.refuse_change();
--> statement-breakpoint
-- Read by billing, reports.
create view deliveries.goods_receipt_lines_published as
  select id, receipt_id, shipment_line_id, order_line_id, weighed_grams, accepted_grams, reason,
    remark, photo_file_id, deduction_cents, accepted_cents
  from deliveries.goods_receipt_lines;
--> statement-breakpoint
-- Read by billing, reports.
create view deliveries.goods_receipts_published as
  select id, number, shipment_id, purchase_order_id, unit_id, received_at, received_on
  from deliveries.goods_receipts;
--> statement-breakpoint
-- Read by billing.
create view deliveries.goods_return_lines_published as
  select id, return_id, cents
  from deliveries.goods_return_lines;
--> statement-breakpoint
-- Read by billing.
create view deliveries.goods_returns_published as
  select id, number, receipt_id, purchase_order_id, unit_id, cooperative_id, state
  from deliveries.goods_returns;
--> statement-breakpoint
-- Read by reports.
create view deliveries.shipment_line_villages_published as
  select shipment_line_id, position, village_code, share_basis_points
  from deliveries.shipment_line_villages;
--> statement-breakpoint
-- Read by reports, exchange.
create view deliveries.shipment_lines_published as
  select id, shipment_id, order_line_id, lot_id, packs, grams
  from deliveries.shipment_lines;
--> statement-breakpoint
-- Read by reports.
create view deliveries.shipments_published as
  select id, number, purchase_order_id, cooperative_id, unit_id, state, code, dispatched_at
  from deliveries.shipments;
--> statement-breakpoint
-- Read by reports.
create view deliveries.short_closures_published as
  select purchase_order_id
  from deliveries.short_closures;
