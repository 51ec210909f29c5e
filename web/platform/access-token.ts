/**
 * The access token lives in memory only: what a script on the page could read from storage, a
 * script that slipped in could steal. Tabs share it over a channel, and renew it one at a time:
 * the refresh token rotates, and two tabs using one old token would end each other's session.
 */

export interface Renewed {
  accessToken: string
}

const channelName = 'cunji-access-token'
const lockName = 'cunji-renew-token'

let token: string | null = null
let renew: (() => Promise<Renewed | null>) | null = null
let renewing: Promise<string | null> | null = null
const channel = typeof BroadcastChannel === 'undefined' ? null : new BroadcastChannel(channelName)
channel?.addEventListener('message', (event: MessageEvent<string | null>) => {
  token = event.data
})

export function currentToken(): string | null {
  return token
}

/** Sets the token here and in the other tabs; null signs them out too. */
export function setToken(next: string | null): void {
  token = next
  channel?.postMessage(next)
}

/** How to get a new token from the refresh cookie; null from it means: sign in again. */
export function renewTokenWith(renewer: () => Promise<Renewed | null>): void {
  renew = renewer
}

/** A token other than the refused one: another tab's newer one, or a freshly renewed one. */
export function renewToken(refused: string | null): Promise<string | null> {
  if (token !== null && token !== refused) return Promise.resolve(token)
  renewing ??= underLock(() => renewUnlessDone(refused)).finally(() => {
    renewing = null
  })
  return renewing
}

async function renewUnlessDone(refused: string | null): Promise<string | null> {
  if (token !== null && token !== refused) return token
  const renewed = renew ? await renew() : null
  setToken(renewed?.accessToken ?? null)
  return token
}

/** One tab at a time, where the browser has locks (it has them on https and on localhost). */
async function underLock<T>(act: () => Promise<T>): Promise<T> {
  if (typeof navigator === 'undefined' || !navigator.locks) return act()
  return navigator.locks.request(lockName, act) as Promise<T>
}
