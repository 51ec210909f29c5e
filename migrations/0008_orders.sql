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
  unit_id uuid not null,
  channel_id uuid not null,
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
  foreign key (channel_id, unit_id) references organisations.buying_channels (id, unit_id),
  -- who asks never signs (§5.4); what needs no signature is decided by nobody
  check (decided_by is distinct from requested_by or decided_by is null)
);
--> statement-breakpoint
-- Lists are read along an index in their own order, each viewer's along one of these.
create index requisitions_unit on orders.requisitions (unit_id, requested_at, id);
--> statement-breakpoint
create index requisitions_newest on orders.requisitions (requested_at, id);
--> statement-breakpoint
create index requisitions_submitted on orders.requisitions (unit_id, requested_at, id)
  where state = 'submitted';
--> statement-breakpoint
create table orders.purchase_orders (
  id uuid primary key,
  number text not null unique,
  requisition_id uuid not null references orders.requisitions,
  unit_id uuid not null,
  channel_id uuid not null,
  channel_kind text not null,
  cooperative_id uuid not null references organisations.cooperatives,
  supervising_county_code text not null,
  needed_on date not null,
  state text not null
    check (state in ('placed', 'confirmed', 'declined', 'cancelled', 'shipped', 'received')),
  state_reason text not null default '',
  goods_cents bigint not null,
  freight_cents bigint not null,
  -- what it no longer needs of the budget: declined, cancelled, closed short, accepted less (§5.8)
  released_cents bigint not null default 0 check (released_cents >= 0),
  -- what it takes of the budget of the year of ordered_on
  committed_cents bigint not null
    generated always as (goods_cents + freight_cents - released_cents) stored
    check (committed_cents >= 0),
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
  foreign key (channel_id, unit_id) references organisations.buying_channels (id, unit_id),
  check ((state = 'placed') = (decided_at is null)),
  check (state not in ('shipped', 'received') or shipped_at is not null),
  check ((state = 'received') = (received_at is not null))
);
--> statement-breakpoint
create index purchase_orders_requisition on orders.purchase_orders (requisition_id);
--> statement-breakpoint
create index purchase_orders_unit on orders.purchase_orders (unit_id, placed_at, id);
--> statement-breakpoint
create index purchase_orders_cooperative
  on orders.purchase_orders (cooperative_id, placed_at, id);
--> statement-breakpoint
create index purchase_orders_county on orders.purchase_orders
  (supervising_county_code text_pattern_ops, placed_at, id);
--> statement-breakpoint
create index purchase_orders_newest on orders.purchase_orders (placed_at, id);
--> statement-breakpoint
-- What has still to be delivered, by the day on which it is needed.
create index purchase_orders_due_from_cooperative
  on orders.purchase_orders (cooperative_id, needed_on, id)
  where state in ('placed', 'confirmed', 'shipped');
--> statement-breakpoint
create index purchase_orders_due_to_unit on orders.purchase_orders (unit_id, needed_on, id)
  where state in ('placed', 'confirmed', 'shipped');
--> statement-breakpoint
-- One pack out of one lot; what was asked in one line may be several of these.
create table orders.order_lines (
  id uuid primary key,
  purchase_order_id uuid not null references orders.purchase_orders,
  line_number integer not null,
  pack_id uuid not null,
  product_id uuid not null,
  lot_id uuid not null,
  product_name text not null,
  pack_name text not null,
  category text not null,
  pack_grams bigint not null check (pack_grams > 0),
  quantity integer not null check (quantity > 0),
  ordered_grams bigint not null,
  unit_price_cents bigint not null check (unit_price_cents > 0),
  amount_cents bigint not null,
  unique (purchase_order_id, line_number),
  -- pack and lot are of the product: two keys for what would take three, and prove less
  foreign key (pack_id, product_id) references catalogue.packs (id, product_id),
  foreign key (lot_id, product_id) references catalogue.lots (id, product_id),
  check (ordered_grams = quantity * pack_grams),
  check (amount_cents = quantity * unit_price_cents)
);
--> statement-breakpoint
-- Commits an amount of a unit's budget of a year, where it keeps one. Whoever begins a budget
-- counts the orders of the year, and must not miss one that is being placed: both take a lock.
create function orders.commit_budget(unit uuid, budget_year integer, cents bigint)
returns void language plpgsql as $$
begin
  update orders.unit_budgets set committed_cents = committed_cents + cents
  where unit_id = unit and year = budget_year and committed_cents + cents <= budget_cents;
  if found then return; end if;
  perform pg_advisory_xact_lock_shared(hashtextextended('orders.budget ' || unit, budget_year));
  if exists (select from orders.unit_budgets where unit_id = unit and year = budget_year)
    then perform platform.refuse_stale('budget'); end if;
end $$;
--> statement-breakpoint
-- Gives back what a purchase order no longer needs of the budget of its year (§5.8). The order is
-- locked by whoever decided so.
create function orders.release_budget(order_id uuid, cents bigint) returns void
language plpgsql as $$
declare
  unit uuid;
  budget_year integer;
begin
  update orders.purchase_orders set released_cents = released_cents + cents where id = order_id
    returning unit_id, extract(year from ordered_on) into unit, budget_year;
  update orders.unit_budgets set committed_cents = committed_cents - cents
    where unit_id = unit and year = budget_year;
  if found then return; end if;
  perform pg_advisory_xact_lock_shared(hashtextextended('orders.budget ' || unit, budget_year));
  update orders.unit_budgets set committed_cents = committed_cents - cents
    where unit_id = unit and year = budget_year;
end $$;
--> statement-breakpoint
-- Begins a unit's budget of a year with what it has ordered in it. False: there is one already.
create function orders.begin_budget(unit uuid, budget_year integer, cents bigint)
returns boolean language plpgsql as $$
begin
  perform pg_advisory_xact_lock(hashtextextended('orders.budget ' || unit, budget_year));
  insert into orders.unit_budgets (unit_id, year, budget_cents, committed_cents)
  select unit, budget_year, cents, coalesce(sum(purchase_orders.committed_cents), 0)
  from orders.purchase_orders
  where unit_id = unit
    and ordered_on between make_date(budget_year, 1, 1) and make_date(budget_year, 12, 31)
  on conflict do nothing;
  return found;
end $$;
--> statement-breakpoint
-- Places an order as it was decided: the document is `placement` in
-- server/orders/placing.queries.ts. Takes the key, reserves the stock, requires that all else the
-- decision hung on is as it was read, commits the budget and writes: all of it or nothing. Returns
-- the answer of the contract, which is kept under the key; null: the key was taken before, and has
-- its answer. Whatever has changed since it was read is a serialization failure (40001) that names
-- it: the caller reads and decides anew.
--
-- Without generic plans PostgreSQL plans the statements over lots and packs anew for each order,
-- which takes longer than running them.
create function orders.place_order(placement jsonb) returns text language plpgsql
set plan_cache_mode = force_generic_plan as $$
declare
  p record;
  requisition_id uuid := placement->'requisition'->>'id';
  signed_version integer := placement->'requisition'->>'signedVersion';
  total_cents bigint;
  orders jsonb;
  sellers uuid[];
  answer jsonb;
  channel_kind text;
  limits record;
begin
  select * into p from jsonb_to_record(placement) as document (at timestamptz, "personId" uuid,
    roles text[], "requestId" text, "unitId" uuid, key jsonb, requisition jsonb,
    "channelId" uuid, "deliverTo" text, "neededOn" date, "orderedOn" date, "goodsCents" bigint,
    "freightCents" bigint, requested jsonb, orders jsonb, lines jsonb);
  total_cents := p."goodsCents" + p."freightCents";

  select jsonb_agg(purchase_order
        || jsonb_build_object('number', platform.document_number('PO', p."orderedOn"))),
      array_agg(purchase_order->'cooperative'->>'id')
    into orders, sellers
    from jsonb_array_elements(p.orders) as purchase_order;
  answer := jsonb_build_object('id', requisition_id, 'number', coalesce(p.requisition->>'number',
      platform.document_number('RQ', p."orderedOn")), 'state', 'placed', 'goodsCents',
    p."goodsCents", 'freightCents', p."freightCents", 'purchaseOrders', orders);
  if jsonb_typeof(p.key) = 'object' then
    if not platform.take_key(p."personId", p.key->>'key', p.key->>'endpoint', p.key->>'hash', p.at,
      (p.key->>'status')::integer, answer::text) then return null; end if;
  end if;

  perform catalogue.reserve_stock(p.lines);
  perform catalogue.require_offers(p.lines, p."orderedOn");
  select kind into channel_kind from organisations.buying_channels_published
    where id = p."channelId" and unit_id = p."unitId" and closed_at is null
      and division_code = p."deliverTo";
  if not found then perform platform.refuse_stale('channel'); end if;
  select free_up_to_cents, approver_up_to_cents into limits
    from orders.approval_limits where unit_id = p."unitId";
  if signed_version is null and total_cents > coalesce(limits.free_up_to_cents, 0)
      or signed_version is not null and total_cents > limits.approver_up_to_cents
    then perform platform.refuse_stale('limit'); end if;
  perform orders.commit_budget(p."unitId", extract(year from p."orderedOn")::integer, total_cents);

  if signed_version is null then
    insert into orders.requisitions (id, number, unit_id, channel_id, needed_on, note, state,
      lines, goods_cents, freight_cents, requested_by, requested_at)
    values (requisition_id, answer->>'number', p."unitId", p."channelId", p."neededOn",
      p.requisition->>'note', 'placed', p.requested, p."goodsCents", p."freightCents",
      p."personId", p.at);
  else
    update orders.requisitions set state = 'placed', decided_by = p."personId", decided_at = p.at,
      goods_cents = p."goodsCents", freight_cents = p."freightCents", version = version + 1
    where id = requisition_id and state = 'submitted' and version = signed_version;
    if not found then perform platform.refuse_stale('requisition'); end if;
  end if;

  insert into orders.purchase_orders (id, number, requisition_id, unit_id, channel_id, channel_kind,
    cooperative_id, supervising_county_code, needed_on, state, goods_cents, freight_cents, credit,
    placed_by, placed_at, ordered_on)
  select id, number, requisition_id, p."unitId", p."channelId", channel_kind,
    seller.organisation_id, seller.county_code, p."neededOn", 'placed', "goodsCents", "freightCents", credit, p."personId",
    p.at, p."orderedOn"
  from jsonb_to_recordset(orders) as purchase_order (id uuid, number text, cooperative jsonb,
    "goodsCents" bigint, "freightCents" bigint)
  join organisations.cooperatives_published seller
    on seller.organisation_id = (cooperative->>'id')::uuid
  join assistance.credit_snapshots(p."unitId", sellers, p."orderedOn", p.at) as credits
    on credits.cooperative_id = seller.organisation_id;

  insert into orders.order_lines (id, purchase_order_id, line_number, pack_id, product_id, lot_id,
    product_name, pack_name, category, pack_grams, quantity, ordered_grams, unit_price_cents,
    amount_cents)
  select id, "purchaseOrderId", "lineNumber", "packId", "productId", "lotId", "productName",
    "packName", category, "packGrams", quantity, grams, "unitPriceCents",
    quantity * "unitPriceCents"
  from jsonb_to_recordset(p.lines) as line (id uuid, "purchaseOrderId" uuid, "lineNumber" integer,
    "packId" uuid, "lotId" uuid, category text, quantity integer, grams bigint)
  join jsonb_to_recordset(p.requested) as pack ("packId" uuid, "productId" uuid,
    "productName" text, "packName" text, "packGrams" bigint, "unitPriceCents" bigint)
    using ("packId");

  perform evidence.record_audit(p.at, p."personId", p."unitId", p.roles, p."requestId",
    case when signed_version is null then 'orders.place-requisition'
      else 'orders.approve-requisition' end,
    'requisition', requisition_id::text,
    case when signed_version is not null then '{"state": "submitted"}'::jsonb end,
    jsonb_build_object('state', 'placed', 'goodsCents', p."goodsCents", 'freightCents',
      p."freightCents", 'purchaseOrders', jsonb_path_query_array(orders, '$[*].number')));
  perform platform.publish_event('orders.purchase-order-placed', 'purchase_order',
      (purchase_order->>'id')::uuid, jsonb_build_object('number', purchase_order->'number',
        'unitId', p."unitId", 'cooperativeId', purchase_order->'cooperative'->'id'), p.at)
    from jsonb_array_elements(orders) as purchase_order;
  return answer;
end $$;
--> statement-breakpoint
-- Read by reports, exchange.
create view orders.order_lines_published as
  select id, purchase_order_id, line_number, product_id, lot_id, product_name, pack_name,
    pack_grams, quantity, ordered_grams, unit_price_cents, amount_cents
  from orders.order_lines;
--> statement-breakpoint
-- Read by billing, reports.
create view orders.purchase_orders_published as
  select id, number, requisition_id, unit_id, cooperative_id, supervising_county_code, needed_on,
    state, goods_cents, freight_cents, ordered_on, received_at
  from orders.purchase_orders;
--> statement-breakpoint
-- Read by deliveries: what the unit wrote to whoever packs.
create view orders.requisitions_published as
  select id, note
  from orders.requisitions;
