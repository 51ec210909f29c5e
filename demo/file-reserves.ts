import type { z } from 'zod'
import { checkReserve, fileReserve } from '../server/assistance/index.ts'
import type { Transaction } from '../server/platform/db/transaction.ts'
import type { reserveBody } from '../shared/assistance/reserve.schemas.ts'
import { acting, at } from './acting.ts'
import { type Cast, leaderOf, officialOf } from './cast.ts'
import { groupUnits } from './units.ts'

type Filing = Omit<z.output<typeof reserveBody>, 'year' | 'version'>

const plain = { exemption: null, reason: '', filesWithUnitId: null, sharedUnitIds: [] }
const share = (budgetCents: number, shareBasisPoints: number): Filing => ({
  ...{ budgetCents, shareBasisPoints, channels: ['canteen', 'union'], ...plain },
})

/** What units of the county file; nothing comes from the water station. */
const filings: { key: string; filing: Filing; answer?: 'confirm' | 'return'; reason?: string }[] = [
  { key: 'wushan-office', filing: share(120_000_000, 3_000), answer: 'confirm' },
  { key: 'wushan-school', filing: share(240_000_000, 1_500) },
  {
    key: 'wushan-library',
    filing: {
      ...{ ...plain, budgetCents: null, shareBasisPoints: null, channels: [] },
      ...{ exemption: 'no_canteen', reason: '无食堂，职工在县机关食堂就餐' },
    },
    answer: 'confirm',
  },
  {
    key: 'wushan-hospital',
    filing: share(90_000_000, 1_000),
    ...{ answer: 'return', reason: '食材预算只填了职工食堂，请把病员食堂一并填报' },
  },
]

/** The reserved share of this year (§3.13): units file it, the county's office checks it. */
export async function fileReserves(tx: Transaction, cast: Cast, today: string): Promise<void> {
  const year = Number(today.slice(0, 4))
  const dayOfJanuary = (day: string) => (`${year}-01-${day}` < today ? `${year}-01-${day}` : today)
  const file = (key: string, filing: Filing) =>
    fileReserve(tx, acting(leaderOf(cast, key), at(dayOfJanuary('12'), '10:00')), {
      ...{ year, version: 0, ...filing },
    })
  for (const { key, size } of groupUnits) await file(key, share(size * 20_000_000, 1_500))
  for (const { key, filing, answer, reason = '' } of filings) {
    const { filingId } = await file(key, filing)
    if (answer === undefined) continue
    const checking = acting(officialOf(cast), at(dayOfJanuary('16'), '15:00'))
    await checkReserve(tx, checking, { filingId, answer, reason, version: 1 })
  }
}
