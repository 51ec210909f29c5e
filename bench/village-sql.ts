import type { Database } from '../server/platform/db/transaction.ts'
import { selectFigures } from '../server/reports/figures.queries.ts'

/** How long one village's total of the last year takes, from asking to the row, in milliseconds. */
export async function villageMilliseconds(db: Database, today: string): Promise<number[]> {
  const year = Number(today.slice(0, 4)) - 1
  const months = { first: `${year}-01`, last: `${year}-12` }
  const times: number[] = []
  for (let run = 0; run < 300; run += 1) {
    const node = `500101100${200 + (run % 50)}`
    const before = performance.now()
    await selectFigures(db, { units: null, node }, months)
    times.push(performance.now() - before)
  }
  return times.slice(100)
}
