import { sql } from 'drizzle-orm'
import { type Database, type Transaction, transaction } from '../server/platform/db/transaction.ts'
import { newId } from '../server/platform/ids.ts'
import {
  clearFlag,
  confirmFlag,
  startCheckRun,
  upholdFlag,
  workOnCheckRuns,
} from '../server/review/index.ts'
import type { CheckRule } from '../shared/review/evidence.ts'
import { addDays } from '../shared/scalars.ts'
import { acting, at, type Player } from './acting.ts'
import { type Cast, officialOf, triedCounty } from './cast.ts'
import { holidayPresents } from './plan.ts'
import type { ScheduledAct } from './timeline.ts'

interface Checking {
  db: Database
  cast: Cast
  official: Player
}

/** The platform has orders checked, and the county decides some of what was found (§8). */
export function checks(world: { db: Database; cast: Cast; today: string }): ScheduledAct[] {
  const { db, cast, today } = world
  const checking = { db, cast, official: officialOf(cast) }
  const presents = holidayPresents(today).orderedOn
  const acts: [Date, (checking: Checking, when: Date) => Promise<void>][] = [
    [at(today, '09:10', -4), checkDays({ fromDay: presents, toDay: presents })],
    [
      at(today, '09:20', -4),
      checkDays({ fromDay: addDays(today, -80), toDay: addDays(today, -5) }),
    ],
    [at(today, '11:10', -3), clearPresents],
    [at(today, '10:40', -2), proposeRushed],
    [at(today, '09:10', -1), confirmRushed],
  ]
  return acts.map(([when, act]) => ({
    at: when,
    act: async () => {
      await act(checking, when)
      return []
    },
  }))
}

function checkDays(days: { fromDay: string; toDay: string }) {
  return async ({ db, cast }: Checking, when: Date): Promise<void> => {
    const run = { divisionCode: triedCounty, ...days }
    await transaction(db, (tx) => startCheckRun(tx, acting(cast.admin, when), run))
    let isMore = true
    while (isMore) isMore = await workOnCheckRuns({ db, clock: () => when, newId })
  }
}

async function clearPresents({ db, official }: Checking, when: Date): Promise<void> {
  const reason = '元旦、春节职工慰问品集中采购，工会会议纪要和发放名册已核对'
  await transaction(db, async (tx) => {
    const flag = await flagOf(tx, 'year_end')
    if (flag) await clearFlag(tx, acting(official, when), { flagId: flag.id, reason })
  })
}

async function proposeRushed({ db, official }: Checking, when: Date): Promise<void> {
  const reason = '下单二十二分钟即验收，与县城到主城的路程不符；单位说明为补录，无过磅照片'
  await transaction(db, async (tx) => {
    const flag = await flagOf(tx, 'minutes')
    if (flag === undefined) return
    const upheld = { flagId: flag.id, reason, orderLineIds: flag.lines }
    await upholdFlag(tx, acting(official, when), upheld)
  })
}

async function confirmRushed({ db, cast }: Checking, when: Date): Promise<void> {
  await transaction(db, async (tx) => {
    const flag = await flagOf(tx, 'minutes')
    if (flag) await confirmFlag(tx, acting(cast.secondOfficial, when), { flagId: flag.id })
  })
}

/** The flag that a check of the county's orders opened, with the lines it is about. */
async function flagOf(
  tx: Transaction,
  rule: CheckRule,
): Promise<{ id: string; lines: string[] } | undefined> {
  const [flag] = await tx.execute<{ id: string; lines: string[] }>(sql`
    select id, array(select order_line_id from review.flag_lines where flag_id = flags.id) as lines
    from review.flags where rule = ${rule} and supervising_county_code = ${triedCounty}
    order by id limit 1`)
  return flag
}
