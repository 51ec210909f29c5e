import { type SQL, sql } from 'drizzle-orm'
import { z } from 'zod'
import { purchaseOrderSummary, requisitionSummary } from '../../shared/orders/orders.schemas.ts'
import type { CursorPage } from '../../shared/pagination.ts'
import { id } from '../../shared/scalars.ts'
import { tidyCode } from '../../shared/text.ts'
import type { Actor } from '../platform/context.ts'
import {
  type Keyset,
  keysetOf,
  type ListOrder,
  latestFirst,
  type SortColumn,
} from '../platform/db/keyset.ts'
import {
  filtered,
  firstOf,
  type ListSource,
  pageFrom,
  withinScanLimit,
} from '../platform/db/list-source.ts'
import { arrayOf, queryRows } from '../platform/db/rows.ts'
import type { Reader } from '../platform/db/transaction.ts'
import { purchaseOrders } from './orders.tables.ts'
import { visibleRequisitionRows, visibleRows } from './visible-orders.queries.ts'

/** Who looks, and the day on which memberships must be in force. */
export interface Viewer {
  actor: Actor
  onDay: string
}

/** The filter of both lists: words, days of request or placement, order and page. */
export interface ListFilter extends CursorPage {
  search?: string | undefined
  from?: string | undefined
  to?: string | undefined
  sort: string
}

export interface RequisitionFilter extends ListFilter {
  state?: string | undefined
}

export interface PurchaseOrderFilter extends ListFilter {
  state?: string | string[] | undefined
  requisitionId?: string | undefined
  unitId?: string | undefined
  cooperativeId?: string | undefined
  neededUntil?: string | undefined
}

interface OrderPage<Row> {
  rows: Row[]
  total: number | null
  /** Where the page looked no further, see `withinScanLimit`. */
  scanEnd: string | undefined
}

const listed = z.object({ unitId: id, unitName: z.string(), cursor: z.string() })

const requisitionRow = requisitionSummary
  .omit({ unit: true, requestedAt: true })
  .extend({ ...listed.shape, requestedAt: z.date() })

export type RequisitionSummaryRow = z.output<typeof requisitionRow>

/** A page of the requisitions that the viewer may see. */
export async function listRequisitions(
  reader: Reader,
  { actor, onDay }: Viewer,
  filter: RequisitionFilter,
): Promise<OrderPage<RequisitionSummaryRow>> {
  const keyset = keysetBy(filter, sql`requisitions.id`, {
    requestedAt: { column: sql`requisitions.requested_at`, type: 'timestamptz' },
    neededOn: { column: sql`requisitions.needed_on`, type: 'date' },
    amount: { column: sql`requisitions.goods_cents`, type: 'bigint' },
  })
  const visible = visibleRequisitionRows(actor, onDay)
  const isOfUnits = actor.organisationKind === 'unit' || actor.organisationKind === 'group'
  // Said as a constant, by which PostgreSQL knows the index of what waits for a signature.
  const waits = filter.state === 'submitted' && isOfUnits && sql`requisitions.state = 'submitted'`
  const isOfState = !waits && filter.state && sql`requisitions.state = ${filter.state}`
  const { whole, part } = searched(filter.search, sql`requisitions.number`, [])
  const source = filtered(visible, {
    found: [waits, whole, ...isWithin(sql`requisitions.requested_at`, filter)],
    filters: [isOfState, part],
  })
  const { page, ...rest } = await selectedPage(reader, filter, {
    ...{ source, keyset, newest: latestFirst('requested_at', 'requisitions') },
    isIndexed: filter.sort.endsWith('requestedAt'),
  })
  const rows = await queryRows(
    reader,
    requisitionRow,
    sql`
    with page as (${page})
    select requisitions.id, requisitions.number, requisitions.unit_id, unit.name as unit_name,
      requisitions.state, requisitions.needed_on, requisitions.goods_cents,
      requisitions.freight_cents, people.name as requested_by, requisitions.requested_at,
      requested.line_count, requested.cooperative_count, ${keyset.cursor} as cursor
    from page requisitions
    cross join lateral (
      select count(*) as line_count, count(distinct seller) as cooperative_count from (
        select line->>'cooperativeId' as seller
        from jsonb_array_elements(requisitions.lines) as line
        union all
        select cooperative_id::text from orders.purchase_orders
          join orders.order_lines on order_lines.purchase_order_id = purchase_orders.id
        where purchase_orders.requisition_id = requisitions.id and requisitions.lines is null
        group by cooperative_id, requested_place
      ) as lines
    ) as requested
    join organisations.organisations_published unit on unit.id = requisitions.unit_id
    join accounts.people_published people on people.id = requisitions.requested_by
    order by ${keyset.order}`,
  )
  return { rows, ...rest }
}

const purchaseOrderRow = purchaseOrderSummary
  .omit({ unit: true, cooperative: true, placedAt: true })
  .extend({ ...listed.shape, cooperativeId: id, cooperativeName: z.string(), placedAt: z.date() })

export type PurchaseOrderSummaryRow = z.output<typeof purchaseOrderRow>

/** Orders to be delivered, in the words of the partial indexes' condition. */
const due = ['placed', 'confirmed', 'shipped']

/** A page of the purchase orders that the viewer may see. */
export async function listPurchaseOrders(
  reader: Reader,
  { actor, onDay }: Viewer,
  filter: PurchaseOrderFilter,
): Promise<OrderPage<PurchaseOrderSummaryRow>> {
  const keyset = keysetBy(filter, sql`purchase_orders.id`, {
    placedAt: { column: sql`purchase_orders.placed_at`, type: 'timestamptz' },
    neededOn: { column: sql`purchase_orders.needed_on`, type: 'date' },
    amount: { column: sql`purchase_orders.goods_cents`, type: 'bigint' },
  })
  const states = filter.state === undefined ? [] : [filter.state].flat()
  const isDue = states.length > 0 && states.every((state) => due.includes(state))
  const parties = [sql`purchase_orders.unit_id`, sql`purchase_orders.cooperative_id`]
  const { requisitionId, unitId, cooperativeId, neededUntil } = filter
  const visible = visibleRows(actor, onDay, purchaseOrders)
  const { whole, part } = searched(filter.search, sql`purchase_orders.number`, parties)
  // What the platform sees is everything, and an index has that of each side.
  const isPlatform = actor.organisationKind === 'platform'
  const isOfUnit = unitId && sql`purchase_orders.unit_id = ${unitId}`
  const isOfSeller = cooperativeId && sql`purchase_orders.cooperative_id = ${cooperativeId}`
  const isOfState =
    states.length > 0 && sql`purchase_orders.state = any(${arrayOf('text', states)})`
  const isDueByDay = isDue && filter.sort === 'neededOn' && isOfOneSide(actor)
  const found = [
    isDueByDay && sql`purchase_orders.state in ('placed', 'confirmed', 'shipped')`,
    isDueByDay && neededUntil && sql`purchase_orders.needed_on <= ${neededUntil}::date`,
    requisitionId && sql`purchase_orders.requisition_id = ${requisitionId}`,
    isPlatform && (isOfUnit || isOfSeller),
  ]
  const filters = [
    isOfState,
    !isPlatform && isOfUnit,
    (!isPlatform || unitId) && isOfSeller,
    part,
    !isDueByDay && neededUntil && sql`purchase_orders.needed_on <= ${neededUntil}::date`,
  ]
  const days = isWithin(sql`purchase_orders.placed_at`, filter)
  const isFew = requisitionId !== undefined || isDueByDay
  const source = filtered(visible, { found: [whole, ...found, ...days], filters, isFew })
  const { page, ...rest } = await selectedPage(reader, filter, {
    ...{ source, keyset, newest: latestFirst('placed_at', 'purchase_orders') },
    isIndexed: filter.sort.endsWith('placedAt') || isDueByDay,
  })
  const rows = await queryRows(
    reader,
    purchaseOrderRow,
    sql`
    with page as (${page})
    select purchase_orders.id, number, state, unit_id, unit.name as unit_name,
      purchase_orders.cooperative_id, cooperative.name as cooperative_name, needed_on,
      goods_cents, freight_cents, placed_at, lines.count as line_count,
      lines.grams as ordered_grams, ${keyset.cursor} as cursor
    from page purchase_orders
    join organisations.organisations_published unit on unit.id = purchase_orders.unit_id
    join organisations.organisations_published cooperative
      on cooperative.id = purchase_orders.cooperative_id
    cross join lateral (
      select count(*) as count, sum(ordered_grams)::bigint as grams
      from orders.order_lines where purchase_order_id = purchase_orders.id
    ) as lines
    order by ${keyset.order}`,
  )
  return { rows, ...rest }
}

/** Shanghai days, both included (§2.5). */
function isWithin(column: SQL, { from, to }: ListFilter): (SQL | false)[] {
  return [
    from !== undefined && sql`${column} >= ${from}::date::timestamp at time zone 'Asia/Shanghai'`,
    to !== undefined && sql`${column} < (${to}::date + 1)::timestamp at time zone 'Asia/Shanghai'`,
  ]
}

/** Units and their groups, and cooperatives: an index has what each has still to deliver or get. */
function isOfOneSide({ organisationKind }: Actor): boolean {
  return ['unit', 'group', 'cooperative'].includes(organisationKind ?? '')
}

/**
 * A page of a list, and how many rows the list has. In an order that no index has, the newest rows
 * are shown, as many as a filter looks through.
 */
async function selectedPage(
  reader: Reader,
  filter: ListFilter,
  list: { source: ListSource; keyset: Keyset; newest: ListOrder; isIndexed: boolean },
): Promise<{ page: SQL; total: number | null; scanEnd: string | undefined }> {
  const source = list.isIndexed ? list.source : firstOf(list.source, list.newest)
  const { keyset, ...rest } = await withinScanLimit(reader, filter, source, list.keyset)
  return { page: pageFrom(source, keyset), ...rest }
}

const wholeNumber = /^[A-Z]{2}\d{6}-\d{6,}$/

/**
 * Whether the whole number that was typed is an order's, or a part of its number or of a party's
 * name. What is typed stands for itself, also where it holds signs that mean something to `like`.
 * Names are looked up row by row: of `exists` PostgreSQL would first read the names of all.
 */
function searched(search: string | undefined, number: SQL, parties: readonly SQL[]) {
  if (!search) return {}
  // Numbers are typed in full-width signs too (§2.7); names are searched as they are written.
  const typed = tidyCode(search).toUpperCase()
  if (wholeNumber.test(typed)) return { whole: sql`${number} = ${typed}` }
  const within = (text: string) => `%${text.replaceAll(/[\\%_]/g, (sign) => `\\${sign}`)}%`
  const namedParties = parties.map(
    (party) => sql`(select name ilike ${within(search)} from organisations.organisations_published
      where id = ${party})`,
  )
  return {
    part: sql`(${sql.join([sql`${number} ilike ${within(typed)}`, ...namedParties], sql` or `)})`,
  }
}

function keysetBy(filter: ListFilter, key: SQL, columns: Record<string, SortColumn>): Keyset {
  const { sort } = filter
  const column = columns[sort.replace('-', '')]
  if (column === undefined) throw new RangeError(`no order by ${sort}`)
  const descending = sort.startsWith('-')
  return keysetOf(
    { name: sort, columns: [column, { column: key, type: 'uuid' }], descending },
    filter,
  )
}
