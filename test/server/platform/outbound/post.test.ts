import { createServer } from 'node:http'
import { type AddressInfo, type LookupFunction, Socket } from 'node:net'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { post } from '../../../../server/platform/outbound/post.ts'
import { isPublicAddress } from '../../../../server/platform/outbound/public-address.ts'
import type { Resolve } from '../../../../server/platform/outbound/resolve-host.ts'

const asked: string[] = []
const server = createServer((request, response) => {
  asked.push(`${request.method} ${request.url}`)
  if (request.url === '/hangs') return
  const { socket } = request
  if (request.url === '/upgrades') {
    socket.write('HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: Upgrade\r\n\r\n')
    return
  }
  if (request.url === '/heads') {
    // Heads of answers without an end, of which none is the answer.
    const hints = () => socket.write('HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n')
    const timer = setInterval(hints, 1)
    socket.on('close', () => clearInterval(timer))
    return
  }
  if (request.url === '/long-head') {
    socket.end(`HTTP/1.1 200 OK\r\nX: ${'x'.repeat(100_000)}\r\n\r\n`)
    return
  }
  if (request.url === '/busy') response.setHeader('retry-after', '120')
  if (request.url === '/elsewhere') response.writeHead(302, { location: '/there' })
  // A body without an end, of which nothing is read.
  const flood = () => void (response.write('x'.repeat(100_000)) || response.once('drain', flood))
  flood()
})
let address: string

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
afterAll(() => {
  server.closeAllConnections()
  server.close()
})

const nowhere: Resolve = async () => []

function send(url: string, options: { resolve?: Resolve; loopback?: boolean; ms?: number } = {}) {
  const { resolve = nowhere, loopback = false, ms = 5_000 } = options
  return post({ url, headers: {}, body: '{}', timeoutMs: ms, resolve, loopback })
}

test('addresses outside of the public internet are known', () => {
  const refused = [
    ...['0.0.0.0', '10.0.0.1', '100.64.0.1', '100.100.100.200', '127.0.0.1', '127.255.255.254'],
    ...['169.254.169.254', '172.16.0.1', '172.31.255.255', '192.168.1.1', '192.0.0.192'],
    ...['192.0.2.1', '198.18.0.1', '198.51.100.1', '203.0.113.1', '224.0.0.1', '239.255.255.250'],
    ...['240.0.0.1', '255.255.255.255', '168.63.129.16', '::', '::1', '::ffff:127.0.0.1'],
    ...['::ffff:8.8.8.8', '::ffff:7f00:1', '::127.0.0.1', '64:ff9b::7f00:1', '64:ff9b:1::1'],
    ...['fe80::1', 'fe80::1%eth0', 'fec0::1', 'fc00::1', 'fd00:ec2::254', 'ff02::1', '100::1'],
    ...['2001::1', '2001:db8::1', '2002:7f00:1::', '3fff::1', '5f00::1', 'not an address', ''],
  ]
  expect(refused.filter(isPublicAddress)).toEqual([])
  const open = [
    '8.8.8.8',
    '93.184.216.34',
    '172.32.0.1',
    '100.128.0.1',
    '223.5.5.5',
    '2400:3200::1',
  ]
  expect(open.filter((each) => !isPublicAddress(each))).toEqual([])
})

test('however a private address is written, nobody is asked there', async () => {
  const port = new URL(address).port
  const hosts = ['127.0.0.1', '2130706433', '0x7f.1', '0177.0.0.1', '127.1', '[::1]']
  const more = ['[::ffff:127.0.0.1]', '[::ffff:7f00:1]', '１２７.0.0.1', '0.0.0.0', '[::]']
  for (const host of [...hosts, ...more])
    expect(await send(`http://${host}:${port}/`), host).toEqual({ fault: 'address_not_public' })
  expect(await send(`http://localhost:${port}/`)).toEqual({ fault: 'host_not_found' })
  expect(asked).toEqual([])
})

test('a name that leads to a private address leads nowhere, also beside a public one', async () => {
  const port = new URL(address).port
  for (const found of [['127.0.0.1'], ['93.184.216.34', '127.0.0.1'], ['::1'], ['::ffff:a00:1']])
    expect(await send(`http://hook.test:${port}/`, { resolve: async () => found })).toEqual({
      fault: 'address_not_public',
    })
  const fails: Resolve = () => Promise.reject(new Error('no name server'))
  expect(await send('http://hook.test/', { resolve: fails })).toEqual({ fault: 'host_not_found' })
  expect(asked).toEqual([])
})

test('a name that changes after it was judged is connected to as it was judged', async () => {
  const judged = ['93.184.216.34', '2400:3200::1']
  const offered: unknown[] = []
  // Stands where a socket would connect, asks as it asks, and connects to nothing.
  const connect = vi.spyOn(Socket.prototype, 'connect').mockImplementation(function (
    this: Socket,
    ...given: unknown[]
  ) {
    const [{ host, lookup }] = given.flat() as [{ host: string; lookup: LookupFunction }]
    lookup(host, { all: true }, (_, found) => offered.push(found))
    lookup(host, {}, (_, found, family) => offered.push([found, family]))
    setImmediate(() => this.destroy(new Error('stopped')))
    return this
  })
  try {
    for (const scheme of ['http', 'https']) {
      const resolve = vi.fn<Resolve>().mockResolvedValue(['127.0.0.1'])
      resolve.mockResolvedValueOnce(judged)
      await send(`${scheme}://hook.test/`, { resolve })
      expect(resolve).toHaveBeenCalledOnce()
    }
  } finally {
    connect.mockRestore()
  }
  const all = judged.map((found) => ({ address: found, family: found.includes(':') ? 6 : 4 }))
  const once = [all, ['93.184.216.34', 4]]
  expect(offered).toEqual([...once, ...once])
})

test('an answer is its status: no redirect is followed, no body read, no wait without end', async () => {
  const loopback = true
  const to = (path: string) => send(`${address}/${path}`, { loopback, ms: 500 })
  expect(await to('')).toEqual({ status: 200, retryAfter: null })
  expect(await to('elsewhere')).toEqual({ status: 302, retryAfter: null })
  expect(await to('busy')).toEqual({ status: 200, retryAfter: '120' })
  expect(await to('heads')).toEqual({ fault: 'timed_out' })
  expect(await to('long-head')).toEqual({ fault: 'broken_off' })
  expect(await to('upgrades')).toEqual({ fault: 'broken_off' })
  expect(await send(`${address}/hangs`, { loopback, ms: 100 })).toEqual({ fault: 'timed_out' })
  const never: Resolve = () => new Promise(() => {})
  expect(await send('http://hook.test/', { resolve: never, ms: 50 })).toEqual({
    fault: 'timed_out',
  })
  expect(asked).toEqual(
    ['', 'elsewhere', 'busy', 'heads', 'long-head', 'upgrades', 'hangs'].map(
      (path) => `POST /${path}`,
    ),
  )
  expect(await send(`${address.replace('http:', 'https:')}/`, { loopback })).toEqual({
    fault: 'not_secure',
  })
  expect(await send('http://127.0.0.1:1/', { loopback })).toEqual({ fault: 'not_connected' })
})
