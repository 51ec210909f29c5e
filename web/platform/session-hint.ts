import { sessionHint } from '../../shared/session-hint.ts'

/**
 * Whether this browser was given a session that may still be open: a visitor who has none need not
 * ask. Kept by the server beside the refresh cookie, so that all tabs see the same.
 */
export function hasSessionHint(): boolean {
  const cookies = globalThis.document?.cookie ?? ''
  return cookies.split('; ').some((cookie) => cookie.startsWith(`${sessionHint}=`))
}

/** Whoever leaves without a network is not brought back by the next page. */
export function dropSessionHint(): void {
  // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store waits, and is for https alone
  if (globalThis.document) document.cookie = `${sessionHint}=; path=/; max-age=0`
}
