import { type SQL, sql } from 'drizzle-orm'
import { z } from 'zod'
import { purchaseOrder, requestedLine, requisition } from '../../shared/orders/orders.schemas.ts'
import { document, queryRow } from '../platform/db/rows.ts'
import type { Reader } from '../platform/db/transaction.ts'
import type { Viewer } from './read-orders.queries.ts'
import { requestedLines } from './requisitions.queries.ts'
import { visibleOrders, visibleRequisitions } from './visible-orders.queries.ts'

const struckLine = requisition.shape.struckLines.element

const requisitionDetails = requisition.omit({ requestedAt: true, decidedAt: true }).extend({
  lines: document(z.array(requestedLine)),
  struckLines: z.array(struckLine.extend({ line: document(requestedLine) })),
  requestedAt: z.date(),
  decidedAt: z.date().nullable(),
})

export type RequisitionDetails = z.output<typeof requisitionDetails>

/** An instant as the contract writes it, within a document. */
const utc = (column: SQL) =>
  sql`to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`

/** `{id, name}` of a relation. */
const namedReference = (relation: SQL) =>
  sql`jsonb_build_object('id', ${relation}.id, 'name', ${relation}.name)`

/**
 * One requisition with everything its page shows; undefined where the viewer may not see it.
 * Budget and limit are shown to the unit itself only.
 */
export function findRequisitionDetails(
  reader: Reader,
  { actor, onDay }: Viewer,
  id: string,
): Promise<RequisitionDetails | undefined> {
  const isUnit = actor.organisationKind === 'unit'
  return queryRow(
    reader,
    requisitionDetails,
    sql`
    select requisitions.id, requisitions.number, ${namedReference(sql`unit`)} as unit,
      jsonb_build_object('id', channel.id, 'kind', channel.kind, 'name', channel.name,
        'division_code', channel.division_code) as channel,
      requisitions.state, requisitions.state_reason, requisitions.needed_on, requisitions.note,
      ${requestedLines} as lines,
      (select coalesce(jsonb_agg(${namedReference(sql`seller`)} order by seller.id), '[]')
        from organisations.organisations_published seller where seller.id in (
          select (line->>'cooperativeId')::uuid
          from jsonb_array_elements(requisitions.lines) as line
          union select cooperative_id from orders.purchase_orders
          where requisition_id = requisitions.id)
      ) as cooperatives,
      requisitions.goods_cents, requisitions.freight_cents,
      ${namedReference(sql`requester`)} as requested_by, requisitions.requested_at,
      case when decider.id is not null then ${namedReference(sql`decider`)} end as decided_by,
      requisitions.decided_at, requisitions.version,
      (select coalesce(jsonb_agg(jsonb_build_object('id', part.id, 'number', part.number,
          'state', part.state, 'cooperative', ${namedReference(sql`seller`)},
          'goods_cents', part.goods_cents, 'freight_cents', part.freight_cents)
          order by part.number), '[]')
        from orders.purchase_orders part
        join organisations.organisations_published seller on seller.id = part.cooperative_id
        where part.requisition_id = requisitions.id) as purchase_orders,
      case when budget.unit_id is not null then jsonb_build_object('year', budget.year,
        'budget_cents', budget.budget_cents, 'committed_cents', budget.committed_cents,
        'version', budget.version) end as budget,
      limits.approver_up_to_cents,
      (select jsonb_build_object('id', former.id, 'number', former.number)
        from orders.requisitions former where former.id = requisitions.corrects_id) as corrects,
      (select jsonb_build_object('id', later.id, 'number', later.number)
        from orders.requisitions later where later.corrects_id = requisitions.id) as corrected_by,
      (select coalesce(jsonb_agg(jsonb_build_object('line', struck.line, 'reason', struck.reason,
          'by', people.name, 'at', ${utc(sql`struck.struck_at`)})
          order by struck.struck_at, struck.pack_id), '[]')
        from orders.struck_lines struck
        join accounts.people_published people on people.id = struck.struck_by
        where struck.requisition_id = requisitions.id and ${isUnit}) as struck_lines,
      (select coalesce(jsonb_agg(jsonb_build_object('id', comment.id, 'text', comment.text,
          'by', people.name, 'at', ${utc(sql`comment.created_at`)})
          order by comment.created_at, comment.id), '[]')
        from orders.requisition_comments comment
        join accounts.people_published people on people.id = comment.person_id
        where comment.requisition_id = requisitions.id and ${isUnit}) as comments
    from orders.requisitions
    join organisations.organisations_published unit on unit.id = requisitions.unit_id
    join organisations.buying_channels_published channel on channel.id = requisitions.channel_id
    join accounts.people_published requester on requester.id = requisitions.requested_by
    left join accounts.people_published decider on decider.id = requisitions.decided_by
    left join orders.unit_budgets budget on budget.unit_id = requisitions.unit_id
      and budget.year = extract(year from ${onDay}::date) and ${isUnit}
    left join orders.approval_limits limits on limits.unit_id = requisitions.unit_id and ${isUnit}
    where requisitions.id = ${id} and ${visibleRequisitions(actor, onDay)}`,
  )
}

const purchaseOrderDetails = purchaseOrder.omit({ orderedGrams: true, timeline: true }).extend({
  /** The county that supervises the seller, and where the buyer takes delivery. */
  supervisingCountyCode: z.string(),
  deliveryCode: z.string(),
  requestedAt: z.date(),
  requestedBy: z.string(),
  placedAt: z.date(),
  placedBy: z.string(),
  decidedAt: z.date().nullable(),
  decidedBy: z.string().nullable(),
  shippedAt: z.date().nullable(),
  receivedAt: z.date().nullable(),
})

export type PurchaseOrderDetails = z.output<typeof purchaseOrderDetails>

/** One purchase order with everything its page shows; undefined where the viewer may not see it. */
export function findPurchaseOrderDetails(
  reader: Reader,
  { actor, onDay }: Viewer,
  id: string,
): Promise<PurchaseOrderDetails | undefined> {
  return queryRow(
    reader,
    purchaseOrderDetails,
    sql`
    select purchase_orders.id, purchase_orders.number, purchase_orders.state,
      purchase_orders.state_reason,
      jsonb_build_object('id', requisition.id, 'number', requisition.number,
        'note', requisition.note) as requisition,
      ${namedReference(sql`unit`)} as unit,
      jsonb_build_object('id', seller.id, 'name', seller.name,
        'contact_name', seller.contact_name, 'contact_phone', seller.contact_phone)
        as cooperative,
      purchase_orders.supervising_county_code,
      channel.division_code as delivery_code,
      jsonb_build_object('kind', channel.kind, 'name', channel.name, 'address', channel.address,
        'contact_name', channel.contact_name, 'contact_phone', channel.contact_phone) as channel,
      purchase_orders.needed_on, purchase_orders.goods_cents, purchase_orders.freight_cents,
      requisition.requested_at, requester.name as requested_by,
      purchase_orders.placed_at, placer.name as placed_by,
      purchase_orders.decided_at, decider.name as decided_by,
      purchase_orders.shipped_at, purchase_orders.received_at, purchase_orders.version,
      (select jsonb_agg(to_jsonb(line) || jsonb_build_object('lot_number', lots.number)
          order by line.line_number)
        from orders.order_lines line join catalogue.lots_published lots on lots.id = line.lot_id
        where line.purchase_order_id = purchase_orders.id) as lines
    from orders.purchase_orders
    join orders.requisitions requisition on requisition.id = purchase_orders.requisition_id
    join organisations.organisations_published unit on unit.id = purchase_orders.unit_id
    join organisations.organisations_published seller on seller.id = purchase_orders.cooperative_id
    join organisations.buying_channels_published channel
      on channel.id = purchase_orders.channel_id
    join accounts.people_published requester on requester.id = requisition.requested_by
    join accounts.people_published placer on placer.id = purchase_orders.placed_by
    left join accounts.people_published decider on decider.id = purchase_orders.decided_by
    where purchase_orders.id = ${id} and ${visibleOrders(actor, onDay)}`,
  )
}
