import { z } from 'zod'
import { endpoint } from '../endpoint.ts'
import { cursorPage, cursorQuery } from '../pagination.ts'
import { id, instant } from '../scalars.ts'
import { waitingKinds } from './waiting.ts'

/** The topics of notices; the screens hold a sentence and an address for each. */
export const noticeTopics = [
  'organisations.cooperative-applied',
  'organisations.unit-applied',
  'organisations.change-proposed',
  'organisations.change-confirmed',
  'organisations.change-declined',
  'organisations.bank-account-changed',
  'organisations.licence-submitted',
  'organisations.licence-accepted',
  'organisations.licence-declined',
  'assistance.proposal-made',
  'assistance.proposal-in-force',
  'assistance.proposal-declined',
  'assistance.proposal-withdrawn',
  'assistance.relation-ended',
  'assistance.target-change-proposed',
  'assistance.target-changed',
  'assistance.target-change-declined',
  'assistance.introduction-recorded',
  'assistance.introduction-confirmed',
  'assistance.introduction-declined',
  'assistance.reserve-filed',
  'assistance.reserve-confirmed',
  'assistance.reserve-returned',
  'assistance.reserve-reminded',
  'orders.requisition-submitted',
  'orders.requisition-rejected',
  'orders.requisition-placed',
  'orders.requisition-commented',
  'orders.requisition-line-struck',
  'orders.purchase-order-placed',
  'orders.purchase-order-confirmed',
  'orders.purchase-order-declined',
  'orders.purchase-order-cancelled',
  'deliveries.shipment-dispatched',
  'deliveries.shipment-received',
  'deliveries.return-recorded',
  'deliveries.surplus-recorded',
  'deliveries.surplus-confirmed',
  'deliveries.surplus-rejected',
  'deliveries.correction-recorded',
  'deliveries.correction-confirmed',
  'deliveries.credit-correction-recorded',
  'deliveries.credit-correction-signed',
  'deliveries.credit-correction-confirmed',
  'deliveries.credit-correction-rejected',
  'billing.invoice-created',
  'billing.invoice-voided',
  'billing.credit-note-created',
  'billing.set-off',
  'billing.waiver-recorded',
  'billing.waiver-confirmed',
  'billing.payment-recorded',
  'billing.misdirected-payment-recorded',
  'billing.payment-move-recorded',
  'billing.payment-move-confirmed',
  'billing.payment-move-rejected',
  'billing.payment-run-prepared',
  'billing.payment-terms-recorded',
  'billing.payment-terms-confirmed',
  'billing.payment-terms-rejected',
  'billing.money-due-soon',
  'billing.money-overdue',
  'billing.payment-requested',
  'billing.settlements-waiting',
  'billing.settlements-confirmed',
  'billing.settlements-rejected',
  'reports.month-prepared',
  'reports.month-returned',
  'reports.month-withdrawn',
  'reports.month-closed',
  'reports.target-behind',
  'reports.weight-target-behind',
  'catalogue.listing-moved',
  'catalogue.lot-outside-county',
  'catalogue.pack-reviewed',
  'catalogue.wanted-goods-answered',
  'catalogue.sales-terms-proposed',
  'catalogue.sales-terms-confirmed',
  'catalogue.sales-terms-refused',
  'review.flag-opened',
  'review.check-run-finished',
  'review.flag-proposed',
  'review.flag-upheld',
  'review.flag-stated',
  'exchange.export-ready',
] as const
export type NoticeTopic = (typeof noticeTopics)[number]

export const notice = z.object({
  id,
  topic: z.enum(noticeTopics),
  subjectType: z.string(),
  subjectId: id,
  /** The values in its sentence: a document number, an amount. */
  values: z.record(z.string(), z.union([z.string(), z.number()])),
  createdAt: instant,
  /** Read by this person, or its task is done by whomever. */
  isRead: z.boolean(),
})
export type Notice = z.infer<typeof notice>

export const listNotices = endpoint({
  name: 'notices.list',
  summary: 'What one is told in one’s present roles, the latest first',
  method: 'GET',
  path: '/api/v1/notices',
  access: 'signed-in',
  query: cursorQuery.extend({ unread: z.enum(['true', 'false']).default('false') }),
  response: cursorPage(notice),
})

export const countUnread = endpoint({
  name: 'notices.countUnread',
  summary: 'How many notices one has not read, of the last 90 days, and what waits for one',
  method: 'GET',
  path: '/api/v1/notices/unread-count',
  access: 'signed-in',
  response: z.object({
    count: z.int(),
    /** By kind; what one's roles have nothing to do with, or what there is none of, is left out. */
    waiting: z.partialRecord(z.enum(waitingKinds), z.int().min(1).max(1_000)),
  }),
})

export const markRead = endpoint({
  name: 'notices.markRead',
  summary: 'Mark some notices as read, or all',
  method: 'POST',
  path: '/api/v1/notices/read',
  access: 'signed-in',
  body: z.union([
    z.object({ noticeIds: z.array(id).min(1).max(100) }),
    z.object({ all: z.literal(true) }),
  ]),
  response: z.object({ count: z.int() }),
})
