import { oneTabAtATime } from './early-requests.ts'

/**
 * The access token lives in memory only: what a script on the page could read from storage, a
 * script that slipped in could steal. Tabs share it over a channel, and renew it one at a time:
 * the refresh token rotates, and two tabs using one old token would end each other's session.
 */

/** A token, and in whose name it speaks: the same person for the same organisation. */
export interface Access {
  token: string
  identity: string
  /** When it ends by this machine's clock, in milliseconds; renewed a little earlier. */
  endsAt: number
}

const channelName = 'cunji-access'
/** A request on a slow network must still arrive with a valid token. */
const soonMilliseconds = 20_000

let access: Access | null = null
let renew: (() => Promise<Access | null>) | null = null
let renewing: Promise<string | null> | null = null
let changedElsewhere: ((identity: string | null) => void) | null = null

const channel = typeof BroadcastChannel === 'undefined' ? null : new BroadcastChannel(channelName)
channel?.addEventListener('message', (event) => {
  const before = access?.identity ?? null
  access = (event as { data: Access | null }).data
  const now = access?.identity ?? null
  if (now !== before) changedElsewhere?.(now)
})

export function currentToken(): string | null {
  return access?.token ?? null
}

/** In whose name the token speaks. */
export function currentIdentity(): string | null {
  return access?.identity ?? null
}

/** The token, renewed where it is about to end; as it is where that cannot be had just now. */
export async function freshToken(): Promise<string | null> {
  if (access === null || access.endsAt - Date.now() > soonMilliseconds) return currentToken()
  return renewToken(access.token).catch(() => currentToken())
}

/** Sets the access here and in the other tabs; null signs them out too. */
export function setAccess(next: Access | null): void {
  access = next
  channel?.postMessage(next)
}

/** Called when another tab signed out or chose another organisation. */
export function whenAccessChangesElsewhere(listener: (identity: string | null) => void): void {
  changedElsewhere = listener
}

/** How to get a new access for the refresh cookie; null from it means: sign in again. */
export function renewAccessWith(renewer: () => Promise<Access | null>): void {
  renew = renewer
}

/** A token other than the refused one: another tab's newer one, or a freshly renewed one. */
export function renewToken(refusedToken: string | null): Promise<string | null> {
  if (access !== null && access.token !== refusedToken) return Promise.resolve(access.token)
  renewing ??= oneTabAtATime(() => renewUnlessDone(refusedToken)).finally(() => {
    renewing = null
  })
  return renewing
}

async function renewUnlessDone(refusedToken: string | null): Promise<string | null> {
  if (access !== null && access.token !== refusedToken) return access.token
  setAccess(renew ? await renew() : null)
  return currentToken()
}
