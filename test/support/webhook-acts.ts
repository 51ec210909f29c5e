import type { BusyWorld } from './factories/busy-world.ts'
import type { Acts } from './write-acts.ts'

/** One act of every endpoint that writes webhooks, by each who may. */
export function webhookActs({ leader, manager, official, admin, webhookIds }: BusyWorld): Acts {
  const makers = { leader, manager, official, admin }
  const body = { url: 'https://93.184.216.34/cunji', description: '财务系统' }
  const details = { ...body, events: ['purchase_order.placed'] }
  const byEach = (rest: (of: (typeof webhookIds)['leader']) => object) =>
    Object.entries(makers).map(([about, as]) => ({
      ...{ about, as, ...rest(webhookIds[about as keyof typeof makers]) },
    }))
  const onOwn = byEach(({ webhookId }) => ({ params: { webhookId } }))
  return {
    'exchange.createWebhook': byEach(() => ({ body: details })),
    'exchange.saveWebhook': onOwn.map((act) => ({ ...act, body: details })),
    'exchange.rotateWebhookSecret': onOwn,
    'exchange.pauseWebhook': onOwn,
    'exchange.resumeWebhook': byEach(({ pausedId }) => ({ params: { webhookId: pausedId } })),
    'exchange.removeWebhook': onOwn,
    'exchange.testWebhook': onOwn,
    'exchange.replayDelivery': byEach(({ deliveryId }) => ({ params: { deliveryId } })),
    'exchange.replayFailed': onOwn.map((act) => ({
      ...act,
      body: { since: '2026-11-01T00:00:00Z' },
    })),
  }
}
