import { BlockList, isIPv4 } from 'node:net'

/**
 * IPv4 that is not the public internet (IANA's special-purpose registry, RFC 6890), and the one
 * public address at which a cloud answers its own machines.
 */
const notPublicV4 = [
  '0.0.0.0/8', // this network
  '10.0.0.0/8', // private
  '100.64.0.0/10', // carrier-grade NAT, where Alibaba Cloud's metadata lives
  '127.0.0.0/8', // loopback
  '168.63.129.16/32', // Azure's own
  '169.254.0.0/16', // link-local, where other clouds' metadata lives
  '172.16.0.0/12', // private
  '192.0.0.0/24', // protocol assignments
  '192.0.2.0/24', // documentation
  '192.88.99.0/24', // 6to4 relays
  '192.168.0.0/16', // private
  '198.18.0.0/15', // benchmarking
  '198.51.100.0/24', // documentation
  '203.0.113.0/24', // documentation
  '224.0.0.0/4', // multicast
  '240.0.0.0/4', // reserved, and broadcast
]

/** Within global unicast, what is not: tunnels that may lead to any IPv4, and documentation. */
const notPublicV6 = [
  '2001::/23', // Teredo, ORCHID and other protocol assignments
  '2001:db8::/32', // documentation
  '2002::/16', // 6to4
  '3fff::/20', // documentation
]

const refused = new BlockList()
for (const range of notPublicV4) addTo(refused, range, 'ipv4')
for (const range of notPublicV6) addTo(refused, range, 'ipv6')

/** All of IPv6 that may be public at all; mapped IPv4, NAT64 and local addresses lie outside. */
const globalUnicast = new BlockList()
addTo(globalUnicast, '2000::/3', 'ipv6')

/** Whether an address, as a resolver or a parsed URL writes it, is one of the public internet. */
export function isPublicAddress(address: string): boolean {
  if (isIPv4(address)) return !refused.check(address, 'ipv4')
  return globalUnicast.check(address, 'ipv6') && !refused.check(address, 'ipv6')
}

function addTo(list: BlockList, range: string, family: 'ipv4' | 'ipv6'): void {
  const [network = '', bits] = range.split('/')
  list.addSubnet(network, Number(bits), family)
}
