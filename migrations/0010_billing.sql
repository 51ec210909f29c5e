create schema billing;
--> statement-breakpoint
-- 发票: as the cooperative issued it; an issued invoice never changes (§7.4).
create table billing.invoices (
  id uuid primary key,
  number text not null unique check (number ~ '^\d{20}$'),
  purchase_order_id uuid not null references orders.purchase_orders,
  cooperative_id uuid not null references organisations.cooperatives,
  unit_id uuid not null references organisations.units,
  issued_on date not null,
  goods_cents bigint not null check (goods_cents >= 0),
  freight_cents bigint not null default 0 check (freight_cents >= 0),
  file_id uuid references evidence.files,
  reason text not null default '',
  created_by uuid not null references accounts.people,
  created_at timestamptz not null,
  check (goods_cents + freight_cents > 0)
);
--> statement-breakpoint
create index invoices_order on billing.invoices (purchase_order_id);
--> statement-breakpoint
create index invoices_file on billing.invoices (file_id) where file_id is not null;
--> statement-breakpoint
create index invoices_unit on billing.invoices (unit_id, issued_on desc);
--> statement-breakpoint
create index invoices_cooperative on billing.invoices (cooperative_id, issued_on desc);
--> statement-breakpoint
create table billing.invoice_lines (
  id uuid primary key,
  invoice_id uuid not null references billing.invoices,
  order_line_id uuid not null references orders.order_lines,
  grams bigint not null check (grams >= 0),
  amount_cents bigint not null check (amount_cents >= 0),
  unique (invoice_id, order_line_id)
);
--> statement-breakpoint
create index invoice_lines_order_line on billing.invoice_lines (order_line_id);
--> statement-breakpoint
create trigger invoices_append_only before update or delete or truncate on billing.invoices
  for each statement execute function platform.refuse_change();
--> statement-breakpoint
create trigger invoice_lines_append_only before update or delete or truncate
  on billing.invoice_lines
  for each statement execute function platform.refuse_change();
--> statement-breakpoint
-- 付款: recorded by one side with its bank reference, paid once the other side confirms it (§7.5).
create table billing.payments (
  id uuid primary key,
  invoice_id uuid not null references billing.invoices,
  unit_id uuid not null references organisations.units,
  cooperative_id uuid not null references organisations.cooperatives,
  supervising_county_code text not null,
  method text not null check (method in ('bank_transfer')),
  -- whose person recorded it; only the other side decides
  recorded_side text not null check (recorded_side in ('unit', 'cooperative')),
  bank_reference text not null,
  amount_cents bigint not null check (amount_cents > 0),
  paid_on date not null,
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
-- One transfer may pay several invoices, and each of them once.
create unique index payments_reference on billing.payments (invoice_id, bank_reference)
  where state <> 'rejected';
--> statement-breakpoint
-- Rejected ones too, unlike the index above: sums over all payments of an invoice read it.
create index payments_invoice on billing.payments (invoice_id);
--> statement-breakpoint
-- Lists are read along an index in their own order, each viewer's along one of these.
create index payments_unit on billing.payments (unit_id, recorded_at, id);
--> statement-breakpoint
create index payments_cooperative on billing.payments (cooperative_id, recorded_at, id);
--> statement-breakpoint
create index payments_county on billing.payments (supervising_county_code, recorded_at, id);
--> statement-breakpoint
create index payments_newest on billing.payments (recorded_at, id);
--> statement-breakpoint
create index payments_waiting_of_unit on billing.payments (unit_id, recorded_at, id)
  where state = 'recorded';
--> statement-breakpoint
create index payments_waiting_of_cooperative on billing.payments (cooperative_id, recorded_at, id)
  where state = 'recorded';
--> statement-breakpoint
-- What a confirmed payment paid of each line; freight is what is left of the payment.
create table billing.payment_lines (
  id uuid primary key,
  payment_id uuid not null references billing.payments,
  order_line_id uuid not null references orders.order_lines,
  -- a later payment may take one cent back from a line: parts of the cumulative sum (§2.3)
  amount_cents bigint not null,
  unique (payment_id, order_line_id)
);
--> statement-breakpoint
create index payment_lines_order_line on billing.payment_lines (order_line_id);
--> statement-breakpoint
create trigger payment_lines_append_only before update or delete or truncate
  on billing.payment_lines
  for each statement execute function platform.refuse_change();
--> statement-breakpoint
-- 退款: money that went back, line by line, confirmed by the unit.
create table billing.refunds (
  id uuid primary key,
  invoice_id uuid not null references billing.invoices,
  unit_id uuid not null references organisations.units,
  cooperative_id uuid not null references organisations.cooperatives,
  supervising_county_code text not null,
  bank_reference text not null,
  amount_cents bigint not null check (amount_cents > 0),
  refunded_on date not null,
  reason text not null,
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
create unique index refunds_reference on billing.refunds (invoice_id, bank_reference)
  where state <> 'rejected';
--> statement-breakpoint
create index refunds_invoice on billing.refunds (invoice_id);
--> statement-breakpoint
create index refunds_unit on billing.refunds (unit_id, recorded_at, id);
--> statement-breakpoint
create index refunds_cooperative on billing.refunds (cooperative_id, recorded_at, id);
--> statement-breakpoint
create index refunds_county on billing.refunds (supervising_county_code, recorded_at, id);
--> statement-breakpoint
create index refunds_newest on billing.refunds (recorded_at, id);
--> statement-breakpoint
create index refunds_waiting_of_unit on billing.refunds (unit_id, recorded_at, id)
  where state = 'recorded';
--> statement-breakpoint
create index refunds_waiting_of_cooperative on billing.refunds (cooperative_id, recorded_at, id)
  where state = 'recorded';
--> statement-breakpoint
create table billing.refund_lines (
  id uuid primary key,
  refund_id uuid not null references billing.refunds,
  order_line_id uuid not null references orders.order_lines,
  amount_cents bigint not null check (amount_cents > 0),
  unique (refund_id, order_line_id)
);
--> statement-breakpoint
create index refund_lines_order_line on billing.refund_lines (order_line_id);
--> statement-breakpoint
create trigger refund_lines_append_only before update or delete or truncate on billing.refund_lines
  for each statement execute function platform.refuse_change();
--> statement-breakpoint
-- 结算: what the cooperative paid on to households and the village collective (§3.14).
create table billing.settlements (
  id uuid primary key,
  cooperative_id uuid not null references organisations.cooperatives,
  purchase_order_id uuid references orders.purchase_orders,
  -- of the order, where there is one
  unit_id uuid references organisations.units,
  supervising_county_code text,
  village_code text not null references villages.divisions,
  recipient_kind text not null check (recipient_kind in ('household', 'collective')),
  -- number within the village and masked name; no identity-card numbers (domain.md §9)
  household_number text,
  recipient_name text not null,
  amount_cents bigint not null,
  settled_on date not null,
  bank_reference text not null default '',
  -- a wrong row is taken back by one of the opposite amount, never changed
  reverses_id uuid unique references billing.settlements,
  reason text not null default '',
  recorded_by uuid not null references accounts.people,
  recorded_at timestamptz not null,
  check ((recipient_kind = 'household') = (household_number is not null)),
  check (case when reverses_id is null then amount_cents > 0 else amount_cents < 0 end),
  check ((purchase_order_id is null) = (unit_id is null)),
  check ((purchase_order_id is null) = (supervising_county_code is null))
);
--> statement-breakpoint
create index settlements_village on billing.settlements (village_code, settled_on);
--> statement-breakpoint
create index settlements_order on billing.settlements (purchase_order_id);
--> statement-breakpoint
create index settlements_cooperative on billing.settlements (cooperative_id, settled_on, id);
--> statement-breakpoint
create index settlements_unit on billing.settlements (unit_id, settled_on, id);
--> statement-breakpoint
create index settlements_county
  on billing.settlements (supervising_county_code, settled_on, id);
--> statement-breakpoint
create index settlements_newest on billing.settlements (settled_on, id);
--> statement-breakpoint
create trigger settlements_append_only before update or delete or truncate on billing.settlements
  for each statement execute function platform.refuse_change();
--> statement-breakpoint
-- Read by reports, exchange.
create view billing.invoice_lines_published as
  select id, invoice_id, order_line_id, grams, amount_cents
  from billing.invoice_lines;
--> statement-breakpoint
-- Read by reports, exchange.
create view billing.invoices_published as
  select id, number, purchase_order_id, cooperative_id, unit_id, issued_on, goods_cents,
    file_id, reason
  from billing.invoices;
--> statement-breakpoint
-- Read by reports.
create view billing.payments_published as
  select id, invoice_id, bank_reference, amount_cents, paid_on, state
  from billing.payments;
--> statement-breakpoint
-- Read by reports.
create view billing.refund_lines_published as
  select id, refund_id, order_line_id, amount_cents
  from billing.refund_lines;
--> statement-breakpoint
-- Read by reports.
create view billing.refunds_published as
  select id, invoice_id, bank_reference, amount_cents, refunded_on, reason, state
  from billing.refunds;
--> statement-breakpoint
-- Read by reports, exchange.
create view billing.settlements_published as
  select id, purchase_order_id, village_code, recipient_kind, household_number, amount_cents,
    settled_on
  from billing.settlements;
