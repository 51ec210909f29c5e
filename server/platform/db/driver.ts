import net from 'node:net'
import postgres from 'postgres'

/**
 * The driver as published lets a transaction whose backend died go on inside another client's.
 * `patches/` mends that; a program that loaded an unmended driver must not touch any data.
 */
export function requirePatchedDriver(): void {
  if (String(postgres).includes('TRANSACTION_ENDED')) return
  throw new Error(
    'The installed driver "postgres" lacks the patch in patches/, without which a lost ' +
      'connection can write wrong data: run "npm ci" again, with install scripts allowed.',
  )
}

export interface ClientOptions {
  url: string
  /** False behind pgbouncer in transaction mode. */
  prepare?: boolean
  /** Connections at most. */
  max?: number
  /** Zero for bulk work that may take as long as it takes. */
  statementTimeoutMs?: number
  lockTimeoutMs?: number
  idleInTransactionTimeoutMs?: number
  applicationName?: string
}

interface Types extends Record<string, postgres.PostgresType> {
  int8: postgres.PostgresType<number>
  day: postgres.PostgresType<string>
}

export type Client = postgres.Sql<{ int8: number; day: string }>

/** Counts and amounts are safe integers or the program must stop rather than round them. */
export function parseSafeInteger(text: string): number {
  const value = Number(text)
  if (!Number.isSafeInteger(value)) throw new RangeError(`${text} is not a safe integer`)
  return value
}

/** One client of the driver with the options under which it was tried. */
export function createClient(options: ClientOptions): Client {
  requirePatchedDriver()
  const { url, prepare = true, max = 16, applicationName = 'cunji' } = options
  const { statementTimeoutMs = 30_000 } = options
  const settings = {
    max,
    prepare,
    connect_timeout: 5,
    // The driver's own back-off grows to 20 s and keeps the pool down long after the server is up.
    backoff: (attempt: number) => Math.min(0.02 * 2 ** attempt, 0.5),
    max_lifetime: 1800,
    onnotice: () => {},
    types: {
      int8: { to: 20, from: [20], parse: parseSafeInteger, serialize: String },
      // A calendar day has no time zone: as a Date it would move by one day in half of the world.
      day: { to: 1082, from: [1082], parse: (text: string) => text, serialize: String },
    },
    connection: {
      application_name: applicationName,
      // pgbouncer refuses parameters it does not know: there, ALTER ROLE sets the limits.
      ...(prepare && {
        statement_timeout: statementTimeoutMs,
        lock_timeout: options.lockTimeoutMs ?? 10_000,
        idle_in_transaction_session_timeout: options.idleInTransactionTimeoutMs ?? 60_000,
      }),
    },
    socket: socketFactory(statementTimeoutMs),
  }
  return postgres<Types>(url, settings)
}

interface Address {
  path?: string | false
  host: string[]
  port: number[]
}

/**
 * A network that swallows packets is noticed by nothing in the driver. No statement may stay
 * silent longer than `statement_timeout`; a socket that does is dead.
 */
function socketFactory(statementTimeoutMs: number) {
  let attempts = 0
  return (address: Address): net.Socket => {
    const at = attempts++ % address.host.length
    const socket = address.path
      ? net.connect(address.path)
      : net.connect(address.port[at] ?? 5432, address.host[at] ?? 'localhost')
    socket.setNoDelay(true)
    // The driver names the server by this when it checks a certificate.
    Object.assign(socket, { host: address.host[at] })
    if (statementTimeoutMs > 0)
      socket.setTimeout(statementTimeoutMs + 15_000, () => socket.destroy())
    return socket
  }
}
