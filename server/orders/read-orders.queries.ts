import { type SQL, sql } from 'drizzle-orm'
import { z } from 'zod'
import {
  purchaseOrderSummary,
  requestedLine,
  requisitionSummary,
} from '../../shared/orders/orders.schemas.ts'
import { id } from '../../shared/scalars.ts'
import type { Actor } from '../platform/context.ts'
import { arrayOf, document, queryRows } from '../platform/db/rows.ts'
import type { Reader } from '../platform/db/transaction.ts'
import { visibleOrders, visibleRequisitions } from './visible-orders.queries.ts'

/** Who looks, and the day on which memberships must be in force. */
export interface Viewer {
  actor: Actor
  onDay: string
}

/** What both lists are searched by: words, days of asking or placing, order and page. */
export interface ListFilter {
  search?: string | undefined
  from?: string | undefined
  to?: string | undefined
  sort: string
  page: number
  pageSize: number
}

export interface PurchaseOrderFilter extends ListFilter {
  state?: string | string[] | undefined
  requisitionId?: string | undefined
  unitId?: string | undefined
  cooperativeId?: string | undefined
  neededUntil?: string | undefined
}

/** A row of a list of orders, beside the length of the whole list. */
const listed = z.object({ unitId: id, unitName: z.string(), total: z.int() })

const requisitionRow = requisitionSummary
  .omit({ unit: true, requestedAt: true, lineCount: true, cooperativeCount: true })
  .extend({ ...listed.shape, requestedAt: z.date(), lines: document(z.array(requestedLine)) })

export type RequisitionSummaryRow = z.output<typeof requisitionRow>

/** A page of the requisitions that the viewer may see. */
export function listRequisitions(
  reader: Reader,
  { actor, onDay }: Viewer,
  filter: ListFilter & { state?: string | undefined },
): Promise<RequisitionSummaryRow[]> {
  const columns = {
    requestedAt: sql`requisitions.requested_at`,
    neededOn: sql`requisitions.needed_on`,
    amount: sql`requisitions.goods_cents`,
  }
  return queryRows(
    reader,
    requisitionRow,
    sql`
    select requisitions.id, requisitions.number, requisitions.unit_id, unit.name as unit_name,
      requisitions.state, requisitions.needed_on, requisitions.lines, requisitions.goods_cents,
      requisitions.freight_cents, people.name as requested_by, requisitions.requested_at,
      count(*) over () as total
    from orders.requisitions
    join organisations.organisations_published unit on unit.id = requisitions.unit_id
    join accounts.people_published people on people.id = requisitions.requested_by
    where ${visibleRequisitions(actor, onDay)}
      and ${isEqual(sql`requisitions.state`, filter.state)}
      and ${matches(filter.search, [sql`requisitions.number`])}
      and ${isWithin(sql`requisitions.requested_at`, filter)}
    order by ${orderBy(columns, filter.sort)}, requisitions.id ${slice(filter)}`,
  )
}

const purchaseOrderRow = purchaseOrderSummary
  .omit({ unit: true, cooperative: true, placedAt: true })
  .extend({ ...listed.shape, cooperativeId: id, cooperativeName: z.string(), placedAt: z.date() })

export type PurchaseOrderSummaryRow = z.output<typeof purchaseOrderRow>

/** A page of the purchase orders that the viewer may see. */
export function listPurchaseOrders(
  reader: Reader,
  { actor, onDay }: Viewer,
  filter: PurchaseOrderFilter,
): Promise<PurchaseOrderSummaryRow[]> {
  const columns = {
    placedAt: sql`purchase_orders.placed_at`,
    neededOn: sql`purchase_orders.needed_on`,
    amount: sql`purchase_orders.goods_cents`,
  }
  const order = sql`order by ${orderBy(columns, filter.sort)}, purchase_orders.id`
  const states = filter.state === undefined ? null : [filter.state].flat()
  const named = [sql`purchase_orders.number`, sql`unit.name`, sql`cooperative.name`]
  return queryRows(
    reader,
    purchaseOrderRow,
    sql`
    with page as (
      select purchase_orders.*, unit.name as unit_name, cooperative.name as cooperative_name,
        count(*) over () as total
      from orders.purchase_orders
      join organisations.organisations_published unit on unit.id = purchase_orders.unit_id
      join organisations.organisations_published cooperative
        on cooperative.id = purchase_orders.cooperative_id
      where ${visibleOrders(actor, onDay)}
        and (${states === null} or purchase_orders.state = any(${arrayOf('text', states ?? [])}))
        and ${isEqual(sql`purchase_orders.requisition_id`, filter.requisitionId)}
        and ${isEqual(sql`purchase_orders.unit_id`, filter.unitId)}
        and ${isEqual(sql`purchase_orders.cooperative_id`, filter.cooperativeId)}
        and ${matches(filter.search, named)}
        and ${isWithin(sql`purchase_orders.placed_at`, filter)}
        and (${filter.neededUntil ?? null}::date is null
          or purchase_orders.needed_on <= ${filter.neededUntil ?? null}::date)
      ${order} ${slice(filter)}
    )
    select purchase_orders.id, number, state, unit_id, unit_name, purchase_orders.cooperative_id,
      cooperative_name, needed_on, goods_cents, freight_cents, placed_at, total,
      lines.count as line_count, lines.grams as ordered_grams
    from page purchase_orders
    cross join lateral (
      select count(*) as count, sum(ordered_grams)::bigint as grams
      from orders.order_lines where purchase_order_id = purchase_orders.id
    ) as lines
    ${order}`,
  )
}

/** A filter that is left out lets everything pass; the text of the statement is the same. */
function isEqual(column: SQL, value: string | undefined): SQL {
  return sql`(${value === undefined} or ${column} = ${value ?? null})`
}

/** Shanghai days, both included (§2.5). */
function isWithin(column: SQL, { from, to }: ListFilter): SQL {
  const [first, last] = [sql`${from ?? null}::date`, sql`${to ?? null}::date`]
  return sql`(${first} is null or ${column} >= ${first}::timestamp at time zone 'Asia/Shanghai')
    and (${last} is null or ${column} < (${last} + 1)::timestamp at time zone 'Asia/Shanghai')`
}

/** What is typed stands for itself, also where it holds signs that mean something to `like`. */
function matches(search: string | undefined, columns: readonly SQL[]): SQL {
  const pattern = search ? `%${search.replaceAll(/[\\%_]/g, (sign) => `\\${sign}`)}%` : null
  const found = columns.map((column) => sql`${column} ilike ${pattern}`)
  return sql`(${pattern}::text is null or ${sql.join(found, sql` or `)})`
}

function orderBy(columns: Record<string, SQL>, sort: string): SQL {
  const column = columns[sort.replace('-', '')]
  if (column === undefined) throw new RangeError(`no order by ${sort}`)
  return sort.startsWith('-') ? sql`${column} desc` : column
}

function slice({ page, pageSize }: ListFilter): SQL {
  return sql`limit ${pageSize} offset ${(page - 1) * pageSize}`
}
