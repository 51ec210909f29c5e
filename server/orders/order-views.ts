import type { z } from 'zod'
import type {
  purchaseOrder,
  purchaseOrderSummary,
  requisition,
  requisitionSummary,
} from '../../shared/orders/orders.schemas.ts'
import type { Actor } from '../platform/context.ts'
import type { PurchaseOrderDetails, RequisitionDetails } from './order-details.queries.ts'
import { maySeeBuyersContact, maySeeSellersContact } from './orders.policy.ts'
import type { PurchaseOrderSummaryRow, RequisitionSummaryRow } from './read-orders.queries.ts'

type View<T extends z.ZodType> = z.input<T>
type Step = View<typeof purchaseOrder>['timeline'][number]

/** A row of the list of requisitions. */
export function requisitionSummaryView(
  row: RequisitionSummaryRow,
): View<typeof requisitionSummary> {
  return {
    id: row.id,
    number: row.number,
    unit: { id: row.unitId, name: row.unitName },
    state: row.state,
    neededOn: row.neededOn,
    lineCount: row.lineCount,
    cooperativeCount: row.cooperativeCount,
    goodsCents: row.goodsCents,
    freightCents: row.freightCents,
    requestedBy: row.requestedBy,
    requestedAt: row.requestedAt.toISOString(),
  }
}

/** A requisition as its page shows it. */
export function requisitionView(row: RequisitionDetails): View<typeof requisition> {
  return {
    ...row,
    requestedAt: row.requestedAt.toISOString(),
    decidedAt: row.decidedAt?.toISOString() ?? null,
  }
}

/** A row of the list of purchase orders. */
export function purchaseOrderSummaryView(
  row: PurchaseOrderSummaryRow,
): View<typeof purchaseOrderSummary> {
  return {
    id: row.id,
    number: row.number,
    state: row.state,
    unit: { id: row.unitId, name: row.unitName },
    cooperative: { id: row.cooperativeId, name: row.cooperativeName },
    neededOn: row.neededOn,
    lineCount: row.lineCount,
    orderedGrams: row.orderedGrams,
    goodsCents: row.goodsCents,
    freightCents: row.freightCents,
    placedAt: row.placedAt.toISOString(),
  }
}

/** A purchase order as its page shows it; contact persons where they are the viewer's business. */
export function purchaseOrderView(
  row: PurchaseOrderDetails,
  actor: Actor,
): View<typeof purchaseOrder> {
  const { cooperative, channel } = row
  return {
    ...row,
    cooperative: maySeeSellersContact(actor, row) ? cooperative : { ...cooperative, ...noContact },
    channel: maySeeBuyersContact(actor, row) ? channel : { ...channel, ...noContact },
    orderedGrams: row.lines.reduce((sum, line) => sum + line.orderedGrams, 0),
    timeline: timelineOf(row),
  }
}

const noContact = { contactName: null, contactPhone: null }

function timelineOf(row: PurchaseOrderDetails): Step[] {
  const decision = row.state === 'declined' || row.state === 'cancelled' ? row.state : 'confirmed'
  const steps: { step: Step['step']; at: Date | null; by: string | null }[] = [
    { step: 'requested', at: row.requestedAt, by: row.requestedBy },
    { step: 'placed', at: row.placedAt, by: row.placedBy },
    { step: decision, at: row.decidedAt, by: row.decidedBy },
    { step: 'shipped', at: row.shippedAt, by: null },
    { step: 'received', at: row.receivedAt, by: null },
  ]
  return steps.flatMap(({ step, at, by }) =>
    at === null ? [] : [{ step, at: at.toISOString(), by }],
  )
}
