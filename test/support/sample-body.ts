import { z } from 'zod'
import { newId } from '../../server/platform/ids.ts'
import type { Endpoint } from '../../shared/endpoint.ts'
import { dayOf } from '../../shared/scalars.ts'
import { testClock } from './clock.ts'

/** As much of JSON Schema as the contract uses. */
export interface Schema {
  type?: string | string[]
  format?: string
  pattern?: string
  enum?: unknown[]
  const?: unknown
  default?: unknown
  anyOf?: Schema[]
  oneOf?: Schema[]
  properties?: Record<string, Schema>
  required?: string[]
  items?: Schema
  minItems?: number
  maxItems?: number
  minLength?: number
  maxLength?: number
  minimum?: number
  maximum?: number
  exclusiveMinimum?: number
}

const texts = [
  '13800000000',
  '500237222213',
  '2026',
  '12345678901234567890',
  'sample text 1',
  '16:00',
  '12345678',
  '',
]

/** Where a program is told of something. */
const webhook = {
  ...{ url: 'https://93.184.216.34/cunji', description: '' },
  events: ['purchase_order.placed'],
}

/** What only a refinement knows of a body. */
const bodies: Record<string, object> = {
  'accounts.invite': { name: '李芳', email: 'li@unit.test', roles: ['buyer'] },
  'accounts.requestEmail': { email: 'li@unit.test', password: 'whatever it is' },
  'organisations.proposeCooperativeIdentity': {
    version: 1,
    name: '下庄柑橘专业合作社',
    creditCode: '91654026MA78WT2Q66',
    villageCode: '500237222213',
    legalRepresentative: '毛建国',
  },
  'assistance.saveTarget': {
    divisionCode: '500237',
    year: 2026,
    measure: 'money',
    amount: 1_000,
  },
  'assistance.splitTarget': {
    year: 2026,
    measure: 'money',
    parts: [{ unitId: newId(), shareBasisPoints: 10_000 }],
  },
  'assistance.fileReserve': {
    ...{ year: 2026, budgetCents: 1_000_000, shareBasisPoints: 1_000, version: 0 },
    channels: ['canteen'],
  },
  'exchange.createWebhook': webhook,
  'exchange.saveWebhook': webhook,
  'exchange.replayFailed': { since: '2026-11-01T00:00:00Z' },
  'assistance.recordSharedCredit': {
    buyerUnitId: newId(),
    parts: [{ unitId: newId(), shareBasisPoints: 10_000 }],
    toDate: null,
    fromDate: dayOf(testClock()),
  },
}

/** A body this endpoint accepts, or undefined where it takes none. */
export function sampleBodyFor(endpoint: Endpoint): unknown {
  return endpoint.body && (bodies[endpoint.name] ?? sampleBody(endpoint.body))
}

/** A body the contract accepts, made from its schema; what only a refinement knows is beyond it. */
export function sampleBody(body: z.ZodType): unknown {
  return sampleOf(schemaOf(body))
}

/** What may be sent, as JSON Schema. */
export function schemaOf(shape: z.ZodType): Schema {
  return z.toJSONSchema(shape, { io: 'input', unrepresentable: 'any' }) as Schema
}

/** A sample that has a value at a place, also where the contract requires none. */
export function sampleWith(shape: z.ZodType, path: (string | number)[], value: unknown): unknown {
  return withValue(schemaOf(shape), path, value)
}

function withValue(schema: Schema, path: (string | number)[], value: unknown): unknown {
  const [key, ...rest] = path
  if (key === undefined) return value
  const choices = schema.anyOf ?? schema.oneOf
  if (choices) return withValue(choices.find((choice) => leadsOn(choice, path)) ?? {}, path, value)
  if (typeof key === 'number') return [withValue(schema.items ?? {}, rest, value)]
  const below = schema.properties?.[key] ?? {}
  return { ...sampleObject(schema), [key]: withValue(below, rest, value) }
}

function leadsOn(schema: Schema, [key]: (string | number)[]): boolean {
  return typeof key === 'number'
    ? schema.items !== undefined
    : key !== undefined && schema.properties?.[key] !== undefined
}

function sampleOf(schema: Schema): unknown {
  if (schema.const !== undefined) return schema.const
  if (schema.enum !== undefined) return schema.enum[0]
  const choices = schema.anyOf ?? schema.oneOf
  if (choices !== undefined)
    return sampleOf(choices.find(({ type }) => type === 'null') ?? choices[0] ?? {})
  const type = Array.isArray(schema.type) ? schema.type.at(-1) : schema.type
  switch (type) {
    case 'object':
      return sampleObject(schema)
    case 'array':
      return Array.from({ length: schema.minItems ?? 0 }, () => sampleOf(schema.items ?? {}))
    case 'integer':
    case 'number':
      return Math.max(1, schema.minimum ?? 1, (schema.exclusiveMinimum ?? 0) + 1)
    case 'boolean':
      return false
    case 'null':
      return null
    default:
      return sampleText(schema)
  }
}

function sampleObject(schema: Schema): Record<string, unknown> {
  const properties = schema.properties ?? {}
  const needed = (schema.required ?? []).filter((key) => properties[key] !== undefined)
  return Object.fromEntries(needed.map((key) => [key, sampleOf(properties[key] ?? {})]))
}

function sampleText({ format, pattern, minLength = 0 }: Schema): string {
  if (format === 'uuid') return newId()
  if (format === 'date') return dayOf(testClock())
  if (format === 'email') return 'somebody@people.test'
  const fitting = texts.find(
    (text) => text.length >= minLength && (!pattern || new RegExp(pattern).test(text)),
  )
  return fitting ?? 'x'.repeat(minLength)
}
