import swagger from '@fastify/swagger'
import swaggerUi from '@fastify/swagger-ui'
import type { FastifyInstance } from 'fastify'
import { createJsonSchemaTransform } from 'fastify-type-provider-zod'
import type { OpenAPIV3_1 } from 'openapi-types'
import { z } from 'zod'
import type { Endpoint } from '../../../shared/endpoint.ts'
import { scopeOf } from '../../../shared/key-scopes.ts'
import type { Config } from '../../config.ts'
import { describedWebhooks, webhookMessage } from './described-webhooks.ts'

const transform = createJsonSchemaTransform({})

const problem: OpenAPIV3_1.SchemaObject = {
  type: 'object',
  required: ['type', 'title', 'status', 'code', 'requestId', 'retryable'],
  properties: {
    type: { type: 'string' },
    title: { type: 'string' },
    status: { type: 'integer' },
    code: { type: 'string', description: 'What failed; clients translate by it.' },
    requestId: { type: 'string' },
    retryable: {
      type: 'boolean',
      description: 'Whether the same request, with the same Idempotency-Key, may succeed.',
    },
    values: { type: 'object', additionalProperties: true },
    fields: {
      type: 'array',
      items: {
        type: 'object',
        required: ['path', 'code'],
        properties: {
          path: { type: 'array', items: { type: ['string', 'integer'] } },
          code: { type: 'string' },
          values: { type: 'object', additionalProperties: true },
        },
      },
    },
  },
}

/**
 * The API's description, emitted from the contract: OpenAPI 3.1 at `/api/openapi.json` and a page
 * to read at `/api/docs`. Register it before the routes it is to describe.
 */
export async function registerDocumentation(app: FastifyInstance, config: Config): Promise<void> {
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Cunji 村集',
        description: 'Village produce marketplace with an attribution ledger.',
        version: '1',
        license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
      },
      servers: [{ url: config.publicUrl }],
      webhooks: describedWebhooks(),
      components: {
        schemas: { Problem: problem, WebhookMessage: webhookMessage },
        securitySchemes: {
          bearer: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' },
          key: { type: 'http', scheme: 'bearer', description: 'A key of the open API' },
        },
      },
    },
    transform: (document) => {
      const transformed = transform(document)
      const endpoint = (document.route.config as { endpoint?: Endpoint } | undefined)?.endpoint
      if (endpoint !== undefined)
        Object.assign(transformed.schema ?? {}, detailsOf(endpoint), filesOf(endpoint))
      addProblem(transformed.schema as { response?: Record<string, unknown> })
      return transformed
    },
  })
  await app.register(swaggerUi, {
    routePrefix: '/api/docs',
    theme: { title: 'Cunji API' },
    logo: { type: 'image/svg+xml', content: emptyImage },
    uiConfig: { deepLinking: true, validatorUrl: null, docExpansion: 'none' },
  })
  let text: string | undefined
  app.get('/api/openapi.json', { schema: { hide: true } }, async (_request, reply) => {
    text ??= JSON.stringify(app.swagger())
    return reply.type('application/json; charset=utf-8').send(text)
  })
}

const emptyImage = '<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"/>'

/** The contract beyond its schemas: idempotency key, failures and access. */
function detailsOf(endpoint: Endpoint): Record<string, unknown> {
  const scope = scopeOf(endpoint.name)
  const lines = [
    typeof endpoint.access === 'string'
      ? `Access: ${endpoint.access}.`
      : `Access: ${endpoint.access.join(', ')}.`,
    ...(scope === null ? [] : [`Scope of a key: ${scope}.`]),
    ...(endpoint.errors?.length ? [`Failures: ${endpoint.errors.join(', ')}.`] : []),
  ]
  if (endpoint.idempotent !== true) return { description: lines.join('\n\n') }
  return {
    description: lines.join('\n\n'),
    headers: {
      type: 'object',
      required: ['idempotency-key'],
      properties: {
        'idempotency-key': { type: 'string', minLength: 8, maxLength: 200 },
      },
    },
  }
}

/** Files that come in by a form, behind its text fields, and files that are answered. */
function filesOf({ upload, download }: Endpoint): Record<string, unknown> {
  return {
    ...(upload && { body: formOf(upload) }),
    ...(download && {
      response: { 200: { description: 'A file', content: contentOf(download) } },
    }),
  }
}

const bytes = { type: 'string', format: 'binary' }

function formOf(fields: z.ZodObject): Record<string, unknown> {
  const { properties, required = [] } = z.toJSONSchema(fields, { io: 'input' })
  const file = { ...bytes, description: 'Behind the other fields.' }
  return {
    type: 'object',
    properties: { ...properties, file },
    required: [...required, 'file'],
  }
}

function contentOf(mediaType: string): Record<string, unknown> {
  if (mediaType === 'application/json') return { [mediaType]: { schema: {} } }
  if (mediaType === 'text/csv') return { [mediaType]: { schema: { type: 'string' } } }
  // What was kept as it came has the type that it came with.
  const isAny = mediaType === 'application/octet-stream'
  return { [isAny ? '*/*' : mediaType]: { schema: bytes } }
}

function addProblem(schema: { response?: Record<string, unknown>; hide?: boolean } | undefined) {
  if (schema === undefined || schema.hide) return
  schema.response = {
    ...schema.response,
    default: {
      description: 'A problem (RFC 9457)',
      content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
    },
  }
}
