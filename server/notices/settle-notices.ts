import type { NoticeTopic } from '../../shared/notices/notices.api.ts'
import type { Transaction } from '../platform/db/transaction.ts'
import type { Listener, PublishedEvent } from '../platform/jobs/relay.ts'
import { settleNotices } from './notices.queries.ts'

/** What ends a task, by the notice that gave it; of the same record unless said. */
const endings: Partial<Record<NoticeTopic, readonly string[]>> = {
  'organisations.cooperative-applied': [
    'organisations.cooperative-recommended',
    'organisations.cooperative-admitted',
    'organisations.cooperative-rejected',
  ],
  'organisations.unit-applied': ['organisations.unit-admitted', 'organisations.unit-rejected'],
  'organisations.change-proposed': [
    'organisations.change-confirmed',
    'organisations.change-declined',
  ],
  'organisations.licence-submitted': [
    'organisations.licence-accepted',
    'organisations.licence-declined',
  ],
  'assistance.proposal-made': [
    'assistance.proposal-in-force',
    'assistance.proposal-declined',
    'assistance.proposal-withdrawn',
  ],
  'assistance.introduction-recorded': [
    'assistance.introduction-confirmed',
    'assistance.introduction-declined',
  ],
  'assistance.target-change-proposed': [
    'assistance.target-changed',
    'assistance.target-change-declined',
    'assistance.target-change-withdrawn',
  ],
  'assistance.consent-given': [
    'assistance.consent-confirmed',
    'assistance.consent-refused',
    'assistance.consent-withdrawn',
  ],
  'assistance.reserve-filed': ['assistance.reserve-confirmed', 'assistance.reserve-returned'],
  'catalogue.sales-terms-proposed': [
    'catalogue.sales-terms-confirmed',
    'catalogue.sales-terms-refused',
    'catalogue.sales-terms-withdrawn',
  ],
  'orders.requisition-submitted': [
    'orders.requisition-placed',
    'orders.requisition-rejected',
    'orders.requisition-withdrawn',
  ],
  'orders.purchase-order-placed': [
    'orders.purchase-order-confirmed',
    'orders.purchase-order-declined',
    'orders.purchase-order-cancelled',
  ],
  'review.flag-opened': ['review.flag-cleared', 'review.flag-proposed', 'review.flag-upheld'],
  'review.flag-proposed': ['review.flag-upheld', 'review.flag-refused'],
  'deliveries.shipment-dispatched': ['deliveries.shipment-received'],
  'deliveries.return-recorded': ['deliveries.return-confirmed', 'deliveries.return-rejected'],
  'deliveries.surplus-recorded': ['deliveries.surplus-confirmed', 'deliveries.surplus-rejected'],
  'deliveries.credit-correction-recorded': [
    'deliveries.credit-correction-signed',
    'deliveries.credit-correction-confirmed',
    'deliveries.credit-correction-rejected',
  ],
  'deliveries.credit-correction-signed': [
    'deliveries.credit-correction-confirmed',
    'deliveries.credit-correction-rejected',
  ],
  'billing.payment-run-prepared': ['billing.payment-run-released', 'billing.payment-run-cancelled'],
  'billing.payment-terms-recorded': [
    'billing.payment-terms-confirmed',
    'billing.payment-terms-rejected',
  ],
  'billing.misdirected-payment-recorded': [
    'billing.misdirected-payment-confirmed',
    'billing.misdirected-payment-rejected',
    'billing.misdirected-payment-withdrawn',
  ],
  'billing.payment-move-recorded': [
    'billing.payment-move-confirmed',
    'billing.payment-move-rejected',
    'billing.payment-move-withdrawn',
  ],
  'billing.payment-recorded': [
    'billing.payment-confirmed',
    'billing.payment-rejected',
    'billing.payment-withdrawn',
  ],
  'billing.invoice-created': ['billing.invoice-voided'],
  'reports.month-prepared': [
    'reports.month-returned',
    'reports.month-withdrawn',
    'reports.month-closed',
  ],
}

/**
 * A notice of something to do is read once it is done, by whomever. Registered behind the listeners
 * that write notices, so that what begins and ends in one batch does not stay unread.
 */
export function settlingListeners(): Listener[] {
  return Object.entries(endings).flatMap(([given, topics]) =>
    topics.map((topic) => ({
      topic,
      handle: (tx: Transaction, _: unknown, events: readonly PublishedEvent[]) =>
        settleNotices(
          tx,
          events.map((event) => ({
            topic: given,
            subject_id: subjectOf(event),
            at: event.publishedAt,
          })),
        ),
    })),
  )
}

/** A goods receipt ends the shipment that it names. */
function subjectOf({ subjectId, payload }: PublishedEvent): string {
  return typeof payload.shipmentId === 'string' ? payload.shipmentId : subjectId
}
