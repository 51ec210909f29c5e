import { sql } from 'drizzle-orm'
import type { PurchaseOrderState, RequisitionState } from '../../shared/orders/order-states.ts'
import type { Reader } from '../platform/db/transaction.ts'
import type { OrderScope } from './orders.policy.ts'
import { purchaseOrderScope, requisitionScope } from './read-orders.queries.ts'
import type { RequisitionRow } from './requisitions.queries.ts'

export interface Named {
  id: string
  name: string
}

export interface RequisitionDetails extends Record<string, unknown> {
  id: string
  number: string
  unit: Named
  channel: { id: string; kind: string; name: string; divisionCode: string }
  state: RequisitionState
  stateReason: string
  neededOn: string
  note: string
  lines: RequisitionRow['lines']
  cooperatives: Named[]
  goodsCents: number
  freightCents: number
  requestedBy: Named
  requestedAt: string
  decidedBy: Named | null
  decidedAt: string | null
  purchaseOrders: {
    id: string
    number: string
    state: PurchaseOrderState
    cooperative: Named
    goodsCents: number
    freightCents: number
  }[]
  budget: { year: number; budgetCents: number; committedCents: number; version: number } | null
  approverUpToCents: number | null
  version: number
}

const named = (table: string) =>
  sql.raw(`jsonb_build_object('id', ${table}.id, 'name', ${table}.name)`)

/** One requisition with everything its page shows, in one statement; null out of scope. */
export async function selectRequisition(
  reader: Reader,
  scope: OrderScope,
  { id, year }: { id: string; year: number },
): Promise<RequisitionDetails | null> {
  const rows = await reader.execute<RequisitionDetails>(sql`
    select requisition.id, requisition.number, ${named('unit')} as unit,
      jsonb_build_object('id', channel.id, 'kind', channel.kind, 'name', channel.name,
        'divisionCode', channel.division_code) as channel,
      requisition.state, requisition.state_reason as "stateReason",
      requisition.needed_on as "neededOn", requisition.note, requisition.lines,
      (select coalesce(jsonb_agg(${named('organisations')} order by organisations.id), '[]')
        from organisations.organisations_published organisations where organisations.id in (
          select (line->>'cooperativeId')::uuid from jsonb_array_elements(requisition.lines) line)
      ) as cooperatives,
      requisition.goods_cents as "goodsCents", requisition.freight_cents as "freightCents",
      ${named('requester')} as "requestedBy", requisition.requested_at as "requestedAt",
      case when decider.id is not null then ${named('decider')} end as "decidedBy",
      requisition.decided_at as "decidedAt", requisition.version,
      (select coalesce(jsonb_agg(jsonb_build_object('id', "order".id, 'number', "order".number,
          'state', "order".state, 'cooperative', ${named('organisations')},
          'goodsCents', "order".goods_cents, 'freightCents', "order".freight_cents)
          order by "order".number), '[]')
        from orders.purchase_orders "order"
        join organisations.organisations_published organisations
          on organisations.id = "order".cooperative_id
        where "order".requisition_id = requisition.id) as "purchaseOrders",
      case when unit_budgets.unit_id is not null then jsonb_build_object(
        'year', unit_budgets.year, 'budgetCents', unit_budgets.budget_cents,
        'committedCents', unit_budgets.committed_cents, 'version', unit_budgets.version)
        end as budget,
      approval_limits.approver_up_to_cents as "approverUpToCents"
    from orders.requisitions requisition
    join organisations.organisations_published unit on unit.id = requisition.unit_id
    join organisations.buying_channels_published channel on channel.id = requisition.channel_id
    join accounts.people_published requester on requester.id = requisition.requested_by
    left join accounts.people_published decider on decider.id = requisition.decided_by
    left join orders.unit_budgets on unit_budgets.unit_id = requisition.unit_id
      and unit_budgets.year = ${year} and ${scope.kind === 'unit'}
    left join orders.approval_limits on approval_limits.unit_id = requisition.unit_id
      and ${scope.kind === 'unit'}
    where requisition.id = ${id} and ${requisitionScope(scope)}`)
  return rows[0] ?? null
}

export interface PurchaseOrderDetails extends Record<string, unknown> {
  id: string
  number: string
  state: PurchaseOrderState
  stateReason: string
  requisition: { id: string; number: string; note: string }
  unit: Named
  cooperative: Named & { contactName: string; contactPhone: string }
  channel: {
    kind: string
    name: string
    address: string
    contactName: string
    contactPhone: string
  }
  neededOn: string
  lines: OrderedLine[]
  goodsCents: number
  freightCents: number
  requestedAt: string
  requestedBy: string
  placedAt: string
  placedBy: string
  decidedAt: string | null
  decidedBy: string | null
  shippedAt: string | null
  receivedAt: string | null
  version: number
}

export interface OrderedLine {
  id: string
  lineNumber: number
  packId: string
  productId: string
  productName: string
  packName: string
  category: string
  packGrams: number
  quantity: number
  unitPriceCents: number
  amountCents: number
  orderedGrams: number
  lotId: string
  lotNumber: string
}

/** One purchase order with everything its page shows, in one statement; null out of scope. */
export async function selectPurchaseOrder(
  reader: Reader,
  scope: OrderScope,
  id: string,
): Promise<PurchaseOrderDetails | null> {
  const rows = await reader.execute<PurchaseOrderDetails>(sql`
    select "order".id, "order".number, "order".state, "order".state_reason as "stateReason",
      jsonb_build_object('id', requisition.id, 'number', requisition.number,
        'note', requisition.note) as requisition,
      ${named('unit')} as unit,
      jsonb_build_object('id', cooperative.id, 'name', cooperative.name,
        'contactName', cooperative.contact_name, 'contactPhone', cooperative.contact_phone)
        as cooperative,
      jsonb_build_object('kind', channel.kind, 'name', channel.name, 'address', channel.address,
        'contactName', channel.contact_name, 'contactPhone', channel.contact_phone) as channel,
      "order".needed_on as "neededOn", "order".goods_cents as "goodsCents",
      "order".freight_cents as "freightCents",
      requisition.requested_at as "requestedAt", requester.name as "requestedBy",
      "order".placed_at as "placedAt", placer.name as "placedBy",
      "order".decided_at as "decidedAt", decider.name as "decidedBy",
      "order".shipped_at as "shippedAt", "order".received_at as "receivedAt", "order".version,
      (select jsonb_agg(jsonb_build_object('id', line.id, 'lineNumber', line.line_number,
          'packId', line.pack_id, 'productId', line.product_id,
          'productName', line.product_name, 'packName', line.pack_name,
          'category', line.category, 'packGrams', line.pack_grams, 'quantity', line.quantity,
          'unitPriceCents', line.unit_price_cents, 'amountCents', line.amount_cents,
          'orderedGrams', line.ordered_grams, 'lotId', line.lot_id, 'lotNumber', lots.number)
          order by line.line_number)
        from orders.order_lines line join catalogue.lots_published lots on lots.id = line.lot_id
        where line.purchase_order_id = "order".id) as lines
    from orders.purchase_orders "order"
    join orders.requisitions requisition on requisition.id = "order".requisition_id
    join organisations.organisations_published unit on unit.id = "order".unit_id
    join organisations.organisations_published cooperative
      on cooperative.id = "order".cooperative_id
    join organisations.buying_channels_published channel on channel.id = "order".channel_id
    join accounts.people_published requester on requester.id = requisition.requested_by
    join accounts.people_published placer on placer.id = "order".placed_by
    left join accounts.people_published decider on decider.id = "order".decided_by
    where "order".id = ${id} and ${purchaseOrderScope(scope)}`)
  return rows[0] ?? null
}
