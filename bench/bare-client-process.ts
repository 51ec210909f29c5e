import { createClient } from '../server/platform/db/driver.ts'
import { bareParameters, barePlacing } from './bare-placing.ts'
import { serveParent, settingsOfThisChild } from './child.ts'
import { orderMaker } from './orders-to-place.ts'

/** A client that knows the market and nothing else: one prepared statement an order. */
const { url } = settingsOfThisChild<{ url: string }>()
const settings = { url, applicationName: 'cunji-bench-bare' }
const sql = createClient(settings)

export interface BareRun {
  seconds: number
  hot: boolean
}

async function run({ seconds, hot }: BareRun): Promise<number> {
  const next = orderMaker(hot)
  const until = performance.now() + seconds * 1_000
  let placed = 0
  const client = async () => {
    while (performance.now() < until) {
      const [row] = await sql.unsafe(barePlacing, bareParameters(next()) as never[], {
        prepare: true,
      })
      if (row?.placed !== true) throw new Error('the bare client found no stock')
      placed += 1
    }
  }
  await Promise.all(Array.from({ length: 16 }, client))
  return placed / seconds
}

await sql`select 1`
serveParent('ready', run)
