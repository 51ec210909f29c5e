-- An order writes what is its own before it takes from what others want too: whoever wants the same
-- lot or budget waits for the last statements of the order before, not for all of it.
create or replace function orders.place_order(placement jsonb) returns text language plpgsql
set plan_cache_mode = force_generic_plan as $$
declare
  person uuid := placement->>'personId';
  unit uuid := placement->>'unitId';
  channel uuid := placement->>'channelId';
  act_at timestamptz := placement->>'at';
  order_day date := placement->>'orderedOn';
  needed_day date := placement->>'neededOn';
  goods bigint := placement->'goodsCents';
  freight bigint := placement->'freightCents';
  total bigint := goods + freight;
  requested jsonb := placement->'requested';
  order_lines jsonb := placement->'lines';
  key jsonb := placement->'key';
  requisition jsonb := placement->'requisition';
  requisition_id uuid := requisition->>'id';
  signed_version integer := requisition->>'signedVersion';
  orders jsonb;
  sellers uuid[];
  answer jsonb;
  asked record;
begin
  select jsonb_agg(purchase_order
        || jsonb_build_object('number', platform.document_number('PO', order_day))),
      array_agg(purchase_order->'cooperative'->>'id')
    into orders, sellers
    from jsonb_array_elements(placement->'orders') as purchase_order;
  answer := jsonb_build_object('id', requisition_id, 'number', coalesce(requisition->>'number',
      platform.document_number('RQ', order_day)), 'state', 'placed', 'goodsCents', goods,
    'freightCents', freight, 'purchaseOrders', orders);
  if jsonb_typeof(key) = 'object' then
    if not platform.take_key(person, key->>'key', key->>'endpoint', key->>'hash', act_at,
      (key->>'status')::integer, answer::text) then return null; end if;
  end if;

  if signed_version is null then
    insert into orders.requisitions (id, number, unit_id, channel_id, needed_on, note, state,
      goods_cents, freight_cents, requested_by, requested_at, corrects_id)
    values (requisition_id, answer->>'number', unit, channel, needed_day, requisition->>'note',
      'placed', goods, freight, person, act_at, (requisition->>'correctsId')::uuid);
  end if;

  insert into orders.purchase_orders (id, number, requisition_id, unit_id, channel_id, channel_kind,
    cooperative_id, supervising_county_code, needed_on, state, goods_cents, freight_cents, credit,
    placed_by, placed_at, ordered_on)
  select id, number, requisition_id, unit, channel,
    (select kind from organisations.buying_channels_published channels
      where channels.id = channel),
    seller.organisation_id, seller.county_code, needed_day, 'placed', "goodsCents", "freightCents",
    credit, person, act_at, order_day
  from jsonb_to_recordset(orders) as purchase_order (id uuid, number text, cooperative jsonb,
    "goodsCents" bigint, "freightCents" bigint)
  join organisations.cooperatives_published seller
    on seller.organisation_id = (cooperative->>'id')::uuid
  join assistance.credit_snapshots(unit, sellers, order_day, act_at) as credits
    on credits.cooperative_id = seller.organisation_id;

  insert into orders.order_lines (id, purchase_order_id, line_number, pack_id, product_id, lot_id,
    product_name, pack_name, category, pack_grams, quantity, ordered_grams, unit_price_cents,
    amount_cents, requested_place)
  select id, "purchaseOrderId", "lineNumber", "packId", "productId", "lotId", "productName",
    "packName", category, "packGrams", quantity, grams, "unitPriceCents",
    quantity * "unitPriceCents", "requestedPlace"
  from jsonb_to_recordset(order_lines) as line (id uuid, "purchaseOrderId" uuid,
    "lineNumber" integer, "packId" uuid, "lotId" uuid, category text, quantity integer,
    grams bigint, "requestedPlace" integer)
  join jsonb_to_recordset(requested) as pack ("packId" uuid, "productId" uuid,
    "productName" text, "packName" text, "packGrams" bigint, "unitPriceCents" bigint)
    using ("packId");

  perform evidence.record_audit(act_at, person, unit,
    array(select jsonb_array_elements_text(placement->'roles')), placement->>'requestId',
    case when signed_version is null then 'orders.place-requisition'
      else 'orders.approve-requisition' end,
    'requisition', requisition_id::text,
    case when signed_version is not null then '{"state": "submitted"}'::jsonb end,
    jsonb_build_object('state', 'placed', 'goodsCents', goods, 'freightCents', freight,
      'purchaseOrders', jsonb_path_query_array(orders, '$[*].number')));
  perform platform.publish_event('orders.purchase-orders-placed', 'requisition', requisition_id,
    jsonb_build_object('unitId', unit, 'purchaseOrders', (
      select jsonb_agg(jsonb_build_object('id', purchase_order->'id',
        'number', purchase_order->'number',
        'cooperativeId', purchase_order->'cooperative'->'id'))
      from jsonb_array_elements(orders) as purchase_order)), act_at);

  if not catalogue.reserve_stock(order_lines) then perform platform.refuse_stale('stock'); end if;
  if not catalogue.offers_stand(order_lines, order_day)
    then perform platform.refuse_stale('offer'); end if;
  select free_up_to_cents, approver_up_to_cents into asked
    from organisations.buying_channels_published channels
    left join orders.approval_limits using (unit_id)
    where channels.id = channel and unit_id = unit and closed_at is null
      and division_code = placement->>'deliverTo';
  if not found then perform platform.refuse_stale('channel'); end if;
  if signed_version is null and total > coalesce(asked.free_up_to_cents, 0)
      or signed_version is not null and total > asked.approver_up_to_cents
    then perform platform.refuse_stale('limit'); end if;
  if not orders.commit_budget(unit, extract(year from order_day)::integer, total)
    then perform platform.refuse_stale('budget'); end if;

  if signed_version is null then
    perform orders.take_from_basket(unit, person, requested, act_at);
  else
    update orders.requisitions set state = 'placed', decided_by = person, decided_at = act_at,
      goods_cents = goods, freight_cents = freight, version = version + 1
    where id = requisition_id and state = 'submitted' and version = signed_version;
    if not found then perform platform.refuse_stale('requisition'); end if;
  end if;
  return answer;
end $$;
