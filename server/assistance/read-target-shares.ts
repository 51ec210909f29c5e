import { targetDay } from '../../shared/assistance/target-changes.ts'
import type { targetShares } from '../../shared/assistance/targets.api.ts'
import type { TargetShareTotals } from '../../shared/assistance/targets.schemas.ts'
import type { Reply } from '../../shared/endpoint.ts'
import { less } from '../../shared/figure.ts'
import type { CursorPage } from '../../shared/pagination.ts'
import { dayOf } from '../../shared/scalars.ts'
import type { Context } from '../platform/context.ts'
import { pageOf } from '../platform/db/keyset.ts'
import type { Reader } from '../platform/db/transaction.ts'
import { selectSharePage, selectShareTotals } from './target-shares.queries.ts'

interface Question {
  groupId: string
  year?: number | undefined
  measure: 'money' | 'weight'
}

/** What the members of a group undertake of its target today, and what is unassigned (§3.9). */
export async function targetSharesOf(
  reader: Reader,
  { now }: Context,
  { groupId, year, measure, ...page }: Question & CursorPage,
): Promise<Reply<typeof targetShares>> {
  const today = dayOf(now)
  const on = year === undefined ? today : targetDay(year, today)
  const question = { groupId, measure, members: today, on }
  const { rows, total } = await selectSharePage(reader, { ...page, ...question })
  const { whole, assigned } = await selectShareTotals(reader, question)
  const unassigned = whole === null ? null : less(whole, assigned)
  const totals: TargetShareTotals = { on: question.on, whole, assigned, unassigned }
  const shown = pageOf(rows, page, (row) => row, { total })
  return {
    ...shown,
    items: shown.items.map((row) => ({
      unit: { id: row.id, name: row.name },
      ...{ amount: row.amount, shareBasisPoints: row.shareBasisPoints },
      waiting:
        row.waitingFrom === null ? null : { amount: row.waitingAmount, validFrom: row.waitingFrom },
    })),
    totals,
  }
}
