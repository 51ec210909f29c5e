import type { NoticeTopic } from '../../shared/notices/notices.api.ts'
import { reading } from '../../shared/reports/reports.api.ts'
import { creditRoles, keyMakers, type Role } from '../../shared/roles.ts'

/**
 * The audience of an event, in these roles: one side of the order, the other sides of a relation
 * (§3.17), which the event names as organisations and as places, the units that pay the
 * cooperative it speaks of (§11.5), or the one person who had something made.
 */
export interface Audience {
  side: 'unit' | 'cooperative' | 'others' | 'payers' | 'maker'
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
const approvers: Audience = { side: 'unit', roles: ['approver', 'unit_leader'] }
const receivers: Audience = { side: 'unit', roles: ['receiver'] }
const finance: Audience = { side: 'unit', roles: ['finance'] }

const others: Audience = {
  side: 'others',
  roles: ['unit_leader', 'group_coordinator', 'official'],
}
const leaders: Audience = { side: 'unit', roles: ['unit_leader'] }
const leadersNamed: Audience = { side: 'others', roles: ['unit_leader'] }
const introduced: Audience = { side: 'others', roles: ['unit_leader', 'approver'] }

const crediting: Audience = { side: 'others', roles: creditRoles }

/** Whoever did it themselves need not be told. */
const by = (side: string) => ({ only: { key: 'recordedSide', values: [side] } })
const confirmers: Audience = { side: 'others', roles: ['official', 'platform_admin'] }
const supervisors: Audience = { side: 'others', roles: ['official'] }
const judged = { only: { key: 'to', values: ['approved', 'held', 'rejected'] } }

/** Who is told of what; a topic that is not here is nobody's notice. */
export const noticeRules: Record<NoticeTopic, readonly Audience[]> = {
  'organisations.cooperative-applied': [confirmers],
  'organisations.unit-applied': [confirmers],
  'organisations.change-proposed': [confirmers, sellers],
  'organisations.change-confirmed': [leaders, sellers],
  'organisations.change-declined': [leaders, sellers],
  'organisations.bank-account-changed': [{ side: 'payers', roles: ['finance'] }],
  'organisations.licence-submitted': [confirmers],
  'organisations.licence-accepted': [sellers],
  'organisations.licence-declined': [sellers],
  'assistance.proposal-made': [others],
  'assistance.proposal-in-force': [others],
  'assistance.proposal-declined': [others],
  'assistance.proposal-withdrawn': [others],
  'assistance.relation-ended': [others],
  'assistance.target-change-proposed': [others],
  'assistance.target-changed': [others],
  'assistance.target-change-declined': [others],
  'assistance.introduction-recorded': [introduced],
  'assistance.introduction-confirmed': [introduced],
  'assistance.introduction-declined': [introduced],
  'assistance.consent-given': [leaders],
  'assistance.reserve-filed': [others],
  'assistance.reserve-confirmed': [leadersNamed],
  'assistance.reserve-returned': [leadersNamed],
  'assistance.reserve-reminded': [leadersNamed],
  'orders.requisition-submitted': [approvers],
  'orders.requisition-rejected': [buyers],
  'orders.requisition-placed': [buyers],
  'orders.requisition-commented': [
    { ...approvers, only: { key: 'side', values: ['requester'] } },
    { ...buyers, only: { key: 'side', values: ['approver'] } },
  ],
  'orders.requisition-line-struck': [buyers],
  'orders.purchase-order-placed': [packers],
  'orders.purchase-order-confirmed': [buyers],
  'orders.purchase-order-declined': [buyers],
  'orders.purchase-order-cancelled': [packers],
  'deliveries.shipment-dispatched': [{ side: 'unit', roles: ['receiver', 'buyer'] }],
  'deliveries.shipment-received': [sellers, { side: 'unit', roles: ['finance', 'buyer'] }],
  'deliveries.return-recorded': [sellers],
  'deliveries.surplus-recorded': [sellers],
  'deliveries.surplus-confirmed': [receivers, finance],
  'deliveries.surplus-rejected': [receivers, finance],
  'deliveries.correction-recorded': [
    { ...sellers, ...by('unit') },
    { ...receivers, ...by('cooperative') },
  ],
  'deliveries.correction-confirmed': [
    { ...receivers, ...by('unit') },
    { ...sellers, ...by('cooperative') },
  ],
  'deliveries.credit-correction-recorded': [crediting],
  'deliveries.credit-correction-signed': [crediting],
  'deliveries.credit-correction-confirmed': [
    { ...crediting, roles: [...crediting.roles, 'official'] },
  ],
  'deliveries.credit-correction-rejected': [crediting],
  'billing.invoice-created': [finance],
  'billing.invoice-voided': [finance],
  'billing.credit-note-created': [finance],
  'billing.set-off': [
    { ...sellers, ...by('unit') },
    { ...finance, ...by('cooperative') },
  ],
  'billing.waiver-recorded': [sellers],
  'billing.waiver-confirmed': [finance],
  'billing.misdirected-payment-recorded': [
    { ...sellers, ...by('unit') },
    { ...finance, ...by('cooperative') },
  ],
  'billing.payment-move-recorded': [
    { ...sellers, ...by('unit') },
    { ...finance, ...by('cooperative') },
  ],
  'billing.payment-move-confirmed': [
    { ...finance, ...by('unit') },
    { ...sellers, ...by('cooperative') },
  ],
  'billing.payment-move-rejected': [
    { ...finance, ...by('unit') },
    { ...sellers, ...by('cooperative') },
  ],
  'billing.payment-recorded': [
    { ...sellers, ...by('unit') },
    { ...finance, ...by('cooperative') },
  ],
  'billing.payment-run-prepared': [{ side: 'unit', roles: ['finance'] }],
  'billing.payment-terms-recorded': [sellers],
  'billing.payment-terms-confirmed': [finance],
  'billing.payment-terms-rejected': [finance],
  'billing.money-due-soon': [finance],
  'billing.money-overdue': [finance],
  'billing.payment-requested': [finance],
  'billing.settlements-waiting': [{ side: 'others', roles: ['official'] }],
  'billing.settlements-confirmed': [{ side: 'others', roles: ['cooperative_manager'] }],
  'billing.settlements-rejected': [{ side: 'others', roles: ['cooperative_manager'] }],
  'reports.month-prepared': [supervisors],
  'reports.month-returned': [supervisors],
  'reports.month-withdrawn': [supervisors],
  'reports.month-closed': [supervisors],
  'reports.target-behind': [leaders],
  'reports.weight-target-behind': [leaders],
  'catalogue.listing-moved': [{ ...sellers, ...judged }],
  'catalogue.lot-outside-county': [confirmers],
  'catalogue.pack-reviewed': [sellers],
  'catalogue.wanted-goods-answered': [buyers],
  'catalogue.sales-terms-proposed': [sellers],
  'catalogue.sales-terms-confirmed': [confirmers],
  'catalogue.sales-terms-refused': [confirmers],
  'exchange.webhook-disabled': [{ side: 'others', roles: keyMakers }],
  'review.flag-opened': [supervisors],
  'review.check-run-finished': [supervisors],
  'review.flag-proposed': [supervisors],
  'review.flag-upheld': [sellers, leaders],
  'review.flag-stated': [supervisors],
  'exchange.export-ready': [{ side: 'maker', roles: reading }],
}

/** Whether the event is of the kind that concerns this audience. */
export function concerns({ only }: Audience, payload: Record<string, unknown>): boolean {
  return only === undefined || only.values.includes(String(payload[only.key]))
}
