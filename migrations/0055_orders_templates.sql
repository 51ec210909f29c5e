-- What a unit orders again and again, by name, such as 周一早餐.
create table orders.order_templates (
  id uuid primary key,
  unit_id uuid not null references organisations.units,
  name text not null,
  -- what it holds, and as it was when it was saved: [{packId, quantity, productName, …}]
  lines jsonb not null,
  created_by uuid not null references accounts.people,
  updated_at timestamptz not null,
  version integer not null default 1
);
--> statement-breakpoint
create unique index order_templates_name on orders.order_templates (unit_id, name);
--> statement-breakpoint
-- A requisition that was rejected or withdrawn is corrected and handed in again as another one,
-- once.
alter table orders.requisitions add column corrects_id uuid references orders.requisitions;
--> statement-breakpoint
create unique index requisitions_corrects on orders.requisitions (corrects_id)
  where corrects_id is not null;
--> statement-breakpoint
alter table orders.baskets add column corrects_id uuid references orders.requisitions;
--> statement-breakpoint
-- Of two who correct one requisition, the second waits for the first and then reads anew.
create function orders.require_uncorrected() returns trigger language plpgsql as $$
begin
  perform from orders.requisitions where id = new.corrects_id for no key update;
  if exists (select from orders.requisitions where corrects_id = new.corrects_id)
    then perform platform.refuse_stale('requisition'); end if;
  return new;
end
$$;
--> statement-breakpoint
create trigger requisitions_corrects before insert on orders.requisitions
  for each row when (new.corrects_id is not null)
  execute function orders.require_uncorrected();
--> statement-breakpoint
create or replace function orders.take_from_basket() returns trigger language plpgsql as $$
begin
  perform from orders.baskets where unit_id = new.unit_id and person_id = new.requested_by
    for no key update;
  if not found then return null; end if;
  delete from orders.basket_lines where unit_id = new.unit_id and person_id = new.requested_by
    and pack_id in (select (line->>'packId')::uuid from jsonb_array_elements(new.lines) as line);
  if not found then return null; end if;
  update orders.baskets
    set version = version + 1, needed_on = null, note = '', list = null, corrects_id = null,
      updated_at = new.requested_at
    where unit_id = new.unit_id and person_id = new.requested_by;
  return null;
end
$$;
--> statement-breakpoint
create or replace function orders.place_order(placement jsonb) returns text language plpgsql
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
      lines, goods_cents, freight_cents, requested_by, requested_at, corrects_id)
    values (requisition_id, answer->>'number', p."unitId", p."channelId", p."neededOn",
      p.requisition->>'note', 'placed', p.requested, p."goodsCents", p."freightCents",
      p."personId", p.at, (p.requisition->>'correctsId')::uuid);
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
