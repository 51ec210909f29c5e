import { noticeTopics } from '../../shared/notices/notices.api.ts'
import type { Listener } from '../platform/jobs/relay.ts'
import { approvalMails } from './mail-approvers.ts'
import { behindMails } from './mail-behind.ts'
import { paymentRequestMails } from './mail-debtors.ts'
import { accountChangeMails } from './mail-payers.ts'
import { webhookDisabledMails } from './mail-webhook-owners.ts'
import { notifyAudience } from './notify-audience.ts'
import { placedOrdersListener } from './notify-of-placed-orders.ts'
import { settlingListeners } from './settle-notices.ts'

/** The events this domain handles: a notice for each topic, a mail where somebody waits. */
export function noticeListeners(settings: { publicUrl: string }): Listener[] {
  return [
    ...noticeTopics.map((topic) => ({ topic, handle: notifyAudience })),
    placedOrdersListener,
    approvalMails(settings),
    accountChangeMails(settings),
    paymentRequestMails(settings),
    ...behindMails(settings),
    webhookDisabledMails(settings),
    ...settlingListeners(),
  ]
}
