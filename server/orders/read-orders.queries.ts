import { type SQL, sql } from 'drizzle-orm'
import type { RequisitionState } from '../../shared/orders/order-states.ts'
import type { Reader } from '../platform/db/transaction.ts'
import type { OrderScope } from './orders.policy.ts'
import type { RequisitionRow } from './requisitions.queries.ts'

/** A page of a list: what is looked for, in which order, and which part of it. */
export interface ListQuestion {
  search?: string | undefined
  from?: string | undefined
  to?: string | undefined
  sort: string
  page: number
  pageSize: number
}

export interface PurchaseOrdersQuestion extends ListQuestion {
  state?: string | string[] | undefined
  requisitionId?: string | undefined
  unitId?: string | undefined
  cooperativeId?: string | undefined
  neededUntil?: string | undefined
}

/** A row of a list beside the length of the whole list. */
type Counted<T> = T & { total: number }

export interface RequisitionSummaryRow extends Record<string, unknown> {
  id: string
  number: string
  unitId: string
  unitName: string
  state: RequisitionState
  neededOn: string
  lines: RequisitionRow['lines']
  goodsCents: number
  freightCents: number
  requestedBy: string
  requestedAt: string
}

/** Requisitions within a scope, with the length of the whole list, in one statement. */
export async function selectRequisitions(
  reader: Reader,
  scope: OrderScope,
  question: ListQuestion & { state?: string | undefined },
): Promise<Counted<RequisitionSummaryRow>[]> {
  const conditions = [
    requisitionScope(scope),
    question.state && sql`requisition.state = ${question.state}`,
    question.search && sql`requisition.number ilike ${contains(question.search)}`,
    question.from && sql`requisition.requested_at >= ${startOf(question.from)}::timestamptz`,
    question.to && sql`requisition.requested_at < ${endOf(question.to)}::timestamptz`,
  ]
  const columns = {
    requestedAt: sql`requisition.requested_at`,
    neededOn: sql`requisition.needed_on`,
    amount: sql`requisition.goods_cents`,
  }
  return reader.execute<Counted<RequisitionSummaryRow>>(sql`
    select requisition.id, requisition.number, requisition.unit_id as "unitId",
      unit.name as "unitName", requisition.state, requisition.needed_on as "neededOn",
      requisition.lines, requisition.goods_cents as "goodsCents",
      requisition.freight_cents as "freightCents", people.name as "requestedBy",
      requisition.requested_at as "requestedAt", count(*) over () as total
    from orders.requisitions requisition
    join organisations.organisations_published unit on unit.id = requisition.unit_id
    join accounts.people_published people on people.id = requisition.requested_by
    where ${all(conditions)}
    order by ${orderBy(columns, question.sort)}, requisition.id
    limit ${question.pageSize} offset ${(question.page - 1) * question.pageSize}`)
}

export interface PurchaseOrderSummaryRow extends Record<string, unknown> {
  id: string
  number: string
  state: string
  unitId: string
  unitName: string
  cooperativeId: string
  cooperativeName: string
  neededOn: string
  lineCount: number
  orderedGrams: number
  goodsCents: number
  freightCents: number
  placedAt: string
}

/** Purchase orders within a scope, with the length of the whole list, in one statement. */
export async function selectPurchaseOrders(
  reader: Reader,
  scope: OrderScope,
  question: PurchaseOrdersQuestion,
): Promise<Counted<PurchaseOrderSummaryRow>[]> {
  const states = question.state && [question.state].flat()
  const search = question.search && contains(question.search)
  const conditions = [
    purchaseOrderScope(scope),
    states && sql`"order".state = any(${`{${states.join(',')}}`}::text[])`,
    question.requisitionId && sql`"order".requisition_id = ${question.requisitionId}`,
    question.unitId && sql`"order".unit_id = ${question.unitId}`,
    question.cooperativeId && sql`"order".cooperative_id = ${question.cooperativeId}`,
    search &&
      sql`("order".number ilike ${search} or unit.name ilike ${search}
        or cooperative.name ilike ${search})`,
    question.from && sql`"order".placed_at >= ${startOf(question.from)}::timestamptz`,
    question.to && sql`"order".placed_at < ${endOf(question.to)}::timestamptz`,
    question.neededUntil && sql`"order".needed_on <= ${question.neededUntil}::date`,
  ]
  const columns = {
    placedAt: sql`"order".placed_at`,
    neededOn: sql`"order".needed_on`,
    amount: sql`"order".goods_cents`,
  }
  return reader.execute<Counted<PurchaseOrderSummaryRow>>(sql`
    with page as (
      select "order".*, unit.name as unit_name, cooperative.name as cooperative_name,
        count(*) over () as total
      from orders.purchase_orders "order"
      join organisations.organisations_published unit on unit.id = "order".unit_id
      join organisations.organisations_published cooperative
        on cooperative.id = "order".cooperative_id
      where ${all(conditions)}
      order by ${orderBy(columns, question.sort)}, "order".id
      limit ${question.pageSize} offset ${(question.page - 1) * question.pageSize}
    )
    select "order".id, "order".number, "order".state, "order".unit_id as "unitId",
      "order".unit_name as "unitName", "order".cooperative_id as "cooperativeId",
      "order".cooperative_name as "cooperativeName", "order".needed_on as "neededOn",
      "order".goods_cents as "goodsCents", "order".freight_cents as "freightCents",
      "order".placed_at as "placedAt", "order".total,
      lines.count as "lineCount", lines.grams as "orderedGrams"
    from page "order"
    cross join lateral (
      select count(*) as count, sum(ordered_grams)::bigint as grams
      from orders.order_lines where purchase_order_id = "order".id
    ) as lines
    order by ${orderBy(columns, question.sort)}, "order".id`)
}

/** The condition under which a scope holds a purchase order named "order". */
export function purchaseOrderScope(scope: OrderScope): SQL {
  switch (scope.kind) {
    case 'unit':
      return sql`"order".unit_id = ${scope.id}`
    case 'cooperative':
      return sql`"order".cooperative_id = ${scope.id}`
    case 'group':
      return sql`"order".unit_id in ${membersOf(scope)}`
    case 'area':
      return sql`"order".supervising_county_code like ${`${scope.code}%`}`
    case 'all':
      return sql`true`
  }
}

/** The same for a requisition; an area holds one of which it supervises a part. */
export function requisitionScope(scope: OrderScope): SQL {
  switch (scope.kind) {
    case 'unit':
      return sql`requisition.unit_id = ${scope.id}`
    case 'group':
      return sql`requisition.unit_id in ${membersOf(scope)}`
    case 'all':
      return sql`true`
    default:
      return sql`exists (select from orders.purchase_orders "order"
        where "order".requisition_id = requisition.id and ${purchaseOrderScope(scope)})`
  }
}

function membersOf({ id, onDay }: { id: string; onDay: string }): SQL {
  return sql`(select unit_id from assistance.group_members_published group_members
    where group_id = ${id}
    and from_date <= ${onDay}::date and (to_date is null or to_date >= ${onDay}::date))`
}

function all(conditions: readonly (SQL | '' | undefined)[]): SQL {
  return sql.join(
    conditions.filter((each) => each !== undefined && each !== ''),
    sql` and `,
  )
}

function orderBy(columns: Record<string, SQL>, sort: string): SQL {
  const column = columns[sort.replace('-', '')]
  if (column === undefined) throw new RangeError(`no order by ${sort}`)
  return sort.startsWith('-') ? sql`${column} desc` : column
}

/** A pattern for what is typed: signs that mean something to `like` stand for themselves. */
function contains(search: string): string {
  return `%${search.replaceAll(/[\\%_]/g, (sign) => `\\${sign}`)}%`
}

/** A Shanghai day begins eight hours before the same day in Greenwich. */
function startOf(day: string): string {
  return `${day}T00:00:00+08:00`
}

function endOf(day: string): string {
  return new Date(Date.parse(startOf(day)) + 86_400_000).toISOString()
}
