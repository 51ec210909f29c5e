import type { Client } from '../server/platform/db/driver.ts'
import { bareParameters } from './bare-placing.ts'
import type { Figure, Part } from './figures.ts'
import { idOf } from './ids.ts'
import { type LoadRequest, load } from './load.ts'
import { type Market, openMarket } from './market.ts'
import { measureWorks, type Work, zeroFigure } from './measure.ts'
import { type OrderToPlace, orderMaker } from './orders-to-place.ts'
import { spread } from './statistics.ts'
import { size } from './world.ts'

/** Orders of five lines over two cooperatives, on all lots and on thirty that all want. */
export const placingPart: Part = {
  name: 'placing',
  run: async (cluster, options) => {
    // Sessions that first meet empty tables keep the plans they made for them, scans of whole
    // tables for every foreign key, and slow down with each order: some thousands beforehand.
    const fill = (url: string) =>
      load({ url, seconds: 4, connections: 16, next: bareOrders(false) })
    const market = await openMarket(cluster, { name: 'market_placing', today: options.today, fill })
    const atRest = await market.app.usage()
    // Warm code, caches and memory are what runs all day; the first seconds are not counted.
    await quoteWholeMarket(market)
    await load({
      url: market.app.ready.address,
      seconds: Math.max(4, options.seconds),
      connections: 16,
      next: orders(market, false),
    })
    const figures = await measureWorks(worksOn(market), options)
    const loaded = await market.app.usage()
    const faults = await faultsIn(market.sql)
    await market.close()
    return [
      ...figures,
      ...faults,
      resource('start', 'ms', market.app.ready.startMilliseconds),
      resource('memory at rest', 'MiB', atRest.memoryMebibytes),
      resource('memory under orders', 'MiB', loaded.memoryMebibytes),
    ]
  },
}

function worksOn(market: Market): Work[] {
  const prepare = () => market.settle()
  return [
    {
      label: 'order',
      app: market.target('app', orders(market, false)),
      bare: market.target('bare', bareOrders(false)),
      limits: {
        ofBare: 0.5,
        p99At16: 50,
        p99At64: 150,
        costs: { postgresMs: 1.9, nodeMs: 1.2, logKilobytes: 12 },
      },
      prepare,
    },
    {
      label: 'order on hot lots',
      app: market.target('app', orders(market, true)),
      bare: market.target('bare', bareOrders(true)),
      limits: { ofBare: 0.5 },
      prepare,
    },
  ]
}

async function faultsIn(sql: Client): Promise<Figure[]> {
  const [row] = await sql<{ oversold: number; deadlocks: number }[]>`
    select (select count(*) from catalogue.lot_stock s join catalogue.lots l on l.id = s.lot_id
        left join (select lot_id, sum(ordered_grams) as grams from orders.order_lines group by 1)
          as ordered on ordered.lot_id = s.lot_id
        where s.available_grams < 0
          or s.available_grams <> l.total_grams - coalesce(ordered.grams, 0))::int as oversold,
      (select deadlocks from pg_stat_database where datname = current_database())::int as deadlocks`
  return [
    zeroFigure('lots oversold', row?.oversold ?? Number.NaN),
    zeroFigure('deadlocks', row?.deadlocks ?? Number.NaN),
  ]
}

function resource(label: string, unit: string, value: number): Figure {
  return { label, unit, spread: spread([value]) }
}

/** Orders to the program, each different. */
export function orders(market: Market, hot: boolean): () => LoadRequest {
  const next = orderMaker(hot)
  return () => requestOf(market, next())
}

/** Orders by the plainest statement on the plainest route. */
function bareOrders(hot: boolean): () => LoadRequest {
  const next = orderMaker(hot)
  return () => ({
    method: 'POST',
    path: '/api/v1/requisitions',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(bareParameters(next())),
  })
}

/**
 * Each buyer asks for a quote, as they do before they place, until every pack was quoted: what a
 * process has read by the middle of a morning.
 */
async function quoteWholeMarket(market: Market): Promise<void> {
  const linesEach = size.products / size.units
  for (let unit = 1; unit <= size.units; unit += 1) {
    const lines = Array.from({ length: linesEach }, (_, index) => ({
      packId: idOf('pack', (unit - 1) * linesEach + index + 1),
      quantity: 1,
    }))
    const answer = await fetch(`${market.app.ready.address}/api/v1/requisitions/quote`, {
      method: 'POST',
      headers: headersOf(market, unit),
      body: JSON.stringify(orderOf(market, unit, lines)),
    })
    if (!answer.ok) throw new Error(`a quote was refused: ${answer.status}`)
  }
}

function requestOf(market: Market, order: OrderToPlace): LoadRequest {
  const lines = order.products.map((product, index) => ({
    packId: idOf('pack', product),
    quantity: order.quantities[index],
  }))
  return {
    method: 'POST',
    path: '/api/v1/requisitions',
    headers: { ...headersOf(market, order.unit), 'idempotency-key': order.key },
    body: JSON.stringify(orderOf(market, order.unit, lines)),
  }
}

function headersOf(market: Market, unit: number) {
  return {
    'content-type': 'application/json',
    authorization: `Bearer ${market.tokenOf(unit)}`,
  }
}

function orderOf(market: Market, unit: number, lines: readonly unknown[]) {
  return { channelId: idOf('channel', unit), neededOn: market.neededOn, lines }
}
