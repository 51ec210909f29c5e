import type { z } from 'zod'
import type { ErrorCode } from './errors.ts'
import type { Access } from './roles.ts'

/**
 * One endpoint of the API, said once. The server binds it, the browser and the tests call it,
 * OpenAPI is emitted from it. `name` is `<domain>.<verbNoun>`, unique, and the operation id.
 */
export interface Endpoint {
  name: `${string}.${string}`
  summary: string
  method: 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE'
  path: `/api/v1/${string}`
  access: Access
  params?: z.ZodObject
  query?: z.ZodObject
  body?: z.ZodType
  response: z.ZodType
  /** The status of success; 200 unless said. */
  status?: 200 | 201 | 202
  /** Moves stock, money or figures: the request must carry an Idempotency-Key (§5.5). */
  idempotent?: true
  /**
   * Takes multipart/form-data instead of JSON: these text fields, and behind them one `file`. The
   * handler reads both from the request.
   */
  upload?: z.ZodObject
  /** Answers a file of this media type instead of JSON. */
  download?: string
  /** The expected failures beyond the general ones. */
  errors?: readonly ErrorCode[]
}

/** Defines an endpoint, keeping its exact type. */
export function endpoint<const E extends Endpoint>(definition: E): E {
  return definition
}

type Output<T> = T extends z.ZodType ? z.output<T> : undefined
type Input<T> = T extends z.ZodType ? z.input<T> : undefined
type Given<T> = { [K in keyof T as T[K] extends undefined ? never : K]: T[K] }

/** The validated input of the handler. */
export interface Handled<E extends Endpoint> {
  params: Output<E['params']>
  query: Output<E['query']>
  body: Output<E['body']>
}

/** The return value of the handler. */
export type Reply<E extends Endpoint> = z.input<E['response']>

/** The caller's request. */
export type Call<E extends Endpoint> = Given<{
  params: Input<E['params']>
  query: Input<E['query']>
  body: Input<E['body']>
}>

/** The caller's response. */
export type Result<E extends Endpoint> = z.output<E['response']>

/** The address of a call: path parameters filled in, query appended, `undefined` left out. */
export function urlOf(
  definition: Endpoint,
  input: { params?: Record<string, unknown>; query?: Record<string, unknown> },
): string {
  const path = definition.path.replaceAll(/:(\w+)/g, (_, key: string) =>
    encodeURIComponent(String(input.params?.[key])),
  )
  const search = new URLSearchParams()
  for (const [key, value] of Object.entries(input.query ?? {})) {
    if (value === undefined || value === null || value === '') continue
    for (const item of Array.isArray(value) ? value : [value]) search.append(key, String(item))
  }
  return search.size > 0 ? `${path}?${search}` : path
}
