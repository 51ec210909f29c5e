import { type Call, type Endpoint, type Result, urlOf } from '../../shared/endpoint.ts'
import { currentIdentity, currentToken, freshToken, renewToken } from './access-token.ts'
import { actIsDecided, actKey } from './act-keys.ts'
import { ApiProblem, problemOf } from './api-problem.ts'
import { takeEarly } from './early-requests.ts'

export interface CallOptions {
  /** Only where the act outlives the page (the offline queue); otherwise it is kept for you. */
  idempotencyKey?: string
  signal?: AbortSignal
  /** For what gets the token in the first place. */
  withoutToken?: true
  /** Where nobody waits for it: the person is not asked to sign in again in the middle of work. */
  quietly?: true
}

export type Input = {
  params?: Record<string, unknown>
  query?: Record<string, unknown>
  body?: unknown
}

let signInAgain: (() => Promise<boolean>) | null = null

/**
 * What to do when the session is over in the middle of work: true when the person signed in
 * again, and the calls that were under way go on.
 */
export function whenSessionEnds(ask: () => Promise<boolean>): void {
  signInAgain = ask
}

/** Calls an endpoint of the contract. Rejects with ApiProblem for every failure. */
export async function call<E extends Endpoint>(
  definition: E,
  input: Call<E>,
  options: CallOptions = {},
): Promise<Result<E>> {
  const response = await send(definition, input as Input, options)
  if (response.status === 204) return undefined as Result<E>
  return (await response.json()) as Result<E>
}

/** Sends a call and gives the answer as it came; rejects like `call`. */
export async function send(
  definition: Endpoint,
  input: Input,
  options: CallOptions,
): Promise<Response> {
  const headers = headersFor(definition, input, options)
  const url = urlOf(definition, input)
  const repeatable = definition.method === 'GET' || definition.idempotent === true
  for (let attempt = 0; ; attempt += 1) {
    const problem = await withAccess(definition, options, (token) =>
      fetchOnce({ definition, url, input, headers, token, options }),
    ).then(
      async (response) => {
        if (response.ok) {
          actIsDecided(definition.name, input)
          return response
        }
        return problemOf(response)
      },
      (thrown: unknown) => {
        if (options.signal?.aborted) throw thrown
        return new ApiProblem({ code: 'unreachable', retryable: true, cause: thrown })
      },
    )
    if (problem instanceof Response) return problem
    if (!problem.retryable) actIsDecided(definition.name, input)
    const passing = problem.retryable && problem.code !== 'too_many_requests'
    if (!(repeatable && passing) || attempt >= 2) throw problem
    // Who was refused for want of room was asked to stay away for a second.
    await pause((problem.code === 'overloaded' ? 1_000 : 300) * 3 ** attempt)
  }
}

interface Sending {
  definition: Endpoint
  url: string
  input: Input
  headers: Record<string, string>
  token: string | null
  options: CallOptions
}

function fetchOnce({ definition, url, input, headers, token, options }: Sending) {
  const early =
    input.body === undefined && token === null ? takeEarly(definition.method, url) : null
  if (early !== null) return early
  const body = input.body === undefined ? null : JSON.stringify(input.body)
  return fetch(url, {
    method: definition.method,
    headers: {
      ...headers,
      ...(body === null ? {} : { 'content-type': 'application/json' }),
      ...(token === null ? {} : { authorization: `Bearer ${token}` }),
    },
    body,
    credentials: 'same-origin',
    ...(options.signal ? { signal: options.signal } : {}),
  })
}

/**
 * Sends with the token; on 401 renews it once, and then asks the person to sign in again. What
 * would write is not sent again where the new token speaks for another organisation: the person
 * lost the one they meant.
 */
export async function withAccess<A extends { status: number }>(
  definition: Endpoint,
  options: CallOptions,
  attempt: (token: string | null) => Promise<A>,
): Promise<A> {
  if (options.withoutToken) return attempt(null)
  const token = await freshToken()
  const identity = currentIdentity()
  const isMeant = () =>
    definition.method === 'GET' || identity === null || currentIdentity() === identity
  const first = await attempt(token)
  if (first.status !== 401 || definition.access === 'public') return first
  const renewed = await renewToken(token)
  if (renewed !== null) {
    if (!isMeant()) return first
    const second = await attempt(renewed)
    if (second.status !== 401) return second
  }
  if (options.quietly || signInAgain === null || !(await signInAgain()) || !isMeant()) return first
  return attempt(currentToken())
}

/** The headers every request of this endpoint carries, the key of the act among them. */
export function headersFor(definition: Endpoint, input: Input, options: CallOptions) {
  const headers: Record<string, string> = { accept: definition.download ?? 'application/json' }
  if (definition.idempotent) {
    headers['idempotency-key'] = options.idempotencyKey ?? actKey(definition.name, input)
  }
  return headers
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds))
}
