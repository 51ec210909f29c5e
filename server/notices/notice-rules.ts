import type { NoticeTopic } from '../../shared/notices/notices.api.ts'
import type { Role } from '../../shared/roles.ts'

/** The audience of an event: one side of the order, in these roles. */
export interface Audience {
  side: 'unit' | 'cooperative'
  roles: readonly Role[]
  /** Only when the event says one of these under this key. */
  only?: { key: string; values: readonly string[] }
}

const sellers: Audience = { side: 'cooperative', roles: ['cooperative_manager'] }
const packers: Audience = {
  side: 'cooperative',
  roles: ['cooperative_manager', 'cooperative_packer'],
}
const buyers: Audience = { side: 'unit', roles: ['buyer'] }
const finance: Audience = { side: 'unit', roles: ['finance'] }

/** Whoever did it themselves need not be told. */
const by = (side: string) => ({ only: { key: 'recordedSide', values: [side] } })
const judged = { only: { key: 'to', values: ['approved', 'held', 'rejected'] } }

/** Who is told of what; a topic that is not here is nobody's notice. */
export const noticeRules: Record<NoticeTopic, readonly Audience[]> = {
  'orders.requisition-submitted': [{ side: 'unit', roles: ['approver', 'unit_leader'] }],
  'orders.requisition-rejected': [buyers],
  'orders.purchase-order-placed': [packers],
  'orders.purchase-order-confirmed': [buyers],
  'orders.purchase-order-declined': [buyers],
  'orders.purchase-order-cancelled': [packers],
  'deliveries.shipment-dispatched': [{ side: 'unit', roles: ['receiver'] }],
  'deliveries.shipment-received': [sellers, finance],
  'deliveries.return-recorded': [sellers],
  'billing.invoice-created': [finance],
  'billing.payment-recorded': [
    { ...sellers, ...by('unit') },
    { ...finance, ...by('cooperative') },
  ],
  'catalogue.listing-moved': [{ ...sellers, ...judged }],
}

/** Whether the event is of the kind that concerns this audience. */
export function concerns({ only }: Audience, payload: Record<string, unknown>): boolean {
  return only === undefined || only.values.includes(String(payload[only.key]))
}
