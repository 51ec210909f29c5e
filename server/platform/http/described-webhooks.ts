import type { OpenAPIV3_1 } from 'openapi-types'
import { testEvent, webhookEvents } from '../../../shared/exchange/webhook-events.ts'

const events = [...webhookEvents, testEvent]

/** What programs outside are sent, whatever happened; `data` names the records by their ids. */
export const webhookMessage: OpenAPIV3_1.SchemaObject = {
  type: 'object',
  required: ['type', 'timestamp', 'data'],
  properties: {
    type: { type: 'string', enum: events },
    timestamp: { type: 'string', format: 'date-time' },
    data: { type: 'object', additionalProperties: { type: ['string', 'integer'] } },
  },
}

/** The events that programs outside may be told of, for the `webhooks` of the description. */
export function describedWebhooks() {
  const signed = ['webhook-id', 'webhook-timestamp', 'webhook-signature']
  const schema = { $ref: '#/components/schemas/WebhookMessage' }
  const post = {
    description: 'Signed after Standard Webhooks; sent again until it is answered with 2xx.',
    parameters: signed.map((name) => ({
      ...{ name, in: 'header', required: true, schema: { type: 'string' as const } },
    })),
    requestBody: { required: true, content: { 'application/json': { schema } } },
    responses: { '2XX': { description: 'It has arrived' } },
  }
  return Object.fromEntries(events.map((event) => [event, { post: { summary: event, ...post } }]))
}
