import { fieldError } from '../../shared/errors.ts'
import {
  addressesOf,
  HostRefused,
  isLoopback,
  type Resolve,
} from '../platform/outbound/resolve-host.ts'

/**
 * An address as it is kept. Refuses, at the field, what is not https, holds a password, or leads
 * into a network that is not public. Waits for name servers, so it is called outside of any
 * transaction; every connection judges the address again, for names may come to mean another one.
 */
export async function requireWebhookAddress(
  typed: string,
  settings: { resolve: Resolve; loopback: boolean },
): Promise<string> {
  const url = URL.parse(typed)
  if (url === null || url.username !== '' || url.password !== '')
    throw fieldError(['url'], 'wrong_format')
  const isTried = settings.loopback && isLoopback(url)
  if (url.protocol !== 'https:' && !isTried) throw fieldError(['url'], 'https_required')
  try {
    await addressesOf(url, settings)
  } catch (error) {
    throw error instanceof HostRefused ? fieldError(['url'], error.reason) : error
  }
  url.hash = ''
  return url.href
}
