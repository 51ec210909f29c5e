import { z } from 'zod'
import { endpoint } from '../endpoint.ts'
import { cursorPage, cursorQuery } from '../pagination.ts'
import { keyMakers } from '../roles.ts'
import { id, instant } from '../scalars.ts'
import { line } from '../text.ts'
import { webhookEvents } from './webhook-events.ts'

/** How many endpoints an organisation may have. */
export const mostWebhooks = 10

/**
 * Whether it is told anything, and why not: paused by somebody, disabled because nothing arrived
 * for days or because it answered 410, or, for the time being, whoever saved it last no longer acts
 * so or the organisation is suspended (§11.4).
 */
const webhookStates = ['active', 'paused', 'failing', 'gone', 'saver-left', 'suspended'] as const

export const deliveryStates = ['waiting', 'delivered', 'failed'] as const

/** Why an attempt came to nothing, where no status says so. */
export const attemptFaults = [
  'address_not_public',
  'host_not_found',
  'not_connected',
  'not_secure',
  'timed_out',
  'broken_off',
] as const
export type AttemptFault = (typeof attemptFaults)[number]

const url = z
  .string()
  .trim()
  .min(1)
  .max(2_000)
  .regex(/^https?:\/\/[\x21-\x7e]+$/)

const webhook = z.object({
  webhookId: id,
  url: z.string(),
  description: z.string(),
  events: z.array(z.enum(webhookEvents)),
  state: z.enum(webhookStates),
  /** Who saved it last: what they may know, it is told. */
  savedBy: z.string(),
  savedAt: instant,
  /** Since when nothing has arrived, while that is so. */
  failingSince: instant.nullable(),
  /** Until when the last of the secrets before the present one signs as well. */
  formerSecretUntil: instant.nullable(),
})
export type Webhook = z.infer<typeof webhook>

/** What is shown once alone. */
const withSecret = z.object({ secret: z.string(), webhook })

const delivery = z.object({
  deliveryId: id,
  event: z.string(),
  /** What is sent, to the byte. */
  payload: z.string(),
  state: z.enum(deliveryStates),
  createdAt: instant,
  /** Of one that waits. */
  nextAttemptAt: instant.nullable(),
  /** How often it was tried in all. */
  attemptCount: z.int(),
  /** The latest attempts first, twenty at most. */
  attempts: z.array(
    z.object({
      number: z.int(),
      attemptedAt: instant,
      status: z.int().nullable(),
      fault: z.enum(attemptFaults).nullable(),
      durationMs: z.int(),
    }),
  ),
})
export type WebhookDelivery = z.infer<typeof delivery>

const params = z.object({ webhookId: id })
const body = z.object({
  url,
  description: line(200),
  events: z.array(z.enum(webhookEvents)).min(1).max(webhookEvents.length),
})

export const listWebhooks = endpoint({
  name: 'exchange.listWebhooks',
  summary: 'The webhook endpoints of one’s organisation, ten at most',
  method: 'GET',
  path: '/api/v1/webhooks',
  access: keyMakers,
  response: z.object({ items: z.array(webhook) }),
})

export const createWebhook = endpoint({
  name: 'exchange.createWebhook',
  summary: 'Register an address that is told of events; its signing secret is shown once',
  method: 'POST',
  path: '/api/v1/webhooks',
  access: keyMakers,
  body,
  response: withSecret,
  status: 201,
  errors: ['too_many_requests'],
})

export const saveWebhook = endpoint({
  name: 'exchange.saveWebhook',
  summary: 'Change address, description and events; it is told what whoever saves it may know',
  method: 'PUT',
  path: '/api/v1/webhooks/:webhookId',
  access: keyMakers,
  params,
  body,
  response: webhook,
  errors: ['not_found', 'too_many_requests'],
})

export const rotateWebhookSecret = endpoint({
  name: 'exchange.rotateWebhookSecret',
  summary:
    'A new signing secret, shown once; each one before signs as well for a day, three at most',
  method: 'POST',
  path: '/api/v1/webhooks/:webhookId/secret',
  access: keyMakers,
  params,
  response: withSecret,
  errors: ['not_found', 'too_many_requests'],
})

export const pauseWebhook = endpoint({
  name: 'exchange.pauseWebhook',
  summary: 'Send nothing for now; what happens meanwhile waits',
  method: 'POST',
  path: '/api/v1/webhooks/:webhookId/pause',
  access: keyMakers,
  params,
  response: webhook,
  errors: ['not_found'],
})

export const resumeWebhook = endpoint({
  name: 'exchange.resumeWebhook',
  summary: 'Send again, to one that was paused or disabled, what waits and what happens',
  method: 'POST',
  path: '/api/v1/webhooks/:webhookId/resumption',
  access: keyMakers,
  params,
  response: webhook,
  errors: ['not_found'],
})

export const removeWebhook = endpoint({
  name: 'exchange.removeWebhook',
  summary: 'Remove an endpoint with its deliveries',
  method: 'DELETE',
  path: '/api/v1/webhooks/:webhookId',
  access: keyMakers,
  params,
  response: z.object({ webhookId: id }),
  errors: ['not_found'],
})

export const testWebhook = endpoint({
  name: 'exchange.testWebhook',
  summary: 'Send a test event to an endpoint that is active',
  method: 'POST',
  path: '/api/v1/webhooks/:webhookId/test',
  access: keyMakers,
  params,
  response: z.object({ deliveryId: id }),
  status: 201,
  errors: ['not_found', 'illegal_transition', 'too_many_requests'],
})

export const listWebhookDeliveries = endpoint({
  name: 'exchange.listWebhookDeliveries',
  summary: 'What an endpoint was told in the last 30 days, the latest first, with each attempt',
  method: 'GET',
  path: '/api/v1/webhooks/:webhookId/deliveries',
  access: keyMakers,
  params,
  query: cursorQuery.extend({ state: z.enum(deliveryStates).optional() }),
  response: cursorPage(delivery),
  errors: ['not_found'],
})

export const replayDelivery = endpoint({
  name: 'exchange.replayDelivery',
  summary: 'Send a delivery again, under the same webhook-id',
  method: 'POST',
  path: '/api/v1/webhook-deliveries/:deliveryId/replay',
  access: keyMakers,
  params: z.object({ deliveryId: id }),
  response: z.object({ deliveryId: id }),
  errors: ['not_found', 'illegal_transition', 'forbidden', 'too_many_requests'],
})

export const replayFailed = endpoint({
  name: 'exchange.replayFailed',
  summary: 'Send again whatever failed since an instant, the oldest first, 10,000 at most',
  method: 'POST',
  path: '/api/v1/webhooks/:webhookId/replay',
  access: keyMakers,
  params,
  body: z.object({ since: instant }),
  response: z.object({ count: z.int() }),
  errors: ['not_found', 'illegal_transition', 'too_many_requests'],
})
