import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify'
import { AppError, type ErrorCode, errorStatuses, type Problem } from '../../../shared/errors.ts'
import {
  conflictOf,
  isConnectionLost,
  isOutOfSpace,
  isRetryable,
  isTimedOut,
} from '../db/sqlstate.ts'

/** Failures a client may repeat as they are, with the same Idempotency-Key where it has one. */
const repeatable: readonly ErrorCode[] = ['service_unavailable', 'overloaded', 'too_many_requests']

/** The one error handler: RFC 9457 problem details with the request id. */
export function answerProblem(
  error: FastifyError | Error,
  request: FastifyRequest,
  reply: FastifyReply,
): void {
  const failure = error instanceof AppError ? error : asAppError(error, request)
  const status = errorStatuses[failure.code]
  // Whoever hangs up while sending is no fault of ours, nor of the database's.
  // Who is refused for want of room is many at once; one error each would be the next burden.
  if (request.raw.destroyed && !request.raw.complete) request.log.info('the client left')
  else if (failure.code === 'overloaded') request.log.warn({ code: failure.code }, 'refused')
  else if (status >= 500) request.log.error({ err: error }, failure.code)
  else if (failure.cause !== undefined && conflictOf(failure.cause) !== null)
    request.log.warn({ err: failure.cause, code: failure.code }, 'refused by the database')
  else request.log.info({ code: failure.code, fields: failure.fields }, 'refused')
  if (status === 503) reply.header('retry-after', '1')
  if (status === 429) reply.header('retry-after', String(failure.values?.seconds ?? 60))
  reply.code(status).type('application/problem+json').send(problemOf(failure, request.id))
}

/** The problem details of a failure. */
export function problemOf(failure: AppError, requestId: string): Problem {
  return {
    type: `urn:cunji:problem:${failure.code}`,
    title: failure.code.replaceAll('_', ' '),
    status: errorStatuses[failure.code],
    code: failure.code,
    requestId,
    retryable: repeatable.includes(failure.code) || failure.values?.retryable === true,
    ...(failure.values && { values: failure.values }),
    ...(failure.fields && { fields: failure.fields }),
  }
}

/** A command that foresees a conflict says more; these are what is left. */
const codeOfConflict = {
  unusable_value: 'malformed_request',
  taken: 'stale_version',
  gone: 'not_found',
} as const

/**
 * What an error that is no AppError means to the client. A lost connection leaves a write
 * undecided: it may be repeated only under its Idempotency-Key.
 */
export function asAppError(
  error: FastifyError | Error,
  request: Pick<FastifyRequest, 'method' | 'headers'>,
): AppError {
  if (isRetryable(error) || isTimedOut(error) || isOutOfSpace(error)) {
    return new AppError('service_unavailable', { cause: error })
  }
  const conflict = conflictOf(error)
  if (conflict !== null) return new AppError(codeOfConflict[conflict], { cause: error })
  if (isConnectionLost(error)) {
    const reads = request.method === 'GET' || request.method === 'HEAD'
    if (reads) return new AppError('service_unavailable', { cause: error })
    const keyed = request.headers['idempotency-key'] !== undefined
    return new AppError('outcome_unknown', { values: { retryable: keyed }, cause: error })
  }
  return new AppError(codeOfStatus(error), { cause: error })
}

function codeOfStatus(error: FastifyError | Error): ErrorCode {
  const status = 'statusCode' in error ? error.statusCode : undefined
  if (status === 413) return 'request_too_large'
  if (status === 415) return 'unsupported_media_type'
  if (status === 429) return 'too_many_requests'
  if (status === 401) return 'unauthenticated'
  if (status === 404) return 'not_found'
  return status !== undefined && status >= 400 && status < 500
    ? 'malformed_request'
    : 'internal_error'
}
