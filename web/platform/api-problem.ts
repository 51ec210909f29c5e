import type { ErrorCode, FieldError, Problem } from '../../shared/errors.ts'

/** The browser's own failure beside the API's: no answer came at all. */
export type ProblemCode = ErrorCode | 'unreachable'

/** A call that failed, as a screen shows it: by code, with the request id to quote. */
export class ApiProblem extends Error {
  readonly code: ProblemCode
  readonly status: number
  readonly requestId: string | null
  readonly retryable: boolean
  readonly values: Record<string, unknown>
  readonly fields: readonly FieldError[]

  constructor(attributes: Partial<Omit<Problem, 'code'>> & { code: ProblemCode; cause?: unknown }) {
    super(attributes.code, attributes.cause === undefined ? undefined : { cause: attributes.cause })
    this.name = 'ApiProblem'
    this.code = attributes.code
    this.status = attributes.status ?? 0
    this.requestId = attributes.requestId ?? null
    this.retryable = attributes.retryable ?? false
    this.values = attributes.values ?? {}
    this.fields = attributes.fields ?? []
  }
}

/** The problem that a screen shows for a thrown value; programmers' errors are rethrown. */
export function asProblem(thrown: unknown): ApiProblem {
  if (thrown instanceof ApiProblem) return thrown
  throw thrown
}

/** The problem in a refused response. A proxy's page in between is no problem+json. */
export async function problemOf(response: Response): Promise<ApiProblem> {
  return problemFrom({
    text: await response.text(),
    status: response.status,
    requestId: response.headers.get('x-request-id'),
  })
}

/** The problem of an XMLHttpRequest's status and body. */
export function problemFrom(answer: {
  text: string
  status: number
  requestId: string | null
}): ApiProblem {
  try {
    const body = JSON.parse(answer.text) as Problem
    if (typeof body.code === 'string') return new ApiProblem(body)
  } catch {
    // Not JSON: fall through to what the status alone says.
  }
  const busy = answer.status === 502 || answer.status === 503 || answer.status === 504
  return new ApiProblem({
    code: busy ? 'service_unavailable' : 'internal_error',
    status: answer.status,
    retryable: busy,
    ...(answer.requestId === null ? {} : { requestId: answer.requestId }),
  })
}
