import { type KeyScope, scopesOf } from '../key-scopes.ts'
import type { OrganisationKind } from '../roles.ts'

/**
 * What a program outside may be told of, by the names it is told them under, and the scope of the
 * open API that reads the records named. Names are promised: none is changed or taken away.
 */
const scopeOfEvent = {
  'requisition.submitted': 'orders:read',
  'requisition.rejected': 'orders:read',
  'purchase_order.placed': 'orders:read',
  'purchase_order.confirmed': 'orders:read',
  'purchase_order.declined': 'orders:read',
  'purchase_order.cancelled': 'orders:read',
  'shipment.dispatched': 'deliveries:read',
  'shipment.cancelled': 'deliveries:read',
  'shipment.received': 'deliveries:read',
  'goods_return.recorded': 'deliveries:read',
  'goods_return.confirmed': 'deliveries:read',
  'goods_return.rejected': 'deliveries:read',
  'invoice.created': 'invoices:read',
  'invoice.voided': 'invoices:read',
  'invoice.credited': 'invoices:read',
  'payment.recorded': 'invoices:read',
  'payment.confirmed': 'invoices:read',
  'payment.rejected': 'invoices:read',
  'refund.recorded': 'invoices:read',
  'refund.confirmed': 'invoices:read',
  'refund.rejected': 'invoices:read',
  'ledger_entry.posted': 'ledger:read',
} as const satisfies Record<string, KeyScope>

export type WebhookEvent = keyof typeof scopeOfEvent
export const webhookEvents = Object.keys(scopeOfEvent) as [WebhookEvent, ...WebhookEvent[]]

/** The event that somebody sends to see whether their endpoint works; it is not subscribed to. */
export const testEvent = 'webhook.test'

/** The events that an endpoint of an organisation of this kind may be told. */
export function eventsOf(kind: OrganisationKind): WebhookEvent[] {
  const scopes = scopesOf(kind)
  // A requisition that waits for a signature is its unit's own business.
  const isOwn = (event: WebhookEvent) => kind === 'unit' || !event.startsWith('requisition.')
  return webhookEvents.filter((event) => scopes.includes(scopeOfEvent[event]) && isOwn(event))
}
