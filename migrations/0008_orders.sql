create schema orders;
--> statement-breakpoint
-- What a person is gathering for a unit, on whatever device.
create table orders.basket_lines (
  unit_id uuid not null references organisations.units,
  person_id uuid not null references accounts.people,
  pack_id uuid not null references catalogue.packs,
  quantity integer not null check (quantity > 0),
  position integer not null,
  updated_at timestamptz not null,
  primary key (unit_id, person_id, pack_id)
);
--> statement-breakpoint
-- What a unit lets pass without a signature, and what each approver may sign (§5.4).
create table orders.approval_limits (
  unit_id uuid primary key references organisations.units,
  free_up_to_cents bigint not null default 0 check (free_up_to_cents >= 0),
  approver_up_to_cents bigint check (approver_up_to_cents >= free_up_to_cents),
  updated_at timestamptz not null,
  version integer not null default 1
);
--> statement-breakpoint
create table orders.unit_budgets (
  unit_id uuid not null references organisations.units,
  year integer not null,
  budget_cents bigint not null check (budget_cents >= 0),
  committed_cents bigint not null default 0 check (committed_cents >= 0),
  version integer not null default 1,
  primary key (unit_id, year),
  check (committed_cents <= budget_cents)
);
--> statement-breakpoint
create table orders.requisitions (
  id uuid primary key,
  number text not null unique,
  unit_id uuid not null references organisations.units,
  channel_id uuid not null references organisations.buying_channels,
  needed_on date not null,
  note text not null default '',
  state text not null
    check (state in ('submitted', 'placed', 'rejected', 'withdrawn')),
  state_reason text not null default '',
  -- what was asked and at which price, as the requester saw it: [{packId, quantity, …}]
  lines jsonb not null,
  goods_cents bigint not null check (goods_cents >= 0),
  freight_cents bigint not null check (freight_cents >= 0),
  requested_by uuid not null references accounts.people,
  requested_at timestamptz not null,
  decided_by uuid references accounts.people,
  decided_at timestamptz,
  version integer not null default 1,
  -- who asks never signs (§5.4); what needs no signature is decided by nobody
  check (decided_by is distinct from requested_by or decided_by is null)
);
--> statement-breakpoint
create index requisitions_unit on orders.requisitions (unit_id, requested_at desc, id);
--> statement-breakpoint
create index requisitions_submitted on orders.requisitions (unit_id, requested_at)
  where state = 'submitted';
--> statement-breakpoint
create table orders.purchase_orders (
  id uuid primary key,
  number text not null unique,
  requisition_id uuid not null references orders.requisitions,
  unit_id uuid not null references organisations.units,
  channel_id uuid not null references organisations.buying_channels,
  channel_kind text not null,
  cooperative_id uuid not null references organisations.cooperatives,
  supervising_county_code text not null,
  needed_on date not null,
  state text not null
    check (state in ('placed', 'confirmed', 'declined', 'cancelled', 'shipped', 'received')),
  state_reason text not null default '',
  goods_cents bigint not null,
  freight_cents bigint not null,
  -- who is credited, fixed at placement (§3.6): the shape of recognition_lines.credit
  credit jsonb not null,
  placed_by uuid not null references accounts.people,
  placed_at timestamptz not null,
  ordered_on date not null,
  -- confirmed, declined or cancelled: exactly one of the three ever happens
  decided_by uuid references accounts.people,
  decided_at timestamptz,
  shipped_at timestamptz,
  received_at timestamptz,
  version integer not null default 1,
  check ((state = 'placed') = (decided_at is null)),
  check (state not in ('shipped', 'received') or shipped_at is not null),
  check ((state = 'received') = (received_at is not null))
);
--> statement-breakpoint
create index purchase_orders_requisition on orders.purchase_orders (requisition_id);
--> statement-breakpoint
create index purchase_orders_unit on orders.purchase_orders (unit_id, placed_at desc, id);
--> statement-breakpoint
create index purchase_orders_cooperative
  on orders.purchase_orders (cooperative_id, placed_at desc, id);
--> statement-breakpoint
create index purchase_orders_county on orders.purchase_orders
  (supervising_county_code text_pattern_ops, placed_at desc);
--> statement-breakpoint
-- One pack out of one lot; what was asked in one line may be several of these.
create table orders.order_lines (
  id uuid primary key,
  requisition_id uuid not null references orders.requisitions,
  purchase_order_id uuid not null references orders.purchase_orders,
  line_number integer not null,
  cooperative_id uuid not null references organisations.cooperatives,
  pack_id uuid not null references catalogue.packs,
  product_id uuid not null references catalogue.products,
  lot_id uuid not null references catalogue.lots,
  product_name text not null,
  pack_name text not null,
  category text not null,
  pack_grams bigint not null check (pack_grams > 0),
  quantity integer not null check (quantity > 0),
  ordered_grams bigint not null,
  unit_price_cents bigint not null check (unit_price_cents > 0),
  amount_cents bigint not null,
  unique (purchase_order_id, line_number),
  check (ordered_grams = quantity * pack_grams),
  check (amount_cents = quantity * unit_price_cents)
);
--> statement-breakpoint
create index order_lines_requisition on orders.order_lines (requisition_id);
--> statement-breakpoint
create index order_lines_lot on orders.order_lines (lot_id);
--> statement-breakpoint
-- Who is credited with an order hangs on rows that change a few times a year. Placing reads them
-- from memory and checks inside its statement that this number is still the one it saw.
create table orders.credit_version (
  id smallint primary key default 1 check (id = 1),
  version bigint not null
);
--> statement-breakpoint
insert into orders.credit_version (version) values (1);
--> statement-breakpoint
create function orders.advance_credit_version() returns trigger language plpgsql as $$
begin
  update orders.credit_version set version = version + 1;
  return null;
end $$;
--> statement-breakpoint
create trigger pairings_credit after insert or update or delete or truncate on assistance.pairings
  for each statement execute function orders.advance_credit_version();
--> statement-breakpoint
create trigger introductions_credit after insert or update or delete or truncate
  on assistance.introductions
  for each statement execute function orders.advance_credit_version();
--> statement-breakpoint
create trigger group_members_credit after insert or update or delete or truncate
  on assistance.group_members
  for each statement execute function orders.advance_credit_version();
--> statement-breakpoint
create trigger shared_credits_credit after insert or update or delete or truncate
  on assistance.shared_credits
  for each statement execute function orders.advance_credit_version();
--> statement-breakpoint
create trigger shared_credit_parts_credit
  after insert or update or delete or truncate on assistance.shared_credit_parts
  for each statement execute function orders.advance_credit_version();
--> statement-breakpoint
-- Read by reports, exchange.
create view orders.order_lines_published as
  select id, purchase_order_id, cooperative_id, product_id, lot_id, pack_name, pack_grams,
    quantity, ordered_grams, unit_price_cents, amount_cents
  from orders.order_lines;
--> statement-breakpoint
-- Read by billing, reports.
create view orders.purchase_orders_published as
  select id, number, unit_id, cooperative_id, supervising_county_code, state, goods_cents,
    freight_cents, ordered_on, received_at
  from orders.purchase_orders;
