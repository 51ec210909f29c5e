import autocannon from 'autocannon'
import { percentile } from './statistics.ts'

export interface LoadRequest {
  method: 'GET' | 'POST'
  path: string
  headers?: Record<string, string>
  body?: string | Buffer
}

export interface LoadResult {
  perSecond: number
  p50: number
  p95: number
  p99: number
  /** Answers by status, so that a round of refusals is never taken for speed. */
  statuses: Record<string, number>
}

/**
 * Keeps `connections` requests under way for `seconds` and measures each answer in milliseconds.
 * Every request is built anew, so that each order has its own key and lines.
 */
export async function load(options: {
  url: string
  connections: number
  seconds: number
  next: () => LoadRequest
  /** A load that only disturbs may be refused as often as the program likes. */
  mayBeRefused?: boolean
}): Promise<LoadResult> {
  const times: number[] = []
  const statuses: Record<string, number> = {}
  await new Promise<void>((resolve, reject) => {
    const instance = autocannon(
      {
        url: options.url,
        connections: options.connections,
        duration: options.seconds,
        timeout: 30,
        requests: [
          {
            setupRequest: (request) => ({ ...request, ...options.next() }),
          },
        ],
      },
      (error) => (error ? reject(error) : resolve()),
    )
    instance.on('response', (_client, status, _bytes, milliseconds) => {
      times.push(milliseconds)
      statuses[status] = (statuses[status] ?? 0) + 1
    })
  })
  if (options.mayBeRefused !== true) requireSuccess(statuses)
  return {
    perSecond: (statuses['200'] ?? 0) / options.seconds + (statuses['201'] ?? 0) / options.seconds,
    p50: percentile(times, 0.5),
    p95: percentile(times, 0.95),
    p99: percentile(times, 0.99),
    statuses,
  }
}

/** A round in which most answers are refusals measures nothing. */
function requireSuccess(statuses: Record<string, number>): void {
  const answers = Object.values(statuses).reduce((sum, count) => sum + count, 0)
  const successes = (statuses['200'] ?? 0) + (statuses['201'] ?? 0)
  if (successes === 0 || successes < answers / 2) {
    throw new Error(`the server refused: ${JSON.stringify(statuses)}`)
  }
}
