/**
 * Requests that were sent while the program itself was still being loaded (preload.ts), by method
 * and address. Whoever would send such a request takes the answer to the one under way, once.
 */
declare global {
  var earlyRequests: Map<string, Promise<Response>> | undefined
}

/** The headers of a request without a body, a key or a token. */
export const plainHeaders = { accept: 'application/json' }

/** Leaves the answer of a request for the program to take, who will see whether it failed. */
export function sendEarly(method: string, url: string, answer: Promise<Response>): void {
  answer.catch(() => undefined)
  globalThis.earlyRequests ??= new Map()
  globalThis.earlyRequests.set(`${method} ${url}`, answer)
}

/** The answer to a request that was sent early, for the first request like it. */
export function takeEarly(method: string, url: string): Promise<Response> | null {
  const answer = globalThis.earlyRequests?.get(`${method} ${url}`) ?? null
  globalThis.earlyRequests?.delete(`${method} ${url}`)
  return answer
}

const lockName = 'cunji-renew-access'

/**
 * Renews access in one tab at a time, where the browser has locks (it has them on https and on
 * localhost).
 */
export async function oneTabAtATime<T>(renew: () => Promise<T>): Promise<T> {
  if (typeof navigator === 'undefined' || !navigator.locks) return renew()
  return navigator.locks.request(lockName, renew) as Promise<T>
}
