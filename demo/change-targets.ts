import { sql } from 'drizzle-orm'
import { answerTargetChange, saveTarget } from '../server/assistance/index.ts'
import type { Transaction } from '../server/platform/db/transaction.ts'
import { addDays } from '../shared/scalars.ts'
import { acting, at } from './acting.ts'
import { type Cast, leaderOf, officialOf, triedCounty, unitOf } from './cast.ts'

const document = (name: string) => ({ document: { name, fileId: null } })

/**
 * Targets of this year that changed (§3.9): the county was given more, a museum that closes for
 * months undertakes less, which its group confirmed, and an academy waits for the same.
 */
export async function changeTargets(tx: Transaction, cast: Cast, today: string): Promise<void> {
  const year = Number(today.slice(0, 4))
  const first = `${year}-01-01`
  const dayBefore = (ago: number) => {
    const day = addDays(today, -ago)
    return day < first ? first : day
  }
  const money = { year, measure: 'money' as const }
  const moreFrom = dayBefore(190)
  await saveTarget(tx, acting(officialOf(cast), at(moreFrom, '10:00')), {
    ...{ ...money, organisationId: null, divisionCode: triedCounty, amount: 1_300_000_000 },
    ...{ validFrom: moreFrom, reason: '市级年中追加任务' },
    ...document(`渝示例发〔${year}〕21 号`),
  })
  const museum = { ...money, organisationId: unitOf(cast, 'museum'), divisionCode: null }
  const lessFrom = dayBefore(150)
  await saveTarget(tx, acting(leaderOf(cast, 'museum'), at(lessFrom, '09:30')), {
    ...{ ...museum, amount: 48_000_000, validFrom: lessFrom },
    ...{ reason: '闭馆改造三个月，食堂停供', ...document(`两江美术馆示例函〔${year}〕6 号`) },
  })
  const [change] = await tx.execute<{ id: string }>(
    sql`select id from assistance.target_values where state = 'proposed'`,
  )
  const answered = { changeId: change?.id ?? '', answer: 'confirm' as const, reason: '' }
  await answerTargetChange(tx, acting(cast.group, at(dayBefore(148), '15:10')), answered)
  await saveTarget(tx, acting(leaderOf(cast, 'academy'), at(dayBefore(1), '16:20')), {
    ...{ ...money, organisationId: unitOf(cast, 'academy'), divisionCode: null },
    ...{ amount: 72_000_000, validFrom: today, reason: '培训班次减少，就餐人数下降' },
    ...document(`红岩干部学院示例函〔${year}〕11 号`),
  })
}
