import type { FastifyInstance, InjectOptions, LightMyRequestResponse } from 'fastify'
import type { Actor } from '../../server/platform/context.ts'
import { newId } from '../../server/platform/ids.ts'
import { type Call, type Endpoint, type Result, urlOf } from '../../shared/endpoint.ts'
import type { Problem } from '../../shared/errors.ts'

export interface CallOptions {
  /** Who calls: an actor, a token as it stands, or nobody. */
  as?: Actor | string
  /** The Idempotency-Key; a new one where the endpoint requires one and none is given. */
  key?: string
  headers?: Record<string, string>
  /** A file to send beside the text fields, for endpoints that take uploads. */
  file?: { bytes: Uint8Array; name: string; mediaType?: string; fields?: Record<string, string> }
}

export interface Caller {
  /** The answer's body; the test fails when the call is refused. */
  call<E extends Endpoint>(endpoint: E, input: Call<E>, options?: CallOptions): Promise<Result<E>>
  /** The problem a call is refused with; the test fails when it is not refused. */
  refusal<E extends Endpoint>(endpoint: E, input: Call<E>, options?: CallOptions): Promise<Problem>
  /** The answer as it comes, for status, headers, cookies and bytes. */
  send(endpoint: Endpoint, input: Input, options?: CallOptions): Promise<LightMyRequestResponse>
}

type Input = { params?: Record<string, unknown>; query?: Record<string, unknown>; body?: unknown }

/** The three ways to call an app through the contract. */
export function callerOf(app: FastifyInstance, tokenOf: (actor: Actor) => string): Caller {
  const send: Caller['send'] = (endpoint, input, options = {}) =>
    app.inject(requestOf(endpoint, input, { ...options, ...tokenFor(options.as, tokenOf) }))
  return {
    send,
    call: async (endpoint, input, options) => {
      const response = await send(endpoint, input as Input, options)
      if (response.statusCode >= 300) {
        throw new Error(`${endpoint.name} was refused: ${response.statusCode} ${response.body}`)
      }
      return endpoint.response.parse(response.body === '' ? undefined : response.json()) as never
    },
    refusal: async (endpoint, input, options) => {
      const response = await send(endpoint, input as Input, options)
      if (response.statusCode < 400) throw new Error(`${endpoint.name} was not refused`)
      return response.json<Problem>()
    },
  }
}

function tokenFor(as: Actor | string | undefined, tokenOf: (actor: Actor) => string) {
  if (as === undefined) return {}
  return { token: typeof as === 'string' ? as : tokenOf(as) }
}

function requestOf(
  endpoint: Endpoint,
  input: Input,
  options: CallOptions & { token?: string },
): InjectOptions {
  const key = options.key ?? (endpoint.idempotent ? newId() : undefined)
  const form = options.file && multipart(options.file)
  return {
    method: endpoint.method,
    url: urlOf(endpoint, input),
    headers: {
      ...(options.token !== undefined && { authorization: `Bearer ${options.token}` }),
      ...(key !== undefined && { 'idempotency-key': key }),
      ...form?.headers,
      ...options.headers,
    },
    ...(form && { payload: form.payload }),
    ...(!form && input.body !== undefined && { payload: input.body as object }),
  }
}

function multipart(file: NonNullable<CallOptions['file']>) {
  const boundary = `----cunji${newId()}`
  const fields = Object.entries(file.fields ?? {}).map(
    ([name, value]) =>
      `--${boundary}\r\ncontent-disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`,
  )
  const head =
    `--${boundary}\r\ncontent-disposition: form-data; name="file"; filename="${file.name}"\r\n` +
    `content-type: ${file.mediaType ?? 'application/octet-stream'}\r\n\r\n`
  return {
    headers: { 'content-type': `multipart/form-data; boundary=${boundary}` },
    payload: Buffer.concat([
      Buffer.from(fields.join('') + head),
      file.bytes,
      Buffer.from(`\r\n--${boundary}--\r\n`),
    ]),
  }
}
