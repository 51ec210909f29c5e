import { idOf } from './ids.ts'
import type { OrderToPlace } from './orders-to-place.ts'

/**
 * The plainest statement that writes what an order needs: stock, requisition, purchase orders and
 * lines. It asks nothing but the stock, and keeps no key, audit entry or event. In subselects the
 * planner cannot count the packs, so it plans once and not for each order.
 */
export const barePlacing = `
with line as materialized (
  select row_number() over () as number, packs.id as pack_id, products.id as product_id,
    lots.id as lot_id, cooperative_id, products.name as product_name, packs.name as pack_name,
    category, net_grams, price_cents, quantity
  from unnest((select $1::uuid[]), (select $2::integer[])) as asked (pack_id, quantity)
  join catalogue.packs on packs.id = asked.pack_id
  join catalogue.products on products.id = packs.product_id
  join catalogue.lots on lots.product_id = products.id
), locked as materialized (
  select lot_id from catalogue.lot_stock where lot_id in (select lot_id from line)
  order by lot_id for no key update
), taken as (
  update catalogue.lot_stock set available_grams = available_grams - line.quantity * line.net_grams
  from line join locked using (lot_id) where lot_stock.lot_id = line.lot_id
), requisition as (
  insert into orders.requisitions (id, number, unit_id, channel_id, needed_on, state, goods_cents,
    freight_cents, requested_by, requested_at)
  select $3::uuid, 'RQ-' || $3::uuid, $4::uuid, $5::uuid, current_date + 5, 'placed',
    sum(quantity * price_cents), 0, $6::uuid, now()
  from line
), part as materialized (
  select uuidv7() as id, cooperative_id, sum(quantity * price_cents) as goods_cents
  from line group by cooperative_id
), ordered as (
  insert into orders.purchase_orders (id, number, requisition_id, unit_id, channel_id, channel_kind,
    cooperative_id, supervising_county_code, needed_on, state, goods_cents, freight_cents, credit,
    placed_by, placed_at, ordered_on)
  select id, 'PO-' || id, $3::uuid, $4::uuid, $5::uuid, 'canteen', cooperative_id, '500101',
    current_date + 5, 'placed', goods_cents, 0, '{}', $6::uuid, now(), current_date
  from part
), lined as (
  insert into orders.order_lines (id, purchase_order_id, line_number, pack_id, product_id, lot_id,
    product_name, pack_name, category, pack_grams, quantity, ordered_grams, unit_price_cents,
    amount_cents, requested_place)
  select uuidv7(), part.id, number, pack_id, product_id, lot_id, product_name, pack_name,
    category, net_grams, quantity, quantity * net_grams, price_cents, quantity * price_cents, number
  from line join part using (cooperative_id)
)
select count(*)::integer as lines from locked`

/** The statement's parameters for one order. */
export function bareParameters(order: OrderToPlace): unknown[] {
  return [
    order.products.map((product) => idOf('pack', product)),
    order.quantities,
    order.key,
    idOf('unit', order.unit),
    idOf('channel', order.unit),
    idOf('person', order.unit),
  ]
}
