import { sql } from 'drizzle-orm'
import type { Config } from '../server/config.ts'
import { type Database, type Transaction, transaction } from '../server/platform/db/transaction.ts'
import { addDays } from '../shared/scalars.ts'
import { type Cast, triedCooperative } from './cast.ts'
import { changeTargets } from './change-targets.ts'
import { enterOpenings } from './enter-openings.ts'
import { examplePaper } from './example-paper.ts'
import { fileReserves } from './file-reserves.ts'
import { bringToLot, keepPoints } from './keep-points.ts'
import { goldenPlumYear } from './plan.ts'

interface Recording {
  db: Database
  config: Config
  cast: Cast
  products: Map<string, string>
  today: string
}

/** What stands beside the trade and moves nothing of it: targets, filings, points. */
export async function keepRecords(recording: Recording): Promise<void> {
  const { db, cast, today } = recording
  const filePaper = await examplePaper(recording)
  await enterOpenings(recording, filePaper)
  await transaction(db, async (tx) => {
    await changeTargets(tx, cast, today)
    await fileReserves(tx, cast, today)
    await keepGoldenPlums(tx, recording)
    const keeper = managerOf(cast, triedCooperative)
    const since = addDays(today, -140)
    await keepPoints(tx, { keeper, villageCode: '500237222210', since, households: 24 })
  })
}

/** 石径村: points for deeds, and for the plums that twelve households sold together. */
async function keepGoldenPlums(
  tx: Transaction,
  { cast, products, today }: Recording,
): Promise<void> {
  const year = goldenPlumYear(today)
  const keeper = managerOf(cast, 'shijing')
  const village = { keeper, villageCode: '441826102221', since: `${year}-03-08`, households: 46 }
  const bookId = await keepPoints(tx, village)
  const [lot] = await tx.execute<{ number: string }>(
    sql`select number from catalogue.lots where product_id = ${products.get('golden-plum') ?? ''}`,
  )
  if (lot === undefined) return
  const grams = [62, 48, 55, 41, 70, 38, 66, 52, 45, 58, 36, 39].map((kg) => kg * 1_000)
  await bringToLot(tx, bookId, { keeper, lotNumber: lot.number, day: `${year}-07-14`, grams })
}

function managerOf(cast: Cast, key: string) {
  const manager = cast.cooperatives.get(key)
  if (manager === undefined) throw new Error(`nobody manages ${key}`)
  return manager
}
