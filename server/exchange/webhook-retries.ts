import type { PostOutcome } from '../platform/outbound/post.ts'

const second = 1_000
const minute = 60 * second
const hour = 60 * minute

/** What is waited before each retry, as Standard Webhooks advises: three days in all. */
const waits = [
  5 * second,
  5 * minute,
  30 * minute,
  2 * hour,
  5 * hour,
  10 * hour,
  14 * hour,
  20 * hour,
  24 * hour,
]
/** Up to this share of a wait is added, so that what failed together does not return together. */
const jitter = 0.1
/** Retry-After is honoured up to so long for a delivery, and for its endpoint. */
const longestAskedMs = { delivery: 24 * hour, endpoint: hour }
const longestRestMs = 5 * minute

export const hasArrived = (outcome: PostOutcome) =>
  'status' in outcome && outcome.status >= 200 && outcome.status < 300

export const isGone = (outcome: PostOutcome) => 'status' in outcome && outcome.status === 410

/**
 * How long a delivery that did not arrive waits, having been retried so often before: never less
 * than the receiver asked for. Null: it is given up.
 */
export function waitBeforeRetry(retries: number, outcome: PostOutcome, now: Date): number | null {
  const wait = waits[retries]
  if (wait === undefined) return null
  const askedMs = Math.min(askedWait(outcome, now), longestAskedMs.delivery)
  return Math.max(wait, askedMs) * (1 + Math.random() * jitter)
}

/**
 * How long an endpoint rests after a turn: as long as its receiver asked for, and where nothing
 * arrived longer each time, so that one that hangs takes no other's turn.
 */
export function restAfterTurn(
  outcomes: readonly PostOutcome[],
  { failures, now }: { failures: number; now: Date },
): number {
  const askedMs = Math.max(0, ...outcomes.map((outcome) => askedWait(outcome, now)))
  const restMs = failures === 0 ? 0 : 5 * second * 2 ** Math.min(failures - 1, 10)
  return Math.max(Math.min(restMs, longestRestMs), Math.min(askedMs, longestAskedMs.endpoint))
}

/** The wait that an answer asks for in Retry-After (RFC 9110): seconds, or until a date. */
function askedWait(outcome: PostOutcome, now: Date): number {
  if (!('status' in outcome) || outcome.retryAfter === null) return 0
  const { retryAfter } = outcome
  if (/^\d+$/.test(retryAfter)) return Number(retryAfter) * second
  if (!/^\w{3}, \d{2} \w{3} \d{4} [\d:]{8} GMT$/.test(retryAfter)) return 0
  const until = Date.parse(retryAfter)
  return Number.isNaN(until) ? 0 : Math.max(0, until - now.getTime())
}
