import type { Webhook, WebhookDelivery } from '../../shared/exchange/webhooks.api.ts'

type Tone = 'plain' | 'good' | 'waiting' | 'bad'

const toneOfState: Record<Webhook['state'], Tone> = {
  active: 'good',
  paused: 'waiting',
  failing: 'bad',
  gone: 'bad',
  'saver-left': 'bad',
  suspended: 'bad',
}

const toneOfDeliveryState: Record<WebhookDelivery['state'], Tone> = {
  waiting: 'waiting',
  delivered: 'good',
  failed: 'bad',
}

/** One that is active and at which nothing arrives is no good one. */
export function toneOf({ state, failingSince }: Webhook): Tone {
  return state === 'active' && failingSince !== null ? 'waiting' : toneOfState[state]
}

export function toneOfDelivery({ state }: WebhookDelivery): Tone {
  return toneOfDeliveryState[state]
}

/** The key of an event's name among the texts, where a dot parts levels. */
export const textOfEvent = (event: string) => `webhooks.event.${event.replace('.', '-')}`
