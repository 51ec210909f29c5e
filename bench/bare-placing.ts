import { randomUUID } from 'node:crypto'
import { idOf } from './ids.ts'
import type { OrderToPlace } from './orders-to-place.ts'
import { priceOf, size } from './world.ts'

/**
 * The rows of one order by one prepared statement that decides nothing beyond the stock: key,
 * requisition, two purchase orders, five lines, stock, audit entry, two announcements. They are
 * the rows that the program writes, as wide as its own.
 */
export const barePlacing = `
with need as (
  select * from unnest($1::uuid[], $2::bigint[]) as need (lot_id, grams)
), locked as materialized (
  select lot_id, available_grams from catalogue.lot_stock where lot_id = any($1::uuid[])
  order by lot_id for update
), gate as materialized (
  select where (select count(*) from need join locked using (lot_id)
    where locked.available_grams >= need.grams) = cardinality($1::uuid[])
), taken as (
  update catalogue.lot_stock set available_grams = lot_stock.available_grams - need.grams
  from need, gate where lot_stock.lot_id = need.lot_id
), key as (
  insert into platform.idempotency_keys
    (actor_id, key, endpoint, request_hash, status, response, created_at)
  select $3::uuid, $4::text, 'orders.placeRequisition', $5::text, 201, $6::text, now() from gate
), requisition as (
  insert into orders.requisitions (id, number, unit_id, channel_id, needed_on, note, state, lines,
    goods_cents, freight_cents, requested_by, requested_at)
  select $7::uuid, $8::text, $9::uuid, $10::uuid, current_date + 5, '', 'placed', $11::text::jsonb,
    $12::bigint, 1000, $3::uuid, now() from gate
), ordered as (
  insert into orders.purchase_orders (id, number, requisition_id, unit_id, channel_id, channel_kind,
    cooperative_id, supervising_county_code, needed_on, state, goods_cents, freight_cents, credit,
    placed_by, placed_at, ordered_on)
  select part.id, part.number, $7::uuid, $9::uuid, $10::uuid, 'canteen', part.cooperative_id,
    '500101', current_date + 5, 'placed', part.goods, 500, $13::text::jsonb, $3::uuid, now(),
    current_date
  from gate, unnest($14::uuid[], $15::text[], $16::uuid[], $17::bigint[])
    as part (id, number, cooperative_id, goods)
), lined as (
  insert into orders.order_lines
    (id, purchase_order_id, line_number, pack_id, product_id, lot_id,
     product_name, pack_name, category, pack_grams, quantity,
    ordered_grams, unit_price_cents, amount_cents)
  select line.id, line.order_id, line.number, line.pack_id,
    line.product_id, line.lot_id, '高山蔬菜', '10 公斤箱', 'vegetables', 10000, line.quantity,
    line.quantity * 10000, line.price, line.quantity * line.price
  from gate, unnest($18::uuid[], $19::uuid[], $20::int[], $21::uuid[], $22::uuid[], $23::uuid[],
    $24::uuid[], $25::int[], $26::bigint[])
    as line (id, order_id, number, cooperative_id, pack_id, product_id, lot_id, quantity, price)
), audited as (
  insert into evidence.audit_entries (at, person_id, organisation_id, roles, request_id, action,
    subject_type, subject_id, before, after)
  select now(), $3::uuid, $9::uuid, '{buyer,unit_leader}', $4::text, 'orders.place-requisition',
    'requisition', $7::text, null, $27::text::jsonb from gate
), announced as (
  insert into platform.outbox (topic, subject_type, subject_id, payload, created_at)
  select 'orders.purchase-order-placed', 'purchase_order', part, $28::text::jsonb, now()
  from gate, unnest($14::uuid[]) as part
)
select exists (select from gate) as placed`

const keptLine = {
  packId: idOf('pack', 1),
  packName: '10 公斤箱',
  quantity: 5,
  packGrams: 10_000,
  productId: idOf('product', 1),
  amountCents: 39_985,
  productName: '高山蔬菜19997',
  cooperativeId: idOf('cooperative', 1),
  unitPriceCents: 7997,
}
const keptLines = JSON.stringify(Array.from({ length: 5 }, () => keptLine))
const keptAnswer = JSON.stringify({ filler: 'x'.repeat(770) })
const credit = JSON.stringify({
  directCredits: [{ unitId: idOf('unit', 1), shareBasisPoints: 10_000 }],
  helpUnitId: null,
  introductionId: null,
  pairedCodes: [],
})
const audited = JSON.stringify({
  state: 'placed',
  goodsCents: 156_036,
  freightCents: 14_000,
  purchaseOrders: ['PO261122-000001', 'PO261122-000002'],
})
const event = JSON.stringify({
  number: 'PO261122-000001',
  unitId: idOf('unit', 1),
  cooperativeId: idOf('cooperative', 1),
})

/** The statement's parameters for one order; stock in lot order. */
export function bareParameters(order: OrderToPlace): unknown[] {
  const requisitionId = randomUUID()
  const [first, second] = [randomUUID(), randomUUID()]
  const lines = order.products
    .map((product, index) => ({ product, quantity: order.quantities[index] ?? 1 }))
    .sort((a, b) => a.product - b.product)
  const cooperatives = [...new Set(lines.map((line) => cooperativeOf(line.product)))]
  const amountOf = (cooperative: number | undefined) =>
    lines
      .filter((line) => cooperativeOf(line.product) === cooperative)
      .reduce((sum, line) => sum + line.quantity * priceOf(line.product), 0)
  const orderOf = (product: number) => (cooperativeOf(product) === cooperatives[0] ? first : second)
  return [
    lines.map((line) => idOf('lot', line.product)),
    lines.map((line) => line.quantity * 10_000),
    idOf('person', order.unit),
    order.key,
    order.key,
    keptAnswer,
    requisitionId,
    `RQ-${requisitionId}`,
    idOf('unit', order.unit),
    idOf('channel', order.unit),
    keptLines,
    amountOf(cooperatives[0]) + amountOf(cooperatives[1]),
    credit,
    [first, second],
    [`PO-${first}`, `PO-${second}`],
    cooperatives.map((cooperative) => idOf('cooperative', cooperative)),
    cooperatives.map(amountOf),
    lines.map(() => randomUUID()),
    lines.map((line) => orderOf(line.product)),
    lines.map((_, index) => index + 1),
    lines.map((line) => idOf('cooperative', cooperativeOf(line.product))),
    lines.map((line) => idOf('pack', line.product)),
    lines.map((line) => idOf('product', line.product)),
    lines.map((line) => idOf('lot', line.product)),
    lines.map((line) => line.quantity),
    lines.map((line) => priceOf(line.product)),
    audited,
    event,
  ]
}

function cooperativeOf(product: number): number {
  return 1 + (product % size.cooperatives)
}
