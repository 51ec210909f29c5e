import { connect as connectSocket, type Socket } from 'node:net'
import sharp from 'sharp'
import { connect } from '../server/platform/db/connect.ts'
import { seedChain } from './chain.ts'
import type { Figure, Part } from './figures.ts'
import { idOf } from './ids.ts'
import { type LoadRequest, type LoadResult, load } from './load.ts'
import { type Market, openMarket } from './market.ts'
import { memberWhoSignsIn } from './people.ts'
import { orders } from './placing.ts'
import { median, spread } from './statistics.ts'
import { size } from './world.ts'

/** What one person does to disturb the others, as long as a round takes. */
interface Attack {
  label: string
  run(options: { seconds: number }): Promise<unknown>
}

const honestClients = 16
/** As many as a browser opens to one host. */
const hostileConnections = 6
const mostSlowdown = 2

/** Sixteen honest buyers, alone and beside one hostile client: how much longer they wait. */
export const hostilePart: Part = {
  name: 'hostile',
  run: async (cluster, options) => {
    const market = await openMarket(cluster, {
      name: 'market_hostile',
      today: options.today,
      isLimited: true,
    })
    const entries = Math.round(1_000_000 * options.share)
    await seedChain(market.sql, { countyCode: '500101', entries })
    const attacks = await attacksOn(market)
    const honest = () =>
      load({
        url: market.app.ready.address,
        connections: honestClients,
        seconds: options.seconds,
        next: honestWork(market),
      })
    await honest()
    const figures: Figure[] = []
    for (const attack of attacks) {
      const rounds: { alone: LoadResult; beside: LoadResult }[] = []
      for (let round = 0; round < options.rounds; round += 1) {
        await market.settle()
        const alone = await honest()
        const [beside] = await Promise.all([honest(), attack.run(options)])
        rounds.push({ alone, beside })
      }
      figures.push(...figuresOf(attack.label, rounds))
    }
    await market.close()
    return figures
  },
}

function figuresOf(
  label: string,
  rounds: readonly { alone: LoadResult; beside: LoadResult }[],
): Figure[] {
  const speed = (what: string, results: readonly LoadResult[]): Figure => ({
    label: `honest, ${what}`,
    unit: 'a second',
    spread: spread(results.map(({ perSecond }) => perSecond)),
    latency: {
      p50: median(results.map(({ p50 }) => p50)),
      p95: median(results.map(({ p95 }) => p95)),
      p99: median(results.map(({ p99 }) => p99)),
    },
  })
  return [
    speed(
      `alone, before ${label}`,
      rounds.map(({ alone }) => alone),
    ),
    speed(
      `beside ${label}`,
      rounds.map(({ beside }) => beside),
    ),
    {
      label: `honest p95, beside ${label} of alone`,
      unit: '×',
      spread: spread(rounds.map(({ alone, beside }) => beside.p95 / alone.p95)),
      limit: { atMost: mostSlowdown },
    },
  ]
}

/** Each buyer at an address of their own. */
function honestWork(market: Market): () => LoadRequest {
  const next = workOfBuyers(market)
  let requestCount = 0
  return () => {
    requestCount += 1
    const request = next()
    const address = `10.0.${requestCount % 4}.${requestCount % 250}`
    return { ...request, headers: { ...request.headers, 'x-forwarded-for': address } }
  }
}

/** Of four requests of a buyer one places an order, the others read. */
function workOfBuyers(market: Market): () => LoadRequest {
  const place = orders(market, false)
  let requestCount = 0
  return () => {
    requestCount += 1
    const headers = { authorization: `Bearer ${market.tokenOf(1 + (requestCount % size.units))}` }
    const read = (path: string): LoadRequest => ({ method: 'GET', path, headers })
    if (requestCount % 4 === 0) return place()
    if (requestCount % 4 === 1) return read('/api/v1/catalogue?pageSize=24')
    if (requestCount % 4 === 2) return read('/api/v1/purchase-orders?pageSize=50')
    return read(`/api/v1/catalogue/products/${idOf('product', 1 + (requestCount % size.products))}`)
  }
}

async function attacksOn(market: Market): Promise<Attack[]> {
  const pool = connect({ url: market.url, max: 1, applicationName: 'cunji-bench' })
  const victim = await memberWhoSignsIn(pool.db, {
    kind: 'unit',
    organisationId: idOf('unit', 1),
    role: 'buyer',
  })
  await pool.close()
  const address = market.app.ready.address
  const buyer = { authorization: `Bearer ${market.tokenOf(1)}` }
  const official = { authorization: `Bearer ${market.tokenOf(0)}` }
  const json = { 'content-type': 'application/json' }
  const flood = (label: string, next: () => LoadRequest): Attack => ({
    label,
    run: ({ seconds }) =>
      load({
        url: address,
        connections: hostileConnections,
        seconds,
        mayBeRefused: true,
        next: () => {
          const request = next()
          return { ...request, headers: { ...request.headers, 'x-forwarded-for': '192.0.2.1' } }
        },
      }),
  })
  const post = (path: string, headers: Record<string, string>, body: unknown): LoadRequest => ({
    method: 'POST',
    path,
    headers: { ...headers, ...json },
    body: JSON.stringify(body),
  })
  let count = 0
  const search = new URLSearchParams({ q: '高山 蔬菜 1', sort: 'delivered', pageSize: '60' })
  const picture = await upload(await largestPicture())
  return [
    flood('heavy searches', () => ({
      method: 'GET',
      path: `/api/v1/catalogue?${search}`,
      headers: buyer,
    })),
    flood('the longest pasted text', () =>
      post('/api/v1/basket/match-rows', buyer, { text: '高山蔬菜1\t3箱\n'.repeat(2_000) }),
    ),
    flood('the largest pictures', () => ({
      method: 'POST',
      path: '/api/v1/files',
      headers: { ...buyer, 'content-type': picture.contentType },
      body: picture.body,
    })),
    flood('verification', () => post('/api/v1/reports/verification', official, {})),
    flood('invitations', () => {
      count += 1
      const organisation = idOf('unit', 1)
      const person = { name: '李明', email: `guest-${count}@bench.test`, roles: ['buyer'] }
      return post(`/api/v1/organisations/${organisation}/invitations`, buyer, person)
    }),
    flood('wrong passwords', () => {
      count += 1
      const login = count % 2 === 0 ? victim : `nobody-${count}@bench.test`
      return post('/api/v1/session', {}, { login, password: `wrong ${count}` })
    }),
    { label: 'slow bodies', run: ({ seconds }) => slowBodies(address, seconds) },
  ]
}

/** Three hundred requests that announce a body and send a byte of it each second. */
async function slowBodies(address: string, seconds: number): Promise<void> {
  const { hostname, port } = new URL(address)
  const head = [
    'POST /api/v1/session HTTP/1.1',
    `Host: ${hostname}`,
    'Content-Type: application/json',
    'Content-Length: 10000',
  ]
  const sockets = Array.from({ length: 300 }, (): Socket => {
    const socket = connectSocket(Number(port), hostname)
    // A server that hangs up does what it should.
    socket.on('error', () => {})
    socket.write(`${head.join('\r\n')}\r\n\r\n`)
    return socket
  })
  for (let second = 0; second < seconds; second += 1) {
    for (const socket of sockets) if (socket.writable) socket.write(' ')
    await new Promise((resolve) => setTimeout(resolve, 1_000))
  }
  for (const socket of sockets) socket.destroy()
}

/** As many pixels as a picture may have, in a small file that takes long to decode. */
function largestPicture(): Promise<Buffer> {
  const create = { width: 6_000, height: 5_000, channels: 3 as const, background: '#8aa84f' }
  return sharp({ create }).png({ compressionLevel: 9 }).toBuffer()
}

async function upload(picture: Buffer): Promise<{ contentType: string; body: Buffer }> {
  const form = new FormData()
  form.set('isPublic', 'true')
  form.set('file', new Blob([new Uint8Array(picture)], { type: 'image/png' }), 'picture.png')
  const request = new Request('http://bench.test', { method: 'POST', body: form })
  const contentType = request.headers.get('content-type') ?? ''
  return { contentType, body: Buffer.from(await request.arrayBuffer()) }
}
