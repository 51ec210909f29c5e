import { type Database, transaction } from '../server/platform/db/transaction.ts'
import { approveOpening, enterOpening } from '../server/review/index.ts'
import { addDays } from '../shared/scalars.ts'
import { acting, at, type Player } from './acting.ts'
import { type Cast, officialOf } from './cast.ts'
import type { FilePaper } from './example-paper.ts'

/** What a village sold before the ledger, in 万元 and tonnes. */
const sold: [villageCode: string, productName: string, tenThousands: number, tonnes: number][] = [
  ['500237222210', '高山甘蓝', 96, 340],
  ['500237222211', '高山辣椒', 74, 118],
  ['500237222212', '高山番茄', 68, 132],
  ['500237222213', '下庄柑橘', 152, 236],
  ['500237222214', '冷榨核桃油', 208, 22],
  ['500237222215', '巫山脆李', 121, 74],
  ['500237107227', '林下土鸡蛋', 143, 66],
  ['500237109241', '巫山土蜂蜜', 87, 9],
  ['500237109224', '巫山脆李', 58, 35],
  ['500237210210', '巫山土蜂蜜', 31, 3],
]

/**
 * The two years before the ledger (§3.11): the later one is approved by a second official, the
 * earlier one waits for the first.
 */
export async function enterOpenings(
  { db, cast, today }: { db: Database; cast: Cast; today: string },
  filePaper: FilePaper,
): Promise<void> {
  const year = Number(today.slice(0, 4)) - 3
  const enter = async (official: Player, of: { year: number; day: string; percent: number }) => {
    const source = `巫山县${of.year}年消费帮扶统计表`
    const fileId = await filePaper(official, of.day, source)
    const context = acting(official, at(of.day, '10:00'))
    const id = context.newId()
    const lines = sold.map(([villageCode, productName, tenThousands, tonnes]) => ({
      ...{ villageCode, productName, unitId: null },
      ...{ cents: tenThousands * of.percent * 10_000, grams: tonnes * of.percent * 10_000 },
    }))
    const figures = { id, year: of.year, source, fileId, lines }
    await transaction(db, (tx) => enterOpening(tx, context, figures))
    return id
  }
  const approved = await enter(officialOf(cast), { year, day: addDays(today, -40), percent: 100 })
  const second = acting(cast.secondOfficial, at(today, '16:00', -39))
  await transaction(db, (tx) => approveOpening(tx, second, approved))
  await enter(cast.secondOfficial, { year: year - 1, day: addDays(today, -2), percent: 82 })
}
