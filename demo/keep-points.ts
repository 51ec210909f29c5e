import { sql } from 'drizzle-orm'
import type { Transaction } from '../server/platform/db/transaction.ts'
import {
  addReward,
  addRule,
  awardPoints,
  openBook,
  recordContributions,
  redeemPoints,
  reverseEntry,
} from '../server/points/index.ts'
import { addDays, dayOf } from '../shared/scalars.ts'
import { acting, at, type Player } from './acting.ts'
import { randomFrom } from './random.ts'

interface Village {
  keeper: Player
  villageCode: string
  /** The day on which the villagers' meeting decided the rules. */
  since: string
  households: number
}

const deeds: [deed: string, points: number, everyDays: number][] = [
  ['参加村庄清洁日', 5, 28],
  ['参加村民会议', 3, 61],
  ['义务护林、巡河', 8, 45],
]

const rewards: [name: string, points: number, count: number][] = [
  ['洗衣液 2 公斤', 12, 60],
  ['大米 10 公斤', 25, 40],
  ['菜籽油 5 升', 40, 30],
]

/**
 * A village's points (§7.7): what its meeting decided, what households earned in four months, what
 * they redeemed, and one award that was recorded for the wrong household.
 */
export async function keepPoints(tx: Transaction, village: Village): Promise<string> {
  const { keeper, villageCode, since, households } = village
  const random = randomFrom(`points of ${villageCode}`)
  const on = (days: number) => acting(keeper, at(since, '17:30', days))
  const { id: bookId } = await openBook(tx, on(0), { villageCode })
  for (const [name, points, count] of rewards)
    await addReward(tx, on(1), { bookId, name, points, count })
  for (const [deed, points, everyDays] of deeds) {
    const rule = { bookId, deed, points, validFrom: since, ...decidedOn(since) }
    const { id: ruleId } = await addRule(tx, on(0), { ...rule, basis: 'deed' })
    for (let day = 5; day < 125; day += everyDays) {
      const present = Array.from({ length: households }, (_, index) => String(index + 1))
      const householdNumbers = present.filter(() => random() < 0.6)
      const occurredOn = addDays(since, day)
      await awardPoints(tx, on(day), { bookId, ruleId, occurredOn, householdNumbers })
    }
  }
  await redeem(tx, bookId, { on, random })
  await reverseLast(tx, bookId, on(127))
  return bookId
}

/** Of goods sold for all, each household's part of the lot earns points too. */
export async function bringToLot(
  tx: Transaction,
  bookId: string,
  brought: { keeper: Player; lotNumber: string; day: string; grams: readonly number[] },
): Promise<void> {
  const { keeper, lotNumber, day, grams } = brought
  const context = acting(keeper, at(day, '18:30'))
  const rule = {
    bookId,
    deed: '交果到合作社统一销售',
    points: 1,
    validFrom: day,
    ...decidedOn(day),
  }
  const { id: ruleId } = await addRule(tx, context, { ...rule, basis: 'kilogram' })
  const rows = grams.map((weight, index) => ({ householdNumber: String(index + 1), grams: weight }))
  await recordContributions(tx, context, { bookId, ruleId, lotNumber, occurredOn: day, rows })
}

const decidedOn = (day: string) => ({ decidedBy: `村民代表会议（${day}）` })

interface Course {
  on: (days: number) => ReturnType<typeof acting>
  random: () => number
}

/** Who has enough takes one of the dearest things they may have. */
async function redeem(tx: Transaction, bookId: string, { on, random }: Course): Promise<void> {
  const stock = await tx.execute<{ id: string; points: number }>(
    sql`select id, points from points.rewards where book_id = ${bookId} order by points desc`,
  )
  const balances = await tx.execute<{ household: string; points: number }>(sql`
    select household_key as household, points::int from points.households
    where book_id = ${bookId} order by household_key`)
  for (const { household, points } of balances) {
    const reward = stock.find((each) => each.points <= points)
    if (reward === undefined || random() < 0.6) continue
    const context = on(126)
    const redeemed = { bookId, rewardId: reward.id, householdNumber: household, count: 1 }
    await redeemPoints(tx, context, { ...redeemed, occurredOn: dayOf(context.now) })
  }
}

async function reverseLast(
  tx: Transaction,
  bookId: string,
  context: ReturnType<typeof acting>,
): Promise<void> {
  const [last] = await tx.execute<{ id: string }>(sql`
    select id from points.entries e where book_id = ${bookId} and kind = 'award'
      and not exists (select from points.entries r where r.book_id = e.book_id
        and r.household_key = e.household_key and r.kind = 'redemption')
    order by number desc limit 1`)
  const reason = '该户当天未到，登记错户'
  if (last) await reverseEntry(tx, context, { bookId, entryId: last.id, reason })
}
