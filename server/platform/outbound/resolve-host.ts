import { Resolver } from 'node:dns/promises'
import { isIP } from 'node:net'
import { isPublicAddress } from './public-address.ts'

/** Finds the addresses of a host; rejects, or finds none, where there is no such host. */
export type Resolve = (host: string) => Promise<string[]>

/** Why no connection is made to a host. */
export class HostRefused extends Error {
  readonly reason: 'address_not_public' | 'host_not_found'

  constructor(reason: HostRefused['reason']) {
    super(reason)
    this.reason = reason
  }
}

/**
 * Asks the name servers itself: the system's resolver waits on one of the few threads that also
 * read files and hash passwords, and a name server that never answers would take them all.
 */
export const resolveHost: Resolve = async (host) => {
  const resolver = new Resolver({ timeout: 2_000, tries: 2 })
  const found = await Promise.allSettled([resolver.resolve4(host), resolver.resolve6(host)])
  return found.flatMap((result) => (result.status === 'fulfilled' ? result.value : []))
}

/**
 * The addresses to which a connection to this host may go: all it has, and none of them within our
 * own network or any other that is not public. This machine itself is let through where asked for.
 */
export async function addressesOf(
  url: URL,
  { resolve, loopback }: { resolve: Resolve; loopback: boolean },
): Promise<string[]> {
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1')
  if (loopback && isLoopback(url)) return [host === 'localhost' ? '127.0.0.1' : host]
  const addresses = isIP(host) === 0 ? await resolve(host).catch(() => []) : [host]
  if (addresses.length === 0) throw new HostRefused('host_not_found')
  // One that is not public among public ones is no accident.
  if (!addresses.every(isPublicAddress)) throw new HostRefused('address_not_public')
  return addresses
}

/** Whether an address is this machine, said so outright. */
export function isLoopback({ hostname }: URL): boolean {
  return /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(hostname)
}
