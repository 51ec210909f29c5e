import { nextMonthToClose } from '../server/attribution/index.ts'
import type { Config } from '../server/config.ts'
import { type Database, transaction } from '../server/platform/db/transaction.ts'
import {
  closeMonth,
  prepareClosing,
  requestVerification,
  runVerification,
} from '../server/reports/index.ts'
import { lastDayOf, monthOfDay, monthsBetween, shiftMonth } from '../shared/months.ts'
import { addDays } from '../shared/scalars.ts'
import { acting, at } from './acting.ts'
import { type Cast, officialOf, triedCounty } from './cast.ts'
import type { ScheduledAct } from './timeline.ts'

export interface Office {
  db: Database
  config: Config
  cast: Cast
  today: string
}

/**
 * The county closes its months (§4.2): two months ago all that were open until then, and since then
 * each on the 6th of the next one, prepared by one official and closed by another.
 */
export function closings(office: Office): ScheduledAct[] {
  const month = monthOfDay(office.today)
  return [shiftMonth(month, -2), shiftMonth(month, -1)].map((last) => {
    const day = addDays(lastDayOf(last), 6)
    return { at: at(day, '18:00'), act: () => closeUntil(office, { last, day }) }
  })
}

async function closeUntil(
  { db, config, cast }: Office,
  { last, day }: { last: string; day: string },
): Promise<[]> {
  const countyCode = triedCounty
  const preparing = acting(officialOf(cast), at(day, '10:00'))
  const closing = acting(cast.secondOfficial, at(day, '18:00'))
  const { id } = await transaction(db, (tx) => requestVerification(tx, preparing, countyCode))
  await runVerification({ db, clock: () => preparing.now }, id)
  const first = await nextMonthToClose(db, countyCode)
  if (first === null) return []
  for (const month of monthsBetween(first, last)) {
    const remark = month === last ? '' : '启用结账前的月份，一并结账'
    const key = { countyCode, month }
    const prepared = await transaction(db, (tx) =>
      prepareClosing(tx, preparing, { ...key, remark }),
    )
    const closingId = prepared.id
    await transaction(db, (tx) => closeMonth(tx, closing, { ...key, closingId, config }))
  }
  return []
}
