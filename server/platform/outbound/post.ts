import http from 'node:http'
import https from 'node:https'
import { isIPv6, type LookupFunction } from 'node:net'
import { addressesOf, HostRefused, type Resolve } from './resolve-host.ts'

/**
 * What came of a request to a stranger's server; of its answer nothing is read but the status and
 * how long it wants to be left alone.
 */
export type PostOutcome = Answer | { fault: PostFault }

interface Answer {
  status: number
  /** As it came, whatever stands in it; null: it did not come. */
  retryAfter: string | null
}

export type PostFault =
  | HostRefused['reason']
  | 'not_connected'
  | 'not_secure'
  | 'timed_out'
  | 'broken_off'

export interface PostOptions {
  url: string
  headers: Record<string, string>
  body: string
  /** For finding the host, connecting, sending and the head of the answer together. */
  timeoutMs: number
  resolve: Resolve
  /** Whether this machine itself may be asked, by http too: for trying, never in production. */
  loopback: boolean
}

/**
 * Posts to an address that a user gave. The host is resolved once, judged, and exactly the judged
 * addresses are connected to, so that a name that changes meanwhile leads nowhere else. Redirects
 * are not followed, connections are not kept, and the answer's body is thrown away unread.
 */
export async function post(options: PostOptions): Promise<PostOutcome> {
  const signal = AbortSignal.timeout(options.timeoutMs)
  try {
    const url = new URL(options.url)
    const addresses = await orAborted(addressesOf(url, options), signal)
    return await orAborted(send(url, addresses, { ...options, signal }), signal)
  } catch (error) {
    return { fault: faultOf(error, signal) }
  }
}

function send(
  url: URL,
  addresses: readonly string[],
  { headers, body, signal }: PostOptions & { signal: AbortSignal },
): Promise<Answer> {
  const { request } = url.protocol === 'https:' ? https : http
  return new Promise((resolve, reject) => {
    const sent = request(url, {
      method: 'POST',
      headers: { ...headers, 'content-length': Buffer.byteLength(body) },
      agent: false,
      lookup: lookupIn(addresses),
      signal,
    })
    sent.on('response', (response) => {
      const { statusCode = 0, headers } = response
      resolve({ status: statusCode, retryAfter: headers['retry-after'] ?? null })
      response.destroy()
    })
    sent.on('error', reject)
    // A receiver that changes to another protocol ends without an answer and without an error.
    sent.on('close', () => reject(new Error('closed')))
    sent.end(body)
  })
}

/** Stands in the resolver's place, with what was judged. */
function lookupIn(addresses: readonly string[]): LookupFunction {
  const all = addresses.map((address) => ({ address, family: isIPv6(address) ? 6 : 4 }))
  return (_host, { all: wantsAll }, callback) => {
    const [first] = all
    if (wantsAll) callback(null, all)
    else callback(null, first?.address ?? '', first?.family ?? 4)
  }
}

/** A promise that cannot be aborted, waited for no longer than until the signal. */
function orAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true })
    promise.then(resolve, reject)
  })
}

const notConnected = ['ECONNREFUSED', 'EHOSTUNREACH', 'ENETUNREACH', 'ETIMEDOUT', 'EADDRNOTAVAIL']

function faultOf(error: unknown, signal: AbortSignal): PostFault {
  if (signal.aborted) return 'timed_out'
  if (error instanceof HostRefused) return error.reason
  const code = String((error as NodeJS.ErrnoException).code ?? '')
  if (notConnected.includes(code)) return 'not_connected'
  // OpenSSL's own codes, and those of certificates that do not hold.
  return /^(ERR_TLS|ERR_SSL|EPROTO|CERT_|UNABLE_TO_|SELF_SIGNED|DEPTH_ZERO)/.test(code)
    ? 'not_secure'
    : 'broken_off'
}
