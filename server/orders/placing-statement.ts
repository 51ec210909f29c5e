/**
 * `:name` to `$1`; the casts say which type each parameter has. An array that rows come from
 * stands in a subselect, so that its length is no business of the planner: it then plans once for
 * all orders instead of anew for each, which takes longer than the statement itself. One such
 * array among the arguments of an `unnest` is enough. Short, for the driver looks the statement up
 * by its text each time.
 */
function numbered(text: string): { text: string; names: string[] } {
  const names: string[] = []
  const replaced = text
    .replaceAll(/\s+/g, ' ')
    .replaceAll(
      /(unnest\(|any\()?(?<!:):([a-z]\w*)(::\w+\[\])?/gi,
      (_, rowsFrom: string | undefined, name: string, array: string | undefined) => {
        if (!names.includes(name)) names.push(name)
        const parameter = `$${names.indexOf(name) + 1}${array ?? ''}`
        if (rowsFrom === undefined) return parameter
        return `${rowsFrom}(select ${parameter})${array ?? ''}`
      },
    )
  return { text: replaced, names }
}

/**
 * Everything but stock and budget is checked before the lots are locked: the statement sees one
 * snapshot, whenever it looks, and rivals for a lot wait for as little as possible.
 */
const checks = (limit: string) => `
offered as materialized (
  select line.*, products.cooperative_id, products.id as product_id, products.name as product_name,
    packs.name as pack_name, products.category, packs.net_grams
  from unnest(:lineIds::uuid[], :lineOrderIds::uuid[], :lineNumbers::int[], :linePackIds::uuid[],
    :linePackVersions::int[], :lineProductStamps::text[], :lineLotIds::uuid[],
    :lineQuantities::int[], :linePrices::bigint[])
    as line (id, order_id, number, pack_id, pack_version, product_stamp, lot_id, quantity, price)
  join catalogue.packs_published packs on packs.id = line.pack_id
    and packs.version = line.pack_version
    and packs.withdrawn_at is null
  join catalogue.products on products.id = packs.product_id
    and products.state = 'approved'
    and products.xmin::text = line.product_stamp
), checked as materialized (
  select case
    when not exists (select from waiting) then 'state'
    when (select count(*) from offered) < cardinality(:lineIds::uuid[]) then 'offer'
    when (select count(*)
      from unnest(:cooperativeIds::uuid[], :termsVersions::int[]) as seen (id, version)
      join organisations.cooperatives_published cooperatives
        on cooperatives.organisation_id = seen.id
        and cooperatives.state = 'admitted'
      left join catalogue.sales_terms_published sales_terms on sales_terms.cooperative_id = seen.id
      where coalesce(sales_terms.version, 0) = seen.version)
      < cardinality(:cooperativeIds::uuid[]) then 'terms'
    when not exists (select from orders.credit_version where version = :creditVersion::bigint)
      then 'credit'
    when not exists (select from organisations.buying_channels_published buying_channels
      where id = :channelId::uuid
      and unit_id = :unitId::uuid and closed_at is null) then 'channel'
    when :goodsCents::bigint + :freightCents::bigint > ${limit} then 'limit'
  end as fault
), need as (
  select * from unnest(:lotIds::uuid[], :lotGrams::bigint[]) as need (lot_id, grams)
), locked as materialized (
  select lot_id, available_grams from catalogue.lot_stock_published lot_stock
  where lot_id = any(:lotIds::uuid[]) and exists (select from checked where fault is null)
  order by lot_id for no key update
), budget as materialized (
  select budget_cents - committed_cents as left_cents from orders.unit_budgets
  where unit_id = :unitId::uuid and year = :year::int and (select count(*) from locked) > 0
  for no key update
), verdict as materialized (
  select case
    when exists (select from checked where fault is not null) then (select fault from checked)
    when (select count(*) from need join locked using (lot_id)
      where locked.available_grams >= need.grams) < cardinality(:lotIds::uuid[]) then 'stock'
    when :goodsCents::bigint + :freightCents::bigint > (select left_cents from budget)
      then 'budget'
  end as fault
), key as (
  insert into platform.idempotency_keys
    (actor_id, key, endpoint, request_hash, status, response, created_at)
  select :personId::uuid, :key::text, :endpoint::text, :hash::text, :status::int, :response::text,
    :at::timestamptz
  from verdict where fault is null and :key::text is not null
  on conflict do nothing returning 1
), gate as materialized (
  select from verdict where fault is null and (:key::text is null or exists (select from key))
)`

const writes = `
taken as (
  update catalogue.lot_stock set available_grams = lot_stock.available_grams - need.grams
  from need, gate where lot_stock.lot_id = need.lot_id
), committed as (
  update orders.unit_budgets
  set committed_cents = committed_cents + :goodsCents::bigint + :freightCents::bigint
  from gate where unit_id = :unitId::uuid and year = :year::int
), ordered as (
  insert into orders.purchase_orders (id, number, requisition_id, unit_id, channel_id, channel_kind,
    cooperative_id, supervising_county_code, needed_on, state, goods_cents, freight_cents, credit,
    placed_by, placed_at, ordered_on)
  select part.id, part.number, :requisitionId::uuid, :unitId::uuid, :channelId::uuid,
    :channelKind::text, part.cooperative_id, part.county, :neededOn::date, 'placed', part.goods,
    part.freight, part.credit::jsonb, :personId::uuid, :at::timestamptz, :orderedOn::date
  from gate, unnest(:orderIds::uuid[], :orderNumbers::text[], :cooperativeIds::uuid[],
    :counties::text[], :orderGoods::bigint[], :orderFreights::bigint[], :credits::text[])
    as part (id, number, cooperative_id, county, goods, freight, credit)
), lined as (
  insert into orders.order_lines
    (id, requisition_id, purchase_order_id, line_number, cooperative_id,
    pack_id, product_id, lot_id, product_name, pack_name, category, pack_grams, quantity,
    ordered_grams, unit_price_cents, amount_cents)
  select id, :requisitionId::uuid, order_id, number, cooperative_id, pack_id, product_id, lot_id,
    product_name, pack_name, category, net_grams, quantity, quantity * net_grams, price,
    quantity * price
  from gate, offered
), audited as (
  insert into evidence.audit_entries (at, person_id, organisation_id, roles, request_id, action,
    subject_type, subject_id, before, after)
  select :at::timestamptz, :personId::uuid, :unitId::uuid, :roles::text[],
    :requestId::text, ACTION, 'requisition', :requisitionId::uuid::text, BEFORE,
    :after::text::jsonb
  from gate
), announced as (
  insert into platform.outbox (topic, subject_type, subject_id, payload, created_at)
  select 'orders.purchase-order-placed', 'purchase_order', part.id, part.payload::jsonb,
    :at::timestamptz
  from gate, unnest(:orderIds::uuid[], :announcements::text[]) as part (id, payload)
)
select (select fault from verdict) as fault, exists (select from gate) as placed`

const freeUpToCents =
  'coalesce((select free_up_to_cents from orders.approval_limits where unit_id = :unitId::uuid), 0)'

const approverUpToCents =
  '(select approver_up_to_cents from orders.approval_limits where unit_id = :unitId::uuid)'

/** Places a new requisition that needs no signature. */
export const placingNew = numbered(`
with waiting as materialized (
  select
), ${checks(freeUpToCents)},
requisition as (
  insert into orders.requisitions (id, number, unit_id, channel_id, needed_on, note, state, lines,
    goods_cents, freight_cents, requested_by, requested_at)
  select :requisitionId::uuid, :number::text, :unitId::uuid, :channelId::uuid, :neededOn::date,
    :note::text, 'placed', :requested::text::jsonb, :goodsCents::bigint, :freightCents::bigint,
    :personId::uuid, :at::timestamptz
  from gate
), ${writes.replace('ACTION', "'orders.place-requisition'").replace('BEFORE', 'null::jsonb')}`)

/** Places a requisition that waited for its signature. */
export const placingSigned = numbered(`
with waiting as materialized (
  select id from orders.requisitions where id = :requisitionId::uuid and state = 'submitted'
    and version = :requisitionVersion::int for no key update
), ${checks(approverUpToCents)},
requisition as (
  update orders.requisitions set state = 'placed', decided_by = :personId::uuid,
    decided_at = :at::timestamptz, goods_cents = :goodsCents::bigint,
    freight_cents = :freightCents::bigint, version = version + 1
  from gate where id = :requisitionId::uuid
), ${writes
  .replace('ACTION', "'orders.approve-requisition'")
  .replace('BEFORE', `'{"state":"submitted"}'::jsonb`)}`)
