import { sqlstateOf } from '../db/sqlstate.ts'

/** A type and not an interface, so that it has the index signature the logger wants. */
type LoggedError = {
  type: string
  message: string
  stack: string
  code?: string
  constraint?: string
  cause?: LoggedError
}

/**
 * An error as the log keeps it. A statement's parameters are names, addresses and hashes of
 * passwords: neither they nor what the database repeats of them reaches the log.
 */
export function loggedError(error: unknown, depth = 0): LoggedError {
  if (!(error instanceof Error))
    return { type: typeof error, message: 'something was thrown', stack: '' }
  const message = withoutValues(error)
  const code = sqlstateOf(error) ?? ownText(error, 'code')
  const constraint = ownText(error, 'constraint_name')
  return {
    type: error.name,
    message,
    ...(code !== undefined && { code }),
    ...(constraint !== undefined && { constraint }),
    stack: `${error.name}: ${message}\n${framesOf(error)}`,
    ...(error.cause !== undefined && depth < 5 && { cause: loggedError(error.cause, depth + 1) }),
  }
}

/** Drizzle appends the parameters to its message; PostgreSQL quotes the value it stumbled over. */
function withoutValues(error: Error): string {
  const [statement = ''] = error.message.split(/\nparams: /)
  return ownText(error, 'severity') === undefined
    ? statement
    : statement.replaceAll(/: ".*"|\(.*\)=\(.*\)/gs, ': …')
}

/** Where it happened: the lines after the message, which the stack begins with. */
function framesOf(error: Error): string {
  const lines = (error.stack ?? '').split('\n')
  return lines.filter((line) => /^\s+at /.test(line)).join('\n')
}

function ownText(error: Error, key: string): string | undefined {
  const value: unknown = Reflect.get(error, key)
  return typeof value === 'string' ? value : undefined
}
