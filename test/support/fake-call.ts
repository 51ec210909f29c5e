import { afterEach, beforeEach, vi } from 'vitest'
import type { Endpoint, Handled, Reply } from '../../shared/endpoint.ts'
import { AppError, errorStatuses, type Problem } from '../../shared/errors.ts'

/** The input of a handler: the request as the contract parses it on the server. */
export interface FakeRequest<E extends Endpoint> extends Handled<E> {
  /** The Idempotency-Key it was sent with. */
  key: string | null
  /** The form of an upload: its file and the text fields beside it. */
  file: File | null
  fields: Record<string, string>
}

type Handler<E extends Endpoint> = (request: FakeRequest<E>) => Reply<E> | Promise<Reply<E>>
type AnyRequest = FakeRequest<Endpoint>

export interface FakeApi {
  /**
   * Answers the calls of an endpoint until the test ends; a later handler replaces it. A handler
   * refuses as the server does: `throw new AppError('above_open')`, `throw fieldError(…)`.
   */
  on<E extends Endpoint>(endpoint: E, handler: Handler<E>): void
  /** The requests an endpoint got, oldest first. */
  requests<E extends Endpoint>(endpoint: E): readonly FakeRequest<E>[]
  /** Resolves when every call that was sent is answered and what waited for it has run. */
  settled(): Promise<void>
}

// A test with fake timers still settles.
const nextTurn = setImmediate

/**
 * Stands where the network is, so that `call`, `upload` and `download` reach handlers instead of a
 * server. Requests and answers are checked by the contract; a call that no handler answers fails
 * the test. Call it once at the top of a test file.
 */
export function fakeCall(): FakeApi {
  const handlers = new Map<Endpoint, (request: AnyRequest) => unknown>()
  const requests: { endpoint: Endpoint; request: AnyRequest }[] = []
  const faults: unknown[] = []
  let unanswered = 0

  beforeEach(() => {
    vi.stubGlobal('fetch', async (url: string, init: RequestInit) => {
      const answered = await answer({
        url,
        method: init.method ?? 'GET',
        headers: new Headers(init.headers),
        body: typeof init.body === 'string' ? JSON.parse(init.body) : undefined,
      })
      init.signal?.throwIfAborted()
      return answered
    })
    vi.stubGlobal('XMLHttpRequest', formRequest(answer))
    vi.stubGlobal('document', { createElement: () => ({ click: () => undefined }) })
  })

  afterEach(() => {
    vi.unstubAllGlobals()
    handlers.clear()
    requests.length = 0
    const pending = faults.splice(0)
    if (pending.length > 0) throw new AggregateError(pending, pending.map(String).join('\n'))
  })

  async function answer(sent: Sent): Promise<Response> {
    unanswered += 1
    try {
      const [endpoint, handler] = findHandler(sent)
      const request = parse(endpoint, sent)
      requests.push({ endpoint, request })
      const result = endpoint.response.parse(await handler(request))
      if (endpoint.download) return new Response(String(result))
      return result === undefined ? new Response(null, { status: 204 }) : Response.json(result)
    } catch (thrown) {
      if (thrown instanceof AppError) return problemResponse(thrown)
      faults.push(thrown)
      return problemResponse(new AppError('internal_error'))
    } finally {
      unanswered -= 1
    }
  }

  function findHandler(sent: Sent) {
    const path = pathOf(sent.url)
    const handler = [...handlers].find(
      ([{ method, path: pattern }]) => method === sent.method && matcher(pattern).test(path),
    )
    if (handler === undefined) throw new Error(`Unexpected call: ${sent.method} ${sent.url}`)
    return handler
  }

  return {
    on: (endpoint, handler) => {
      handlers.set(endpoint, handler as (request: AnyRequest) => unknown)
    },
    requests: (endpoint) =>
      requests.filter((sent) => sent.endpoint === endpoint).map(({ request }) => request) as never,
    settled: async () => {
      // Three quiet turns: an answer may lead to another call a few promises later.
      for (let quiet = 0; quiet < 3; quiet = unanswered === 0 ? quiet + 1 : 0) {
        await new Promise((resolve) => nextTurn(resolve))
      }
    },
  }
}

interface Sent {
  url: string
  method: string
  headers: Headers
  body: unknown
}

function parse(endpoint: Endpoint, { url, headers, body }: Sent): AnyRequest {
  const isForm = body instanceof FormData
  const form = isForm ? [...body.entries()] : []
  const file = form.find(([, value]) => value instanceof File)?.[1]
  return {
    params: endpoint.params?.parse(matcher(endpoint.path).exec(pathOf(url))?.groups) as undefined,
    query: endpoint.query?.parse(queryOf(url)) as undefined,
    body: (isForm ? undefined : endpoint.body?.parse(body)) as undefined,
    key: headers.get('idempotency-key'),
    file: file instanceof File ? file : null,
    fields: Object.fromEntries(
      form.flatMap(([name, value]) => (typeof value === 'string' ? [[name, value]] : [])),
    ),
  }
}

function pathOf(url: string): string {
  return decodeURIComponent(url.split('?')[0] ?? '')
}

function matcher(path: string): RegExp {
  return new RegExp(`^${path.replaceAll(/:(\w+)/g, '(?<$1>[^/]+)')}$`)
}

/** A parameter that was sent several times is a list, as the server reads it. */
function queryOf(url: string): Record<string, string | string[]> {
  const search = new URLSearchParams(url.split('?')[1] ?? '')
  return Object.fromEntries(
    [...new Set(search.keys())].map((name) => {
      const values = search.getAll(name)
      return [name, values.length > 1 ? values : (values[0] ?? '')]
    }),
  )
}

function problemResponse({ code, values, fields }: AppError): Response {
  const problem: Problem = {
    type: 'about:blank',
    title: code,
    status: errorStatuses[code],
    code,
    requestId: 'r-test',
    retryable: false,
    ...(values && { values }),
    ...(fields && { fields }),
  }
  return Response.json(problem, { status: problem.status })
}

/** As much of the browser's older interface as `upload` uses. */
function formRequest(answer: (sent: Sent) => Promise<Response>) {
  return class {
    upload = {}
    status = 0
    responseText = ''
    onload = (): void => undefined
    private readonly sent = { method: '', url: '', headers: new Headers() }

    open(method: string, url: string): void {
      Object.assign(this.sent, { method, url })
    }

    setRequestHeader(name: string, value: string): void {
      this.sent.headers.set(name, value)
    }

    getResponseHeader(): string | null {
      return null
    }

    async send(form: FormData): Promise<void> {
      const response = await answer({ ...this.sent, body: form })
      this.status = response.status
      this.responseText = await response.text()
      this.onload()
    }
  }
}
