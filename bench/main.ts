import { mkdirSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import { parseArgs } from 'node:util'
import { connect } from '../server/platform/db/connect.ts'
import type { Client } from '../server/platform/db/driver.ts'
import { addDays, dayOf } from '../shared/scalars.ts'
import type { AppReady } from './app-process.ts'
import { startChild } from './child.ts'
import { type BenchCluster, startCluster } from './databases.ts'
import { seedLedger } from './ledger-world.ts'
import {
  type PlacingRound,
  place,
  placeBare,
  placingFigures,
  placingRound,
  quoteWholeMarket,
} from './placing.ts'
import { type ReadingRound, readingFigures, readingRound } from './reading.ts'
import { type BenchReport, rowsOf, tableOf } from './report.ts'
import { spread } from './statistics.ts'
import { groupSql, type TotalsRound, totalsFigures, totalsRound } from './totals.ts'
import { villageMilliseconds } from './village-sql.ts'
import { seedMarket } from './world.ts'

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '3' },
    seconds: { type: 'string', default: '5' },
  },
})
const rounds = Number(values.rounds)
const seconds = Number(values.seconds)
const today = dayOf(new Date())

const cluster = await startCluster()
try {
  const report = await measure(cluster)
  process.stdout.write(`${tableOf(report)}\n`)
  mkdirSync('test-results', { recursive: true })
  writeFileSync(
    'test-results/bench.json',
    JSON.stringify({ report, rows: rowsOf(report) }, null, 2),
  )
  process.stdout.write('test-results/bench.json holds the same for programs\n')
} finally {
  await cluster.stop()
}

async function measure(on: BenchCluster): Promise<BenchReport> {
  const trading = await trade(on)
  const reading = await totals(on)
  return {
    machine: `${os.cpus().length} × ${os.cpus()[0]?.model.trim()}, Node ${process.version}`,
    rounds,
    seconds,
    ...trading,
    ...reading,
  }
}

/** Parts (a), (b) and (d): one market, the program and the bare routes by turns. */
async function trade(on: BenchCluster) {
  const market = await on.database('market')
  const { sql } = market
  await seedMarket(sql)
  await fillOrders(market.url, sql)
  const app = await startChild<AppReady>('app-process.ts', { url: market.url })
  const restMebibytes = await app.ask<number>({})
  const bare = await startChild<string>('bare-http-process.ts', { url: market.url })
  const stage = {
    address: app.ready.address,
    bareAddress: bare.ready,
    tokenOf: (unit: number) => app.ready.tokens[unit] ?? '',
    neededOn: addDays(today, 5),
    settle: async () => settle(sql),
  }
  // Warm code, caches and memory are what runs all day; the first seconds are not counted.
  await quoteWholeMarket(stage)
  await place(stage, { seconds: Math.max(4, seconds), connections: 16, hot: false })
  const placed: PlacingRound[] = []
  const read: ReadingRound[] = []
  for (let round = 0; round < rounds; round += 1) {
    placed.push(await placingRound(stage, seconds))
    read.push(await readingRound({ app: app.ready.address, bare: bare.ready }, seconds))
  }
  const loadedMebibytes = await app.ask<number>({})
  const [sold] = await sql<{ oversold: number; deadlocks: number }[]>`
    select (select count(*) from catalogue.lot_stock s join catalogue.lots l on l.id = s.lot_id
        left join (select lot_id, sum(ordered_grams) as grams from orders.order_lines group by 1)
          as ordered on ordered.lot_id = s.lot_id
        where s.available_grams < 0
          or s.available_grams <> l.total_grams - coalesce(ordered.grams, 0))::int as oversold,
      (select deadlocks from pg_stat_database where datname = current_database())::int as deadlocks`
  await Promise.all([app.stop(), bare.stop()])
  return {
    placing: placingFigures(placed),
    reading: readingFigures(read),
    oversold: sold?.oversold ?? -1,
    deadlocks: sold?.deadlocks ?? -1,
    resources: { startMilliseconds: app.ready.startMilliseconds, restMebibytes, loadedMebibytes },
  }
}

/**
 * Some thousands of orders beforehand. Sessions that first meet empty tables keep the plans they
 * made for them, scans of whole tables for every foreign key, and slow down with each order.
 */
async function fillOrders(url: string, sql: Client): Promise<void> {
  const bare = await startChild<string>('bare-http-process.ts', { url })
  await placeBare(bare.ready, { seconds: 4, connections: 16, hot: false })
  await bare.stop()
  await settle(sql)
}

/** Nothing left to relay, to vacuum or to write back. */
async function settle(sql: Client): Promise<void> {
  await sql`delete from platform.outbox`
  await sql.unsafe('vacuum analyze')
  await sql.unsafe('checkpoint')
}

/** Part (c): the same market with ten thousand and with a million lines. */
async function totals(on: BenchCluster) {
  const ledgers = { small: 10_000, large: 1_000_000 }
  const made = {} as Record<keyof typeof ledgers, { url: string }>
  for (const [name, entries] of Object.entries(ledgers)) {
    const { url, sql } = await on.database(`ledger_${name}`)
    await seedMarket(sql)
    await sql.unsafe(groupSql)
    await seedLedger(sql, entries)
    made[name as keyof typeof ledgers] = { url }
  }
  const small = await startChild<AppReady>('app-process.ts', { url: made.small.url })
  const large = await startChild<AppReady>('app-process.ts', { url: made.large.url })
  const lastYear = String(Number(today.slice(0, 4)) - 1)
  const stage = {
    small: small.ready,
    large: large.ready,
    month: monthBefore(today),
    year: lastYear,
    thisYear: today.slice(0, 4),
  }
  await totalsRound(stage, 1)
  const measured: TotalsRound[] = []
  for (let round = 0; round < rounds; round += 1) measured.push(await totalsRound(stage, seconds))
  const pool = connect({ url: made.large.url })
  const villages = await villageMilliseconds(pool.db, today)
  await pool.close()
  await Promise.all([small.stop(), large.stop()])
  return { totals: totalsFigures(measured), villageSqlMilliseconds: spread(villages) }
}

function monthBefore(day: string): string {
  return addDays(`${day.slice(0, 7)}-01`, -1).slice(0, 7)
}
