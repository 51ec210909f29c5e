import { createHash, randomBytes } from 'node:crypto'

/** A token nobody can guess, for a cookie or a link; only its hash is kept. */
export function newSecretToken(): { token: string; tokenHash: string } {
  const token = randomBytes(32).toString('base64url')
  return { token, tokenHash: hashOf(token) }
}

/** How a token is kept: it is random, so a plain hash cannot be turned back. */
export function hashOf(token: string): string {
  return createHash('sha256').update(token).digest('hex')
}
