import { z } from 'zod'
import type { WebhookEvent } from '../../shared/exchange/webhook-events.ts'
import { id } from '../../shared/scalars.ts'
import type { PublishedEvent } from '../platform/jobs/relay.ts'

/** Something as programs outside are told of it, and whose business it is. */
export interface Happening {
  event: WebhookEvent
  /** What it is about: ids, and no more; whoever may know more reads it. */
  data: Record<string, string | number>
  at: Date
  /** Whose it is beside the sides and the county of the order, where there is one. */
  organisationIds: string[]
  purchaseOrderId?: string
  countyCode?: string
}

type Source = (event: PublishedEvent) => Happening[]

/** An event of one record, whose sides stand in it or are those of its order. */
function one(event: WebhookEvent, nameOfId: string, others: readonly string[] = []): Source {
  return ({ subjectId, payload, publishedAt }) => {
    const named = others.flatMap((key) => (isText(payload[key]) ? [[key, payload[key]]] : []))
    const { purchaseOrderId } = payload
    return [
      {
        ...{ event, at: publishedAt },
        data: { [nameOfId]: subjectId, ...Object.fromEntries(named) },
        organisationIds: [payload.unitId, payload.cooperativeId].filter(isText),
        ...(isText(purchaseOrderId) && { purchaseOrderId }),
      },
    ]
  }
}

const isText = (value: unknown): value is string => typeof value === 'string'

/** The same, where the subject of the event is the order itself. */
function ofOrder(event: WebhookEvent): Source {
  return (published) => {
    const { subjectId: purchaseOrderId } = published
    return one(event, 'purchaseOrderId')(published).map((each) => ({ ...each, purchaseOrderId }))
  }
}

const placedOrders = z.object({
  unitId: id,
  purchaseOrders: z.array(z.object({ id, cooperativeId: id })),
})

/** A requisition is placed in one event, and each of its orders is told of by itself. */
const ordersPlaced: Source = ({ subjectId: requisitionId, payload, publishedAt }) => {
  const { unitId, purchaseOrders } = placedOrders.parse(payload)
  return purchaseOrders.map(({ id: purchaseOrderId, cooperativeId }) => ({
    event: 'purchase_order.placed',
    at: publishedAt,
    data: { purchaseOrderId, requisitionId },
    purchaseOrderId,
    organisationIds: [unitId, cooperativeId],
  }))
}

const postedEntries = z.object({
  entries: z.array(
    z.object({
      ...{ countyCode: z.string(), number: z.int(), purchaseOrderId: id },
      unitIds: z.array(id),
    }),
  ),
})

/** Entries are the credited units' business and their county's, not their seller's. */
const entriesPosted: Source = ({ payload, publishedAt }) =>
  postedEntries.parse(payload).entries.map(({ unitIds, ...data }) => ({
    event: 'ledger_entry.posted',
    at: publishedAt,
    data,
    organisationIds: unitIds,
    countyCode: data.countyCode,
  }))

const ofPapers = ['purchaseOrderId']
const ofInvoice = ['invoiceId']

/** What becomes of the program's own events outside, by their topic. */
export const webhookSources: Readonly<Record<string, Source>> = {
  'orders.requisition-submitted': one('requisition.submitted', 'requisitionId'),
  'orders.requisition-rejected': one('requisition.rejected', 'requisitionId'),
  'orders.purchase-orders-placed': ordersPlaced,
  'orders.purchase-order-confirmed': ofOrder('purchase_order.confirmed'),
  'orders.purchase-order-declined': ofOrder('purchase_order.declined'),
  'orders.purchase-order-cancelled': ofOrder('purchase_order.cancelled'),
  'deliveries.shipment-dispatched': one('shipment.dispatched', 'shipmentId', ofPapers),
  'deliveries.shipment-cancelled': one('shipment.cancelled', 'shipmentId', ofPapers),
  'deliveries.shipment-received': one('shipment.received', 'goodsReceiptId', [
    'shipmentId',
    'purchaseOrderId',
  ]),
  'deliveries.return-recorded': one('goods_return.recorded', 'goodsReturnId', ofPapers),
  'deliveries.return-confirmed': one('goods_return.confirmed', 'goodsReturnId', ofPapers),
  'deliveries.return-rejected': one('goods_return.rejected', 'goodsReturnId', ofPapers),
  'billing.invoice-created': one('invoice.created', 'invoiceId', ofPapers),
  'billing.invoice-voided': one('invoice.voided', 'invoiceId'),
  'billing.credit-note-created': one('invoice.credited', 'invoiceId'),
  'billing.payment-recorded': one('payment.recorded', 'paymentId', ofInvoice),
  'billing.payment-confirmed': one('payment.confirmed', 'paymentId', ofInvoice),
  'billing.payment-rejected': one('payment.rejected', 'paymentId', ofInvoice),
  'billing.refund-recorded': one('refund.recorded', 'refundId', ofInvoice),
  'billing.refund-confirmed': one('refund.confirmed', 'refundId', ofInvoice),
  'billing.refund-rejected': one('refund.rejected', 'refundId', ofInvoice),
  'attribution.entries-posted': entriesPosted,
}
