import { connect } from '../server/platform/db/connect.ts'
import { publicTotalsOf, publicVillageOf } from '../server/reports/read-public.ts'
import { monthOfDay } from '../shared/months.ts'
import type { AppReady } from './app-process.ts'
import { startChild } from './child.ts'
import type { Figure, Part } from './figures.ts'
import { targetOf } from './market.ts'
import { measureWorks, type Work } from './measure.ts'
import { countyCode, nationSize, seedNation, villageCode } from './nation-world.ts'
import { percentile, spread } from './statistics.ts'

const countiesRead = 25
const villagesRead = 8 * countiesRead

/** The public figures of a nation: from the cache, and computed anew. */
export const publicPart: Part = {
  name: 'public',
  run: async (cluster, options) => {
    const { url, sql } = await cluster.database('nation_public')
    await seedNation(sql, nationSize('ten million', options.share), monthOfDay(options.today))
    const pool = connect({ url, max: 1, applicationName: 'cunji-bench' })
    const anew = [
      await madeAnew('totals', 5, () => publicTotalsOf(pool.db, undefined, options.today)),
      await madeAnew('village page', villagesRead, (at) =>
        publicVillageOf(pool.db, villageAt(at), options.today),
      ),
    ]
    await pool.close()
    const app = await startChild<AppReady>('app-process.ts', { url })
    const target = (path: () => string) =>
      targetOf({ sql, child: app, url: app.ready.address }, () => ({ method: 'GET', path: path() }))
    // Asked once each, so that none of them is made while it is measured as kept.
    for (let at = 0; at < villagesRead; at += 1) await readOnce(app.ready.address + pageAt(at))
    let requestCount = 0
    const works: Work[] = [
      {
        label: 'totals, kept',
        app: target(() => '/api/v1/public/totals'),
        limits: { perSecond: 5000 },
      },
      {
        label: 'village page, kept',
        app: target(() => pageAt(requestCount++ % villagesRead)),
        limits: { perSecond: 5000 },
      },
    ]
    const figures = await measureWorks(works, options)
    await app.stop()
    return [...figures, ...anew]
  },
}

/** The time to make an answer that is not kept; the first ones warm what they are read from. */
async function madeAnew(
  label: string,
  times: number,
  make: (at: number) => Promise<unknown>,
): Promise<Figure> {
  const durations: number[] = []
  for (let at = -2; at < times; at += 1) {
    const before = performance.now()
    await make(Math.abs(at))
    if (at >= 0) durations.push(performance.now() - before)
  }
  const latency = {
    p50: percentile(durations, 0.5),
    p95: percentile(durations, 0.95),
    p99: percentile(durations, 0.99),
  }
  return { label: `${label}, made anew`, unit: 'ms', spread: spread(durations), latency }
}

async function readOnce(url: string): Promise<void> {
  const answer = await fetch(url)
  if (!answer.ok) throw new Error(`a public page was refused: ${answer.status}`)
  await answer.arrayBuffer()
}

const pageAt = (at: number) => `/api/v1/public/villages/${villageAt(at)}`

function villageAt(at: number): string {
  return villageCode(countyCode(at % countiesRead), Math.floor(at / countiesRead))
}
