import assert from 'node:assert/strict'
import { asc, eq, sql } from 'drizzle-orm'
import { z } from 'zod'
import { AppError } from '../../shared/errors.ts'
import type { AttributedLine } from '../attribution/index.ts'
import { allOf, arrayOf, execute, isAnyOf, queryRow, queryRows } from '../platform/db/rows.ts'
import type { Reader, Transaction } from '../platform/db/transaction.ts'
import { orderLines, purchaseOrders } from './orders.tables.ts'

/** A purchase order as the table keeps it. */
export type PurchaseOrderRow = typeof purchaseOrders.$inferSelect
/** A line of a purchase order as the table keeps it. */
export type OrderLineRow = typeof orderLines.$inferSelect

/** A purchase order, locked until the transaction ends: the first lock of whatever changes it. */
export async function lockPurchaseOrder(tx: Transaction, id: string): Promise<PurchaseOrderRow> {
  const [row] = await tx
    .select()
    .from(purchaseOrders)
    .where(eq(purchaseOrders.id, id))
    .for('no key update')
  if (row === undefined) throw new AppError('not_found')
  return row
}

/** Several purchase orders, locked in the order of their ids. Throws `not_found`. */
export async function lockPurchaseOrders(
  tx: Transaction,
  ids: readonly string[],
): Promise<PurchaseOrderRow[]> {
  const rows = await tx
    .select()
    .from(purchaseOrders)
    .where(isAnyOf(purchaseOrders.id, ids))
    .orderBy(asc(purchaseOrders.id))
    .for('no key update')
  if (rows.length < new Set(ids).size) throw new AppError('not_found')
  return rows
}

/** A purchase order as it stands, or null. */
export async function purchaseOrderById(
  reader: Reader,
  id: string,
): Promise<PurchaseOrderRow | null> {
  const [row] = await reader.select().from(purchaseOrders).where(eq(purchaseOrders.id, id))
  return row ?? null
}

/** In no order; unknown ids are missing. */
export async function purchaseOrdersByIds(
  reader: Reader,
  ids: readonly string[],
): Promise<PurchaseOrderRow[]> {
  if (ids.length === 0) return []
  return reader.select().from(purchaseOrders).where(isAnyOf(purchaseOrders.id, ids))
}

/** The lines of several purchase orders in one statement, each order's in their order. */
export async function linesOfOrders(
  reader: Reader,
  purchaseOrderIds: readonly string[],
): Promise<OrderLineRow[]> {
  return reader
    .select()
    .from(orderLines)
    .where(isAnyOf(orderLines.purchaseOrderId, purchaseOrderIds))
    .orderBy(asc(orderLines.purchaseOrderId), asc(orderLines.lineNumber))
}

/** The lines of a purchase order in their order. */
export async function orderLinesOf(
  reader: Reader,
  purchaseOrderId: string,
): Promise<OrderLineRow[]> {
  return reader
    .select()
    .from(orderLines)
    .where(eq(orderLines.purchaseOrderId, purchaseOrderId))
    .orderBy(asc(orderLines.lineNumber))
}

/**
 * Each line beside what attribution must know of its order line, as it was fixed when the order was
 * placed (§3.6): everything closed here is of grade A (§3.11). In the order given. Throws where an
 * order line is unknown, so that no entry of the ledger is left out in silence.
 */
export async function attributedLines<Line extends { orderLineId: string }>(
  reader: Reader,
  lines: readonly Line[],
): Promise<(Line & { attributed: AttributedLine })[]> {
  if (lines.length === 0) return []
  const ids = lines.map((line) => line.orderLineId)
  const rows = await reader
    .select({ line: orderLines, order: purchaseOrders })
    .from(orderLines)
    .innerJoin(purchaseOrders, eq(purchaseOrders.id, orderLines.purchaseOrderId))
    .where(isAnyOf(orderLines.id, ids))
  const rowsById = new Map(rows.map((row) => [row.line.id, row]))
  return lines.map((line) => {
    const row = rowsById.get(line.orderLineId)
    assert(row !== undefined, `no order line ${line.orderLineId} to attribute to`)
    return { ...line, attributed: attributedLine(row) }
  })
}

function attributedLine({
  line,
  order,
}: {
  line: OrderLineRow
  order: PurchaseOrderRow
}): AttributedLine {
  return {
    orderLineId: line.id,
    purchaseOrderId: order.id,
    purchaseOrderNumber: order.number,
    orderedOn: order.orderedOn,
    placedAt: order.placedAt,
    cooperativeId: order.cooperativeId,
    supervisingCountyCode: order.supervisingCountyCode,
    buyerUnitId: order.unitId,
    channel: order.channelKind as AttributedLine['channel'],
    productId: line.productId,
    category: line.category,
    credit: order.credit,
    grade: 'A',
  }
}

/** Writes what changed of a purchase order that this transaction has locked. */
export async function updatePurchaseOrder(
  tx: Transaction,
  order: PurchaseOrderRow,
  change: Partial<PurchaseOrderRow>,
): Promise<PurchaseOrderRow> {
  const [row] = await tx
    .update(purchaseOrders)
    .set({ ...change, version: order.version + 1 })
    .where(eq(purchaseOrders.id, order.id))
    .returning()
  return row as PurchaseOrderRow
}

/**
 * Gives back what a locked purchase order no longer needs of the budget of its year (§5.8), and
 * notes it on the order: no more than the order still commits, for what was accepted beyond what
 * was ordered and then sent back never took any.
 */
export async function releaseBudget(
  tx: Transaction,
  order: { id: string },
  cents: number,
): Promise<void> {
  if (cents <= 0) return
  await execute(
    tx,
    sql`
    select orders.release_budget(id, least(${cents}::bigint, committed_cents))
    from orders.purchase_orders where id = ${order.id} and committed_cents > 0`,
  )
}

const tradeOfPair = z.object({
  unitId: z.uuid(),
  cooperativeId: z.uuid(),
  lastCents: z.int(),
  lastOrders: z.int(),
  earlierCents: z.int(),
  earlierOrders: z.int(),
  yearBeforeCents: z.int(),
  lastOrderIds: z.array(z.uuid()),
})

/**
 * What units ordered from cooperatives in a year before a day of it, from that day on, and in those
 * last days of the year before (§8), without what was declined or cancelled; of the orders of the
 * last days the ids of the 200 latest.
 */
export function tradeOfPairs(
  reader: Reader,
  input: { pairs: readonly { unitId: string; cooperativeId: string }[]; from: string },
) {
  const { pairs, from } = input
  const year = Number(from.slice(0, 4))
  const begins = `${year}-01-01`
  return queryRows(
    reader,
    tradeOfPair,
    sql`
    select p.unit_id, p.cooperative_id,
      coalesce(sum(o.goods_cents) filter (where o.ordered_on >= ${from}::date), 0)::bigint
        as last_cents,
      count(*) filter (where o.ordered_on >= ${from}::date)::int as last_orders,
      coalesce(sum(o.goods_cents) filter (where o.ordered_on < ${from}::date
        and o.ordered_on >= ${begins}::date), 0)::bigint as earlier_cents,
      count(*) filter (where o.ordered_on < ${from}::date and o.ordered_on >= ${begins}::date)::int
        as earlier_orders,
      coalesce(sum(o.goods_cents) filter (where o.ordered_on < ${begins}::date), 0)::bigint
        as year_before_cents,
      coalesce((array_agg(o.id order by o.placed_at desc, o.id)
        filter (where o.ordered_on >= ${from}::date))[:200], '{}') as last_order_ids
    from unnest(${arrayOf(
      'uuid',
      pairs.map(({ unitId }) => unitId),
    )}, ${arrayOf(
      'uuid',
      pairs.map(({ cooperativeId }) => cooperativeId),
    )}) as p (unit_id, cooperative_id)
      join orders.purchase_orders o
        on o.unit_id = p.unit_id and o.cooperative_id = p.cooperative_id
    where o.placed_at >= ${`${year - 1}${from.slice(4)}T00:00:00+08:00`}::timestamptz
      and o.placed_at < ${`${year + 1}-01-01T00:00:00+08:00`}::timestamptz
      and o.state not in ('declined', 'cancelled')
    group by 1, 2`,
  )
}

interface PlacedWithin {
  /** The beginning of the code of the county that supervises the seller; '' for all. */
  scope: string
  fromDay: string
  toDay: string
}

/** Of one county in the order of its own index. */
const placedWithin = ({ scope, fromDay, toDay }: PlacedWithin) =>
  allOf([
    sql`placed_at >= ${`${fromDay}T00:00:00+08:00`}::timestamptz`,
    sql`placed_at < ${`${toDay}T00:00:00+08:00`}::timestamptz + interval '1 day'`,
    scope.length === 6
      ? sql`supervising_county_code = ${scope}`
      : sql`starts_with(supervising_county_code, ${scope})`,
  ])

/** How many orders were placed in a place and a range of days. */
export async function countOrdersPlaced(reader: Reader, within: PlacedWithin): Promise<number> {
  const row = await queryRow(
    reader,
    z.object({ count: z.int() }),
    sql`select count(*)::int as count from orders.purchase_orders where ${placedWithin(within)}`,
  )
  return row?.count ?? 0
}

const orderPlaced = z.object({ id: z.uuid(), placedAt: z.string() })

/** The orders that were placed in a place and a range of days after one of them, in their order. */
export function ordersPlaced(
  reader: Reader,
  page: PlacedWithin & { after: { placedAt: string; id: string } | null; limit: number },
) {
  const { after, limit } = page
  // With an `or` around it no index would begin there, and all before it be read again.
  const isLater =
    after && sql`(placed_at, id) > (${after.placedAt}::timestamptz, ${after.id}::uuid)`
  return queryRows(
    reader,
    orderPlaced,
    sql`
    select id, placed_at::text as placed_at from orders.purchase_orders
    where ${allOf([placedWithin(page), isLater])}
    order by placed_at, id limit ${limit}`,
  )
}
