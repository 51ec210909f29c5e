/** Errors of the driver that say the connection, not the statement, failed. */
const connectionCodes = new Set([
  'CONNECTION_CLOSED',
  'CONNECTION_ENDED',
  'CONNECTION_DESTROYED',
  'CONNECT_TIMEOUT',
  'ECONNREFUSED',
  'ECONNRESET',
  'ECONNABORTED',
  'EPIPE',
  'ETIMEDOUT',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
])

/** Classes and codes by which the server itself says that it goes away or takes nobody in. */
const serverGoneCodes = new Set([
  '57P01', // admin_shutdown
  '57P02', // crash_shutdown
  '57P03', // cannot_connect_now
  '57P05', // idle_session_timeout
  '25P03', // idle_in_transaction_session_timeout
  '53300', // too_many_connections
])

/**
 * The SQLSTATE, or the driver's own code, of an error: the first `code` along `cause`. Errors of a
 * statement come wrapped by Drizzle; errors of COMMIT and of the connection come bare.
 */
export function sqlstateOf(error: unknown): string | undefined {
  for (let at = error, depth = 0; isObject(at) && depth < 10; at = at.cause, depth++) {
    if (typeof at.code === 'string' && isDatabaseCode(at.code)) return at.code
  }
  return undefined
}

/** The constraint an error names, if it names one. */
export function constraintOf(error: unknown): string | undefined {
  for (let at = error, depth = 0; isObject(at) && depth < 10; at = at.cause, depth++) {
    if (typeof at.constraint_name === 'string') return at.constraint_name
  }
  return undefined
}

/** A conflict with a rival that the whole transaction may simply be tried again after. */
export function isRetryable(error: unknown): boolean {
  const code = sqlstateOf(error)
  return code === '40001' || code === '40P01'
}

/** What to throw where such a conflict is found by the program itself. */
export function serializationFailure(message: string): Error {
  return Object.assign(new Error(message), { code: '40001' })
}

/**
 * The connection died or could not be had. What was in flight is undecided: a COMMIT may have
 * reached the server or not, so only a request that carries an idempotency key may be repeated.
 */
export function isConnectionLost(error: unknown): boolean {
  const code = sqlstateOf(error)
  if (code === undefined) return false
  return connectionCodes.has(code) || serverGoneCodes.has(code) || code.startsWith('08')
}

/** The server cancelled the statement for taking or waiting too long; nothing was done. */
export function isTimedOut(error: unknown): boolean {
  const code = sqlstateOf(error)
  return code === '57014' || code === '55P03' || code === '25P04'
}

/**
 * What a failed statement says about the request where no command has foreseen it: a value no
 * column can hold, a row that a rival made in the same moment, a record that is gone.
 */
export function conflictOf(error: unknown): 'unusable_value' | 'taken' | 'gone' | null {
  const code = sqlstateOf(error)
  if (code?.startsWith('22')) return 'unusable_value'
  if (code === '23505' || code === '23P01') return 'taken'
  return code === '23503' ? 'gone' : null
}

/** The disk or the memory of the database or of the program is full; later it may not be. */
export function isOutOfSpace(error: unknown): boolean {
  return sqlstateOf(error)?.startsWith('53') === true || hasCode(error, 'ENOSPC')
}

function hasCode(error: unknown, wanted: string): boolean {
  for (let at = error, depth = 0; isObject(at) && depth < 10; at = at.cause, depth++) {
    if (at.code === wanted) return true
  }
  return false
}

function isDatabaseCode(code: string): boolean {
  return /^[0-9A-Z]{5}$/.test(code) || connectionCodes.has(code) || code === 'TRANSACTION_ENDED'
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}
